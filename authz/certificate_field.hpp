// The certificate fields that can name a client: one table for the CA validation schemes
// (broker-behaviour 3.4) and for the sources of a name when CONNECT has no user name (3.1). It decides
// nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "authz/authenticate.hpp"
#include "authz/model.hpp"

namespace eg::authz {

struct CertificateField {
  ValidationScheme scheme;
  NameSource source;
  std::string_view scheme_name;  ///< as ARM spells it
  std::string_view source_name;  ///< as ARM spells it
  std::string_view field_name;   ///< for people
  std::vector<std::string> (*texts)(const PeerCertificate&);
  bool (*equal)(std::string_view, std::string_view);  ///< of a text and an authentication name
};

/// nullptr for thumbprint_match, which looks at no field.
const CertificateField* certificate_field(ValidationScheme scheme);
const CertificateField& certificate_field(NameSource source);

}  // namespace eg::authz

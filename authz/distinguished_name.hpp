// Reads the RFC 4514 text of a distinguished name as it stands in PeerCertificate::subject. Knows no X.509.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace eg::authz {

/// The values of all attributes of this type (`CN`, `O`, `OU`, `C`; case ignored), in the order of the text,
/// without escapes. What is not well formed is passed over.
std::vector<std::string> attribute_values(std::string_view distinguished_name, std::string_view type);

}  // namespace eg::authz

// Resource ids of ARM: the path of a resource, parsed once (arm-contract 2). Comparison ignores case, the
// casing of the text is kept. Tolerates `//`, a trailing slash and percent-encoding as clients send them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

#include "protocol/arm/error.hpp"

namespace eg::arm {

struct TypeAndName {
  std::string type;  ///< as written in the URL, e.g. `topicSpaces`
  std::string name;  ///< empty in a collection's path, for the last one only
};

/// `/subscriptions/S/resourceGroups/G/providers/Microsoft.EventGrid/namespaces/N/clients/C`
struct ResourceId {
  std::string subscription;
  std::string resource_group;  ///< empty: subscription scope
  std::string provider;        ///< as written; empty: the id of a group or subscription
  std::vector<TypeAndName> types;

  /// From a decoded or encoded URL path. Error: invalid_request / invalid_subscription_id / not_found for a
  /// path that is no resource path.
  static boost::system::result<ResourceId, Error> parse(std::string_view path);

  bool is_collection() const { return !types.empty() && types.back().name.empty(); }
  /// `namespaces/clients` as written.
  std::string type_path() const;
  /// The id text, casing kept, `resourceGroups` and `providers` in canonical form.
  std::string text() const;
  /// Lower-case id: the key for comparison and storage.
  std::string key() const;
  /// The id of the parent resource (`.../namespaces/N` of a client); the resource group's for a namespace.
  ResourceId parent() const;
};

/// ASCII lower case, the folding that ARM names use.
std::string fold_case(std::string_view text);

/// 8-4-4-4-12 hexadecimal digits.
bool is_guid(std::string_view text);

}  // namespace eg::arm

// Which resource, of which kind, in which version does a path mean? The checks that come before the body, in
// the order of arm-contract 16.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>

#include "protocol/arm/api_version.hpp"
#include "protocol/arm/error.hpp"
#include "protocol/arm/resource_id.hpp"
#include "protocol/arm/schema.hpp"
#include "server/control/context.hpp"

namespace eg::control {

struct Address {
  arm::ResourceId id;
  const arm::Kind* kind = nullptr;
  arm::ApiVersion version{};
  std::string key;         ///< of the resource or collection
  std::string parent_key;  ///< of the namespace or group
  std::string name;        ///< empty for a collection

  bool is_child() const { return !kind->parent_type.empty(); }
};

/// A missing parent matters to PUT, DELETE and lists; to the others the resource itself is missing.
enum class ParentCheck : std::uint8_t { skipped, for_lists, needed };

/// Errors: those of arm-contract 16 from InvalidSubscriptionId to InvalidResourceName, not_emulated for what
/// is known but not built.
boost::system::result<Address, arm::Error> address_of(Context& context, ParentCheck parent_check);
/// Of another id than the request's path.
boost::system::result<Address, arm::Error> address_of(Context& context, arm::ResourceId id,
                                                      ParentCheck parent_check);
boost::system::result<Address, arm::Error> address_of(Context& context, std::string_view id,
                                                      ParentCheck parent_check);

/// A type that no row serves: not_emulated when the cloud is known to have it, else invalid_resource_type or
/// invalid_resource_namespace.
arm::Error unknown_type(std::string_view provider, std::string_view type_path);

/// The group exists. Error: resource_group_not_found with the command that creates it.
boost::system::result<void, arm::Error> check_group(Context& context, const arm::ResourceId& id);
std::string group_key(std::string_view subscription, std::string_view group);
arm::Error group_not_found(std::string_view group);
arm::Error resource_not_found(const Address& address);

/// `$all`, the group that no one made.
bool is_built_in_group(const Address& address);

}  // namespace eg::control

#include "server/control/resource_address.hpp"

#include <algorithm>
#include <array>

#include "protocol/arm/excerpt.hpp"
#include "protocol/arm/kinds/kinds.hpp"

namespace eg::control {
namespace {

struct KnownType {
  std::string_view type;  ///< lower case; provider and type path
  std::string_view what;
};

/// What the cloud has and the emulator does not have yet.
constexpr std::array known_types{
    KnownType{"microsoft.eventgrid/namespaces/privateendpointconnections", "Private endpoint connections"},
    KnownType{"microsoft.eventgrid/namespaces/privatelinkresources", "Private link resources"},
    KnownType{"microsoft.eventgrid/namespaces/networksecurityperimeterconfigurations",
              "Network security perimeters"},
    KnownType{"microsoft.eventgrid/topics", "Custom topics"},
    KnownType{"microsoft.eventgrid/domains", "Domains"},
    KnownType{"microsoft.eventgrid/systemtopics", "System topics"},
    KnownType{"microsoft.eventgrid/eventsubscriptions", "Event subscriptions"},
    KnownType{"microsoft.resources/deployments", "Template deployments"},
    KnownType{"microsoft.resources/deploymentscripts", "Deployment scripts"},
    KnownType{"microsoft.resources/deploymentstacks", "Deployment stacks"},
    KnownType{"microsoft.resources/templatespecs", "Template specs"},
    KnownType{"microsoft.resources/links", "Resource links"},
    KnownType{"microsoft.resources/tags", "Tags by any name but 'default'"},
    KnownType{"microsoft.authorization/locks", "Locks"},
    KnownType{"microsoft.authorization/roleassignments", "Role assignments"},
    KnownType{"microsoft.authorization/roledefinitions", "Role definitions"},
    KnownType{"microsoft.authorization/permissions", "Permissions"},
    KnownType{"microsoft.authorization/policyassignments", "Policy assignments"},
    KnownType{"microsoft.insights/diagnosticsettings", "Diagnostic settings"},
    KnownType{"microsoft.insights/metrics", "Metrics"},
    KnownType{"microsoft.managedidentity/userassignedidentities", "User-assigned identities"},
    KnownType{"microsoft.network/privateendpoints", "Private endpoints"},
};

/// `.../namespaces/N/providers/Microsoft.Authorization/locks/L`: what extends a resource has a provider of
/// its own.
arm::Error unknown_type_of(const arm::ResourceId& id) {
  std::string provider = id.provider;
  std::string path;
  for (const arm::TypeAndName& one : id.types) {
    if (arm::fold_case(one.type) == "providers") {
      provider = one.name;
      path.clear();
    } else {
      path += (path.empty() ? "" : "/") + one.type;
    }
  }
  return unknown_type(provider, path);
}

arm::Error parent_not_found(const Address& address) {
  const arm::ResourceId parent = address.id.parent();
  return {arm::ErrorCode::parent_resource_not_found,
          "Failed to perform the operation on the nested resource: the parent resource '" + parent.text() +
              "' could not be found. Create the " +
              (address.kind->parent_type == arm::namespaces.type ? "namespace" : "topic") + " first."};
}

boost::system::result<void, arm::Error> check_parent(Context& context, const Address& address) {
  if (!address.is_child()) {
    return {};
  }
  const auto is_there = context.store.contains(address.parent_key);
  if (!is_there) {
    return error_of(is_there.error());
  }
  if (!*is_there) {
    return parent_not_found(address);
  }
  return {};
}

}  // namespace

arm::Error unknown_type(std::string_view provider, std::string_view type_path) {
  const std::string full = arm::fold_case(std::string(provider) + "/" + std::string(type_path)) + "/";
  for (const KnownType& known : known_types) {
    // What lies below is not emulated either: `deployments/operations`, `deployments/validate`.
    if (full.starts_with(std::string(known.type) + "/")) {
      return {arm::ErrorCode::not_emulated, std::string(known.what) + " are not emulated yet."};
    }
  }
  if (arm::fold_case(provider) != arm::fold_case(arm::provider_name)) {
    return {arm::ErrorCode::invalid_resource_namespace,
            "The resource namespace '" + arm::excerpt(provider) +
                "' is invalid: this emulator serves Microsoft.EventGrid."};
  }
  return {arm::ErrorCode::invalid_resource_type,
          "The resource type '" + arm::excerpt(type_path) +
              "' could not be found in the namespace 'Microsoft.EventGrid'."};
}

std::string group_key(std::string_view subscription, std::string_view group) {
  return arm::fold_case("/subscriptions/" + std::string(subscription) + "/resourceGroups/" +
                        std::string(group));
}

arm::Error group_not_found(std::string_view group) {
  const std::string name = arm::excerpt(group);
  return {arm::ErrorCode::resource_group_not_found,
          "Resource group '" + name + "' could not be found. Create it with: az group create --name " + name +
              " --location eastus"};
}

arm::Error resource_not_found(const Address& address) {
  return {arm::ErrorCode::resource_not_found, "The Resource '" + arm::full_type(*address.kind) + "/" +
                                                  address.name + "' under resource group '" +
                                                  address.id.resource_group + "' was not found."};
}

boost::system::result<void, arm::Error> check_group(Context& context, const arm::ResourceId& id) {
  const auto is_there = context.store.contains(group_key(id.subscription, id.resource_group));
  if (!is_there) {
    return error_of(is_there.error());
  }
  if (!*is_there) {
    return group_not_found(id.resource_group);
  }
  return {};
}

bool is_built_in_group(const Address& address) {
  return address.kind == &arm::client_groups && arm::fold_case(address.name) == "$all";
}

boost::system::result<Address, arm::Error> address_of(Context& context, ParentCheck parent_check) {
  return address_of(context, context.target.path, parent_check);
}

boost::system::result<Address, arm::Error> address_of(Context& context, std::string_view text,
                                                      ParentCheck parent_check) {
  auto id = arm::ResourceId::parse(text);
  if (!id) {
    return id.error();
  }
  return address_of(context, *std::move(id), parent_check);
}

boost::system::result<Address, arm::Error> address_of(Context& context, arm::ResourceId id,
                                                      ParentCheck parent_check) {
  if (auto group = check_group(context, id); !group) {
    return group.error();
  }
  Address address;
  address.id = std::move(id);
  const bool is_ours = arm::fold_case(address.id.provider) == arm::fold_case(arm::provider_name);
  address.kind = is_ours ? arm::find_kind(address.id.type_path()) : nullptr;
  if (address.kind == nullptr) {
    return unknown_type_of(address.id);
  }
  const auto version = arm::parse_api_version(
      context.target.parameter("api-version").value_or(std::string_view()), address.kind->type);
  if (!version) {
    return version.error();
  }
  address.version = *version;
  address.key = address.id.key();
  address.parent_key = address.id.parent().key();
  address.name = address.id.types.back().name;
  if (parent_check == ParentCheck::needed ||
      (parent_check == ParentCheck::for_lists && address.id.is_collection())) {
    if (auto parent = check_parent(context, address); !parent) {
      return parent.error();
    }
  }
  if (!address.id.is_collection() && !is_built_in_group(address)) {
    if (auto name = arm::check_name(*address.kind, address.name); !name) {
      return name.error();
    }
  }
  return address;
}

}  // namespace eg::control

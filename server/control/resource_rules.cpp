#include "server/control/resource_rules.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "authz/group_query.hpp"
#include "authz/topic_template.hpp"
#include "protocol/arm/excerpt.hpp"
#include "protocol/arm/json.hpp"
#include "protocol/arm/kinds/kinds.hpp"
#include "protocol/arm/time_text.hpp"
#include "server/control/resource_view.hpp"

namespace eg::control {
namespace {

using Checked = boost::system::result<void, arm::Error>;

/// What a permission binding names and so keeps from being deleted (decisions).
struct BoundKind {
  const arm::Kind* kind;
  std::string_view what;
  std::string authz::PermissionBinding::*name_in_binding;
};
constexpr std::array bound_kinds{
    BoundKind{&arm::topic_spaces, "topic space", &authz::PermissionBinding::topic_space_name},
    BoundKind{&arm::client_groups, "client group", &authz::PermissionBinding::client_group_name},
};

template <class Grammar>
std::optional<std::string> problem_of(std::string_view text) {
  const auto parsed = Grammar::parse(text);
  if (parsed) {
    return std::nullopt;
  }
  // Who reads it counts characters, not bytes.
  const std::string_view before = text.substr(0, parsed.error().column - 1);
  const auto column =
      std::count_if(before.begin(), before.end(),
                    [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }) +
      1;
  return "column " + std::to_string(column) + ": " + parsed.error().message;
}

std::optional<std::string> problem_of_certificate(CaCertificateReader reader, std::string_view text) {
  if (reader == nullptr) {
    return "CA certificates cannot be read here.";
  }
  const auto read = reader(text);
  return read ? std::nullopt : std::optional(read.error().message);
}

Checked check_namespace_name(Context& context, const Address& address) {
  const std::string taken = context.models.key_of_name(address.name);
  if (taken.empty() || taken == address.key) {
    return {};
  }
  return arm::Error(arm::ErrorCode::conflict, "The namespace name '" + address.name +
                                                  "' is already in use by '" + taken +
                                                  "': it is a host name and must be unique in the emulator.");
}

Checked check_authentication_name(Context& context, const Address& address,
                                  const rapidjson::Value& document) {
  const std::string_view name = arm::text_at(document, "properties.authenticationName");
  const authz::PrincipalPointer other = context.models.policy(address.parent_key)->find(name);
  if (other == nullptr || arm::fold_case(other->client.name) == arm::fold_case(address.name)) {
    return {};
  }
  return arm::Error(arm::ErrorCode::conflict,
                    "The authentication name '" + other->client.authentication_name +
                        "' is already used by the client '" + other->client.name +
                        "': it must be unique in the namespace, case ignored.",
                    "properties.authenticationName");
}

boost::system::result<bool, arm::Error> exists(Context& context, const Address& address,
                                               const arm::Field& reference, std::string_view name) {
  if (reference.reference == arm::client_groups.type && arm::fold_case(name) == "$all") {
    return true;
  }
  const std::string_view collection = reference.reference.substr(reference.reference.rfind('/') + 1);
  const auto is_there = context.store.contains(
      arm::fold_case(address.parent_key + "/" + std::string(collection) + "/" + std::string(name)));
  if (!is_there) {
    return error_of(is_there.error());
  }
  return *is_there;
}

Checked check_references(Context& context, const Address& address, const rapidjson::Value& document) {
  std::vector<arm::Error> missing;
  for (const arm::Field& field : address.kind->fields) {
    if (field.reference.empty()) {
      continue;
    }
    const std::string_view name = arm::text_at(document, field.path);
    const auto found = exists(context, address, field, name);
    if (!found) {
      return found.error();
    }
    if (!*found) {
      const std::string_view collection = field.reference.substr(field.reference.rfind('/') + 1);
      missing.emplace_back(arm::ErrorCode::invalid_request,
                           "The member '" + std::string(arm::member_name(field)) + "' names '" +
                               arm::excerpt(name) + "', which is not among the " + std::string(collection) +
                               " of the namespace: create it first.",
                           std::string(field.path));
    }
  }
  if (missing.empty()) {
    return {};
  }
  arm::Error error = missing.front();
  if (missing.size() > 1) {
    error.message += " " + missing[1].message;
    error.details = std::move(missing);
  }
  return error;
}

/// A topic of another kind lives elsewhere; one of a namespace must be here.
Checked check_route(Context& context, const rapidjson::Value& document) {
  constexpr std::string_view path = "properties.topicSpacesConfiguration.routeTopicResourceId";
  const auto id = arm::ResourceId::parse(arm::text_at(document, path));
  if (!id || arm::find_kind(id->type_path()) != &arm::namespace_topics) {
    return {};
  }
  const auto topic = context.store.get(id->key());
  if (!topic) {
    return error_of(topic.error());
  }
  if (topic->has_value()) {
    return {};
  }
  return arm::Error(
      arm::ErrorCode::invalid_request,
      "The topic '" + arm::excerpt(id->text()) + "' to route to does not exist: create it first.",
      std::string(path));
}

/// Events live no longer than the topic keeps them (arm-contract 14).
Checked check_time_to_live(Context& context, const Address& address, const rapidjson::Value& document) {
  constexpr std::int64_t seconds_per_day = 86'400;
  const auto row = context.store.get(address.parent_key);
  if (!row) {
    return error_of(row.error());
  }
  const auto topic = document_of(row->value());
  if (!topic) {
    return topic.error();
  }
  const rapidjson::Value* days = arm::find_path(*topic, "properties.eventRetentionInDays");
  const std::int64_t kept_days = days != nullptr && days->IsInt64() ? days->GetInt64() : 1;
  for (const char* path : {"properties.deliveryConfiguration.queue.eventTimeToLive",
                           "properties.deliveryConfiguration.push.eventTimeToLive"}) {
    const std::string_view text = arm::text_at(document, path);
    if (arm::duration_seconds(text).value_or(0) > kept_days * seconds_per_day) {
      return arm::Error(arm::ErrorCode::invalid_request,
                        "'" + std::string(path) + "' is '" + arm::excerpt(text) +
                            "' but the topic keeps events for " + std::to_string(kept_days) +
                            " days ('eventRetentionInDays').",
                        path);
    }
  }
  return {};
}

boost::system::result<std::size_t, arm::Error> quota_of(Context& context, const Address& address) {
  const arm::Quota& quota = address.kind->quota;
  if (!quota.per_capacity_unit) {
    return quota.count;
  }
  const auto parent = context.store.get(address.parent_key);
  if (!parent) {
    return error_of(parent.error());
  }
  const auto document = document_of(parent->value());
  if (!document) {
    return document.error();
  }
  const rapidjson::Value* capacity = arm::find_path(*document, "sku.capacity");
  return quota.count * (capacity != nullptr && capacity->IsUint() ? capacity->GetUint() : 1U);
}

Checked check_quota(Context& context, const Address& address) {
  const auto quota = quota_of(context, address);
  if (!quota) {
    return quota.error();
  }
  std::size_t count = 0;
  if (address.kind == &arm::clients) {  // there may be very many
    count = context.models.policy(address.parent_key)->client_count();
  } else if (address.is_child()) {
    const auto stored = context.store.count(address.parent_key, address.kind->type);
    if (!stored) {
      return error_of(stored.error());
    }
    count = *stored;
  } else {
    count = context.models.count_below(arm::fold_case("/subscriptions/" + address.id.subscription));
  }
  if (count < *quota) {
    return {};
  }
  return arm::Error(arm::ErrorCode::conflict,
                    "The quota of " + std::to_string(*quota) + " " + std::string(address.kind->type) +
                        " is used up: delete some, or start the emulator with --quotas off.");
}

}  // namespace

arm::TextRules text_rules(const Settings& settings) {
  return {&problem_of<authz::TopicTemplate>, &problem_of<authz::GroupQuery>,
          [reader = settings.read_ca_certificate](std::string_view text) {
            return problem_of_certificate(reader, text);
          }};
}

Checked check_write(Context& context, const Address& address, const rapidjson::Value& document, bool is_new) {
  Checked checked;
  if (address.kind == &arm::namespaces) {
    checked = check_namespace_name(context, address);
    if (checked) {
      checked = check_route(context, document);
    }
  } else if (address.kind == &arm::clients) {
    checked = check_authentication_name(context, address, document);
  } else if (address.kind == &arm::event_subscriptions) {
    checked = check_time_to_live(context, address, document);
  }
  if (checked) {
    checked = check_references(context, address, document);
  }
  if (checked && is_new && context.settings.quotas && address.kind->quota.count > 0) {
    checked = check_quota(context, address);
  }
  return checked;
}

Checked check_delete(Context& context, const Address& address) {
  const auto row = std::find_if(bound_kinds.begin(), bound_kinds.end(),
                                [&address](const BoundKind& bound) { return bound.kind == address.kind; });
  if (row == bound_kinds.end()) {
    return {};
  }
  const authz::Namespace* model = context.models.find(address.parent_key);
  const std::string own = arm::fold_case(address.name);
  std::string bindings;
  for (const authz::PermissionBinding& binding : model->permission_bindings) {
    if (arm::fold_case(binding.*row->name_in_binding) == own) {
      bindings += (bindings.empty() ? "'" : ", '") + binding.name + "'";
    }
  }
  if (bindings.empty()) {
    return {};
  }
  return arm::Error(arm::ErrorCode::conflict, "The " + std::string(row->what) + " '" + address.name +
                                                  "' is still used by the permission bindings " + bindings +
                                                  ": delete those first.");
}

}  // namespace eg::control

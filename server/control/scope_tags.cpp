#include "server/control/scope_tags.hpp"

#include <array>
#include <optional>
#include <string>
#include <utility>

#include "protocol/arm/check.hpp"
#include "protocol/arm/json.hpp"
#include "protocol/arm/kinds/kinds.hpp"
#include "protocol/arm/resource_id.hpp"
#include "protocol/arm/system_data.hpp"
#include "server/control/access_token.hpp"
#include "server/control/json_text.hpp"
#include "server/control/operation_answers.hpp"
#include "server/control/resource_address.hpp"
#include "server/control/resource_rules.hpp"
#include "server/control/resource_view.hpp"

namespace eg::control {
namespace {

using rapidjson::Document;
using rapidjson::Value;

constexpr std::size_t tags_max = 50;  // arm-contract 3
/// `providers/Microsoft.Resources/tags/default`
constexpr std::size_t suffix_segments = 4;

constexpr std::array<std::string_view, 3> operation_names{"Merge", "Replace", "Delete"};
constexpr arm::Field body_fields[] = {
    {.path = "properties", .type = arm::FieldType::object, .required = true},
    {.path = "properties.tags", .type = arm::FieldType::tags, .limits = {0, tags_max}},
    {.path = "operation", .type = arm::FieldType::enumeration, .values = operation_names},
};
constexpr arm::Kind body_kind = {
    .type = "tags", .parent_type = {}, .tracked = false, .name_rule = {}, .fields = body_fields, .quota = {}};

/// What carries the tags, as it is stored.
struct Scope {
  std::string id;
  std::optional<store::ResourceRow> row;  ///< nothing: a subscription without tags
  const arm::Kind* kind = nullptr;        ///< of a resource
  Document document{rapidjson::kObjectType};
};

store::ResourceRow subscription_row(std::string_view subscription) {
  const std::string key = arm::fold_case("/subscriptions/" + std::string(subscription));
  return {key + "/$tags", key, "subscriptionTags", "$tags", key + "/$tags", "{}"};
}

/// The path without its last four segments, canonical.
std::string scope_path(const RequestTarget& target) {
  std::string path;
  for (std::size_t index = 0; index + suffix_segments < target.segments.size(); ++index) {
    path += "/" + target.segments[index];
  }
  return path;
}

arm::Error takes_no_tags(const arm::ResourceId& id) {
  return {arm::ErrorCode::invalid_request,
          "The resource '" + id.text() + "' takes no tags: only tracked resources (namespaces) do."};
}

boost::system::result<Scope, arm::Error> scope_of(Context& context) {
  const auto id = arm::ResourceId::parse(scope_path(context.target));
  if (!id) {
    return id.error();
  }
  Scope scope;
  scope.id = id->text();
  std::string key = id->key();
  if (id->resource_group.empty()) {
    if (!id->provider.empty()) {
      return takes_no_tags(*id);
    }
    key = subscription_row(id->subscription).key;
  } else if (auto group = check_group(context, *id); !group) {
    return group.error();
  }
  if (!id->provider.empty()) {
    const bool is_ours = arm::fold_case(id->provider) == arm::fold_case(arm::provider_name);
    scope.kind = is_ours ? arm::find_kind(id->type_path()) : nullptr;
    if (scope.kind == nullptr) {
      return unknown_type(id->provider, id->type_path());
    }
    if (!scope.kind->tracked || id->is_collection()) {
      return takes_no_tags(*id);
    }
  }
  auto row = context.store.get(key);
  if (!row) {
    return error_of(row.error());
  }
  scope.row = *std::move(row);
  if (!scope.row && scope.kind != nullptr) {
    return arm::Error(arm::ErrorCode::resource_not_found, "The Resource '" + scope.id + "' was not found.");
  }
  if (!scope.row) {
    scope.row = subscription_row(id->subscription);
  }
  auto document = document_of(*scope.row);
  if (!document) {
    return document.error();
  }
  scope.document = *std::move(document);
  return scope;
}

Response view_of_tags(const Scope& scope) {
  const Value* tags = arm::find_member(scope.document, "tags");
  JsonText json;
  json.begin_object()
      .member("id", scope.id + "/providers/Microsoft.Resources/tags/default")
      .member("name", "default")
      .member("type", "Microsoft.Resources/tags")
      .begin_object("properties")
      .raw("tags", tags != nullptr && tags->IsObject() ? arm::write_json(*tags) : "{}")
      .end_object()
      .end_object();
  return json_response(200, json.take());
}

boost::system::result<Document, arm::Error> parse_body(const Context& context,
                                                       arm::WriteOperation operation) {
  auto body = arm::parse_json(context.request.body);
  if (!body) {
    return body;
  }
  const auto checked =
      arm::check(*body, {body_kind, arm::ApiVersion::v2025_02_15, operation, text_rules(context.settings)});
  if (!checked) {
    return checked.error();
  }
  return body;
}

const Value::Member* find_tag(const Value& tags, std::string_view name) {
  for (const auto& tag : tags.GetObject()) {
    if (arm::fold_case(arm::text_of(tag.name)) == arm::fold_case(name)) {
      return &tag;
    }
  }
  return nullptr;
}

void merge_tag(Value& tags, const Value& name, const Value& value, Document::AllocatorType& allocator) {
  if (const Value::Member* found = find_tag(tags, arm::text_of(name))) {
    tags[found->name] = Value(value, allocator);
  } else {
    tags.AddMember(Value(name, allocator), Value(value, allocator), allocator);
  }
}

/// By its name, or by its name and value.
void delete_tag(Value& tags, const Value& name, const Value& value) {
  const Value::Member* found = find_tag(tags, arm::text_of(name));
  if (found != nullptr && (arm::text_of(value).empty() || value == found->value)) {
    tags.EraseMember(found->name);  // the others keep their order
  }
}

/// `given` may be nullptr: no tags.
boost::system::result<void, arm::Error> change_tags(Document& document, std::string_view operation,
                                                    const Value* given) {
  auto& allocator = document.GetAllocator();
  Value tags(rapidjson::kObjectType);
  const Value* before = arm::find_member(document, "tags");
  if (operation != "Replace" && before != nullptr && before->IsObject()) {
    tags.CopyFrom(*before, allocator);
  }
  if (given != nullptr && given->IsObject()) {
    for (const auto& tag : given->GetObject()) {
      operation == "Delete" ? delete_tag(tags, tag.name, tag.value)
                            : merge_tag(tags, tag.name, tag.value, allocator);
    }
  }
  if (tags.MemberCount() > tags_max) {
    return arm::Error(arm::ErrorCode::invalid_request_content,
                      "There would be more than " + std::to_string(tags_max) + " tags.", "properties.tags");
  }
  document.RemoveMember("tags");
  if (tags.MemberCount() > 0) {
    document.AddMember("tags", std::move(tags), allocator);
  }
  return {};
}

Answer write_tags(Context& context, Scope& scope, std::string_view operation, const Value* given) {
  if (auto free = check_no_operation(context, scope.row->key); !free) {
    return free.error();
  }
  Document before;
  before.CopyFrom(scope.document, before.GetAllocator());
  if (auto changed = change_tags(scope.document, operation, given); !changed) {
    return changed.error();
  }
  if (scope.kind != nullptr) {
    const TokenOwner owner = owner_of(context.request.header("Authorization"));
    arm::stamp_system_data(scope.document, &before, {owner.name, owner.type},
                           arm::system_data_time(context.now_unix_milliseconds));
  }
  scope.row->document = arm::write_json(scope.document);
  auto transaction = context.store.begin();
  if (!transaction) {
    return error_of(transaction.error());
  }
  if (auto put = context.store.put(*scope.row); !put) {
    return error_of(put.error());
  }
  if (auto committed = transaction->commit(); !committed) {
    return error_of(committed.error());
  }
  return view_of_tags(scope);
}

Answer write_body(Context& context, arm::WriteOperation write) {
  const auto body = parse_body(context, write);
  if (!body) {
    return body.error();
  }
  std::string_view operation = "Replace";
  if (write == arm::WriteOperation::patch) {
    operation = arm::text_at(*body, "operation");
    if (operation.empty()) {
      return arm::Error(arm::ErrorCode::invalid_request_content,
                        "The member 'operation' must be 'Merge', 'Replace' or 'Delete'.", "operation");
    }
  }
  auto scope = scope_of(context);
  if (!scope) {
    return scope.error();
  }
  return write_tags(context, *scope, operation, arm::find_path(*body, "properties.tags"));
}

}  // namespace

Answer get_scope_tags(Context& context) {
  const auto scope = scope_of(context);
  if (!scope) {
    return scope.error();
  }
  return view_of_tags(*scope);
}

Answer put_scope_tags(Context& context) {
  return write_body(context, arm::WriteOperation::put);
}

Answer patch_scope_tags(Context& context) {
  return write_body(context, arm::WriteOperation::patch);
}

Answer delete_scope_tags(Context& context) {
  auto scope = scope_of(context);
  if (!scope) {
    return scope.error();
  }
  auto answer = write_tags(context, *scope, "Replace", nullptr);
  return answer ? Answer(empty_response(200)) : answer;
}

store::StoreResult<std::string> subscription_tags(store::Store& store, std::string_view subscription) {
  const auto row = store.get(subscription_row(subscription).key);
  if (!row) {
    return row.error();
  }
  const auto document = row->has_value() ? arm::parse_json(row->value().document) : arm::parse_json("{}");
  const Value* tags = document ? arm::find_member(*document, "tags") : nullptr;
  return tags == nullptr ? std::string("{}") : arm::write_json(*tags);
}

}  // namespace eg::control

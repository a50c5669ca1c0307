#include "server/control/resource_groups.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "protocol/arm/check.hpp"
#include "protocol/arm/excerpt.hpp"
#include "protocol/arm/formats.hpp"
#include "protocol/arm/json.hpp"
#include "protocol/arm/resource_id.hpp"
#include "server/control/access_token.hpp"
#include "server/control/json_text.hpp"
#include "server/control/odata_filter.hpp"
#include "server/control/operation_answers.hpp"
#include "server/control/paging.hpp"
#include "server/control/resource_address.hpp"
#include "server/control/resource_rules.hpp"
#include "server/control/resource_view.hpp"
#include "server/control/tracked_resources.hpp"

namespace eg::control {
namespace {

using rapidjson::Document;
using rapidjson::Value;
using StoredRow = std::optional<store::ResourceRow>;

constexpr std::size_t name_characters_max = 90;

/// Letters and digits of any script: what is not ASCII is let through.
bool is_group_name(std::string_view name) {
  return !name.empty() && arm::count_characters(name) <= name_characters_max && name.back() != '.' &&
         std::all_of(name.begin(), name.end(), [](char letter) {
           const char folded = static_cast<char>(letter | 0x20);
           return static_cast<unsigned char>(letter) > 0x7F || (letter >= '0' && letter <= '9') ||
                  (folded >= 'a' && folded <= 'z') ||
                  std::string_view("-_().").find(letter) != std::string_view::npos;
         });
}

std::string view_of_group(const Context& context, const store::ResourceRow& row, const Value& document) {
  const Operation* running = context.operations.running(row.key, context.now_unix_milliseconds);
  JsonText json;
  json.begin_object()
      .member("id", row.id)
      .member("name", row.name)
      .member("type", "Microsoft.Resources/resourceGroups");
  for (const std::string_view name : {"location", "managedBy", "tags"}) {
    if (const Value* value = arm::find_member(document, name)) {
      json.raw(name, arm::write_json(*value));
    }
  }
  json.begin_object("properties")
      .member("provisioningState", Operations::provisioning_state(running))
      .end_object()
      .end_object();
  return json.take();
}

boost::system::result<StoredRow, arm::Error> stored_group(Context& context) {
  auto row = context.store.get(group_key(context.variables[0], context.variables[1]));
  if (!row) {
    return error_of(row.error());
  }
  return *std::move(row);
}

/// Checked as resources are (arm::check), against rows of their own. No provider version knows or hides any
/// of them, so it does not matter which one the check is asked for.
constexpr arm::Field group_fields[] = {
    {.path = "location",
     .required = true,
     .missing_error = arm::ErrorCode::location_required,
     .limits = {0, 64},
     .format = arm::Format::location},
    {.path = "managedBy", .limits = {0, 2048}},
    {.path = "tags", .type = arm::FieldType::tags, .limits = {0, 50}},
};
constexpr arm::Kind group_kind = {.type = "resourceGroups",
                                  .parent_type = {},
                                  .tracked = false,
                                  .name_rule = {},
                                  .fields = group_fields,
                                  .quota = {}};

boost::system::result<Document, arm::Error> parse_body(const Context& context,
                                                       arm::WriteOperation operation) {
  auto body = arm::parse_json(context.request.body);
  if (!body) {
    return body;
  }
  const auto checked =
      arm::check(*body, {group_kind, arm::ApiVersion::v2025_02_15, operation, text_rules(context.settings)});
  if (!checked) {
    return checked.error();
  }
  return body;
}

void set_member(Document& document, const char* name, const Value* value) {
  document.RemoveMember(name);
  if (value != nullptr && !value->IsNull()) {
    document.AddMember(rapidjson::StringRef(name), Value(*value, document.GetAllocator()),
                       document.GetAllocator());
  }
}

Answer store_group(Context& context, const Document& document, bool is_new) {
  const std::string& subscription = context.variables[0];
  const std::string& name = context.variables[1];
  if (auto free = check_no_operation(context, group_key(subscription, name)); !free) {
    return free.error();
  }
  const store::ResourceRow row{group_key(subscription, name),
                               arm::fold_case("/subscriptions/" + subscription),
                               std::string(resource_group_kind),
                               name,
                               "/subscriptions/" + subscription + "/resourceGroups/" + name,
                               arm::write_json(document)};
  auto transaction = context.store.begin();
  if (!transaction) {
    return error_of(transaction.error());
  }
  if (auto put = context.store.put(row); !put) {
    return error_of(put.error());
  }
  if (auto committed = transaction->commit(); !committed) {
    return error_of(committed.error());
  }
  return json_response(is_new ? 201 : 200, view_of_group(context, row, document));
}

/// The group's row stays until the end, but nothing in it is in force any more.
Answer begin_deletion(Context& context, const store::ResourceRow& row) {
  Response response = empty_response(202);
  if (const Operation* running = context.operations.running(row.key, context.now_unix_milliseconds)) {
    add_poll_headers(context, *running, PollAddresses::result, response);
    return response;
  }
  Operation operation = new_operation(context, Operation::Action::deleting, row.key, row.id, {});
  auto transaction = context.store.begin();
  if (!transaction) {
    return error_of(transaction.error());
  }
  if (auto put = context.operations.put(context.store, operation, context.now_unix_milliseconds); !put) {
    return error_of(put.error());
  }
  if (auto committed = transaction->commit(); !committed) {
    return error_of(committed.error());
  }
  context.models.erase_below(row.key, context.changes);
  add_poll_headers(context, operation, PollAddresses::result, response);
  context.operations.add(std::move(operation));
  return response;
}

bool has_tag(const Value& document, std::string_view name, std::optional<std::string_view> value) {
  const Value* tags = arm::find_member(document, "tags");
  return tags != nullptr && tags->IsObject() &&
         std::any_of(tags->MemberBegin(), tags->MemberEnd(), [&](const auto& tag) {
           return arm::fold_case(arm::text_of(tag.name)) == arm::fold_case(name) &&
                  (!value || arm::text_of(tag.value) == *value);
         });
}

}  // namespace

Answer list_resource_groups(Context& context) {
  const std::string parent = arm::fold_case("/subscriptions/" + context.variables[0]);
  const auto page = parse_page(context, platform_pages, parent + "/");
  if (!page) {
    return page.error();
  }
  const auto filter = parse_tag_filter(context);
  if (!filter) {
    return filter.error();
  }
  auto rows = context.store.list({parent, std::string(resource_group_kind), {}, 0});
  if (!rows) {
    return error_of(rows.error());
  }
  std::vector<store::ResourceRow> matching;
  for (store::ResourceRow& row : *rows) {
    const auto document = document_of(row);
    if (!document) {
      return document.error();
    }
    if (filter->name.empty() || has_tag(*document, filter->name, filter->value)) {
      matching.push_back(std::move(row));
    }
  }
  const RowsOfPage shown = take_page(std::move(matching), *page);
  std::vector<std::string> values;
  for (const store::ResourceRow& row : shown.rows) {
    const auto document = document_of(row);
    if (!document) {
      return document.error();
    }
    values.push_back(view_of_group(context, row, *document));
  }
  return page_response(context, values, shown.last_key);
}

Answer get_resource_group(Context& context) {
  const auto stored = stored_group(context);
  if (!stored) {
    return stored.error();
  }
  if (!stored->has_value()) {
    return group_not_found(context.variables[1]);
  }
  const auto document = document_of(stored->value());
  if (!document) {
    return document.error();
  }
  return json_response(200, view_of_group(context, stored->value(), *document));
}

Answer head_resource_group(Context& context) {
  auto answer = get_resource_group(context);
  return answer ? Answer(empty_response(204)) : answer;
}

Answer put_resource_group(Context& context) {
  if (!is_group_name(context.variables[1])) {
    return arm::Error(
        arm::ErrorCode::invalid_resource_name,
        "The resource group name '" + arm::excerpt(context.variables[1]) +
            "' is invalid: up to 90 letters, digits and -_(). are allowed, and no period at the end.");
  }
  const auto body = parse_body(context, arm::WriteOperation::put);
  if (!body) {
    return body.error();
  }
  const std::string location(arm::text_at(*body, "location"));
  const auto stored = stored_group(context);
  if (!stored) {
    return stored.error();
  }
  if (stored->has_value()) {
    const auto before = document_of(stored->value());
    if (!before) {
      return before.error();
    }
    if (arm::text_at(*before, "location") != location) {
      return arm::Error(arm::ErrorCode::invalid_resource_location,
                        "The resource group '" + context.variables[1] + "' already exists in location '" +
                            std::string(arm::text_at(*before, "location")) + "': it cannot move to '" +
                            location + "'.",
                        "location");
    }
  }
  Document document(rapidjson::kObjectType);
  const Value place = arm::make_text(location, document.GetAllocator());
  set_member(document, "location", &place);
  set_member(document, "tags", arm::find_member(*body, "tags"));
  set_member(document, "managedBy", arm::find_member(*body, "managedBy"));
  return store_group(context, document, !stored->has_value());
}

Answer patch_resource_group(Context& context) {
  const auto body = parse_body(context, arm::WriteOperation::patch);
  if (!body) {
    return body.error();
  }
  const auto stored = stored_group(context);
  if (!stored) {
    return stored.error();
  }
  if (!stored->has_value()) {
    return group_not_found(context.variables[1]);
  }
  auto document = document_of(stored->value());
  if (!document) {
    return document.error();
  }
  for (const char* name : {"tags", "managedBy"}) {
    if (const Value* value = arm::find_member(*body, name)) {
      set_member(*document, name, value);
    }
  }
  return store_group(context, *document, false);
}

Answer delete_resource_group(Context& context) {
  const auto stored = stored_group(context);
  if (!stored) {
    return stored.error();
  }
  if (!stored->has_value()) {
    return group_not_found(context.variables[1]);
  }
  if (context.operations.asynchronous()) {
    return begin_deletion(context, stored->value());
  }
  auto transaction = context.store.begin();
  if (!transaction) {
    return error_of(transaction.error());
  }
  if (auto erased = context.store.erase(stored->value().key); !erased) {
    return error_of(erased.error());
  }
  if (auto committed = transaction->commit(); !committed) {
    return error_of(committed.error());
  }
  context.models.erase_below(stored->value().key, context.changes);
  return empty_response(200);
}

Answer group_action(Context& context) {
  const auto stored = stored_group(context);
  if (!stored) {
    return stored.error();
  }
  if (!stored->has_value()) {
    return group_not_found(context.variables[1]);
  }
  return arm::Error(arm::ErrorCode::not_emulated, "The action '" +
                                                      arm::excerpt(context.target.segments.back()) +
                                                      "' of a resource group is not emulated yet.");
}

store::ResourceRow default_resource_group() {
  const std::string subscription = "/subscriptions/" + std::string(default_subscription);
  return {subscription + "/resourcegroups/emulator", subscription,
          std::string(resource_group_kind),          "emulator",
          subscription + "/resourceGroups/emulator", R"({"location":"eastus"})"};
}

}  // namespace eg::control

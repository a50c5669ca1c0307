#include "server/control/tracked_resources.hpp"

#include <algorithm>
#include <array>

#include "protocol/arm/excerpt.hpp"
#include "protocol/arm/json.hpp"
#include "protocol/arm/kinds/kinds.hpp"
#include "protocol/arm/resource_id.hpp"
#include "server/control/json_text.hpp"
#include "server/control/odata_filter.hpp"
#include "server/control/paging.hpp"
#include "server/control/resource_address.hpp"
#include "server/control/resource_view.hpp"

namespace eg::control {
namespace {

using rapidjson::Value;

arm::Error wrong_filter(const Context& context) {
  return {arm::ErrorCode::invalid_parameter,
          "The $filter '" + arm::excerpt(context.target.parameter("$filter").value_or(std::string_view())) +
              "' is not understood: comparisons of name, resourceType, resourceGroup, location, tagName and "
              "tagValue "
              "with eq, joined by 'and', are.",
          "$filter"};
}

std::string text_of_row(const store::ResourceRow& row, const Value& document, std::string_view member) {
  if (member == "name") {
    return row.name;
  }
  if (member == "resourcetype") {
    return arm::full_type(arm::namespaces);
  }
  if (member == "location") {
    return std::string(arm::text_at(document, "location"));
  }
  const auto id = arm::ResourceId::parse(row.id);
  return id ? id->resource_group : std::string();
}

constexpr std::array<std::string_view, 4> members{"name", "resourcetype", "location", "resourcegroup"};

bool tag_matches(const Value& document, const std::vector<Comparison>& filter) {
  const auto wanted = [&filter](std::string_view member) -> const std::string* {
    const auto found = std::find_if(filter.begin(), filter.end(),
                                    [member](const Comparison& one) { return one.member == member; });
    return found == filter.end() ? nullptr : &found->value;
  };
  const std::string* name = wanted("tagname");
  const std::string* value = wanted("tagvalue");
  if (name == nullptr && value == nullptr) {
    return true;
  }
  const Value* tags = arm::find_member(document, "tags");
  return tags != nullptr && tags->IsObject() &&
         std::any_of(tags->MemberBegin(), tags->MemberEnd(), [&](const auto& tag) {
           return (name == nullptr || arm::fold_case(arm::text_of(tag.name)) == arm::fold_case(*name)) &&
                  (value == nullptr || arm::text_of(tag.value) == *value);
         });
}

bool matches(const store::ResourceRow& row, const Value& document, const std::vector<Comparison>& filter) {
  const bool members_match = std::all_of(filter.begin(), filter.end(), [&](const Comparison& one) {
    return one.member.starts_with("tag") ||
           arm::fold_case(text_of_row(row, document, one.member)) == arm::fold_case(one.value);
  });
  return members_match && tag_matches(document, filter);
}

/// GenericResourceExpanded: without `properties`.
std::string view_of_row(const Context& context, const store::ResourceRow& row, const Value& document) {
  JsonText json;
  json.begin_object()
      .member("id", row.id)
      .member("name", row.name)
      .member("type", arm::full_type(arm::namespaces));
  for (const std::string_view name : {"location", "tags", "sku", "identity"}) {
    if (const Value* value = arm::find_member(document, name)) {
      json.raw(name, arm::write_json(*value));
    }
  }
  const std::string expand = arm::fold_case(context.target.parameter("$expand").value_or(std::string_view()));
  const auto expanded = [&](std::string_view asked, std::string_view name, std::string_view text) {
    if (expand.find(asked) != std::string::npos && !text.empty()) {
      json.member(name, text);
    }
  };
  expanded("createdtime", "createdTime", arm::text_at(document, "systemData.createdAt"));
  expanded("changedtime", "changedTime", arm::text_at(document, "systemData.lastModifiedAt"));
  expanded(
      "provisioningstate", "provisioningState",
      Operations::provisioning_state(context.operations.running(row.key, context.now_unix_milliseconds)));
  json.end_object();
  return json.take();
}

boost::system::result<std::vector<Comparison>, arm::Error> parse_filter(const Context& context) {
  auto filter = parse_comparisons(context.target.parameter("$filter").value_or(std::string_view()));
  if (!filter) {
    return wrong_filter(context);
  }
  const bool known = std::all_of(filter->begin(), filter->end(), [](const Comparison& one) {
    return one.member == "tagname" || one.member == "tagvalue" ||
           std::find(members.begin(), members.end(), one.member) != members.end();
  });
  if (!known) {
    return wrong_filter(context);
  }
  return *std::move(filter);
}

Answer list_below(Context& context, const std::string& below) {
  const auto filter = parse_filter(context);
  if (!filter) {
    return filter.error();
  }
  const auto page = parse_page(context, platform_pages, below);
  if (!page) {
    return page.error();
  }
  auto rows = context.store.all_of_kind(arm::namespaces.type);
  if (!rows) {
    return error_of(rows.error());
  }
  std::vector<store::ResourceRow> matching;
  for (store::ResourceRow& row : *rows) {
    if (!row.key.starts_with(below)) {
      continue;
    }
    const auto document = document_of(row);
    if (!document) {
      return document.error();
    }
    if (matches(row, *document, *filter)) {
      matching.push_back(std::move(row));
    }
  }
  const RowsOfPage shown = take_page(std::move(matching), *page);
  std::vector<std::string> values;
  for (const store::ResourceRow& row : shown.rows) {
    const auto document = document_of(row);
    values.push_back(view_of_row(context, row, *document));
  }
  return page_response(context, values, shown.last_key);
}

}  // namespace

Answer list_tracked_resources(Context& context) {
  return list_below(context, arm::fold_case("/subscriptions/" + context.variables[0]) + "/");
}

Answer list_tracked_resources_of_group(Context& context) {
  const std::string key = group_key(context.variables[0], context.variables[1]);
  const auto group = context.store.get(key);
  if (!group) {
    return error_of(group.error());
  }
  if (!group->has_value()) {
    return group_not_found(context.variables[1]);
  }
  return list_below(context, key + "/");
}

boost::system::result<TagFilter, arm::Error> parse_tag_filter(const Context& context) {
  const auto comparisons =
      parse_comparisons(context.target.parameter("$filter").value_or(std::string_view()));
  if (!comparisons) {
    return wrong_filter(context);
  }
  TagFilter filter;
  for (const Comparison& one : *comparisons) {
    if (one.member == "tagname") {
      filter.name = one.value;
    } else if (one.member == "tagvalue") {
      filter.value = one.value;
    } else {
      return wrong_filter(context);
    }
  }
  if (filter.value && filter.name.empty()) {
    return wrong_filter(context);
  }
  return filter;
}

}  // namespace eg::control

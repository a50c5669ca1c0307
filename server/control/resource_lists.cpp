#include "server/control/resource_lists.hpp"

#include <optional>

#include "protocol/arm/kinds/kinds.hpp"
#include "server/control/paging.hpp"
#include "server/control/resource_view.hpp"

namespace eg::control {
namespace {

std::optional<arm::Error> check_filter(const Context& context) {
  const auto filter = context.target.parameter("$filter");
  if (!filter || filter->empty()) {
    return std::nullopt;
  }
  return arm::Error(arm::ErrorCode::not_emulated,
                    "$filter on lists of Microsoft.EventGrid is not emulated yet: filter in the client.",
                    "$filter");
}

Answer page_of_rows(Context& context, const arm::Kind& kind, arm::ApiVersion version, const RowsOfPage& page,
                    std::vector<std::string> values) {
  for (const store::ResourceRow& row : page.rows) {
    auto json = view_of(context.settings, kind, version, row);
    if (!json) {
      return json.error();
    }
    values.push_back(*std::move(json));
  }
  return page_response(context, values, page.last_key);
}

}  // namespace

Answer list_resources(Context& context, const Address& address) {
  if (!contains(address.kind->verbs, arm::Verb::list)) {
    return arm::Error(arm::ErrorCode::method_not_allowed, "'" + address.id.text() + "' cannot be listed.");
  }
  if (auto refused = check_filter(context)) {
    return *refused;
  }
  const auto page = parse_page(context, provider_pages, address.key + "/");
  if (!page) {
    return page.error();
  }
  std::vector<std::string> values;
  Page rest = *page;
  if (address.kind == &arm::client_groups && page->after_key.empty()) {
    const auto parent = context.store.get(address.parent_key);
    if (!parent) {
      return error_of(parent.error());
    }
    values.push_back(view_of_built_in_group(context.settings, address.version, parent->value().id));
    --rest.top;
    // The built-in group stands before all others; a next page begins after it.
    rest.after_key = address.key + "/";
  }
  // One more than shown tells whether there is another page.
  auto rows =
      context.store.list({address.parent_key, std::string(address.kind->type), rest.after_key, rest.top + 1});
  if (!rows) {
    return error_of(rows.error());
  }
  return page_of_rows(context, *address.kind, address.version, take_page(*std::move(rows), rest),
                      std::move(values));
}

Answer list_namespaces_of_subscription(Context& context) {
  const auto version = arm::parse_api_version(
      context.target.parameter("api-version").value_or(std::string_view()), arm::namespaces.type);
  if (!version) {
    return version.error();
  }
  if (auto refused = check_filter(context)) {
    return *refused;
  }
  const std::string below = arm::fold_case("/subscriptions/" + context.variables.front()) + "/";
  const auto page = parse_page(context, provider_pages, below);
  if (!page) {
    return page.error();
  }
  auto rows = context.store.all_of_kind(arm::namespaces.type);
  if (!rows) {
    return error_of(rows.error());
  }
  std::erase_if(*rows, [&below](const store::ResourceRow& row) { return !row.key.starts_with(below); });
  return page_of_rows(context, arm::namespaces, *version, take_page(*std::move(rows), *page), {});
}

}  // namespace eg::control

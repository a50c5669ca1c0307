#include "server/control/resource_lists.hpp"

#include <utility>

#include "protocol/arm/kinds/kinds.hpp"
#include "server/control/name_filter.hpp"
#include "server/control/paging.hpp"
#include "server/control/resource_view.hpp"

namespace eg::control {
namespace {

boost::system::result<NameFilter, arm::Error> filter_of(const Context& context) {
  return NameFilter::parse(context.target.parameter("$filter").value_or(std::string_view()));
}

/// Rows that pass the filter, up to one more than the page shows: that one tells whether there is another
/// page.
store::StoreResult<std::vector<store::ResourceRow>> matching_rows(Context& context, const Address& address,
                                                                  const Page& page,
                                                                  const NameFilter& filter) {
  const std::size_t batch = filter.lets_all_through() ? page.top + 1 : 256;
  std::vector<store::ResourceRow> matching;
  std::string after = page.after_key;
  for (;;) {
    auto rows = context.store.list({address.parent_key, std::string(address.kind->type), after, batch});
    if (!rows) {
      return rows;
    }
    const bool is_last = rows->size() < batch;
    if (!rows->empty()) {
      after = rows->back().key;
    }
    for (store::ResourceRow& row : *rows) {
      if (matching.size() <= page.top && filter.matches(row.name)) {
        matching.push_back(std::move(row));
      }
    }
    if (is_last || matching.size() > page.top) {
      return matching;
    }
  }
}

Answer page_of_rows(Context& context, const arm::Kind& kind, arm::ApiVersion version, const RowsOfPage& page,
                    std::vector<std::string> values) {
  for (const store::ResourceRow& row : page.rows) {
    const Operation* running = context.operations.running(row.key, context.now_unix_milliseconds);
    auto json = view_of(context.settings, kind, version, row, Operations::provisioning_state(running));
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
  const auto filter = filter_of(context);
  if (!filter) {
    return filter.error();
  }
  const auto page = parse_page(context, provider_pages, address.key + "/");
  if (!page) {
    return page.error();
  }
  std::vector<std::string> values;
  Page rest = *page;
  if (address.kind == &arm::client_groups && page->after_key.empty() && filter->matches("$all")) {
    const auto parent = context.store.get(address.parent_key);
    if (!parent) {
      return error_of(parent.error());
    }
    values.push_back(view_of_built_in_group(context.settings, address.version, parent->value().id));
    --rest.top;
    // The built-in group stands before all others; a next page begins after it.
    rest.after_key = address.key + "/";
  }
  auto rows = matching_rows(context, address, rest, *filter);
  if (!rows) {
    return error_of(rows.error());
  }
  return page_of_rows(context, *address.kind, address.version, take_page(*std::move(rows), rest),
                      std::move(values));
}

Answer list_nothing(Context& context) {
  const auto id = arm::ResourceId::parse(context.target.path);
  if (!id) {
    return id.error();
  }
  const auto address = address_of(context, id->parent(), ParentCheck::skipped);
  if (!address) {
    return address.error();
  }
  const auto stored = context.store.get(address->key);
  if (!stored) {
    return error_of(stored.error());
  }
  if (!stored->has_value()) {
    return resource_not_found(*address);
  }
  return json_response(200, R"({"value":[]})");
}

Answer list_namespaces_of_subscription(Context& context) {
  const auto version = arm::parse_api_version(
      context.target.parameter("api-version").value_or(std::string_view()), arm::namespaces.type);
  if (!version) {
    return version.error();
  }
  const auto filter = filter_of(context);
  if (!filter) {
    return filter.error();
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
  std::erase_if(*rows, [&](const store::ResourceRow& row) {
    return !row.key.starts_with(below) || !filter->matches(row.name);
  });
  return page_of_rows(context, arm::namespaces, *version, take_page(*std::move(rows), *page), {});
}

}  // namespace eg::control

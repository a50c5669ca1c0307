#include "server/control/paging.hpp"

#include <charconv>

#include "protocol/arm/excerpt.hpp"
#include "protocol/arm/resource_id.hpp"
#include "server/control/base64url.hpp"
#include "server/control/json_text.hpp"

namespace eg::control {
namespace {

arm::Error wrong(std::string_view name, std::string sentence) {
  return {arm::ErrorCode::invalid_parameter, std::move(sentence), std::string(name)};
}

/// The request's own parameters without its position.
std::string query_without_position(std::string_view query) {
  std::string kept;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view piece = query.substr(0, end);
    const std::string name = arm::fold_case(piece.substr(0, piece.find('=')));
    if (!piece.empty() && name != "$skiptoken" && name != "%24skiptoken") {
      kept += kept.empty() ? "" : "&";
      kept += piece;
    }
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return kept;
}

}  // namespace

boost::system::result<Page, arm::Error> parse_page(const Context& context, PageSize size,
                                                   std::string_view below) {
  Page page{size.usual, {}};
  if (const auto text = context.target.parameter("$top")) {
    const char* end = text->data() + text->size();
    const auto [rest, failure] = std::from_chars(text->data(), end, page.top);
    if (failure != std::errc() || rest != end || page.top < 1 || page.top > size.maximum) {
      return wrong("$top", "The value '" + arm::excerpt(*text) + "' of $top must be a number from 1 to " +
                               std::to_string(size.maximum) + ".");
    }
  }
  if (const auto token = context.target.parameter("$skiptoken")) {
    const auto key = from_base64url(*token);
    if (!key || !key->starts_with(below)) {
      return wrong("$skiptoken",
                   "The $skiptoken is not one of this list: follow a nextLink as it was given.");
    }
    page.after_key = *key;
  }
  return page;
}

Response page_response(const Context& context, const std::vector<std::string>& values,
                       std::string_view last_key) {
  JsonText json;
  json.begin_object().begin_array("value");
  for (const std::string& value : values) {
    json.raw(value);
  }
  json.end_array();
  if (!last_key.empty()) {
    json.member("nextLink", base_address(context.request) + context.target.path + "?" +
                                query_without_position(context.target.query) +
                                "&%24skiptoken=" + to_base64url(last_key));
  }
  json.end_object();
  return json_response(200, json.take());
}

RowsOfPage take_page(std::vector<store::ResourceRow> rows, const Page& page) {
  std::erase_if(rows, [&page](const store::ResourceRow& row) { return row.key <= page.after_key; });
  RowsOfPage taken{std::move(rows), {}};
  if (taken.rows.size() > page.top) {
    taken.rows.resize(page.top);
    taken.last_key = taken.rows.empty() ? page.after_key : taken.rows.back().key;
  }
  return taken;
}

}  // namespace eg::control

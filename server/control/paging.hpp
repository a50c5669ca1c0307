// Pages of a list: `$top`, `$skiptoken` and the absolute nextLink (arm-contract 6). The token carries the key
// of the last row shown, so that a page continues rightly although rows come and go.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

#include "protocol/arm/error.hpp"
#include "server/control/context.hpp"

namespace eg::control {

struct PageSize {
  std::size_t usual;    ///< without `$top`
  std::size_t maximum;  ///< of `$top`
};
/// Microsoft.EventGrid's lists.
inline constexpr PageSize provider_pages{20, 100};
/// Lists of groups and of resources in general.
inline constexpr PageSize platform_pages{1000, 1000};

struct Page {
  std::size_t top = 0;
  std::string after_key;  ///< empty: the first page
};

/// `below`: what every key of the list starts with. Error: invalid_parameter.
boost::system::result<Page, arm::Error> parse_page(const Context& context, PageSize size,
                                                   std::string_view below);

/// `{"value":[...],"nextLink":...}`; `last_key` empty: this is the last page.
Response page_response(const Context& context, const std::vector<std::string>& values,
                       std::string_view last_key);

/// Of all rows, ordered by key, those of this page; `last_key` as page_response wants it.
struct RowsOfPage {
  std::vector<store::ResourceRow> rows;
  std::string last_key;
};
RowsOfPage take_page(std::vector<store::ResourceRow> rows, const Page& page);

}  // namespace eg::control

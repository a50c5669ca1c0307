// The lists of resources in general: `az resource list`, and what a client reads before it deletes a group
// (arm-contract 18.3, az-cli-and-sdk-traffic 2.3). Only namespaces are tracked.
#pragma once

#include <optional>
#include <string>

#include <boost/system/result.hpp>

#include "protocol/arm/error.hpp"
#include "server/control/context.hpp"

namespace eg::control {

Answer list_tracked_resources(Context& context);
Answer list_tracked_resources_of_group(Context& context);

/// `tagName eq 'a' and tagValue eq 'b'` of the group list. An empty name: no filter.
struct TagFilter {
  std::string name;
  std::optional<std::string> value;
};
/// Error: invalid_parameter, a filter of another form.
boost::system::result<TagFilter, arm::Error> parse_tag_filter(const Context& context);

}  // namespace eg::control

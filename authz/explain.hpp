// Why a topic was allowed or refused, as data: the client's groups, what was tried, the nearest miss and what
// would mend it. Built for refusals and when somebody asks, never on the way of an allowed message.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "authz/decide.hpp"
#include "authz/nearest_miss.hpp"
#include "authz/query_trail.hpp"

namespace eg::authz {

/// Views live as long as the principal and the topic it was made of.
struct Trail {
  Permission permission = Permission::publisher;
  std::string_view topic;  ///< as asked, `$share/GROUP/` included
  const Client* client = nullptr;
  Decision decision;
  std::span<const std::string> client_groups;
  /// What was asked of the decision's permission: each binding, template and expansion. Empty when the topic
  /// was refused before any was tried.
  std::span<const Grant> tried;
  std::span<const UnusableTemplate> unusable_templates;
  std::optional<NearestMiss> nearest_miss;  ///< of a refusal
  std::string cure;                         ///< one sentence; empty when allowed
};

Trail trail_of(const Policy& policy, const Principal& principal, Permission permission,
               std::string_view topic, const Decision& decision);

/// Why a template expands to nothing for this client: one phrase.
std::string why_unusable(const UnusableTemplate& unusable, const Client& client);

/// A line is cut after this many bytes.
inline constexpr std::size_t explanation_bytes_max = 2000;
/// The trail as one line for people, the cure before the long lists.
std::string to_line(const Trail& trail);

/// `to_line` of the trail.
std::string explain(const Policy& policy, const Principal& principal, Permission permission,
                    std::string_view topic, const Decision& decision);

/// Whether the client is in each group of the namespace, `$all` aside, and how the queries came out.
struct Membership {
  std::string client_group_name;
  std::string query;
  bool is_member = false;
  std::vector<ComparisonTrail> comparisons;  ///< empty when the query cannot be read
};
std::vector<Membership> memberships(const Policy& policy, const Principal& principal);

}  // namespace eg::authz

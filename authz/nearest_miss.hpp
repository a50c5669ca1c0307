// Which rule came nearest to allowing a refused topic, and what is missing: for explanations, never for a
// decision.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "authz/policy.hpp"

namespace eg::authz {

struct NearestMiss {
  /// In the order in which they are looked for.
  enum class Kind : std::uint8_t {
    letter_case,             ///< a template differs in letter case only
    wider_filter,            ///< the filter asks for more than the template gives
    client_not_in_group,     ///< a binding of another group would allow it
    template_without_value,  ///< a template would fit, but a variable of it has no value for this client
    other_permission,        ///< only the other permission is bound
    topic_space_not_bound,   ///< a template of a space without such a binding for the client would allow it
    different_level,         ///< the template with the most equal leading levels
  } kind = Kind::different_level;

  std::string permission_binding_name;  ///< empty: none binds the space to a group of the client
  std::string client_group_name;        ///< of the binding
  std::string topic_space_name;
  std::string topic_template_text;  ///< as written
  std::string expansion;            ///< for this client; empty: it has none
  std::string why;                  ///< client_not_in_group, template_without_value: one phrase
  std::string missing_variable;     ///< template_without_value: the attribute's key; empty: it is the name

  // different_level: at least one of the two texts is there
  std::size_t equal_levels = 0;
  std::optional<std::string> in_template;  ///< nullopt: the template has ended
  std::optional<std::string> in_topic;     ///< nullopt: the topic has ended
};

/// "letter-case", ...: stable.
std::string_view identifier(NearestMiss::Kind kind);

/// nullopt: the namespace has no template that could be named. `topic` is well formed, without
/// `$share/GROUP/`.
std::optional<NearestMiss> find_nearest_miss(const Policy& policy, const Principal& principal,
                                             Permission permission, std::string_view topic);

/// One phrase: which template, and what keeps it from allowing the topic.
std::string describe(const NearestMiss& miss, Permission permission);

/// One sentence that says what to do. `miss` nullptr: nothing came near.
std::string cure_of(const NearestMiss* miss, const Principal& principal, Permission permission,
                    std::string_view topic);

}  // namespace eg::authz

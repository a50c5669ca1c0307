// The list of kinds, and what must hold for every table.
#include "protocol/arm/kinds/kinds.hpp"

#include <set>

#include "protocol/arm/json.hpp"
#include "tests/support/catch.hpp"

namespace eg::arm {
namespace {

TEST_CASE("a kind is found by its type path in any case") {
  CHECK(find_kind("NAMESPACES/TopicSpaces") == &topic_spaces);
  CHECK(find_kind("namespaces") == &namespaces);
  CHECK(find_kind("namespaces/topics/eventsubscriptions") == &event_subscriptions);
  CHECK(find_kind("topics") == nullptr);
  CHECK(find_kind("") == nullptr);
}

TEST_CASE("parents stand before their children, in kinds and in rows") {
  std::set<std::string_view> types{""};
  for (const Kind* kind : all_kinds()) {
    INFO(kind->type);
    CHECK(types.count(kind->parent_type) == 1);
    types.insert(kind->type);
    std::set<std::string> paths{""};
    for (const Field& field : kind->fields) {
      INFO(field.path);
      CHECK(paths.count(std::string(parent_path(field))) == 1);
      CHECK(paths.insert(std::string(field.path)).second);
      if (field.type == FieldType::object_list) paths.insert(std::string(field.path) + "[]");
    }
  }
}

TEST_CASE("defaults are JSON, enumerations have values, quotas and names are bounded") {
  for (const Kind* kind : all_kinds()) {
    CHECK(kind->quota.count > 0);
    CHECK(kind->name_rule.characters_min >= 1);
    for (const Field& field : kind->fields) {
      INFO(kind->type << " " << field.path);
      if (!field.default_json.empty()) CHECK(parse_json(field.default_json).has_value());
      if (field.type == FieldType::enumeration) CHECK_FALSE(field.values.empty());
    }
  }
}

}  // namespace
}  // namespace eg::arm

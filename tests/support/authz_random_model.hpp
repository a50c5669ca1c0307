// Random clients, groups, templates, topics and filters from a seed, small enough that they meet, with the
// names and values that an attacker would choose; and their text for a failing case.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "authz/model.hpp"
#include "tests/support/authz_builders.hpp"

namespace eg::authz_test {

class RandomModel {
 public:
  explicit RandomModel(std::uint32_t seed) : engine_(seed) {}

  std::size_t below(std::size_t limit) { return engine_() % limit; }
  bool one_in(std::size_t count) { return below(count) == 0; }
  std::string one_of(std::initializer_list<const char*> texts) {
    return *(texts.begin() + below(texts.size()));
  }

  std::string name() {
    return one_of({"a", "b", "A", "device1", "+", "#", "a/b", "$SYS", "", "${client.authenticationName}",
                   "${client.attributes.k}", "a+", "x.y", "\xC3\xA4", "/", "true", "7"});
  }
  authz::AttributeValue value() {
    switch (below(6)) {
      case 0: return std::int64_t{static_cast<std::int64_t>(below(4)) - 1};
      case 1: return one_in(2);
      case 2: {
        std::vector<std::string> texts;
        for (std::size_t count = below(4); count > 0; --count) texts.push_back(name());
        return texts;
      }
      default: return name();
    }
  }
  authz::Client client(const std::string& authentication_name) {
    authz::Client made = authz_test::client(authentication_name);
    for (const char* key : {"k", "area", "n"}) {
      if (!one_in(3)) made.attributes[key] = value();
    }
    return made;
  }

  std::string query(int depth = 0) {
    std::string text;
    const std::size_t parts = depth > 2 ? 1 : 1 + below(3) * below(2);
    for (std::size_t part = 0; part < parts; ++part) {
      if (part > 0) text += space(true) + one_of({"and", "or", "AND", "Or"}) + space(true);
      text += depth < 3 && one_in(4) ? "(" + space() + query(depth + 1) + space() + ")" : comparison();
    }
    return text;
  }
  std::string level(bool is_template) {
    std::string text = one_of({"a", "b", "device1", "x.y", "$SYS", "7", "true", "", "\xC3\xA4"});
    if (!is_template || one_in(2)) return text;
    const std::string suffix = one_of({"", "", "|.y", "|a"});
    const std::string variable =
        one_of({"client.authenticationName", "client.attributes.k", "client.attributes.area",
                "client.attributes.n", "client.attributes.none"});
    const std::string whole = "${" + variable + suffix + "}";
    return one_of({"", "", "", "a", "x."}) + whole + one_of({"", "", "", "b", ".y"});
  }
  /// Valid; templates never begin with a literal `$`.
  std::string topic_template() { return filter_of_levels(true); }
  std::string filter() { return filter_of_levels(false); }
  std::string topic() {
    std::string text;
    do {
      text.clear();
      for (std::size_t levels = 1 + below(3); levels > 0; --levels)
        text += level(false) + (levels > 1 ? "/" : "");
    } while (text.empty());
    return text;
  }

  void add_rules(authz::Namespace& model) {
    model.client_groups.clear();
    model.topic_spaces.clear();
    model.permission_bindings.clear();
    for (std::size_t i = below(4); i > 0; --i)
      model.client_groups.push_back({"g" + std::to_string(i), query()});
    for (std::size_t i = below(4); i > 0; --i) {
      authz::TopicSpace& space = model.topic_spaces.emplace_back();
      space.name = "s" + std::to_string(i);
      for (std::size_t count = 1 + below(3); count > 0; --count)
        space.topic_templates.push_back(topic_template());
    }
    for (std::size_t i = below(5); i > 0; --i) {
      model.permission_bindings.push_back(
          {"b" + std::to_string(i), one_of({"$all", "$ALL", "g1", "g2", "G3"}), one_of({"s1", "S2", "s3"}),
           one_in(2) ? authz::Permission::publisher : authz::Permission::subscriber});
    }
  }

 private:
  std::string space(bool is_needed = false) {
    return one_of({" ", "  ", "\t", "\n"}).substr(0, is_needed || one_in(2) ? 2 : 0);
  }
  std::string literal(bool is_integer) {
    if (is_integer)
      return one_of({"0", "1", "-1", "2", "9223372036854775807", "-9223372036854775808", "007"});
    const std::string quote = one_of({"'", "\""});
    return quote + name() + quote;
  }
  std::string comparison() {
    std::string text =
        one_of({"authenticationName", "attributes.k", "attributes.area", "attributes.n", "attributes.x"});
    if (one_in(4)) {
      text += space(true) + one_of({"IN", "in", "In"}) + space() + "[";
      for (std::size_t count = 1 + below(3); count > 0; --count) {
        text += space() + literal(one_in(2)) + space() + (count > 1 ? "," : "]");
      }
      return text;
    }
    const bool is_order = one_in(3);
    text += space() + (is_order ? one_of({"<", ">", "<=", ">="}) : one_of({"=", "=", "!=", "<>"})) + space();
    return text + literal(is_order || one_in(2));
  }
  std::string filter_of_levels(bool is_template) {
    std::string text;
    do {
      text.clear();
      for (std::size_t levels = 1 + below(3); levels > 0; --levels) {
        std::string next = one_in(4) ? "+" : level(is_template);
        if (levels == 1 && one_in(4)) next = "#";
        text += next + (levels > 1 ? "/" : "");
      }
    } while (text.empty() || (is_template && text[0] == '$' && text[1] != '{'));
    return text;
  }

  std::mt19937 engine_;
};

inline std::string shown(const authz::AttributeValue& value) {
  if (value.index() == 0) return std::to_string(std::get<0>(value));
  if (value.index() == 1) return std::get<1>(value) ? "true" : "false";
  if (value.index() == 2) return "'" + std::get<2>(value) + "'";
  std::string text = "[";
  for (const std::string& element : std::get<3>(value)) text += "'" + element + "' ";
  return text + "]";
}

inline std::string shown(const authz::Client& client) {
  std::string text = "client '" + client.authentication_name + "'";
  for (const auto& [key, value] : client.attributes) text += " " + key + "=" + shown(value);
  return text;
}

inline std::string shown(const authz::Namespace& model) {
  std::ostringstream text;
  for (const authz::Client& client : model.clients) text << shown(client) << "\n";
  for (const authz::ClientGroup& group : model.client_groups)
    text << group.name << ": " << group.query << "\n";
  for (const authz::TopicSpace& space : model.topic_spaces) {
    for (const std::string& one : space.topic_templates) text << space.name << ": " << one << "\n";
  }
  for (const authz::PermissionBinding& binding : model.permission_bindings) {
    text << binding.name << ": " << binding.client_group_name
         << (binding.permission == authz::Permission::publisher ? " publishes to " : " subscribes to ")
         << binding.topic_space_name << "\n";
  }
  return text.str();
}

}  // namespace eg::authz_test

// The clients for whom fuzz targets judge queries and templates: attributes of every type, with the values
// that an attacker would choose.
#pragma once

#include <vector>

#include "authz/model.hpp"

namespace eg::fuzz {

inline const std::vector<authz::Client>& authz_clients() {
  static const std::vector<authz::Client> clients = [] {
    std::vector<authz::Client> made(4);
    made[0].authentication_name = "device1";
    made[0].attributes = {
        {"a", std::int64_t{-1}}, {"b", std::string("x")}, {"c", std::vector<std::string>{"x", "+", "y"}}};
    made[1].authentication_name = "+";
    made[1].attributes = {{"a", true}, {"b", std::string("a/b")}, {"c", std::vector<std::string>{}}};
    made[2].authentication_name = "${client.attributes.b}";
    made[2].attributes = {{"a", std::int64_t{9223372036854775807}},
                          {"b", std::string()},
                          {"c", std::vector<std::string>{"", "#", "$SYS"}}};
    made[3].authentication_name = "x";
    made[3].attributes = {{"a", std::string("1")}, {"c", std::vector<std::string>{"1"}}};
    return made;
  }();
  return clients;
}

}  // namespace eg::fuzz

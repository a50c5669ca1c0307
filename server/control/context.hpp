// All that a handler may use while it answers one request.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "server/control/answers.hpp"
#include "server/control/control_plane.hpp"
#include "server/control/guid.hpp"
#include "server/control/http_message.hpp"
#include "server/control/namespace_models.hpp"
#include "server/control/operations.hpp"
#include "server/control/request_target.hpp"
#include "store/store.hpp"

namespace eg::control {

struct Context {
  const Request& request;
  const RequestTarget& target;
  std::int64_t now_unix_milliseconds;
  const Settings& settings;
  store::Store& store;
  NamespaceModels& models;
  GuidSource& guids;
  Operations& operations;
  std::vector<std::string> variables;  ///< what stood for each `*` of the route
  std::string allowed_methods;         ///< of the path, for a method_not_allowed: `GET, PUT`
  std::vector<PolicyChange> changes;
  std::vector<std::string> warnings;
};

}  // namespace eg::control

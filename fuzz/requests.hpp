// What is done with one fuzz input: lines are requests to a control plane over a store in memory, `METHOD
// TARGET` and, after a tab, the body. Every answer must be an HTTP answer, every refusal an ARM error, and
// only what succeeded may change a policy. Shared by the libFuzzer target and the test that replays the
// corpus; aborts on a broken rule.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "fuzz/require.hpp"
#include "protocol/arm/json.hpp"
#include "tests/support/control_harness.hpp"

namespace eg::fuzz {

inline void check_answer(const control::Request& request, const control::Handled& handled) {
  const control::Response& response = handled.response;
  require(response.status >= 200 && response.status < 600);
  if (response.status < 400) return;
  require(handled.changes.empty());
  if (request.method == "HEAD") return;
  const auto body = arm::parse_json(response.body);
  require(body.has_value());
  // Sign-in answers as OAuth does, everything else as ARM does.
  const rapidjson::Value* error = arm::find_member(*body, "error");
  require(error != nullptr);
  if (error->IsObject()) require(!arm::text_at(*error, "code").empty());
}

inline void run_requests(std::span<const std::uint8_t> input) {
  constexpr int requests_max = 20;
  test::ControlHarness harness;
  std::string_view rest(reinterpret_cast<const char*>(input.data()), input.size());
  for (int number = 0; number < requests_max && !rest.empty(); ++number) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    const std::string_view head = line.substr(0, line.find('\t'));
    const std::string_view method = head.substr(0, head.find(' '));
    control::Request request;
    request.method = method;
    request.target = test::with_names(std::string(head.substr(std::min(head.size(), method.size() + 1))));
    request.body = line.substr(std::min(line.size(), head.size() + 1));
    request.headers = {{"Host", "localhost:8443"}, {"Authorization", "Bearer any"}};
    check_answer(request, harness.plane().handle(request, test::control_time));
  }
}

}  // namespace eg::fuzz

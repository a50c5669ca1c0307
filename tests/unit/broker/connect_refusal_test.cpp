// Codes of refusals and the form rules of CONNECT.
#include "server/broker/connect_refusal.hpp"

#include "tests/support/catch.hpp"

namespace eg::broker {

TEST_CASE("connect refusal: codes of both versions come from the reason's row") {
  const ConnectRefusal refusal = connect_refusal(authz::Reason::session_limit_reached, "why");
  CHECK(refusal.v5_code == mqtt::ReasonCode::quota_exceeded);
  CHECK(refusal.v311_code == mqtt::ConnectReturnCode::server_unavailable);
  CHECK(refusal.reason == "session-limit-reached");
  CHECK(refusal.detail.starts_with("why; cure: Raise maximumClientSessionsPerAuthenticationName"));
  CHECK(explained_refusal(authz::Reason::session_limit_reached, "why").detail == "why");
}

TEST_CASE("connect refusal: the client identifier's length is counted in characters") {
  mqtt::Connect packet;
  std::string identifier;
  for (int count = 0; count < 128; ++count) identifier += "\xC3\xA4";
  packet.client_identifier = identifier;
  CHECK_FALSE(check_connect_form(packet, true));
  identifier += "x";
  packet.client_identifier = identifier;
  REQUIRE(check_connect_form(packet, true));
  CHECK(check_connect_form(packet, true)->v5_code == mqtt::ReasonCode::client_identifier_not_valid);
}

TEST_CASE("connect refusal: user properties inside the will are not among the refused ones") {
  mqtt::Connect packet;
  packet.client_identifier = "s";
  packet.will = mqtt::WillView();
  CHECK_FALSE(check_connect_form(packet, true));
  packet.user_properties.push_back({"a", "b"});
  REQUIRE(check_connect_form(packet, true));
  CHECK(check_connect_form(packet, true)->v5_code == mqtt::ReasonCode::implementation_specific_error);
  CHECK_FALSE(check_connect_form(packet, true)->v311_code);
}

TEST_CASE("connect refusal: a long authentication method is not echoed as a whole") {
  mqtt::Connect packet;
  packet.client_identifier = "s";
  const std::string method(65'000, 'm');
  packet.authentication_method = method;
  REQUIRE(check_connect_form(packet, true));
  const std::string detail = check_connect_form(packet, true)->detail;
  CHECK(detail.size() < 500);
  CHECK(detail.find("(65000 bytes)") != std::string::npos);
}

}  // namespace eg::broker

#include "authz/reason.hpp"

#include <set>
#include <string>

#include "tests/support/catch.hpp"

using namespace eg::authz;

TEST_CASE("every reason has a row of its own that says cause and cure") {
  std::set<std::string_view> identifiers;
  CHECK(reasons().size() == static_cast<std::size_t>(Reason::server_shutting_down) + 1);
  for (const ReasonRow& found : reasons()) {
    INFO(found.identifier);
    CHECK(&row(found.reason) == &found);
    CHECK(find_reason(found.identifier) == &found);
    CHECK(identifiers.insert(found.identifier).second);
    CHECK(found.identifier.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") ==
          std::string_view::npos);
    CHECK(found.cause.ends_with('.'));
    CHECK(found.cure.ends_with('.'));
    CHECK_FALSE(found.result_signature.empty());
    if (found.v5_code == 0) CHECK(found.v311_code == 0);
  }
  CHECK(find_reason("no-such-reason") == nullptr);
  CHECK(find_reason("") == nullptr);
}

TEST_CASE("codes of refused connects, publishes and subscribes") {
  // broker-behaviour 3.9, 5.3, 5.5, 6.7
  struct Row {
    Reason reason;
    int v5_code, v5_suback_code, v311_code;
    const char* result_signature;
  };
  const Row rows[] = {
      {Reason::client_not_found, 0x87, 0x87, 0x05, "AuthenticationError"},
      {Reason::no_authentication_name, 0x87, 0x87, 0x05, "AuthenticationError"},
      {Reason::client_disabled, 0x87, 0x87, 0x05, "AuthenticationError"},
      {Reason::thumbprint_mismatch, 0x87, 0x87, 0x05, "AuthenticationError"},
      {Reason::authentication_method_not_supported, 0x8C, 0x8C, 0x05, "AuthenticationError"},
      {Reason::namespace_not_found, 0x87, 0x87, 0x05, "AuthenticationError"},
      {Reason::namespace_ambiguous, 0x87, 0x87, 0x05, "AuthenticationError"},
      {Reason::mqtt_disabled, 0x87, 0x87, 0x05, "AuthenticationError"},
      {Reason::address_not_allowed, 0x87, 0x87, 0x05, "AuthorizationError"},
      {Reason::client_identifier_owned_by_other, 0x87, 0x87, 0x05, "AuthorizationError"},
      {Reason::session_limit_reached, 0x97, 0x97, 0x03, "QuotaExceeded"},
      {Reason::topic_reserved, 0x87, 0x87, 0x80, "AuthorizationError"},
      {Reason::topic_limit_exceeded, 0x90, 0x8F, 0x80, "ClientError"},
      {Reason::topic_malformed, 0x90, 0x8F, 0x80, "ClientError"},
      {Reason::shared_subscription_in_v311, 0x9E, 0x9E, 0x00, "ClientError"},
      {Reason::no_permission_binding, 0x87, 0x87, 0x80, "AuthorizationError"},
      {Reason::no_topic_space_matches, 0x87, 0x87, 0x80, "AuthorizationError"},
  };
  for (const Row& expected : rows) {
    const ReasonRow& found = row(expected.reason);
    INFO(found.identifier);
    CHECK(found.v5_code == expected.v5_code);
    CHECK(found.v5_suback_code == expected.v5_suback_code);
    CHECK(found.v311_code == expected.v311_code);
    CHECK(found.result_signature == expected.result_signature);
  }
  CHECK(row(Reason::client_not_found).cause == "Client could not be found.");  // the service's own words
}

// The malformed ways are cases in testdata/mqtt/packets/connect.txt; here is what a decoded CONNECT holds.
#include "protocol/mqtt/decode.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/mqtt_packets.hpp"

using namespace eg::mqtt;
using eg::test::ConnectOptions;

namespace {

Frame frame_of(const std::vector<std::uint8_t>& bytes) {
  return cut_frame(bytes, bytes.size()).frame;
}

}  // namespace

TEST_CASE("a CONNECT in 5 keeps what the client asked for") {
  // Given
  ConnectOptions options{.client_identifier = "device", .clean_start = false, .keep_alive_seconds = 30};
  options.user_name = "name";
  options.password = "secret";
  options.session_expiry_interval_seconds = 3600;
  options.receive_maximum = 20;
  options.maximum_packet_size_bytes = 1000;
  options.topic_alias_maximum = 4;
  options.request_problem_information = false;
  options.request_response_information = true;
  options.authentication_method = "CUSTOM-JWT";
  options.authentication_data = "token";
  options.user_properties = {{"k", "v"}};
  const auto bytes = eg::test::connect_packet(options);
  // When
  const auto connect = decode_connect(frame_of(bytes));
  // Then
  REQUIRE(connect.has_value());
  CHECK(connect->version == Version::v5);
  CHECK(connect->client_identifier == "device");
  CHECK_FALSE(connect->clean_start);
  CHECK(connect->keep_alive_seconds == 30);
  CHECK(connect->user_name == "name");
  CHECK(connect->password->size() == 6);
  CHECK(connect->session_expiry_interval_seconds == 3600U);
  CHECK(connect->receive_maximum == 20);
  CHECK(connect->maximum_packet_size_bytes == 1000U);
  CHECK(connect->topic_alias_maximum == 4);
  CHECK_FALSE(connect->request_problem_information);
  CHECK(connect->request_response_information);
  CHECK(connect->authentication_method == "CUSTOM-JWT");
  CHECK(connect->authentication_data->size() == 5);
  REQUIRE(connect->user_properties.size() == 1);
  CHECK(connect->user_properties[0].value == "v");
  CHECK_FALSE(connect->will.has_value());
}

TEST_CASE("what a CONNECT leaves out has the defaults of MQTT 5, 3.1.2.11") {
  const auto bytes = eg::test::connect_packet({});
  const auto connect = decode_connect(frame_of(bytes));
  REQUIRE(connect.has_value());
  CHECK(connect->receive_maximum == 65535);
  CHECK(connect->topic_alias_maximum == 0);
  CHECK(connect->request_problem_information);
  CHECK_FALSE(connect->request_response_information);
  CHECK_FALSE(connect->session_expiry_interval_seconds.has_value());
  CHECK_FALSE(connect->maximum_packet_size_bytes.has_value());
}

TEST_CASE("a will's delay and expiry are fields, the rest of its properties travels") {
  // Given
  ConnectOptions options;
  options.will = eg::test::WillOptions{.topic = "gone", .payload = "x", .qos = 1, .retain = true};
  options.will->delay_interval_seconds = 5;
  options.will->message_expiry_interval_seconds = 60;
  options.will->user_properties = {{"k", "v"}};
  const auto bytes = eg::test::connect_packet(options);
  // When
  const auto connect = decode_connect(frame_of(bytes));
  // Then
  REQUIRE(connect.has_value());
  REQUIRE(connect->will.has_value());
  CHECK(connect->will->topic == "gone");
  CHECK(connect->will->qos == Qos::at_least_once);
  CHECK(connect->will->retain);
  CHECK(connect->will->delay_interval_seconds == 5);
  CHECK(connect->will->message_expiry_interval_seconds == 60U);
  CHECK(connect->will->properties.size() == 7);
  CHECK(connect->will->rewritten_properties == nullptr);
}

TEST_CASE("the version of a refused CONNECT can still be told") {
  // Given: client identifiers that are not UTF-8, and a level that is not served.
  ConnectOptions options;
  options.client_identifier = "\xFF";
  const auto refused_v5 = eg::test::connect_packet(options);
  options.version = Version::v311;
  const auto refused_v311 = eg::test::connect_packet(options);
  options.version = static_cast<Version>(6);
  const auto unknown = eg::test::connect_packet(options);
  // Then
  CHECK_FALSE(decode_connect(frame_of(refused_v5)).has_value());
  CHECK((connect_version(frame_of(refused_v5)) == Version::v5));
  CHECK((connect_version(frame_of(refused_v311)) == Version::v311));
  CHECK_FALSE(connect_version(frame_of(unknown)).has_value());
  CHECK_FALSE(connect_version(Frame{}).has_value());
}

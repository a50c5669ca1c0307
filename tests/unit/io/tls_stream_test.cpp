// What a peer can make the stream write without asking the application.
#include "server/io/tls_stream.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/wire_pair.hpp"

namespace eg::io {
namespace {

constexpr int many = 6000;

TEST_CASE("a peer that asks for key updates and does not read the answers is failed") {
  test::WirePair pair;
  int asked = 0;
  StreamStatus status = StreamStatus::ok;
  for (; asked < many && status != StreamStatus::failed; ++asked) {
    pair.ask_for_key_update();
    status = pair.server().receive().status;
  }
  CHECK(asked < many);
  CHECK(pair.server().output_bytes() < 70'000);
  CHECK(pair.server().last_error().find("key updates") != std::string::npos);
}

/// The status after the last of `many` key updates whose answers the peer reads, or the first failure.
StreamStatus ask_and_read(test::WirePair& pair, bool says_something_else) {
  StreamStatus status = StreamStatus::ok;
  for (int asked = 0; asked < many && status != StreamStatus::failed; ++asked) {
    REQUIRE(pair.ask_for_key_update());
    if (says_something_else && asked % 1000 == 0) REQUIRE(pair.send("x"));
    status = pair.server().receive().status;
    pair.server().flush();
    pair.read_all();
  }
  return status;
}

TEST_CASE("a peer that reads may ask for as many key updates as it likes beside its data") {
  test::WirePair pair;
  CHECK(ask_and_read(pair, true) != StreamStatus::failed);
}

TEST_CASE("a peer that only asks for key updates is failed even when it reads") {
  test::WirePair pair;
  CHECK(ask_and_read(pair, false) == StreamStatus::failed);
  CHECK(pair.server().last_error().find("key updates") != std::string::npos);
}

TEST_CASE("what the socket does not take is kept and sent later, whole") {
  test::WirePair pair;
  const std::vector<std::uint8_t> plain(200'000, 7);
  CHECK(pair.server().send(plain) == StreamStatus::blocked);
  std::size_t received = pair.read_all();
  for (int round = 0; round < 1000 && pair.server().has_output(); ++round) {
    pair.server().flush();
    received += pair.read_all();
  }
  CHECK(received == plain.size());
}

TEST_CASE("after the goodbye, which the peer gets, nothing of TLS is held") {
  test::WirePair pair;
  pair.server().shut_down();
  CHECK(pair.server().native() == nullptr);
  CHECK(pair.read_all() == 0);
  CHECK(pair.has_heard_goodbye());
}

TEST_CASE("a goodbye that the socket does not take is not kept") {
  test::WirePair pair;
  while (pair.server().send(std::vector<std::uint8_t>(20'000)) != StreamStatus::blocked)
    pair.server().flush();
  pair.server().shut_down();
  CHECK_FALSE(pair.server().has_output());
}

}  // namespace
}  // namespace eg::io

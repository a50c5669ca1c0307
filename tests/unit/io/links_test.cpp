// What peers that do not read cost: the count of memory, the pause, and who is ended.
#include "server/io/links.hpp"

#include <memory>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/mqtt_packets.hpp"
#include "tests/support/wire_pair.hpp"

namespace eg::io {
namespace {

using Bytes = std::vector<std::uint8_t>;

struct Log final : LogSink {
  std::string text;
  void line(LogLevel, std::string_view line) override { text.append(line).append("\n"); }
  bool wants(LogLevel) const override { return true; }
};

/// Links on a loop that is turned by hand, at a time that the test sets.
struct Stage final : EventLoop::Owner {
  Log log;
  EventLoop loop;
  Links links;
  broker::Broker broker;
  broker::Now now{1'000'000, 1'800'000'000};
  std::vector<std::unique_ptr<test::WirePair>> peers;

  explicit Stage(const OutputLimits& limits = {}) : links(loop, log, limits), broker({}, links) {
    links.attach(broker);
  }
  test::WirePair& open() {
    peers.push_back(std::make_unique<test::WirePair>());
    links.open(peers.back()->take_server(), now);
    return *peers.back();
  }
  void turn(std::int64_t later_milliseconds = 0) {
    now.steady_milliseconds += later_milliseconds;
    loop.stop();
    loop.run(*this);
  }
  void ready(EventLoop::Token token, bool readable, bool writable) override {
    links.ready(token, readable, writable, now);
  }
  EventLoop::Wait turn_ends() override {
    links.finish_turn(now);
    return {.milliseconds = 0};
  }
  bool is_paused() const { return log.text.ends_with("reading is paused: clients read too slowly\n"); }
};

broker::Delivery delivery_of(char fill) {
  broker::Delivery delivery;
  delivery.message = broker::Message::make("t", {}, Bytes(60'000, static_cast<std::uint8_t>(fill)));
  return delivery;
}

TEST_CASE("output that TLS made while reading is counted, so nothing is left of a link that is gone") {
  Stage stage;
  test::WirePair& peer = stage.open();
  for (int asked = 0; asked < 6000 && stage.links.count() != 0; ++asked) {
    peer.ask_for_key_update();
    stage.turn();
    if (asked % 100 == 99) stage.turn(200);
  }
  CHECK(stage.links.count() == 0);
  CHECK_FALSE(stage.links.has_output());
  stage.turn(1000);
  CHECK(stage.log.text.find("paused") == std::string::npos);
}

TEST_CASE("after a pause that brought nothing the largest queues end until there is room") {
  Stage stage({100'000, 20'000, 1000});
  for (int count = 0; count < 3; ++count) stage.open();
  stage.links.send(1, Bytes(20'000));
  stage.links.send(2, Bytes(60'000));
  stage.links.send(3, Bytes(90'000));
  CHECK(stage.links.may_judge_silence(stage.now));
  stage.turn();
  CHECK(stage.is_paused());
  CHECK_FALSE(stage.links.may_judge_silence(stage.now));
  CHECK(stage.links.next_deadline_milliseconds().value() <= stage.now.steady_milliseconds + 1000);
  stage.turn(500);
  CHECK(stage.links.count() == 3);
  stage.turn(600);
  CHECK(stage.links.count() == 1);
  CHECK(stage.log.text.ends_with("reading goes on\n"));
  CHECK_FALSE(stage.links.may_judge_silence(stage.now));  // nobody has had a chance to be read yet
  stage.turn(1500);
  CHECK(stage.links.may_judge_silence(stage.now));
}

TEST_CASE("a pause ends when peers read") {
  Stage stage({100'000, 50'000, 1000});
  test::WirePair& peer = stage.open();
  stage.links.send(1, Bytes(120'000));
  stage.turn();
  REQUIRE(stage.is_paused());
  REQUIRE(peer.send("\x10"));
  stage.turn(300);
  CHECK(peer.unread_by_server() > 0);
  for (int round = 0; round < 100; ++round) {
    peer.read_all();
    stage.turn(10);
  }
  CHECK(stage.links.count() == 1);
  CHECK(peer.unread_by_server() == 0);
  CHECK(stage.log.text.ends_with("reading goes on\n"));
}

TEST_CASE("a message that waits for many links is held once") {
  Stage stage({250'000, 50'000, 1000});
  constexpr broker::LinkId links = 5;
  for (broker::LinkId id = 1; id <= links; ++id) {
    stage.open();
    stage.links.send(id, Bytes(25'000));
  }
  stage.turn();
  const broker::Delivery shared = delivery_of('s');
  for (broker::LinkId id = 1; id <= links; ++id) stage.links.deliver(id, shared);
  stage.turn(1000);
  CHECK_FALSE(stage.is_paused());
  for (broker::LinkId id = 1; id <= links; ++id) {
    stage.links.deliver(id, delivery_of(static_cast<char>('0' + id)));
  }
  stage.turn(1000);
  CHECK(stage.is_paused());
}

TEST_CASE("a peer that does not read its answers is read once a second, and as before once it reads") {
  Stage stage;
  test::WirePair& peer = stage.open();
  stage.links.send(1, Bytes(2'000'000));
  stage.turn();
  stage.turn();
  REQUIRE(peer.send("\x10"));
  stage.turn(10);
  CHECK(peer.unread_by_server() > 0);
  stage.turn(1000);
  CHECK(peer.unread_by_server() == 0);
  std::size_t received = 0;
  for (int round = 0; round < 5000 && received < 2'000'000; ++round) {
    received += peer.read_all();
    stage.turn();
  }
  CHECK(received == 2'000'000);
  REQUIRE(peer.send("\x0A"));
  stage.turn();
  CHECK(peer.unread_by_server() == 0);
  CHECK(stage.links.count() == 1);
}

TEST_CASE("verdicts reach the broker in the order of the questions, and who waits for them comes after") {
  Stage stage;
  std::vector<std::uint64_t> asked;
  stage.links.verify_by([&asked](std::uint64_t question, const PresentedChain&, const authz::PolicyPointer&) {
    asked.push_back(question);
  });
  authz::Namespace model;
  model.name = "ns";
  model.mqtt_enabled = true;
  model.clients = {
      {.name = "device", .authentication_name = "device", .allowed_thumbprints = {}, .attributes = {}}};
  model.maximum_sessions_per_authentication_name = 2;
  stage.broker.apply({"ns", authz::compile(model, nullptr)}, stage.now);
  auto certificate = std::make_shared<authz::PeerCertificate>();
  certificate->subject_common_name = "device";
  certificate->not_after_unix_seconds = stage.now.unix_seconds + 1000;
  for (const std::string name : {"first", "second"}) {
    stage.peers.push_back(std::make_unique<test::WirePair>());
    Established established = stage.peers.back()->take_server();
    established.peer.certificate = certificate;
    stage.links.open(std::move(established), stage.now);
    const auto packet = test::connect_packet({.client_identifier = name, .user_name = "device"});
    stage.peers.back()->send({reinterpret_cast<const char*>(packet.data()), packet.size()});
    stage.turn();
  }
  REQUIRE(asked.size() == 2);
  CHECK(asked[0] < asked[1]);
  int continued = 0;
  stage.links.after_verifications([&continued] { ++continued; });
  stage.links.verified(asked[1], authz::ChainOutcome::trusted, stage.now);
  stage.links.verified(asked[1], authz::ChainOutcome::not_trusted, stage.now);  // nobody asked twice
  stage.turn();
  CHECK(continued == 0);
  CHECK(stage.peers[1]->read_all() == 0);
  stage.links.verified(asked[0], authz::ChainOutcome::trusted, stage.now);
  CHECK(continued == 1);
  stage.turn();
  CHECK(stage.peers[0]->read_all() > 0);
  CHECK(stage.peers[1]->read_all() > 0);
  CHECK(stage.broker.session_count("ns") == 2);
  stage.links.after_verifications([&continued] { ++continued; });
  CHECK(continued == 2);
}

TEST_CASE("a socket that cannot be watched costs its connection and a line, nothing else") {
  Stage stage;
  test::WirePair pair;
  Established established = pair.take_server();
  const FileDescriptor closed = std::move(established.socket);
  stage.links.open(std::move(established), stage.now);
  CHECK(stage.links.count() == 0);
  CHECK(stage.log.text.find("cannot watch") != std::string::npos);
  stage.open();
  CHECK(stage.links.count() == 1);
}

}  // namespace
}  // namespace eg::io

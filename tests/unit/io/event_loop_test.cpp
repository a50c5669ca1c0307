// Readiness, posts from other threads, and the end of a turn.
#include "server/io/event_loop.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <thread>

#include <sys/socket.h>

#include "tests/support/catch.hpp"

namespace eg::io {
namespace {

struct Recorder final : EventLoop::Owner {
  std::vector<std::string> seen;
  std::function<void()> when_ready;
  void ready(EventLoop::Token token, bool readable, bool writable) override {
    seen.push_back(std::to_string(token) + (readable ? "r" : "") + (writable ? "w" : ""));
    if (when_ready) when_ready();
  }
  EventLoop::Wait wait;
  EventLoop::Wait turn_ends() override { return wait; }
};

struct Pair {
  FileDescriptor here;
  FileDescriptor there;
  Pair() {
    std::array<int, 2> sockets{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, sockets.data()) == 0);
    here = FileDescriptor(sockets[0]);
    there = FileDescriptor(sockets[1]);
  }
};

TEST_CASE("a readable socket is reported with its token, and again while it stays readable") {
  EventLoop loop;
  Pair pair;
  Recorder recorder;
  recorder.when_ready = [&] {
    if (recorder.seen.size() == 2) loop.stop();
  };
  REQUIRE(loop.watch(pair.here.get(), 7, {true, false}));
  REQUIRE(::write(pair.there.get(), "x", 1) == 1);
  loop.run(recorder);
  CHECK(recorder.seen.size() >= 2);  // the stop is itself posted, so another report may come first
  for (const std::string& each : recorder.seen) CHECK(each == "7r");
}

TEST_CASE("a socket without interest is reported only when it breaks") {
  EventLoop loop;
  Pair pair;
  Recorder recorder;
  recorder.when_ready = [&] { loop.stop(); };
  REQUIRE(loop.watch(pair.here.get(), 7, {true, false}));
  loop.change(pair.here.get(), 7, {false, false});
  REQUIRE(::write(pair.there.get(), "x", 1) == 1);
  loop.post([&] { CHECK(recorder.seen.empty()); });
  loop.post([&] { pair.there = FileDescriptor(); });
  loop.run(recorder);
  REQUIRE_FALSE(recorder.seen.empty());
  for (const std::string& each : recorder.seen) CHECK(each == "7r");
}

TEST_CASE("posted functions run once, in order, on the loop's thread") {
  EventLoop loop;
  Recorder recorder;
  std::vector<int> order;
  std::thread::id ran_on;
  std::thread poster([&] {
    for (int number = 0; number < 100; ++number) {
      loop.post([&order, &ran_on, number] {
        order.push_back(number);
        ran_on = std::this_thread::get_id();
      });
    }
    loop.stop();
  });
  loop.run(recorder);
  poster.join();
  REQUIRE(order.size() == 100);
  for (int number = 0; number < 100; ++number) CHECK(order[static_cast<std::size_t>(number)] == number);
  CHECK(ran_on == std::this_thread::get_id());
}

TEST_CASE("a function may post another one") {
  EventLoop loop;
  Recorder recorder;
  bool second = false;
  loop.post([&] {
    loop.post([&] {
      second = true;
      loop.stop();
    });
  });
  loop.run(recorder);
  CHECK(second);
}

TEST_CASE("a loop that lingers still reports what is ready") {
  EventLoop loop;
  Pair pair;
  Recorder recorder;
  recorder.wait.linger_microseconds = 100;
  recorder.when_ready = [&] { loop.stop(); };
  REQUIRE(loop.watch(pair.here.get(), 7, {true, false}));
  REQUIRE(::write(pair.there.get(), "x", 1) == 1);
  loop.run(recorder);
  REQUIRE_FALSE(recorder.seen.empty());
  CHECK(recorder.seen.front() == "7r");
}

TEST_CASE("a post ends the lingering") {
  EventLoop loop;
  Recorder recorder;
  recorder.wait.linger_microseconds = 999'999;
  int posts = 0;
  std::function<void()> next = [&] {
    if (++posts == 100) return loop.stop();
    loop.post(next);
  };
  loop.post(next);
  const auto start = std::chrono::steady_clock::now();
  loop.run(recorder);
  CHECK(posts == 100);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(50));  // of a hundred
}

TEST_CASE("a socket that cannot be watched is an answer, not an exception") {
  EventLoop loop;
  const Pair pair;
  CHECK_FALSE(loop.watch(-1, 7, {true, false}));
  CHECK(loop.watch(pair.here.get(), 7, {true, false}));
  CHECK_FALSE(loop.watch(pair.here.get(), 8, {true, false}));
}

}  // namespace
}  // namespace eg::io

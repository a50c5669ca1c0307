// Answers wait for the broker.
#include "server/io/gate.hpp"

#include <chrono>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "store/store.hpp"
#include "tests/support/catch.hpp"

namespace eg::io {
namespace {

namespace asio = boost::asio;

struct NoLog final : LogSink {
  void line(LogLevel, std::string_view) override {}
  bool wants(LogLevel) const override { return false; }
};

TEST_CASE("a repeated PUT is not answered before the changes of the first are in force, a GET is") {
  NoLog log;
  asio::io_context control;
  const auto work = asio::make_work_guard(control);
  Core core({}, log, [](const std::function<void()>& work) { work(); });
  control::Settings settings;
  settings.hostname = "localhost";
  settings.hostnames = {"localhost"};
  control::ControlPlane plane(settings, store::Store::open(":memory:").value());
  REQUIRE(plane.start(1).has_value());
  Gate gate(plane, core, control.get_executor(), log);
  std::vector<std::string> answered;
  const auto ask = [&](std::string method) -> asio::awaitable<void> {
    const control::Request request{
        method,
        "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/emulator/providers/"
        "Microsoft.EventGrid/namespaces/gate-ns?api-version=2025-02-15",
        {{"Host", "localhost"}, {"Authorization", "Bearer any"}, {"Content-Type", "application/json"}},
        method == "PUT" ? R"({"location":"eastus"})" : ""};
    const control::Response response = co_await gate.handle(request);
    answered.push_back(method + " " + std::to_string(response.status / 100));
  };
  for (const std::string method : {"PUT", "PUT", "GET"}) asio::co_spawn(control, ask(method), asio::detached);
  control.poll();
  CHECK(answered == std::vector<std::string>{"GET 2"});
  core.start();
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (answered.size() < 3 && std::chrono::steady_clock::now() < end) {
    control.run_one_for(std::chrono::milliseconds(100));
  }
  CHECK(answered == std::vector<std::string>{"GET 2", "PUT 2", "PUT 2"});
}

}  // namespace
}  // namespace eg::io

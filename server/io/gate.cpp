// One post there, one post back; the posts keep the order of the requests.
#include "server/io/gate.hpp"

#include <memory>
#include <utility>

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/io/clock.hpp"

namespace eg::io {

namespace asio = boost::asio;

void apply_changes(broker::Broker& broker, const std::vector<control::PolicyChange>& changes,
                   broker::Now now) {
  for (const control::PolicyChange& change : changes)
    broker.apply({change.namespace_name, change.policy}, now);
}

asio::awaitable<void> Gate::apply(std::vector<control::PolicyChange> changes) {
  auto initiate = [this, &changes](auto handler) {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    core_.post([this, shared, changes = std::move(changes)](broker::Broker& broker, broker::Now now) {
      apply_changes(broker, changes, now);
      core_.after_verifications(
          [control = control_, shared] { asio::post(control, [shared] { (*shared)(); }); });
    });
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(initiate, asio::use_awaitable);
}

asio::awaitable<control::Response> Gate::handle(const control::Request& request) {
  control::Handled handled = plane_.handle(request, unix_milliseconds());
  for (const std::string& warning : handled.warnings) log_.line(LogLevel::warning, warning);
  // Without changes too: a repeated request that changes nothing waits until the first one's are in force.
  const bool only_reads = request.method == "GET" || request.method == "HEAD";
  if (!only_reads || !handled.changes.empty()) co_await apply(std::move(handled.changes));
  co_return std::move(handled.response);
}

}  // namespace eg::io

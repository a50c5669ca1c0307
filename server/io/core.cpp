// A turn: what is ready, what was posted, what is due, one flush.
#include "server/io/core.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "server/io/clock.hpp"

namespace eg::io {
namespace {

constexpr std::int64_t stop_milliseconds_max = 1000;
/// For peers to end their direction once all was sent.
constexpr std::int64_t farewell_milliseconds_max = 200;
constexpr std::int64_t poll_while_stopping_milliseconds = 10;

}  // namespace

Core::Core(const broker::Settings& settings, LogSink& log, CredentialVerifier::Run elsewhere)
    : verifier_(std::move(elsewhere)),
      links_(loop_, log, {settings.waiting_bytes_max, settings.waiting_bytes_max / 2}),
      broker_(settings, links_),
      now_(read_clock()) {
  links_.attach(broker_);
  links_.record_denials(denials_);
  links_.verify_by([this](std::uint64_t question, PresentedChain chain, authz::PolicyPointer policy) {
    verifier_.verify(std::move(chain), std::move(policy), read_clock().unix_seconds,
                     [this, question](authz::ChainVerdict verdict) { answer(question, std::move(verdict)); });
  });
}

Core::~Core() {
  stop();
}

void Core::start() {
  thread_ = std::thread([this] { loop_.run(*this); });
}

void Core::stop() {
  if (!thread_.joinable()) return;
  loop_.post([this] {
    stop_deadline_ = read_clock().steady_milliseconds + stop_milliseconds_max;
    broker_.stop(read_clock());
  });
  thread_.join();
}

void Core::adopt(Established&& established) {
  auto shared = std::make_shared<Established>(std::move(established));
  loop_.post([this, shared] {
    if (stop_deadline_ == 0) links_.open(std::move(*shared), read_clock());
  });
}

void Core::post(std::function<void(broker::Broker&, broker::Now)> function) {
  loop_.post([this, function = std::move(function)] { function(broker_, read_clock()); });
}

void Core::answer(std::uint64_t question, authz::ChainVerdict verdict) {
  loop_.post(
      [this, question, verdict = std::move(verdict)] { links_.verified(question, verdict, read_clock()); });
}

void Core::ready(EventLoop::Token token, bool readable, bool writable) {
  if (!now_is_fresh_) now_ = read_clock();
  now_is_fresh_ = true;
  links_.ready(token, readable, writable, now_);
}

EventLoop::Wait Core::turn_ends() {
  now_is_fresh_ = false;
  now_ = read_clock();
  if (const auto due = broker_.next_deadline_milliseconds(); due && *due <= now_.steady_milliseconds) {
    if (links_.may_judge_silence(now_)) broker_.advance(now_);
  }
  const bool again = links_.finish_turn(now_);
  if (stop_deadline_ != 0 && is_stopped()) loop_.stop();
  const int linger = pacing_.after_turn(steady_microseconds(), links_.take_intake());
  return {wait_milliseconds(again, now_), again || stop_deadline_ != 0 ? 0 : linger};
}

bool Core::is_stopped() const {
  const std::int64_t flushed_deadline = stop_deadline_ - stop_milliseconds_max + farewell_milliseconds_max;
  return links_.count() == 0 || now_.steady_milliseconds >= stop_deadline_ ||
         (!links_.has_output() && now_.steady_milliseconds >= flushed_deadline);
}

std::optional<int> Core::wait_milliseconds(bool again, broker::Now now) const {
  if (again) return 0;
  std::optional<std::int64_t> due;
  const auto sooner = [&due](std::int64_t other) { due = std::min(due.value_or(other), other); };
  if (const auto broker_due = broker_.next_deadline_milliseconds()) {
    if (links_.may_judge_silence(now)) sooner(*broker_due);  // else the links' deadline comes first
  }
  if (const auto links_due = links_.next_deadline_milliseconds()) sooner(*links_due);
  if (stop_deadline_ != 0) sooner(now.steady_milliseconds + poll_while_stopping_milliseconds);
  if (!due) return std::nullopt;
  return static_cast<int>(std::clamp<std::int64_t>(*due - now.steady_milliseconds, 0, 60'000));
}

}  // namespace eg::io

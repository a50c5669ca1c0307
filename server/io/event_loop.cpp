// A wake-up is written only when the list of posted functions was empty: one for a whole batch.
#include "server/io/event_loop.hpp"

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>

namespace eg::io {
namespace {

constexpr int events_max = 256;
constexpr EventLoop::Token wake_up_token = 0;
/// By default a pause of 100 us may take 150.
constexpr unsigned long timer_slack_nanoseconds = 1000;

epoll_event event_of(EventLoop::Token token, Interest interest) {
  epoll_event event{};
  event.events = (interest.read ? EPOLLIN | EPOLLRDHUP : 0U) | (interest.write ? EPOLLOUT : 0U);
  event.data.u64 = token;
  return event;
}

}  // namespace

EventLoop::EventLoop()
    : poller_(epoll_create1(EPOLL_CLOEXEC)), wake_up_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (!poller_ || !wake_up_ || !watch(wake_up_.get(), wake_up_token, {true, false})) {
    throw std::system_error(errno, std::generic_category(), "event loop");
  }
}

bool EventLoop::watch(int socket, Token token, Interest interest) {
  epoll_event event = event_of(token, interest);
  return epoll_ctl(poller_.get(), EPOLL_CTL_ADD, socket, &event) == 0;
}

void EventLoop::change(int socket, Token token, Interest interest) {
  epoll_event event = event_of(token, interest);
  epoll_ctl(poller_.get(), EPOLL_CTL_MOD, socket, &event);
}

void EventLoop::forget(int socket) {
  epoll_ctl(poller_.get(), EPOLL_CTL_DEL, socket, nullptr);
}

void EventLoop::post(std::function<void()> function) {
  bool was_empty = false;
  {
    const std::lock_guard lock(mutex_);
    was_empty = posted_.empty();
    posted_.push_back(std::move(function));
  }
  const std::uint64_t one = 1;
  if (was_empty && ::write(wake_up_.get(), &one, sizeof one) < 0) return;  // full counter: it is awake
}

void EventLoop::stop() {
  post([this] { stopped_ = true; });
}

void EventLoop::run_posted() {
  std::uint64_t count = 0;
  if (::read(wake_up_.get(), &count, sizeof count) < 0) return;
  std::vector<std::function<void()>> functions;
  {
    const std::lock_guard lock(mutex_);
    functions.swap(posted_);
  }
  for (auto& function : functions) function();
}

void EventLoop::linger(int microseconds) const {
  pollfd posts{wake_up_.get(), POLLIN, 0};
  const timespec time{0, microseconds * 1000L};
  ::ppoll(&posts, 1, &time, nullptr);  // ended early by a signal it was shorter, no more
}

void EventLoop::run(Owner& owner) {
  ::prctl(PR_SET_TIMERSLACK, timer_slack_nanoseconds, 0, 0, 0);
  std::array<epoll_event, events_max> events{};
  Wait wait = owner.turn_ends();
  int count = 0;
  while (!stopped_) {
    if (wait.linger_microseconds > 0 && count < events_max) linger(wait.linger_microseconds);
    count = epoll_wait(poller_.get(), events.data(), events_max, wait.milliseconds.value_or(-1));
    bool posted = false;
    for (int index = 0; index < count; ++index) {
      const epoll_event& event = events[static_cast<std::size_t>(index)];
      if (event.data.u64 == wake_up_token) {
        posted = true;
        continue;
      }
      const bool broken = (event.events & (EPOLLERR | EPOLLHUP | EPOLLRDHUP)) != 0;
      owner.ready(event.data.u64, broken || (event.events & EPOLLIN) != 0, (event.events & EPOLLOUT) != 0);
    }
    if (posted) run_posted();
    wait = owner.turn_ends();
  }
  stopped_ = false;
}

}  // namespace eg::io

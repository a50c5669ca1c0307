// Readiness of many sockets for one thread, and functions posted by other threads: epoll, level triggered,
// one eventfd. Cheaper than a general reactor where each link wakes often: no system call to re-arm a socket
// after a wake-up, and a hook at the end of the turn, at which outputs of the whole turn are flushed
// together.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "server/io/file_descriptor.hpp"

namespace eg::io {

/// What a socket is watched for.
struct Interest {
  bool read = false;
  bool write = false;
  bool operator==(const Interest&) const = default;
};

class EventLoop {
 public:
  /// Names a socket's owner; never 0.
  using Token = std::uint64_t;

  struct Wait {
    std::optional<int> milliseconds{};  ///< at most; nullopt: until something happens
    /// Below 1,000,000; before readiness is asked for at all, unless more than one call could tell is ready;
    /// a post ends it.
    int linger_microseconds = 0;
  };

  class Owner {
   public:
    virtual ~Owner() = default;
    /// A broken socket counts as readable: reading will tell.
    virtual void ready(Token token, bool readable, bool writable) = 0;
    /// After all that was ready and posted.
    virtual Wait turn_ends() = 0;
  };

  EventLoop();

  /// False: the system has no room for another one, or the socket is none that can be watched.
  [[nodiscard]] bool watch(int socket, Token token, Interest interest);
  void change(int socket, Token token, Interest interest);
  void forget(int socket);

  /// From any thread. Functions run in the order of posting, on the thread of run().
  void post(std::function<void()> function);
  /// From any thread: run() returns after its turn; it may be called again.
  void stop();
  void run(Owner& owner);

 private:
  void run_posted();
  void linger(int microseconds) const;

  FileDescriptor poller_;
  FileDescriptor wake_up_;
  std::mutex mutex_;
  std::vector<std::function<void()>> posted_;  ///< guarded by mutex_
  bool stopped_ = false;                       ///< of the thread of run()
};

}  // namespace eg::io

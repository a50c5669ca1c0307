// Whether a busy loop lingers before it asks for input again, so that one wake-up of a link finds several
// packets and their answers leave in one write: a receive and a send cost ten times what a packet in them
// costs. But peers that wait for each answer lose by every pause. Which of both they do is found out by
// trying: the pause is kept while it saves wake-ups and the peers do not send less. Knows no clock and no
// socket.
#pragma once

#include <cstdint>

namespace eg::io {

/// What was received from established links.
struct Intake {
  std::uint64_t receives = 0;  ///< wake-ups of links for reading
  std::uint64_t bytes = 0;     ///< after TLS
};

class WakeUpPacing {
 public:
  /// At the end of a turn that received `intake`. Returns microseconds to linger: 120 or 0. It begins from
  /// some 5,000 receives a second on and ends below 1,000.
  int after_turn(std::int64_t now_microseconds, Intake intake);

 private:
  struct Rates {
    double bytes = 0;     ///< a second
    double receives = 0;  ///< a second
    double turns = 0;     ///< a second
    double wake_ups_per_byte() const { return (receives + turns) / bytes; }
  };
  enum class Probe : std::uint8_t {
    none,
    began,  ///< until the next epoch: what was under way before has to go first
    measured,
  };

  Rates end_epoch(std::int64_t elapsed_microseconds);
  void judge(const Rates& rates);
  void settle(const Rates& rates);
  void end_probe(const Rates& rates);

  std::int64_t epoch_began_microseconds_ = 0;
  Intake epoch_;
  std::uint64_t turns_ = 0;
  bool is_lingering_ = false;
  Probe probe_ = Probe::none;  ///< of the other way than before
  Rates settled_;              ///< before the probe, smoothed; bytes 0: nothing measured yet
  int epochs_settled_ = 0;
  int patience_epochs_ = 1;  ///< from one probe to the next
};

}  // namespace eg::io

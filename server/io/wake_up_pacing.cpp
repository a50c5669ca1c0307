// Epochs are short, so that a burst of a quarter of a second gains too; probes that fail come ever more
// rarely.
#include "server/io/wake_up_pacing.hpp"

#include <algorithm>

namespace eg::io {
namespace {

constexpr std::int64_t epoch_microseconds = 10'000;
constexpr int patience_epochs_min = 16;
constexpr int patience_epochs_max = 128;
/// Nothing happened for so long: what comes next is another load.
constexpr std::int64_t calm_epochs_max = 32;
/// Longer pauses saved no more: where thousands of packets are under way, a hundred arrive in this time.
constexpr int linger_microseconds = 120;
/// Below it there is little to save.
constexpr double busy_receives_per_second = 5'000;
/// Of a loop that lingers; with fewer nobody waits in a queue.
constexpr double calm_receives_per_second = 1'000;
/// To linger may cost this share of what peers send, and must leave no more than this share of the wake-ups.
constexpr double bytes_kept_min = 0.95;
constexpr double wake_ups_kept_max = 0.9;
/// Not to linger is better if peers send this much more, or as much for hardly more wake-ups.
constexpr double bytes_gained_min = 1.05;
constexpr double wake_ups_gained_max = 1.05;
/// Peers that suddenly send less than this share do something else now.
constexpr double bytes_alike_min = 0.5;

}  // namespace

int WakeUpPacing::after_turn(std::int64_t now_microseconds, Intake intake) {
  epoch_.receives += intake.receives;
  epoch_.bytes += intake.bytes;
  ++turns_;
  const std::int64_t elapsed = now_microseconds - epoch_began_microseconds_;
  if (elapsed >= epoch_microseconds) {
    if (elapsed >= calm_epochs_max * epoch_microseconds) patience_epochs_ = 1;
    judge(end_epoch(elapsed));
    epoch_began_microseconds_ = now_microseconds;
  }
  return is_lingering_ ? linger_microseconds : 0;
}

WakeUpPacing::Rates WakeUpPacing::end_epoch(std::int64_t elapsed_microseconds) {
  const double per_second = 1e6 / static_cast<double>(elapsed_microseconds);
  const Rates rates{static_cast<double>(epoch_.bytes) * per_second,
                    static_cast<double>(epoch_.receives) * per_second,
                    static_cast<double>(turns_) * per_second};
  epoch_ = {};
  turns_ = 0;
  return rates;
}

void WakeUpPacing::judge(const Rates& rates) {
  const bool is_calm = rates.receives < (is_lingering_ ? calm_receives_per_second : busy_receives_per_second);
  const bool is_other_load = probe_ == Probe::none && rates.bytes < settled_.bytes * bytes_alike_min;
  if (is_calm || is_other_load) {
    is_lingering_ = false;
    probe_ = Probe::none;
    settled_ = {};
    epochs_settled_ = 0;
    patience_epochs_ = std::max(1, patience_epochs_ - 1);
    return;
  }
  switch (probe_) {
    case Probe::none: return settle(rates);
    case Probe::began: probe_ = Probe::measured; return;
    case Probe::measured: return end_probe(rates);
  }
}

void WakeUpPacing::settle(const Rates& rates) {
  const auto smooth = [this](double& old, double fresh) {
    old = epochs_settled_ == 0 ? fresh : (old + fresh) / 2;
  };
  smooth(settled_.bytes, rates.bytes);
  smooth(settled_.receives, rates.receives);
  smooth(settled_.turns, rates.turns);
  if (++epochs_settled_ < patience_epochs_) return;
  is_lingering_ = !is_lingering_;
  probe_ = Probe::began;
}

void WakeUpPacing::end_probe(const Rates& rates) {
  const double bytes = rates.bytes / settled_.bytes;
  const double wake_ups = rates.wake_ups_per_byte() / settled_.wake_ups_per_byte();
  const bool is_better = is_lingering_ ? bytes >= bytes_kept_min && wake_ups <= wake_ups_kept_max
                                       : bytes >= bytes_gained_min ||
                                             (bytes >= bytes_kept_min && wake_ups <= wake_ups_gained_max);
  probe_ = Probe::none;
  epochs_settled_ = 0;
  if (is_better) {
    patience_epochs_ = patience_epochs_min;
  } else {
    is_lingering_ = !is_lingering_;
    patience_epochs_ = std::clamp(patience_epochs_ * 2, patience_epochs_min, patience_epochs_max);
  }
}

}  // namespace eg::io

// Decides whether the machine's time can be trusted for recorded_at (contracts C6).
//
// Appends stop while the wall clock and the monotonic clock part by more than two seconds, and
// after an open at which the wall clock lay more than two seconds before the last event.
#pragma once

#include <cstdint>
#include <mutex>

#include "core/base/clock.h"

namespace tally {

// Any thread.
class ClockWatch {
 public:
  explicit ClockWatch(Clock& clock)
      : clock_(clock), wall_us_(clock.wall_us()), monotonic_us_(clock.monotonic_us()) {}

  // False: do not write. Agreement moves the base, so that slow slewing never adds up to a jump.
  bool agrees(std::int64_t last_recorded_us) {
    const std::lock_guard lock(mutex_);
    const auto wall = clock_.wall_us();
    const auto monotonic = clock_.monotonic_us();
    if (parted(wall, monotonic)) return false;
    wall_us_ = wall;
    monotonic_us_ = monotonic;
    return wall >= last_recorded_us - kTolerance_us;
  }

  // What agrees() would say, for those who only ask.
  bool would_agree(std::int64_t last_recorded_us) const {
    const std::lock_guard lock(mutex_);
    const auto wall = clock_.wall_us();
    return !parted(wall, clock_.monotonic_us()) && wall >= last_recorded_us - kTolerance_us;
  }

 private:
  static constexpr std::int64_t kTolerance_us = 2'000'000;
  bool parted(std::int64_t wall, std::int64_t monotonic) const {
    const auto by = (wall - wall_us_) - (monotonic - monotonic_us_);
    return by > kTolerance_us || by < -kTolerance_us;
  }

  mutable std::mutex mutex_;
  Clock& clock_;
  std::int64_t wall_us_;
  std::int64_t monotonic_us_;
};

}  // namespace tally

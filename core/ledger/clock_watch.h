// Decides whether the machine's time can be trusted for recorded_at (contracts C6).
//
// Appends stop while the wall clock and the monotonic clock part by more than two seconds, and
// after an open at which the wall clock lay more than two seconds before the last event.
#pragma once

#include <cstdint>

#include "core/base/clock.h"

namespace tally {

class ClockWatch {
 public:
  explicit ClockWatch(Clock& clock)
      : clock_(clock), wall_us_(clock.wall_us()), monotonic_us_(clock.monotonic_us()) {}

  // False: do not write. Agreement moves the base, so that slow slewing never adds up to a jump.
  bool agrees(std::int64_t last_recorded_us) {
    const auto wall = clock_.wall_us();
    const auto monotonic = clock_.monotonic_us();
    const auto parted = (wall - wall_us_) - (monotonic - monotonic_us_);
    if (parted > kTolerance_us || parted < -kTolerance_us) return false;
    wall_us_ = wall;
    monotonic_us_ = monotonic;
    return wall >= last_recorded_us - kTolerance_us;
  }

 private:
  static constexpr std::int64_t kTolerance_us = 2'000'000;
  Clock& clock_;
  std::int64_t wall_us_;
  std::int64_t monotonic_us_;
};

}  // namespace tally

// The two clocks of the machine behind one interface, so that a test owns time.
#pragma once

#include <cstdint>

namespace tally {

class Clock {
 public:
  virtual ~Clock() = default;
  // Microseconds since 1970-01-01T00:00:00Z. May jump either way.
  virtual std::int64_t wall_us() = 0;
  // Microseconds since some fixed moment. Never goes back.
  virtual std::int64_t monotonic_us() = 0;
};

// The machine's clocks. Safe from any thread.
class SystemClock final : public Clock {
 public:
  std::int64_t wall_us() override;
  std::int64_t monotonic_us() override;
};

}  // namespace tally

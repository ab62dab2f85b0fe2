// Randomness behind one interface: the kernel's in production, a seed in tests.
#pragma once

#include <span>

#include "core/base/bytes.h"

namespace tally {

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::uint8_t> bytes) = 0;
};

// getrandom(2): fit for salts and keys. Safe from any thread.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override;
};

}  // namespace tally

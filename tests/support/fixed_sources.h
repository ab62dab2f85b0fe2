// Time and randomness that a test owns.
#pragma once

#include <cstdint>
#include <span>

#include "core/base/clock.h"
#include "core/base/random.h"

namespace tally::test {

class FakeClock final : public Clock {
 public:
  explicit FakeClock(std::int64_t wall_us) : wall_(wall_us) {}
  std::int64_t wall_us() override { return wall_; }
  std::int64_t monotonic_us() override { return monotonic_; }
  std::int64_t now_us() const { return wall_; }
  void advance(std::int64_t us) {
    wall_ += us;
    monotonic_ += us;
  }
  void jump_wall(std::int64_t us) { wall_ += us; }

 private:
  std::int64_t wall_;
  std::int64_t monotonic_ = 1'000'000;
};

// splitmix64: the same seed gives the same bytes everywhere.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::uint8_t> bytes) override {
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(next());
  }
  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15u;
    std::uint64_t z = state_;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
  }
  // 0 .. below-1; `below` is above 0.
  std::uint64_t below(std::uint64_t below) { return next() % below; }

 private:
  std::uint64_t state_;
};

}  // namespace tally::test

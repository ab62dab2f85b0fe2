#include "projections/two_threads.h"

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

namespace tally {
namespace {

// Which pieces are begun and which are done, for both threads.
class Pieces {
 public:
  explicit Pieces(std::size_t count) : done_(count) {}

  // Works on the next piece; false when there is none.
  bool step(const std::function<void(std::size_t)>& work) {
    const auto piece = next_.fetch_add(1);
    if (piece >= done_.size()) return false;
    work(piece);
    done_[piece].store(1);
    done_[piece].notify_one();
    return true;
  }
  bool done(std::size_t piece) const { return done_[piece].load() != 0; }
  void wait(std::size_t piece) const { done_[piece].wait(0); }

 private:
  std::atomic<std::size_t> next_{0};
  std::vector<std::atomic<std::uint32_t>> done_;
};

}  // namespace

void on_two_threads(std::size_t count, const std::function<void(std::size_t)>& work,
                    const std::function<void(std::size_t)>& take) {
  Pieces pieces(count);
  std::size_t taken = 0;
  const auto take_ready = [&] {
    for (; taken < count && pieces.done(taken); ++taken) {
      if (take) take(taken);
    }
  };
  std::thread other;
  if (count > 1) {
    other = std::thread([&] {
      while (pieces.step(work)) {
      }
    });
  }
  while (pieces.step(work)) take_ready();
  while (taken < count) {
    pieces.wait(taken);
    take_ready();
  }
  if (other.joinable()) other.join();
}

}  // namespace tally

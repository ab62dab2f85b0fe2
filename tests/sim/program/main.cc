// simulate --seeds A..B [--jobs N] | --seed S [--verbose]: runs seeds and prints what was done to
// the ledgers. Ends with 1 at the first seed that fails, and says how to run it alone.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <mutex>
#include <thread>
#include <vector>

#include "tests/sim/simulation.h"

namespace tally::test {
namespace {

struct Range {
  std::uint64_t first = 1;
  std::uint64_t last = 100;
};

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || at != end) return std::nullopt;
  return value;
}

std::optional<Range> range(const std::string& text) {
  const auto dots = text.find("..");
  if (dots == std::string::npos) return std::nullopt;
  const auto first = number(std::string_view(text).substr(0, dots));
  const auto last = number(std::string_view(text).substr(dots + 2));
  if (!first || !last || *first > *last) return std::nullopt;
  return Range{*first, *last};
}

// Seeds are given out in order; after a failure no more are.
class Run {
 public:
  Run(Range range, bool verbose) : next_(range.first), last_(range.last), verbose_(verbose) {}

  void work() {
    while (!failed_) {
      const auto seed = next_++;
      if (seed > last_) return;
      const auto report = simulate(seed, verbose_);
      const std::lock_guard lock(mutex_);
      counts_.add(report.counts);
      if (!report.failure) continue;
      failed_ = true;
      fmt::print("seed {} FAILED: {}\n  replay it alone: tools/simulate --seed {} --verbose\n",
                 seed, *report.failure, seed);
    }
  }
  bool failed() const { return failed_; }
  const Counts& counts() const { return counts_; }

 private:
  std::atomic<std::uint64_t> next_;
  std::uint64_t last_;
  bool verbose_;
  std::atomic<bool> failed_ = false;
  std::mutex mutex_;
  Counts counts_;
};

int run(Range range, unsigned jobs, bool verbose) {
  const auto begin = std::chrono::steady_clock::now();
  Run run(range, verbose);
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < jobs; ++i) threads.emplace_back([&] { run.work(); });
  run.work();
  for (auto& thread : threads) thread.join();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  fmt::print("seeds {}..{}, {} job{}, {:.1f} s, {:.0f} crash points a second\n\n{}", range.first,
             range.last, jobs, jobs == 1 ? "" : "s", took.count(),
             static_cast<double>(run.counts().crash_points()) / took.count(), run.counts().table());
  fmt::print("\n{}\n", run.failed() ? "FAILED" : "no failure");
  return run.failed() ? 1 : 0;
}

}  // namespace
}  // namespace tally::test

int main(int argc, char** argv) {
  CLI::App app("Simulates ledgers on a disk that fails; every seed is one ledger.", "simulate");
  std::string seeds = "1..100";
  std::optional<std::uint64_t> seed;
  unsigned jobs = 1;
  bool verbose = false;
  app.add_option("--seeds", seeds, "first and last seed: A..B")->capture_default_str();
  app.add_option("--seed", seed, "one seed alone");
  app.add_option("--jobs", jobs, "threads")->check(CLI::Range(1, 256))->capture_default_str();
  app.add_flag("--verbose", verbose, "print what happens; with --seed");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  const auto asked = seed ? tally::test::Range{*seed, *seed} : tally::test::range(seeds);
  if (!asked) {
    fmt::print(stderr, "simulate: --seeds: must be A..B with A not above B\n");
    return 2;
  }
  return tally::test::run(*asked, jobs, verbose && seed);
}

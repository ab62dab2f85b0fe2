// The machine's own limit for a lone append: write and fdatasync of 300 bytes, one behind another.
#include <algorithm>
#include <vector>

#include "core/base/file.h"
#include "tools/bench/bench.h"

namespace tally::bench {
namespace {

constexpr std::size_t kAppendBytes = 300;
constexpr std::uint64_t kAppendsMax = 20'000;

std::uint64_t appends(const Settings& settings) { return std::min(settings.events, kAppendsMax); }

Result<void> measure(std::string_view name, File& file, const Settings& settings) {
  const Bytes bytes(kAppendBytes, 0x5a);
  std::vector<std::int64_t> times_us;
  const Stopwatch whole;
  for (std::uint64_t i = 0; i < appends(settings); ++i) {
    const Stopwatch one;
    TALLY_TRY(file.pwrite(ByteView(bytes), i * kAppendBytes));
    TALLY_TRY(file.sync());
    times_us.push_back(one.us());
  }
  const auto us = std::max<std::int64_t>(whole.us(), 1);
  std::sort(times_us.begin(), times_us.end());
  const auto at = [&](std::size_t permille) {
    return times_us[(times_us.size() - 1) * permille / 1000];
  };
  Json json;
  json.set("bench", name).set("append_bytes", std::uint64_t{kAppendBytes});
  json.set("appends", appends(settings)).set("microseconds", us);
  json.set("appends_per_second", appends(settings) * 1'000'000 / static_cast<std::uint64_t>(us));
  json.set("p50_us", at(500)).set("p99_us", at(990)).set("p999_us", at(999));
  print(json.set("max_us", at(1000)));
  return {};
}

Result<void> fill_with_zeros(File& file, std::uint64_t bytes) {
  const Bytes zeros(1u << 20);
  for (std::uint64_t at = 0; at < bytes; at += zeros.size()) {
    TALLY_TRY(file.pwrite(ByteView(zeros), at));
  }
  return file.sync();
}

}  // namespace

Result<void> disk(const Settings& settings) {
  if (settings.events == 0) return invalid("--events", "must be at least 1");
  auto& disk = system_disk();
  TALLY_TRY(disk.make_directory(settings.directory));
  for (const bool filled : {false, true}) {
    const auto path = settings.directory + (filled ? "/zero_filled" : "/growing");
    TALLY_ASSIGN(const auto file, disk.open(path, OpenMode::create));
    if (filled) TALLY_TRY(fill_with_zeros(*file, appends(settings) * kAppendBytes));
    TALLY_TRY(measure(filled ? "disk.zero_filled" : "disk.growing", *file, settings));
  }
  return {};
}

}  // namespace tally::bench

#include "tools/bench/limits.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

#include "core/base/file.h"
#include "core/base/sha256.h"
#include "tools/bench/bench.h"

namespace tally::bench {
namespace {

constexpr std::uint32_t kStallUs = 20'000;

Result<std::unique_ptr<File>> make_file(const std::string& path, FileKind kind,
                                        std::uint64_t bytes) {
  TALLY_ASSIGN(auto file, system_disk().open(path, OpenMode::create));
  if (kind == FileKind::growing) return file;
  const Bytes zeros(1 << 20);
  for (std::uint64_t at = 0; at < bytes; at += zeros.size()) {
    TALLY_TRY(file->pwrite(ByteView(zeros), at));
  }
  TALLY_TRY(file->sync());
  return file;
}

// What the threads of a group commit share.
class Group {
 public:
  Group(File& file, std::uint64_t bytes, std::uint64_t count)
      : file_(file), message_(bytes, 0x5a), left_(count) {}

  // One thread's share of the work. Who wakes up to a message that is durable does not take the
  // lock again for it: with many threads that would be most of the time.
  void take_part() {
    std::unique_lock lock(mutex_);
    while (left_ > 0 && !error_) {
      --left_;
      tally::append(gathered_, message_);
      const auto mine = ++handed_in_;
      while (durable_ < mine) {
        if (!committing_) {
          commit(lock);
          continue;
        }
        const auto seen = commits_.load();
        lock.unlock();
        commits_.wait(seen);
        if (durable_ < mine) lock.lock();
      }
      if (!lock.owns_lock()) lock.lock();
    }
  }

  const std::optional<Error>& error() const { return error_; }

 private:
  void commit(std::unique_lock<std::mutex>& lock) {
    committing_ = true;
    Bytes writing;
    writing.swap(gathered_);
    const auto upto = handed_in_;
    lock.unlock();
    auto done = file_.pwrite(ByteView(writing), at_);
    if (done.ok()) done = file_.sync();
    at_ += writing.size();
    lock.lock();
    if (!done.ok()) error_ = done.error();
    durable_ = upto;  // After an error too: nobody may wait for ever.
    committing_ = false;
    ++commits_;
    commits_.notify_all();
  }

  File& file_;
  Bytes message_;
  std::mutex mutex_;
  std::uint64_t left_;
  Bytes gathered_;
  std::uint64_t handed_in_ = 0;
  std::atomic<std::uint64_t> durable_ = 0;
  std::atomic<int> commits_ = 0;
  std::uint64_t at_ = 0;
  bool committing_ = false;
  std::optional<Error> error_;
};

template <class Work>
void on_threads(unsigned threads, const Work& work) {
  std::vector<std::thread> running;
  for (unsigned i = 0; i < threads; ++i) running.emplace_back([&work, i] { work(i); });
  for (auto& thread : running) thread.join();
}

}  // namespace

Result<SyncTimes> bare_syncs(const std::string& path, FileKind kind, std::uint64_t bytes,
                             std::uint64_t count) {
  TALLY_ASSIGN(const auto file, make_file(path, kind, bytes * count));
  const Bytes message(bytes, 0x5a);
  SyncTimes times;
  times.each_us.reserve(count);
  const Stopwatch watch;
  auto last = watch.us();
  for (std::uint64_t i = 0; i < count; ++i) {
    TALLY_TRY(file->pwrite(ByteView(message), i * bytes));
    TALLY_TRY(file->sync());
    const auto now = watch.us();
    times.each_us.push_back(static_cast<std::uint32_t>(now - last));
    last = now;
  }
  times.us = watch.us();
  TALLY_TRY(system_disk().remove(path));
  return times;
}

Result<std::int64_t> bare_group_commit(const std::string& path, std::uint32_t threads,
                                       std::uint64_t bytes, std::uint64_t count) {
  TALLY_ASSIGN(const auto file, make_file(path, FileKind::zero_filled, bytes * count));
  Group group(*file, bytes, count);
  const Stopwatch watch;
  on_threads(threads, [&](unsigned) { group.take_part(); });
  const auto us = watch.us();
  if (group.error()) return *group.error();
  TALLY_TRY(system_disk().remove(path));
  return us;
}

std::int64_t bare_sha256(std::uint64_t bytes, std::uint64_t count, unsigned threads) {
  const Stopwatch watch;
  on_threads(threads, [&](unsigned thread) {
    Bytes message(std::max<std::uint64_t>(bytes, 8), 0x5a);
    for (auto i = count * thread / threads; i < count * (thread + 1) / threads; ++i) {
      // The next message depends on this hash, so that none can be left out.
      store_le(message.data(),
               load_le<std::uint64_t>(sha256(ByteView(message).first(bytes)).bytes.data()));
    }
  });
  return watch.us();
}

Result<LogFiles> log_files(const std::string& directory) {
  LogFiles files;
  TALLY_ASSIGN(const auto names, system_disk().list(directory + "/log"));
  for (const auto& name : names) {
    if (!name.ends_with(".seg")) continue;
    files.paths.push_back(directory + "/log/" + name);
    TALLY_ASSIGN(const auto file, system_disk().open(files.paths.back(), OpenMode::read));
    TALLY_ASSIGN(const auto size, file->size());
    files.bytes += size;
  }
  return files;
}

Result<std::int64_t> bare_scan(const LogFiles& files) {
  Bytes buffer(1 << 20);
  const Stopwatch watch;
  for (const auto& path : files.paths) {
    TALLY_ASSIGN(const auto file, system_disk().open(path, OpenMode::read));
    for (std::uint64_t at = 0;;) {
      TALLY_ASSIGN(const auto got, file->pread(buffer, at));
      if (got == 0) break;
      at += got;
    }
  }
  return watch.us();
}

std::uint32_t percentile(std::vector<std::uint32_t>& values, unsigned permille) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1, values.size() * permille / 1000)];
}

std::uint64_t stalls(const std::vector<std::uint32_t>& values_us) {
  return static_cast<std::uint64_t>(std::count_if(values_us.begin(), values_us.end(),
                                                  [](std::uint32_t us) { return us > kStallUs; }));
}

}  // namespace tally::bench

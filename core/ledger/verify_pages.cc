#include "core/ledger/verify_pages.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace tally {
namespace {

// Small enough that what one thread examined is still in the caches when it is gone through.
constexpr ReadLimits kPage{.records_max = 1024, .bytes_max = 512u << 10};
constexpr std::size_t kPagesPerThread = 4;

// A page on its way. Its place in the queue is its place in the log.
struct Work {
  enum class State : std::uint8_t { read, being_examined, examined };
  RecordPage page;
  std::vector<ExaminedRecord> examined;
  State state = State::read;
};

class Pages {
 public:
  Pages(const EventStore& store, TreeSize size, unsigned threads, Verifier& verifier,
        const std::function<void(std::uint64_t)>& progress)
      : store_(store),
        size_(size),
        pages_max_(kPagesPerThread * threads),
        verifier_(verifier),
        progress_(progress) {}

  // What each thread does until all is verified: the first of the three kinds of work that there
  // is. Going through comes first, since only it makes room.
  void work() {
    Examiner examiner;
    std::unique_lock lock(mutex_);
    while (!done()) {
      if (!verifying_ && !queue_.empty() && queue_.front()->state == Work::State::examined) {
        go_through(lock);
      } else if (auto* next = first_unexamined()) {
        examine_page(*next, examiner, lock);
      } else if (!reading_ && next_ < size_.value && queue_.size() < pages_max_) {
        read_page(lock);
      } else {
        changed_.wait(lock);
      }
    }
  }

  const std::optional<Error>& error() const { return error_; }

 private:
  bool done() const {
    return error_.has_value() || (next_ >= size_.value && queue_.empty() && !verifying_);
  }

  Work* first_unexamined() {
    for (const auto& work : queue_) {
      if (work->state == Work::State::read) return work.get();
    }
    return nullptr;
  }

  void read_page(std::unique_lock<std::mutex>& lock) {
    reading_ = true;
    const Position from{next_};
    lock.unlock();
    auto page = store_.read(from, Direction::forward, kPage);
    lock.lock();
    reading_ = false;
    changed_.notify_all();
    if (!page.ok()) {
      error_ = page.error();
    } else if (page->records.empty()) {
      next_ = size_.value;  // Shorter than it was said to be: the verifier finds it out.
    } else {
      next_ += page->records.size();
      queue_.push_back(std::make_unique<Work>());
      queue_.back()->page = std::move(*page);
    }
  }

  void examine_page(Work& work, Examiner& examiner, std::unique_lock<std::mutex>& lock) {
    work.state = Work::State::being_examined;
    lock.unlock();
    work.examined.reserve(work.page.records.size());
    for (const auto& record : work.page.records) work.examined.push_back(examiner.examine(record));
    lock.lock();
    work.state = Work::State::examined;
    changed_.notify_all();
  }

  void go_through(std::unique_lock<std::mutex>& lock) {
    verifying_ = true;
    const auto work = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    const auto& records = work->page.records;
    for (std::size_t i = 0; i < records.size(); ++i) verifier_.take(records[i], work->examined[i]);
    if (progress_) progress_(verifier_.taken());
    lock.lock();
    verifying_ = false;
    changed_.notify_all();
  }

  const EventStore& store_;
  const TreeSize size_;
  const std::size_t pages_max_;
  Verifier& verifier_;
  const std::function<void(std::uint64_t)>& progress_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::unique_ptr<Work>> queue_;
  std::uint64_t next_ = 0;  // To be read.
  bool reading_ = false;
  bool verifying_ = false;
  std::optional<Error> error_;
};

}  // namespace

Result<void> verify_pages(const EventStore& store, TreeSize size, unsigned threads,
                          Verifier& verifier, const std::function<void(std::uint64_t)>& progress) {
  Pages pages(store, size, threads, verifier, progress);
  std::vector<std::thread> others;
  for (unsigned i = 1; i < threads; ++i) others.emplace_back([&pages] { pages.work(); });
  pages.work();
  for (auto& thread : others) thread.join();
  if (pages.error()) return *pages.error();
  return {};
}

}  // namespace tally

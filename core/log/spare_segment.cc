#include "core/log/spare_segment.h"

#include <algorithm>
#include <atomic>
#include <mutex>

namespace tally::log {

// One file at a time. Shared with the job, which may run when the SpareSegment is gone.
class SpareSegment::Filling {
 public:
  // Resting: part of it is filled and no job is under way.
  enum class State : std::uint8_t { none, filling, resting, ready, failed };

  Filling(Disk& disk, const std::string& directory, Options options)
      : disk_(disk),
        directory_(directory),
        path_(directory + "/" + kSpareName),
        options_(std::move(options)) {}

  State state() const { return state_.load(std::memory_order_acquire); }

  // None of these waits: no job runs in the states in which they are called.
  void set_aside() { state_.store(State::none, std::memory_order_release); }
  void begin(std::uint64_t bytes) {
    bytes_ = bytes;
    filled_ = 0;
    due_.store(0, std::memory_order_relaxed);
    state_.store(State::resting, std::memory_order_release);
  }
  std::unique_ptr<File> take() {
    auto file = std::move(file_);
    state_.store(State::none, std::memory_order_release);
    return file;
  }

  // The writer's: so many bytes are to be filled by now. True if a job is to be started for them.
  bool demand(std::uint64_t due) {
    due_.store(due, std::memory_order_relaxed);
    if (state() != State::resting || filled_ >= due) return false;
    state_.store(State::filling, std::memory_order_release);
    return true;
  }

  // Writes the next piece; true if another one is to follow at once. When it rests just as more
  // becomes due, the next commit starts it again.
  bool run_piece() {
    const std::lock_guard lock(mutex_);
    if (gone_) return false;
    const auto done = write_piece();
    auto next = State::failed;
    if (!done.ok()) {
      drop_file();
      report(done.error());
    } else if (filled_ == bytes_) {
      next = State::ready;
    } else if (filled_ >= due_.load(std::memory_order_relaxed)) {
      next = State::resting;
    } else {
      return true;
    }
    state_.store(next, std::memory_order_release);
    return false;
  }

  void close() {
    const std::lock_guard lock(mutex_);
    gone_ = true;
    if (file_) drop_file();
  }

 private:
  Result<void> write_piece() {
    if (!file_) TALLY_TRY(create());
    const Bytes zeros(std::min(options_.piece_bytes, bytes_ - filled_));
    TALLY_TRY(file_->pwrite(ByteView(zeros), filled_));
    TALLY_TRY(file_->sync());
    filled_ += zeros.size();
    return {};
  }

  // The filling must not be what brings the disk down to its reserve.
  Result<void> create() {
    TALLY_ASSIGN(const auto free, disk_.free_bytes(directory_));
    if (free < options_.reserve_bytes || free - options_.reserve_bytes < bytes_) {
      return Error(ErrorCode::io, "the disk of " + directory_ + " has only " +
                                      std::to_string(free) + " bytes left");
    }
    TALLY_ASSIGN(const bool left_over, disk_.exists(path_));
    if (left_over) TALLY_TRY(disk_.remove(path_));
    TALLY_ASSIGN(file_, disk_.open(path_, OpenMode::create));
    return {};
  }

  void report(const Error& error) const {
    if (!options_.report) return;
    options_.report(Error(error.code, "no segment could be filled ahead; commits are slower (" +
                                          error.message + ")"));
  }

  // After a failed sync its zeros are not to be trusted. What cannot be removed now is removed by
  // the next filling, or when the log is next opened.
  void drop_file() {
    file_.reset();
    static_cast<void>(disk_.remove(path_));
  }

  Disk& disk_;
  const std::string directory_;
  const std::string path_;
  const Options options_;
  std::atomic<State> state_{State::none};
  std::atomic<std::uint64_t> due_{0};

  // Belongs to the job while the state is `filling`, else to the writer.
  std::uint64_t bytes_ = 0;
  std::uint64_t filled_ = 0;
  std::unique_ptr<File> file_;

  std::mutex mutex_;  // Held while a piece is written or a failure told.
  bool gone_ = false;
};

SpareSegment::SpareSegment(Disk& disk, std::string directory, Background& background,
                           Options options)
    : filling_(std::make_shared<Filling>(disk, directory, std::move(options))),
      background_(background) {}

SpareSegment::~SpareSegment() { filling_->close(); }

void SpareSegment::prepare(std::uint64_t bytes, std::uint64_t written, std::uint64_t left) {
  using State = Filling::State;
  const auto state = filling_->state();
  if (state == State::ready) return;
  if (state == State::filling || state == State::resting) return go_on(left);
  pause_bytes_ = pause_bytes_ > written ? pause_bytes_ - written : 0;
  if (state == State::failed) {
    pause_bytes_ = bytes / 8;
    filling_->set_aside();
    return;
  }
  if (pause_bytes_ == 0) begin(bytes, left);
}

void SpareSegment::begin(std::uint64_t bytes, std::uint64_t left) {
  bytes_ = bytes;
  left_at_first_ = left;
  filling_->begin(bytes);
  go_on(left);
}

void SpareSegment::go_on(std::uint64_t left) {
  const auto used = left_at_first_ - std::min(left, left_at_first_);
  const bool all = 2 * used >= left_at_first_;
  const auto due = all ? bytes_ : bytes_ * 2 * used / left_at_first_;
  if (!filling_->demand(due)) return;
  // One job per piece, so that other work in the background has its turn between them.
  struct Piece {
    std::shared_ptr<Filling> filling;
    Background& background;
    void operator()() const {
      if (filling->run_piece()) background.run(*this);
    }
  };
  background_.run(Piece{filling_, background_});
}

bool SpareSegment::ready() const { return filling_->state() == Filling::State::ready; }

std::unique_ptr<File> SpareSegment::take() { return ready() ? filling_->take() : nullptr; }

}  // namespace tally::log

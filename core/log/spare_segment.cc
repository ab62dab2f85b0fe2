#include "core/log/spare_segment.h"

#include <algorithm>
#include <atomic>
#include <mutex>

namespace tally::log {

// One file at a time. Shared with the job, which may run when the SpareSegment is gone.
class SpareSegment::Filling {
 public:
  enum class State : std::uint8_t { none, filling, ready, failed };

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
    state_.store(State::filling, std::memory_order_release);
  }
  std::unique_ptr<File> take() {
    auto file = std::move(file_);
    state_.store(State::none, std::memory_order_release);
    return file;
  }

  // Writes the next piece; true if another one is to follow.
  bool run_piece() {
    const std::lock_guard lock(mutex_);
    if (gone_) return false;
    const auto done = write_piece();
    if (done.ok() && filled_ < bytes_) return true;
    if (!done.ok()) {
      drop_file();
      report(done.error());
    }
    state_.store(done.ok() ? State::ready : State::failed, std::memory_order_release);
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

void SpareSegment::prepare(std::uint64_t bytes, std::uint64_t written) {
  using State = Filling::State;
  const auto state = filling_->state();
  if (state == State::filling || state == State::ready) return;
  pause_bytes_ = pause_bytes_ > written ? pause_bytes_ - written : 0;
  if (state == State::failed) {
    pause_bytes_ = bytes / 8;
    filling_->set_aside();
    return;
  }
  if (pause_bytes_ > 0) return;
  filling_->begin(bytes);
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

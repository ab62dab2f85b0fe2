// The embedded store behind log_store.h.
#pragma once

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>

#include "core/log/index_making.h"
#include "core/log/log_contents.h"
#include "core/log/log_directory.h"
#include "core/log/log_follower.h"
#include "core/log/log_store.h"
#include "core/log/record_reader.h"
#include "core/log/segment_files.h"
#include "core/log/segment_writer.h"
#include "core/log/spare_segment.h"

namespace tally::log {

// Threads as EventStore says; refresh() and check() may be called beside all of it, refresh() one
// call at a time.
class LogStore final : public EventStore {
 public:
  LogStore(Disk& disk, std::string directory, const LogOptions& options);

  // Exactly one of these before anything else.
  Result<void> create();
  Result<void> open_for_writing(std::vector<std::string>& notes);
  Result<void> open_for_reading(std::vector<std::string>& notes);

  Result<void> commit(std::span<const NewRecord> records, const CommitMark& mark) override;
  Result<RecordPage> read(Position from, Direction direction,
                          const ReadLimits& limits) const override;
  Result<RecordPage> read_stream(std::string_view stream, Revision from, Direction direction,
                                 const ReadLimits& limits) const override;
  Result<std::optional<Position>> find(const EventId& id) const override;
  CommitMark last_commit() const override;
  std::string read_only_reason() const override;
  Result<void> erase(Position position) override;

  Result<void> refresh();
  Result<void> keep_durable_size();
  Result<StoreCheck> check(TreeSize size) const;

 private:
  SegmentHeader new_segment_header();
  Result<void> take_lock();
  void begin_index_making(const std::vector<std::size_t>& segments);
  // `read_only` if a commit that makes the files so much longer is not taken now.
  Result<void> check_writable(std::uint64_t growth) const;
  std::uint64_t growth_of(std::uint64_t commit_bytes) const;
  // Everything of a commit that touches the disk and may leave it in doubt.
  Result<void> make_durable(std::span<const NewRecord> records, const CommitMark& mark);
  bool needs_segment(std::uint64_t bytes) const;
  Result<void> start_segment();
  // Has the next segment filled, if there is a background to do it. `written`: by this commit.
  void prepare_spare(std::uint64_t written);
  void adopt(std::span<const NewRecord> records, const CommitMark& mark);
  void publish();
  Head head() const;
  Error in_doubt(const Error& cause);
  void end_writing(std::string reason);

  Result<RecordPage> read_places(const std::vector<RecordPlace>& places, const ReadLimits& limits,
                                 bool all) const;

  Disk& disk_;
  const std::string directory_;
  const LogOptions options_;
  Random& random_;

  mutable std::shared_mutex mutex_;  // Of contents_ and read_only_reason_.
  std::unique_ptr<LogContents> contents_;
  std::string read_only_reason_;  // Set once; empty: commits are taken if there is room.

  // The writer's.
  std::unique_ptr<FileLock> lock_;
  std::unique_ptr<SegmentWriter> writer_;
  std::unique_ptr<SpareSegment> spare_;  // Null without a background.
  std::unique_ptr<HeadFile> head_file_;
  std::unique_ptr<IndexMaking> index_making_;

  // Held shared while bodies are read, alone while one is overwritten.
  mutable std::shared_mutex erase_mutex_;
  mutable SegmentFiles files_;
  RecordReader reader_;
  std::unique_ptr<LogFollower> follower_;
};

}  // namespace tally::log

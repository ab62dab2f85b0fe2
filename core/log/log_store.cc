#include "core/log/log_store.h"

#include "core/base/check.h"
#include "core/log/log_check.h"
#include "core/log/log_state.h"
#include "core/log/recovery.h"

namespace tally {
namespace log {
namespace {

Random& system_random() {
  static SystemRandom random;
  return random;
}

HashKey new_key(Random& random) {
  std::array<std::uint8_t, 16> bytes;
  random.fill(bytes);
  return {load_le<std::uint64_t>(bytes.data()), load_le<std::uint64_t>(bytes.data() + 8)};
}

std::string parent_of(const std::string& directory) {
  const auto slash = directory.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : directory.substr(0, slash);
}

}  // namespace

LogStore::LogStore(Disk& disk, std::string directory, const LogOptions& options)
    : disk_(disk),
      directory_(std::move(directory)),
      options_(options),
      random_(options.random ? *options.random : system_random()),
      files_(disk, directory_),
      reader_(files_) {
  TALLY_CHECK(options.segment_bytes_max <= 1u << 30);
}

SegmentHeader LogStore::new_segment_header() {
  SegmentHeader header;
  std::array<std::uint8_t, 4> seed;
  random_.fill(seed);
  header.check_seed = load_le<std::uint32_t>(seed.data());
  header.first = {contents_->last.size.value};
  header.root_before = contents_->last.root;
  return header;
}

Result<void> LogStore::take_lock() {
  TALLY_ASSIGN(lock_, disk_.lock(directory_ + "/" + kLockName));
  return {};
}

Result<void> LogStore::create() {
  TALLY_ASSIGN(const bool there, disk_.exists(directory_));
  if (there) return invalid("directory", directory_ + " exists already");
  TALLY_TRY(disk_.make_directory(directory_));
  TALLY_TRY(take_lock());
  contents_ = std::make_unique<LogContents>(new_key(random_));
  const auto header = new_segment_header();
  TALLY_ASSIGN(writer_, SegmentWriter::create(disk_, directory_, header));
  TALLY_TRY(contents_->add_segment(header, files_.path(header.first)));
  TALLY_ASSIGN(head_file_, HeadFile::create(disk_, directory_, head()));
  TALLY_TRY(disk_.sync_directory(parent_of(directory_)));
  begin_index_making({});
  prepare_spare(0);
  return {};
}

Result<void> LogStore::open_for_writing(std::vector<std::string>& notes) {
  TALLY_ASSIGN(const bool there, disk_.exists(directory_));
  if (!there) return Error(ErrorCode::not_found, "no log in " + directory_, "directory");
  TALLY_TRY(take_lock());
  TALLY_ASSIGN(auto recovered, recover(disk_, directory_, new_key(random_)));
  contents_ = std::move(recovered.contents);
  writer_ = std::move(recovered.writer);
  notes = std::move(recovered.notes);
  TALLY_ASSIGN(head_file_, HeadFile::create(disk_, directory_, head()));
  prepare_spare(0);  // First: a writer may soon need it.
  begin_index_making(recovered.unindexed);
  return {};
}

void LogStore::begin_index_making(const std::vector<std::size_t>& segments) {
  index_making_ = std::make_unique<IndexMaking>(disk_, directory_, options_.background,
                                                options_.reserve_bytes, *contents_, mutex_);
  for (const auto segment : segments) index_making_->make(segment);
}

Result<void> LogStore::open_for_reading(std::vector<std::string>& notes) {
  TALLY_ASSIGN(const bool there, disk_.exists(directory_));
  if (!there) return Error(ErrorCode::not_found, "no log in " + directory_, "directory");
  contents_ = std::make_unique<LogContents>(new_key(random_));
  follower_ = std::make_unique<LogFollower>(disk_, directory_, *contents_, mutex_);
  end_writing("the log is open for reading only");
  TALLY_TRY(follower_->follow());
  notes = follower_->take_notes();
  return {};
}

Result<void> LogStore::refresh() { return follower_ ? follower_->follow() : Result<void>(); }

Result<void> LogStore::keep_durable_size() {
  return head_file_ ? head_file_->sync() : Result<void>();
}

Result<StoreCheck> LogStore::check(TreeSize size) const {
  const auto durable = last_commit().size;
  if (size > durable) {
    return invalid("size", std::to_string(size.value) + " is beyond the durable size " +
                               std::to_string(durable.value));
  }
  return LogCheck(*contents_, mutex_, erase_mutex_, files_, size).run();
}

}  // namespace log

Result<OpenedStore> open_log_store(Disk& disk, const std::string& directory, StoreAccess access) {
  return open_log_store(disk, directory, access, LogOptions());
}

Result<OpenedStore> open_log_store(Disk& disk, const std::string& directory, StoreAccess access,
                                   const LogOptions& options) {
  auto store = std::make_unique<log::LogStore>(disk, directory, options);
  OpenedStore opened;
  switch (access) {
    case StoreAccess::create:
      TALLY_TRY(store->create());
      break;
    case StoreAccess::write:
    case StoreAccess::resume:
      TALLY_TRY(store->open_for_writing(opened.notes));
      break;
    case StoreAccess::read_only:
      TALLY_TRY(store->open_for_reading(opened.notes));
      break;
  }
  auto* const log = store.get();
  opened.refresh = [log] { return log->refresh(); };
  opened.keep_durable_size = [log](const CommitMark&) { return log->keep_durable_size(); };
  opened.check = [log](TreeSize size) { return log->check(size); };
  opened.store = std::move(store);
  return opened;
}

}  // namespace tally

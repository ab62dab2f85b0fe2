#include "projections/views_file.h"

#include <algorithm>

namespace tally {
namespace {

constexpr const char* kKind = "VIEW";
constexpr std::uint32_t kFormat = 2;
// Of the sources that make the facts (CMakeLists.txt): others may make other ones.
constexpr const char* kCode = TALLY_VIEWS_CODE;

constexpr std::uint64_t kGrowth = 1'000'000;
constexpr std::uint64_t kUnsavedEventsMax = 10'000;

}  // namespace

Result<std::unique_ptr<SnapshotReader>> ViewsFile::open(TreeSize head,
                                                        const RootAt& root_at) const {
  TALLY_ASSIGN(auto from, SnapshotReader::open(disk_, directory_ + "/" + kName));
  const SnapshotStamp& stamp = from->stamp();
  const auto fault = stamp_difference(stamp, {kKind, kFormat, kCode, origin_, 0, {}});
  if (!fault.empty()) return from->corrupt(fault);
  if (stamp.size > head.value) {
    return from->corrupt("it is of " + std::to_string(stamp.size) + " events, and the log holds " +
                         std::to_string(head.value));
  }
  TALLY_ASSIGN(const auto root, root_at(TreeSize{stamp.size}));
  if (root != stamp.root) return from->corrupt("it is of another log");
  return from;
}

void ViewsFile::ignore(const Error& error) {
  if (error.code == ErrorCode::not_found) return;
  notes_.push_back("the saved views were ignored: " + error.message);
}

void ViewsFile::look(TreeSize head, const RootAt& root_at) {
  if (const auto from = open(head, root_at); !from.ok()) ignore(from.error());
}

bool ViewsFile::load(Projections& projections, TreeSize head, const RootAt& root_at,
                     unsigned threads) {
  const auto read = [&]() -> Result<void> {
    TALLY_ASSIGN(const auto from, open(head, root_at));
    TALLY_TRY(projections.load(*from, TreeSize{from->stamp().size}, threads));
    saved_size_ = from->stamp().size;
    return {};
  };
  const auto done = read();
  if (!done.ok()) ignore(done.error());
  return done.ok();
}

Result<void> ViewsFile::save(const Projections& projections, const RootAt& root_at) {
  const auto size = projections.folded();
  TALLY_ASSIGN(const auto root, root_at(size));
  TALLY_ASSIGN(const auto to,
               SnapshotWriter::create(disk_, directory_, kName,
                                      {kKind, kFormat, kCode, origin_, size.value, root}));
  TALLY_TRY(projections.save(*to));
  TALLY_TRY(to->finish());
  saved_size_ = size.value;
  return {};
}

bool ViewsFile::due(TreeSize size) const {
  const auto saved = saved_size_.load();
  return size.value >= saved + std::max(kGrowth, saved / 4);
}

bool ViewsFile::due_at_stop(TreeSize size) const {
  return size.value >= saved_size_ + kUnsavedEventsMax;
}

}  // namespace tally

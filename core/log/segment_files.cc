#include "core/log/segment_files.h"

#include <algorithm>

#include "core/log/format.h"

namespace tally::log {

std::string SegmentFiles::path(Position first) const {
  return directory_ + "/" + segment_name(first);
}

Result<std::shared_ptr<File>> SegmentFiles::open(Position first) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& entry) { return entry.first == first; });
  if (found != entries_.end()) {
    entries_.splice(entries_.begin(), entries_, found);
    return entries_.front().file;
  }
  TALLY_ASSIGN(auto file, disk_.open(path(first), OpenMode::read));
  entries_.push_front({first, std::move(file)});
  if (entries_.size() > kOpenMax) entries_.pop_back();
  return entries_.front().file;
}

}  // namespace tally::log

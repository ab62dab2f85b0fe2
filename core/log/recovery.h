// Opens a log for writing after whatever happened to it (contracts C4): reads everything, tells a
// torn end from damage, and makes the disk hold exactly what was read before anything is answered.
// The records of a sealed segment whose index file is good are not read.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/log/log_contents.h"
#include "core/log/log_directory.h"
#include "core/log/segment_writer.h"

namespace tally::log {

struct Recovered {
  std::unique_ptr<LogContents> contents;
  std::unique_ptr<SegmentWriter> writer;  // Behind the last accepted mark.
  std::vector<std::size_t> unindexed;     // Segments with a successor that have no index file.
  std::vector<std::string> notes;         // What was found and done, for people.
};

// The caller holds the writer's lock. `not_found` if there is no segment; `corrupt` with file and
// offset for damage, in which case nothing was changed (but for a begun erasure, which is ended).
Result<Recovered> recover(Disk& disk, const std::string& directory, const HashKey& key);

}  // namespace tally::log

// The index file of a sealed segment (FORMAT.md): what LogIndex knows of its records, so that
// opening need not read them. Disposable, like every snapshot (core/base/snapshot_file.h).
#pragma once

#include <shared_mutex>
#include <string>

#include "core/base/file.h"
#include "core/log/log_contents.h"

namespace tally::log {

std::string index_name(Position first);  // "00000000000000000042.idx"

// Writes the index file of the segment that stands at `number` and has a successor. `mutex` is
// taken shared for some microseconds at a time, and nothing is held while the disk works. False if
// `stop()` said so in between: then no file was made.
Result<bool> write_index_file(Disk& disk, const std::string& directory, const LogContents& contents,
                              std::shared_mutex& mutex, std::size_t number,
                              const std::function<bool()>& stop);

struct IndexUse {
  enum class Kind : std::uint8_t { used, missing, ignored };
  Kind kind = Kind::missing;
  std::string why;  // ignored: "PATH, offset 512: what", for people.
  Mark mark;        // used: the segment's last one.
};

// Takes the last segment of `contents`, of which nothing is known but its header, from its index
// file: the records, the segment's end and the log's last mark. `file` is the segment; its last
// mark and its seal are read and must agree with the index file. Unless used, nothing is changed.
IndexUse use_index_file(Disk& disk, const std::string& directory, File& file,
                        LogContents& contents);

}  // namespace tally::log

// What can be done to the bytes of a file, and to which.
#pragma once

#include <string>
#include <vector>

#include "tests/damage/scene.h"

namespace tally::test {

enum class Damage {
  flip,        // One bit; every byte of the class in turn.
  zero,        // The class reads zeros.
  cut_before,  // The file ends before the class's first byte.
  cut,         // The file ends at the class's begin, in its middle, before its last byte.
  add_zeros,   // Behind the end of the file.
  add_few,     // Fewer bytes than a frame has, behind the end.
  add_many,    // More than two sectors of bytes behind the end.
  swap,        // With what stands behind it.
  older,       // The file as it was before the last checkpoint was signed.
  previous,    // The file as it was before the last commit.
  remove,
};
const char* name_of(Damage damage);

// A run of bytes of a file.
struct Span {
  std::string path;
  std::uint64_t from = 0;
  std::uint64_t to = 0;
};

// Where the bytes of a class stand. `file` is one of the names of segments and commits in
// damage.cc, or a path below the ledger's directory; "log/" and "." are all files below.
// `bytes` is a class of damage.cc, or "any" for the whole file.
std::vector<Span> find_bytes(const Scene& scene, const std::string& file, const std::string& bytes);

// One damaged copy of the scene's files for each way to do the damage; `note` says which, for a
// message.
struct Damaged {
  Files files;
  std::string path;  // Of the file that was damaged; empty for more than one.
  std::string note;
};
std::vector<Damaged> damaged(const Scene& scene, const std::string& file, const std::string& bytes,
                             Damage damage);

}  // namespace tally::test

// Damage to what lies at rest: a flipped bit, or a sector of which a part was not written. It can
// be undone, so that a ledger that refuses it is seen to be whole without it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/support/fake_disk.h"

namespace tally::test {

class Damage {
 public:
  // Flips a bit in one of the ledger's files; mostly in its last segment. Right after a restart of
  // the disk, so that nothing is unsynced.
  static std::optional<Damage> flip(FakeDisk& disk, SeededRandom& dice);
  // Overwrites a part of a sector of a segment with zeros or with other bytes.
  static std::optional<Damage> tear(FakeDisk& disk, SeededRandom& dice);
  // What restart() has flipped.
  static Damage of_flips(FakeDisk& disk, const std::vector<FakeDisk::Flip>& flips);

  void undo(FakeDisk& disk) const;
  std::string to_string() const;
  // Zeros were written over it: a commit that is lost whole cannot be told from one that never was.
  bool zeros() const { return zeros_; }
  // Whether any of it lies in the key or the checkpoint: files that are read as they are.
  bool beside_log() const;

 private:
  struct Place {
    std::string path;
    std::uint64_t offset = 0;
    Bytes before;
  };
  std::vector<Place> places_;
  bool zeros_ = false;
};

}  // namespace tally::test

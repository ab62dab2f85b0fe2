// Which texts several parts of the facts name.
//
// Every part has names of its own. Nearly all texts that come by the million (requests) are named
// by one part alone: whatever is joined by such a name is joined inside the part, without looking
// at the text. Only the others must be looked up in all.
#pragma once

#include <cstdint>
#include <vector>

#include "projections/facts.h"

namespace tally {

// One thread at a time; shared() by any number while nobody updates.
class SharedNames {
 public:
  // Takes in the names that the parts have got since the last call: always the same parts, at most
  // 256, in the same order.
  void update(const std::vector<const Facts*>& parts);

  // Whether another part names the text too. Sometimes true where none does, never false where one
  // does. True for names that no update has seen.
  bool shared(std::size_t part, Name name) const {
    return part >= flags_.size() || name >= flags_[part].size() || flags_[part][name] != 0;
  }
  std::size_t memory_bytes() const;

 private:
  // The first name of a text, as far as the tag tells texts apart.
  struct Seen {
    std::uint32_t tag = 0;
    Name name = kNotStated;  // kNotStated: a free slot.
  };

  void take(std::uint8_t part, Name name, std::uint32_t tag);
  void grow();

  std::vector<Seen> seen_;           // A power of two, at most half full.
  std::vector<std::uint8_t> parts_;  // Of each slot.
  std::size_t size_ = 0;
  std::vector<std::vector<std::uint8_t>> flags_;  // By part and name.
};

}  // namespace tally

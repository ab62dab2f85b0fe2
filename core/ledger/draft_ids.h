// The event ids of a commit under construction: from an id to its place in the draft.
//
// Open addressing over indexes; the ids themselves stand with the events. Only the newest are ever
// taken out again, which leaves the table as it was before they came.
// One thread at a time.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/event/ids.h"

namespace tally {

class DraftIds {
 public:
  // The index whose id `id_at(index)` is this one.
  template <class IdAt>
  std::optional<std::size_t> find(const EventId& id, const IdAt& id_at) const {
    if (count_ == 0) return std::nullopt;
    for (auto at = home(id); slots_[at] != 0; at = next(at)) {
      if (id_at(slots_[at] - 1) == id) return slots_[at] - 1;
    }
    return std::nullopt;
  }

  // The next index; its id is not among them.
  template <class IdAt>
  void push(const EventId& id, const IdAt& id_at) {
    if (2 * (count_ + 1) > slots_.size()) {
      slots_.assign(std::max(kSlotsMin, 2 * slots_.size()), 0);
      for (std::uint32_t i = 0; i < count_; ++i) place(id_at(i), i);
    }
    place(id, count_++);
  }

  // Takes the last one out.
  void pop(const EventId& id) {
    for (auto at = home(id);; at = next(at)) {
      if (slots_[at] != count_) continue;
      slots_[at] = 0;
      --count_;
      return;
    }
  }

 private:
  static constexpr std::size_t kSlotsMin = 64;

  std::size_t home(const EventId& id) const {
    const auto hash = std::hash<EventId>()(id) * 0x9e3779b97f4a7c15u;
    return hash >> (64 - std::countr_zero(slots_.size()));
  }
  std::size_t next(std::size_t at) const { return (at + 1) & (slots_.size() - 1); }
  void place(const EventId& id, std::uint32_t index) {
    auto at = home(id);
    while (slots_[at] != 0) at = next(at);
    slots_[at] = index + 1;
  }

  std::vector<std::uint32_t> slots_;  // Index + 1; 0: empty. A power of two.
  std::uint32_t count_ = 0;
};

}  // namespace tally

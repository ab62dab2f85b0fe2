// Where each stream ends, with an undo list for batches that come to nothing (contracts C3).
// One thread at a time.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/split_map.h"
#include "core/event/ids.h"

namespace tally {

class StreamHeads {
 public:
  struct Head {
    Revision revision;  // Of the last event.
    Position last;
  };

  std::optional<Head> find(std::string_view stream) const {
    const auto at = heads_.find(stream);
    if (at == heads_.end()) return std::nullopt;
    return at->second;
  }

  void set(std::string_view stream, Head head) {
    auto at = heads_.find(stream);
    const bool fresh = at == heads_.end();
    if (fresh) at = heads_.try_emplace(std::string(stream), head).first;
    undo_.push_back({&*at, fresh ? std::nullopt : std::optional(at->second)});
    at->second = head;
  }

  std::size_t mark() const { return undo_.size(); }
  void rollback(std::size_t mark) {
    for (; undo_.size() > mark; undo_.pop_back()) {
      const auto& [entry, before] = undo_.back();
      if (before) {
        entry->second = *before;
      } else {
        heads_.erase(heads_.find(entry->first));
      }
    }
  }
  void keep() { undo_.clear(); }
  std::size_t count() const { return heads_.size(); }

  // All, by name. Valid until the next change.
  std::vector<std::pair<std::string_view, Head>> sorted() const {
    std::vector<std::pair<std::string_view, Head>> heads;
    heads.reserve(heads_.size());
    for (const auto& [stream, head] : heads_) heads.emplace_back(stream, head);
    std::sort(heads.begin(), heads.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    return heads;
  }

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  using Heads = SplitMap<std::string, Head, TextHash, std::equal_to<>>;
  struct Change {
    Heads::value_type* entry;    // Stays where it is until it is erased.
    std::optional<Head> before;  // Nothing: the stream is new.
  };

  Heads heads_;
  std::vector<Change> undo_;
};

}  // namespace tally

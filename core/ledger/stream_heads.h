// Where each stream ends, with an undo list for batches that come to nothing (contracts C3).
// One thread at a time.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

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
    const auto at = heads_.find(stream);
    if (at == heads_.end()) {
      undo_.emplace_back(std::string(stream), std::nullopt);
      heads_.emplace(std::string(stream), head);
    } else {
      undo_.emplace_back(at->first, at->second);
      at->second = head;
    }
  }

  std::size_t mark() const { return undo_.size(); }
  void rollback(std::size_t mark) {
    for (; undo_.size() > mark; undo_.pop_back()) {
      auto& [stream, before] = undo_.back();
      if (before) {
        heads_.find(stream)->second = *before;
      } else {
        heads_.erase(heads_.find(stream));
      }
    }
  }
  void keep() { undo_.clear(); }
  std::size_t count() const { return heads_.size(); }

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  std::unordered_map<std::string, Head, TextHash, std::equal_to<>> heads_;
  std::vector<std::pair<std::string, std::optional<Head>>> undo_;
};

}  // namespace tally

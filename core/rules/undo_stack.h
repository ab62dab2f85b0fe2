// Inverses of changes, the last first. Each is a small closure; they stand one behind another in
// blocks that are kept from commit to commit, so that recording a change allocates nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

namespace tally::rules {

class UndoStack {
 public:
  UndoStack() = default;
  ~UndoStack() { clear(); }
  UndoStack(const UndoStack&) = delete;
  UndoStack& operator=(const UndoStack&) = delete;

  std::size_t size() const { return entries_.size(); }

  template <class Undo>
  void push(Undo undo) {
    static_assert(sizeof(Undo) <= kBlockBytes && alignof(Undo) <= alignof(Block));
    const Entry before{nullptr, nullptr, block_, used_};
    used_ = (used_ + alignof(Undo) - 1) / alignof(Undo) * alignof(Undo);
    if (used_ + sizeof(Undo) > kBlockBytes) {
      ++block_;
      used_ = 0;
    }
    if (block_ == blocks_.size()) blocks_.push_back(std::make_unique<Block>());
    void* at = blocks_[block_]->bytes + used_;
    new (at) Undo(std::move(undo));
    used_ += sizeof(Undo);
    entries_.push_back({at, &finish<Undo>, before.block, before.used});
  }

  // Runs the last one and takes it off; there must be one.
  void undo_last() { pop(true); }
  // Drops all of them without running any.
  void clear() {
    while (!entries_.empty()) pop(false);
  }

 private:
  static constexpr std::size_t kBlockBytes = 16 << 10;
  struct Block {
    alignas(std::max_align_t) std::byte bytes[kBlockBytes];
  };
  struct Entry {
    void* at;
    void (*finish)(void* at, bool run);
    std::size_t block;  // Where the stack stood before it.
    std::size_t used;
  };

  template <class Undo>
  static void finish(void* at, bool run) {
    auto* undo = std::launder(static_cast<Undo*>(at));
    if (run) (*undo)();
    undo->~Undo();
  }
  void pop(bool run) {
    const auto entry = entries_.back();
    entries_.pop_back();
    entry.finish(entry.at, run);
    block_ = entry.block;
    used_ = entry.used;
  }

  std::vector<Entry> entries_;
  std::vector<std::unique_ptr<Block>> blocks_;
  std::size_t block_ = 0;
  std::size_t used_ = 0;
};

}  // namespace tally::rules

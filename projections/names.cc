#include "projections/names.h"

#include <algorithm>
#include <cstring>

namespace tally {
namespace {

constexpr std::size_t kChunkBytes = 16u << 10;
constexpr std::size_t kSlotsMin = 64;

// Eight bytes at a step. Only finds slots: nothing that is shown or stored depends on it.
std::uint32_t hash_of(std::string_view text) {
  constexpr std::uint64_t kMix = 0x9e3779b97f4a7c15u;
  std::uint64_t hash = text.size() * kMix;
  const char* at = text.data();
  std::size_t left = text.size();
  const auto mix = [&hash](std::uint64_t word) {
    hash = (hash ^ word) * kMix;
    hash ^= hash >> 32;
  };
  for (; left >= 8; at += 8, left -= 8) {
    std::uint64_t word;
    std::memcpy(&word, at, 8);
    mix(word);
  }
  if (left > 0) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, left);
    mix(word);
  }
  return static_cast<std::uint32_t>(hash ^ (hash >> 29));
}

}  // namespace

Names::Names() : texts_(1), slots_(kSlotsMin) {}

std::size_t Names::slot_of(std::string_view wanted, std::uint32_t hash) const {
  const auto mask = slots_.size() - 1;
  for (auto slot = hash & mask;; slot = (slot + 1) & mask) {
    const Slot& candidate = slots_[slot];
    if (candidate.name == kNotStated) return slot;
    if (candidate.hash == hash && text(candidate.name) == wanted) return slot;
  }
}

Name Names::intern(std::string_view text) {
  const auto hash = hash_of(text);
  auto slot = slot_of(text, hash);
  if (slots_[slot].name != kNotStated) return slots_[slot].name;
  if (texts_.size() * 2 >= slots_.size()) {
    grow();
    slot = slot_of(text, hash);
  }
  const auto name = static_cast<Name>(texts_.size());
  texts_.push_back({keep(text), text.size()});
  slots_[slot] = {hash, name};
  return name;
}

Name Names::find(std::string_view text) const { return slots_[slot_of(text, hash_of(text))].name; }

std::uint32_t Names::hash(Name name) const { return hash_of(text(name)); }

const char* Names::keep(std::string_view text) {
  if (chunks_.empty() || text.size() > chunk_left_) {
    chunk_left_ = std::max(kChunkBytes, text.size());
    chunk_bytes_ += chunk_left_;
    chunks_.push_back(std::make_unique<char[]>(chunk_left_));
  }
  // A chunk is filled from its end, so that what is left says where.
  chunk_left_ -= text.size();
  char* const to = chunks_.back().get() + chunk_left_;
  std::copy(text.begin(), text.end(), to);
  return to;
}

void Names::grow() {
  std::vector<Slot> old(slots_.size() * 2);
  std::swap(old, slots_);
  const auto mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.name == kNotStated) continue;
    auto at = slot.hash & mask;
    while (slots_[at].name != kNotStated) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

std::size_t Names::memory_bytes() const {
  return texts_.capacity() * sizeof(Text) + slots_.capacity() * sizeof(Slot) + chunk_bytes_ +
         chunks_.capacity() * sizeof(chunks_[0]);
}

}  // namespace tally

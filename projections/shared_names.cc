#include "projections/shared_names.h"

#include <algorithm>

namespace tally {
namespace {

constexpr std::size_t kSlotsMin = 1024;

std::size_t place(std::uint32_t tag, std::size_t mask) {
  return (std::uint64_t{tag} * 0x9e3779b97f4a7c15u >> 20) & mask;
}

}  // namespace

void SharedNames::update(const std::vector<const Facts*>& parts) {
  flags_.resize(parts.size());
  for (std::size_t part = 0; part < parts.size(); ++part) {
    const Names& names = parts[part]->names;
    auto& flags = flags_[part];
    if (flags.empty()) flags.push_back(1);  // kNotStated is of no part.
    for (auto name = static_cast<Name>(flags.size()); name < names.size(); ++name) {
      flags.push_back(0);
      take(static_cast<std::uint8_t>(part), name, names.hash(name));
    }
  }
}

void SharedNames::take(std::uint8_t part, Name name, std::uint32_t tag) {
  if (size_ * 2 >= seen_.size()) grow();
  const auto mask = seen_.size() - 1;
  auto slot = place(tag, mask);
  for (; seen_[slot].name != kNotStated; slot = (slot + 1) & mask) {
    if (seen_[slot].tag != tag) continue;
    flags_[parts_[slot]][seen_[slot].name] = 1;
    flags_[part][name] = 1;
    return;
  }
  seen_[slot] = {tag, name};
  parts_[slot] = part;
  ++size_;
}

void SharedNames::grow() {
  std::vector<Seen> seen(std::max(kSlotsMin, seen_.size() * 2));
  std::vector<std::uint8_t> parts(seen.size());
  const auto mask = seen.size() - 1;
  for (std::size_t from = 0; from < seen_.size(); ++from) {
    if (seen_[from].name == kNotStated) continue;
    auto to = place(seen_[from].tag, mask);
    while (seen[to].name != kNotStated) to = (to + 1) & mask;
    seen[to] = seen_[from];
    parts[to] = parts_[from];
  }
  seen_ = std::move(seen);
  parts_ = std::move(parts);
}

std::size_t SharedNames::memory_bytes() const {
  std::size_t sum = seen_.capacity() * sizeof(Seen) + parts_.capacity();
  for (const auto& flags : flags_) sum += flags.capacity();
  return sum;
}

}  // namespace tally

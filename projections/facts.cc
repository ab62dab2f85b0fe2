#include "projections/facts.h"

namespace tally {

Names::Names() { texts_.emplace_back(); }

Name Names::intern(std::string_view text) {
  const auto found = index_.find(text);
  if (found != index_.end()) return found->second;
  const auto name = static_cast<Name>(texts_.size());
  texts_.emplace_back(text);  // A deque keeps its elements in place, so the key stays valid.
  index_.emplace(texts_.back(), name);
  memory_bytes_ += sizeof(std::string) + text.size() + 2 * sizeof(std::string_view);
  return name;
}

void Facts::close(std::uint64_t version, std::uint64_t at) {
  each_table([&](auto& table) {
    const auto [first, last] = table.rows_from(version);
    for (auto row = first; row < last; ++row) {
      if (table.known_until[row] == kStillKnown) table.known_until[row] = at;
    }
  });
}

void Facts::restore(std::uint64_t version, std::uint64_t at) {
  each_table([&](auto& table) {
    const auto [first, last] = table.rows_from(version);
    for (auto row = first; row < last; ++row) {
      auto values = table.values[row];  // A copy: adding may move the column.
      table.add(FactOrder(table.order[row]), at, table.subject[row], std::move(values));
    }
  });
}

std::size_t Facts::memory_bytes() const {
  std::size_t sum = names.memory_bytes();
  each_table([&](const auto& table) { sum += table.memory_bytes(); });
  return sum;
}

}  // namespace tally

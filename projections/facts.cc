#include "projections/facts.h"

namespace tally {

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

#include "projections/view_diff.h"

#include <map>
#include <optional>

#include "projections/row_figures.h"

namespace tally {
namespace {

// By key, and by the how-manieth of that key.
using RowsByKey = std::map<std::pair<std::string, std::size_t>, const Json*>;

std::vector<std::pair<std::string, std::size_t>> keys_of(const Json::Array& rows) {
  std::vector<std::pair<std::string, std::size_t>> keys;
  std::map<std::string, std::size_t> seen;
  for (const auto& row : rows) {
    auto key = row_key(row);
    const auto number = seen[key]++;
    keys.emplace_back(std::move(key), number);
  }
  return keys;
}

RowsByKey by_key(const Json::Array& rows,
                 const std::vector<std::pair<std::string, std::size_t>>& keys) {
  RowsByKey found;
  for (std::size_t i = 0; i < rows.size(); ++i) found.emplace(keys[i], &rows[i]);
  return found;
}

std::vector<FigureChange> figures_changed(const Json& older, const Json& newer) {
  std::vector<FigureChange> changes;
  const auto before = row_figures(older);
  const auto after = row_figures(newer);
  std::map<std::string_view, const Json*> old_values;
  for (const auto& figure : before) old_values.emplace(figure.path, figure.value);
  for (const auto& figure : after) {
    const auto known = old_values.find(figure.path);
    const Json was = known == old_values.end() ? Json() : *known->second;
    if (known != old_values.end()) old_values.erase(known);
    if (was == *figure.value) continue;
    changes.push_back({figure.path, was, *figure.value, {}});
  }
  for (const auto& figure : before) {  // What the newer row no longer has, in the older's order.
    if (!old_values.count(figure.path) || figure.value->is_null()) continue;
    changes.push_back({figure.path, *figure.value, Json(), {}});
  }
  return changes;
}

}  // namespace

std::vector<RowChange> diff_rows(const Json::Array& older, const Json::Array& newer) {
  using Kind = RowChange::Kind;
  std::vector<RowChange> changes;
  const auto old_keys = keys_of(older), new_keys = keys_of(newer);
  const auto old_rows = by_key(older, old_keys), new_rows = by_key(newer, new_keys);
  static const Json kNothing{Json::Object{}};
  for (std::size_t i = 0; i < newer.size(); ++i) {
    const auto known = old_rows.find(new_keys[i]);
    if (known == old_rows.end()) {
      changes.push_back({new_keys[i].first, Kind::appeared, figures_changed(kNothing, newer[i])});
      continue;
    }
    if (*known->second == newer[i]) continue;
    auto figures = figures_changed(*known->second, newer[i]);
    if (!figures.empty()) {
      changes.push_back({new_keys[i].first, Kind::changed, std::move(figures)});
    }
  }
  for (std::size_t i = 0; i < older.size(); ++i) {
    if (new_rows.count(old_keys[i])) continue;
    changes.push_back({old_keys[i].first, Kind::gone, figures_changed(older[i], kNothing)});
  }
  return changes;
}

namespace {

class Search {
 public:
  Search(std::size_t causes_max, const AskView& ask) : causes_max_(causes_max), ask_(ask) {}

  // `older` and `newer` are what the view says at the two sizes.
  Result<void> between(TreeSize from, const ViewAtSize& older, TreeSize to,
                       const ViewAtSize& newer) {
    if (older.state_hash == newer.state_hash || found_.unsearched_from) return {};
    if (to.value - from.value == 1) {
      if (found_.causes.size() == causes_max_) {
        found_.unsearched_from = from.value;
      } else {
        found_.causes.push_back({from.value, diff_rows(older.rows, newer.rows)});
      }
      return {};
    }
    const TreeSize middle{from.value + (to.value - from.value) / 2};
    TALLY_ASSIGN(const auto half_way, ask_(middle));
    TALLY_TRY(between(from, older, middle, half_way));
    return between(middle, half_way, to, newer);
  }
  Causes take() { return std::move(found_); }

 private:
  const std::size_t causes_max_;
  const AskView& ask_;
  Causes found_;
};

}  // namespace

Result<Causes> find_causes(TreeSize older, TreeSize newer, std::size_t causes_max,
                           const AskView& ask) {
  if (newer < older) return invalid("known", "the older size comes first");
  TALLY_ASSIGN(const auto before, ask(older));
  TALLY_ASSIGN(const auto after, ask(newer));
  Search search(causes_max, ask);
  TALLY_TRY(search.between(older, before, newer, after));
  return search.take();
}

void note_causes(std::vector<RowChange>& changes, const std::vector<Cause>& causes) {
  std::map<std::pair<std::string_view, std::string_view>, std::vector<std::uint64_t>> by_figure;
  for (const auto& cause : causes) {
    for (const auto& row : cause.changes) {
      for (const auto& figure : row.figures) {
        auto& positions = by_figure[{row.key, figure.path}];
        if (positions.empty() || positions.back() != cause.position) {
          positions.push_back(cause.position);
        }
      }
    }
  }
  for (auto& row : changes) {
    for (auto& figure : row.figures) {
      const auto known = by_figure.find({row.key, figure.path});
      if (known != by_figure.end()) figure.causes = known->second;
    }
  }
}

}  // namespace tally

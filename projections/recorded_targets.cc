#include "projections/recorded_targets.h"

#include <variant>

namespace tally {
namespace {

using Word = std::variant<Row<TargetSet>, Row<TargetRevised>, Row<TargetWithdrawn>>;

const FactOrder& order_of(const Word& word) {
  return std::visit([](const auto& row) -> const FactOrder& { return row.order(); }, word);
}

TargetSet whole(const TargetSet& set) { return set; }
TargetSet whole(const TargetRevised& revised) {
  return {revised.target_id, revised.conditions, revised.period,    revised.quote,
          revised.recurring, revised.binding,    revised.authority, revised.aim};
}

}  // namespace

std::map<std::string_view, RecordedTarget> recorded_targets(const FactSet& facts, const Cut& cut) {
  std::vector<Word> words;
  for (const auto& row : live_rows<TargetSet>(facts, cut)) words.push_back(row);
  for (const auto& row : live_rows<TargetRevised>(facts, cut)) words.push_back(row);
  for (const auto& row : live_rows<TargetWithdrawn>(facts, cut)) words.push_back(row);
  std::stable_sort(words.begin(), words.end(),
                   [](const Word& a, const Word& b) { return order_of(a) < order_of(b); });
  std::map<std::string_view, RecordedTarget> targets;
  const auto take = [&]<class Event>(const Row<Event>& row) {
    RecordedTarget& target = targets[row->target_id];
    row.note(target.positions);
    if constexpr (std::is_same_v<Event, TargetWithdrawn>) {
      target.withdrawn_on = row.day();
    } else {
      if (target.said.target_id.empty()) {
        target.set_on = row.day();
      } else {
        target.revised_on = row.day();
        ++target.revisions;
      }
      target.said = whole(*row);
      target.withdrawn_on.reset();
    }
  };
  for (const auto& word : words) std::visit(take, word);
  for (auto at = targets.begin(); at != targets.end();) {
    at = at->second.said.target_id.empty() ? targets.erase(at) : std::next(at);
  }
  return targets;
}

}  // namespace tally

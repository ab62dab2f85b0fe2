#include "tools/export/activity.h"

#include <array>

namespace tally {
namespace {

struct Pair {
  std::string_view type;
  std::string_view value;
};
constexpr std::array<Pair, 10> kTransitions = {{{"approval.step_submitted", "schedule"},
                                                {"approval.step_accepted", "start"},
                                                {"approval.clock_paused", "suspend"},
                                                {"approval.clock_resumed", "resume"},
                                                {"approval.step_approved", "complete"},
                                                {"approval.step_deemed", "autoskip"},
                                                {"approval.step_denied", "pi_abort"},
                                                {"approval.not_accepted", "pi_abort"},
                                                {"approval.step_withdrawn", "withdraw"},
                                                {"approval.step_reopened", "reassign"}}};
// The field that tells apart what events of one type say.
constexpr std::array<Pair, 6> kTold = {{{"stage.changed", "to"},
                                        {"milestone.reached", "code"},
                                        {"milestone.planned", "code"},
                                        {"estimate.approved", "kind"},
                                        {"estimate.reported", "kind"},
                                        {"funding.approved", "level"}}};

template <std::size_t N>
std::string_view find(const std::array<Pair, N>& pairs, std::string_view type) {
  for (const auto& pair : pairs) {
    if (pair.type == type) return pair.value;
  }
  return "";
}

}  // namespace

Activity Activities::of(const ExportEvent& event) {
  const auto phase = text_member(event.payload, "phase_id");
  const auto* plans = event.payload.find("steps");
  if (phase && plans && plans->array()) {
    for (const auto& plan : *plans->array()) {
      const auto step = text_member(plan, "step").value_or("");
      items_[*phase + "/" + step] = text_member(plan, "item").value_or(step);
    }
  }
  Activity activity;
  activity.name = event.type;
  const auto step = text_member(event.payload, "step");
  if (phase && step) {
    activity.instance = *phase + "/" + *step;
    const auto item = items_.find(activity.instance);
    const auto& named = item == items_.end() ? *step : item->second;
    const auto transition = find(kTransitions, event.type);
    activity.name = transition.empty() ? event.type + " " + named : named;
    if (!transition.empty()) activity.transition = transition;
    return activity;
  }
  if (const auto field = find(kTold, event.type); !field.empty()) {
    const auto* value = event.payload.find(field);
    if (value && value->string()) activity.name += " " + *value->string();
    if (value && value->integer()) activity.name += " " + std::to_string(*value->integer());
  }
  return activity;
}

}  // namespace tally

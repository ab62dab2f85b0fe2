#include "projections/duties.h"

namespace tally {
namespace {

// Takes away what an event that is not earlier ended.
template <class Begun, class Ended, class IdOf>
void end(std::map<std::string_view, Row<Begun>>& all, const std::vector<Row<Ended>>& ended,
         const IdOf& id_of) {
  for (const auto& row : ended) {
    const auto at = all.find(id_of(*row));
    if (at != all.end() && at->second.order() < row.order()) all.erase(at);
  }
}

}  // namespace

Duties::Duties(const FactSet& facts, const Cut& cut) {
  for (const auto& row : live_rows<IndustryRegistered>(facts, cut)) {
    industries.insert_or_assign(row->code, row);
  }
  for (const auto& row : live_rows<ResponsibilityAssigned>(facts, cut)) {
    responsibilities.insert_or_assign(row->responsibility_id, row);
  }
  end(responsibilities, live_rows<ResponsibilityEnded>(facts, cut),
      [](const auto& event) -> std::string_view { return event.responsibility_id; });
  for (const auto& row : live_rows<BodyEstablished>(facts, cut)) {
    bodies.insert_or_assign(row->body_id, row);
  }
  end(bodies, live_rows<BodyDissolved>(facts, cut),
      [](const auto& event) -> std::string_view { return event.body_id; });
  for (const auto& row : live_rows<PolicyIssued>(facts, cut)) {
    policies.insert_or_assign(row->policy_id, row);
  }
  for (auto at = policies.begin(); at != policies.end();) {
    const PolicyIssued& policy = *at->second;
    const bool valid = (!policy.valid_from || *policy.valid_from <= cut.effective) &&
                       (!policy.valid_to || cut.effective <= *policy.valid_to);
    at = valid ? std::next(at) : policies.erase(at);
  }
}

bool names_industry(const std::optional<std::vector<std::string>>& industries,
                    std::string_view code) {
  return industries && std::find(industries->begin(), industries->end(), code) != industries->end();
}

}  // namespace tally

// A funding request in the tables, and what it takes from its quota and its month's plan.
#pragma once

#include "core/rules/families.h"

namespace tally::rules {

// Both levels have approved it.
bool is_approved(const Request& request);
// Once both levels have approved, the lower of the two (审减); until then what was asked.
Sum due(const Request& request);

// Adds what a request takes from its quota and its plan, or takes it back.
void draw(Tables& tables, const Request& request, int direction);

// Every change of a request goes through here, so that its quota and its plan follow.
template <class Change>
void change_request(Tables& tables, std::string_view request_id, Change&& apply) {
  auto& request = tables.journal.node(tables.requests, request_id);
  draw(tables, request, -1);
  apply(tables.journal.save(request));
  draw(tables, request, 1);
}

void add_total(Tables& tables, Total total, std::int64_t amount, Way way);

// The key of the plan in force for that quota and that day's month; empty if there is none.
std::string month_plan_of(const Tables& tables, const std::string& quota, Date day);
// ST15: what is asked in a month may not pass its plan, if it has one (amendment A7).
Result<void> judge_month_plan(const Case& c, const std::string& quota, const Money& amount);

}  // namespace tally::rules

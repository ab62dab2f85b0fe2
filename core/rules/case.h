// What a rule is given, and how it answers.
//
// For every type of event a family may define
//   Result<void> require(const T&, const Case&)   refusals; asked of new events only
//   Result<void> judge(const T&, const Case&)     flags and intents; asked of recorded events too
//   void change(const T&, const Fact&, Tables&, Way)   the fact goes into the tables or out of them
//   bool has_dependants(const T&, const Fact&, const Tables&)   live events block its void (ST18)
// The types without one fall to the templates at the end.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/rules/state.h"

namespace tally::rules {

// One version of an event: as recorded or as corrected, always at the original's position (C9).
struct Fact {
  EventId id;
  Position position;
  Effective effective;
  std::string_view actor;

  FactOrder order() const { return fact_order(effective, position.value); }
  Date day() const { return effective.date; }
};

enum class Way : std::uint8_t { in, out };
inline int sign(Way way) { return way == Way::in ? 1 : -1; }

Error refusal(std::string_view rule, std::string field, std::string en, std::string zh);
// `invalid`: a form error, with the rule that says so.
Error form_error(std::string_view rule, std::string field, std::string en, std::string zh);

// An event under judgement. `flags` collects what it is flagged for.
struct Case {
  Tables& tables;  // Changed by nobody but a correction on trial.
  Fact fact;
  std::string_view type;
  std::string_view stream;
  Channel channel;
  Date recorded_day;
  bool replayed;
  const PastEvents& past;
  std::vector<Flag>& flags;
  std::optional<EventId> causation = {};  // The event that this one says it follows from.

  bool imported() const { return channel == Channel::import; }
  void flag(std::string_view rule, std::string_view field) const;
  // ST13-ST16: refused, but flagged on import (C10).
  Result<void> intent(std::string_view rule, std::string_view field, std::string_view en,
                      std::string_view zh) const;
  // Flagged, unless the rulebook in force on the fact's day refuses; imports are always flagged.
  Result<void> process(std::string_view rule, std::string_view field) const;
  // Flags a code that its codelist, in force on the fact's day, does not hold.
  void check_code(std::string_view list, std::string_view code, std::string_view field) const;
};

// True if the list in force on that day holds the code; `absent` if there is no such list.
bool is_listed(const Tables& tables, std::string_view list, std::string_view code, Date day,
               bool absent);
bool is_registered(const Tables& tables, std::string_view project);
Result<void> require_project(const Case& c, std::string_view project, std::string_view field);
// ST08 of an identifier wherever one stands.
Result<void> require_identifier(const Case& c, std::string_view scheme, std::string_view id,
                                std::string_view field, bool waived = false);
Result<void> require_payee(const Case& c, const Payee& payee);
// ST17: an enrolled person other than the actor.
Result<void> require_approver(const Case& c, std::string_view approver);
std::string identifier_key(std::string_view scheme, std::string_view id);
// ST07: the ledger's own currency.
Result<void> require_currency(const Case& c, const Money& money, std::string_view field);
// ST07: the ledger-wide total stays within int64.
Result<void> require_total(const Case& c, Total total, Sum amount, std::string_view field);

// The answers of every type that has no rule of its own.
template <class T>
Result<void> require(const T&, const Case&) {
  return {};
}
template <class T>
Result<void> judge(const T&, const Case&) {
  return {};
}
template <class T>
void change(const T&, const Fact&, Tables&, Way) {}
template <class T>
bool has_dependants(const T&, const Fact&, const Tables&) {
  return false;
}

}  // namespace tally::rules

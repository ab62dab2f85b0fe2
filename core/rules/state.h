// The tables of the rule state: what the rules must know of the log, and no more.
//
// Facts of one subject stand in vectors sorted by key(). A void or a correction takes a fact out
// and puts another in, so every table is a sum of its live facts. Unordered maps are for lookup
// alone, and none stops the writer to grow.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/split_map.h"
#include "core/rules/journal.h"
#include "core/rules/rules.h"

namespace tally::rules {

__extension__ typedef __int128 Sum;  // Of minor units; replay cannot overflow it.

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept {
    return std::hash<std::string_view>{}(text);
  }
};
template <class T>
using ByName = SplitMap<std::string, T, TextHash, std::equal_to<>>;

using NameId = std::uint32_t;

// Enrolled or revoked; the last by position counts (C1).
struct Enrolment {
  std::uint64_t position = 0;
  bool revoked = false;
  std::optional<Bytes> public_key;
  std::vector<std::string> roles;
  std::uint64_t key() const { return position; }
};
struct Actor {
  std::vector<Enrolment> facts;
  const Enrolment* enrolled() const {
    return facts.empty() || facts.back().revoked ? nullptr : &facts.back();
  }
};

// How many live organisations carry an identifier, and how many of them with the check waived.
struct IdentifierUse {
  std::uint32_t count = 0;
  std::uint32_t waived = 0;
};

struct StageFact {
  FactOrder order;
  NameId to = 0;
  const FactOrder& key() const { return order; }
};
struct CodeFact {
  FactOrder order;
  NameId code = 0;
  const FactOrder& key() const { return order; }
};
struct DayFact {
  FactOrder order;
  const FactOrder& key() const { return order; }
};
struct InvestmentFact {
  Period period;
  std::uint64_t position = 0;
  std::optional<Money> ytd;
  std::optional<Money> cumulative;
  std::pair<Period, std::uint64_t> key() const { return {period, position}; }
};
struct Project {
  std::uint32_t registrations = 0;
  std::uint32_t openings = 0;
  std::optional<Route> route;
  std::vector<StageFact> stages;
  std::vector<CodeFact> codes;
  std::vector<DayFact> starts;
  std::vector<DayFact> completions;
  std::vector<InvestmentFact> investments;
};

enum class StepAct : std::uint8_t {
  submitted,
  correction_requested,
  correction_supplied,
  accepted,
  not_accepted,
  paused,
  resumed,
  approved,
  denied,
  withdrawn,
  deemed,
  reopened,
  revoked,
  other  // Extended, opinion, missing paper, commitment: no change of state.
};
struct ActFact {
  FactOrder order;
  StepAct act = StepAct::other;
  const FactOrder& key() const { return order; }
};
struct Step {
  bool defined = false;
  std::int32_t working_days = 0;  // The longest limit in working days; 0: none.
  std::vector<ActFact> acts;
};
struct Phase {
  bool opened = false;
  std::uint32_t added = 0;  // Live approval.step_added.
  std::string project;
  std::map<std::string, Step, std::less<>> steps;
};

struct CertifiedFact {
  FactOrder order;
  std::optional<Money> cumulative;
  const FactOrder& key() const { return order; }
};
struct Contract {
  std::uint32_t signatures = 0;  // Live contract.signed: 0 or 1.
  std::uint32_t openings = 0;    // Live openings that name it.
  std::string project;
  std::optional<Money> opening;  // Certified before the ledger.
  std::optional<Money> price;    // When it was signed.
  Sum amended = 0;
  std::vector<CertifiedFact> certified;
  bool known() const { return signatures + openings > 0; }
};

struct Quota {
  std::uint32_t sources = 0;  // Live allocations and openings: 0 or 1.
  std::string project;
  Sum allocated = 0;
  Sum paid = 0;     // Payments less returns.
  Sum pending = 0;  // Of open requests (amendment A7).
  Sum planned = 0;  // The plans in force, over all months.
};

struct PlanFact {
  std::uint64_t position = 0;
  std::int64_t amount = 0;
  std::uint64_t key() const { return position; }
};
// 用款计划 of one quota and month; the last plan counts.
struct MonthPlan {
  Sum requested = 0;  // Open requests that came after a plan.
  std::vector<PlanFact> plans;
};

struct Approval {
  std::uint64_t position = 0;
  std::uint8_t level = 1;
  std::int64_t amount = 0;
  std::string actor;
  std::uint64_t key() const { return position; }
};
struct Request {
  bool live = false;
  std::int64_t amount = 0;
  std::uint32_t ended = 0;     // Live refusals and cancellations.
  std::uint32_t payments = 0;  // Live payments that name it.
  std::uint32_t orders = 0;    // Live orders to pay it.
  EventId event;               // That requests it.
  std::string planned;         // The month plan that it draws on; empty: none.
  Sum paid = 0;                // Gross: what pending is lowered by.
  Sum paid_without_quota = 0;  // Net payments that name it and no quota: drawn on its quota.
  std::string project;
  std::string requester;
  std::string quota;
  std::vector<Approval> approvals;
};

struct Declaration {
  bool live = false;
  std::int64_t amount = 0;
  std::uint32_t reviews = 0;
  std::uint32_t allotments = 0;  // Live quotas handed down that name it.
  std::string project;
};

struct Bond {
  std::uint32_t shares = 0;  // Projects that its issue names.
};
// Of one bond, by project.
struct BondShare {
  Sum allocated = 0;  // With what was adjusted in, less what was adjusted out.
  Sum received = 0;
};
// Of one project, over all its bonds.
struct BondUse {
  Sum allocated = 0;
  Sum spent = 0;
};

// Who leads an industry, or a body that works in it, from a day on; what is not stated is empty.
struct Tenure {
  FactOrder order;
  NameId id = 0;  // Of the responsibility or body.
  NameId leader = 0;
  NameId org = 0;
  const FactOrder& key() const { return order; }
};

struct TargetVersion {
  std::uint64_t position = 0;
  EventId id;
  std::uint64_t key() const { return position; }
};
struct VintageFact {
  std::uint64_t position = 0;
  std::optional<Vintage> vintage;
  std::uint64_t key() const { return position; }
};
struct ClosedPeriod {
  Period period;
  std::uint64_t position = 0;
  std::pair<Period, std::uint64_t> key() const { return {period, position}; }
};

// 授信 and 放款 of one case.
struct Credit {
  std::uint32_t grants = 0;
  Sum limit = 0;
  Sum drawn = 0;
};

struct Returned {
  std::uint32_t count = 0;
  Sum amount = 0;
};

struct LiveCorrection {
  std::uint64_t position = 0;
  EventId id;
  std::uint64_t key() const { return position; }
};

struct CodelistVersion {
  FactOrder order;
  std::uint32_t version = 0;
  std::vector<std::string> codes;  // Sorted.
  const FactOrder& key() const { return order; }
};
struct RulebookVersion {
  FactOrder order;
  std::uint32_t version = 0;
  std::vector<std::string> refusing;  // Codes set to refuse, sorted.
  std::optional<std::vector<RoleGrant>> roles;
  const FactOrder& key() const { return order; }
};
struct CalendarVersion {
  FactOrder order;
  std::map<Date, bool> days;  // true: off.
  const FactOrder& key() const { return order; }
};

// Of one event, in the order in which they were given.
struct FlagRow {
  std::uint64_t position = 0;
  NameId rule = 0;
  NameId field = 0;
};

// An approved recovery (ledger.continued): the events before `end` were recorded under this origin,
// or under an earlier one.
struct FormerOrigin {
  std::uint64_t end = 0;
  std::string origin;
};

// Sums of the whole ledger: while these stay within int64, every part of them does (ST07).
enum class Total : std::uint8_t { allocated, requested, paid, spent, opening_paid };
inline constexpr std::size_t kTotals = 5;

struct Tables {
  Tables() = default;
  Tables(const Tables&) = delete;
  Tables& operator=(const Tables&) = delete;

  std::optional<LedgerIdentity> identity;
  std::vector<FormerOrigin> former_origins;  // By their end.
  bool unknown_types = false;                // Or an event that could not be read again.
  std::map<std::string, Actor, std::less<>> actors;
  ByName<IdentifierUse> identifiers;  // By scheme '\n' id.
  ByName<Project> projects;
  ByName<std::uint32_t> code_uses;  // Live project codes.
  ByName<Phase> phases;
  ByName<Contract> contracts;
  ByName<Quota> quotas;
  ByName<Request> requests;
  ByName<Declaration> declarations;
  // Live events that open what no other table holds: bonds, bodies, policies, ... (subject_key()).
  ByName<std::uint32_t> subjects;
  ByName<std::vector<Tenure>> tenures;   // Leaders and bodies by industry (responsibility.cc).
  ByName<std::vector<DayFact>> endings;  // Of a responsibility or body.
  ByName<std::vector<TargetVersion>> targets;
  ByName<std::vector<VintageFact>> vintages;         // By metric, scope and period.
  ByName<std::vector<ClosedPeriod>> closed_periods;  // By scope.
  ByName<Bond> bonds;
  ByName<BondShare> bond_shares;  // By bond '\n' project.
  ByName<BondUse> bond_uses;      // By project.
  ByName<Credit> credits;
  ByName<MonthPlan> month_plans;  // By quota '\n' month.
  ByName<std::vector<DayFact>> findings;
  SplitMap<EventId, Returned> returns;  // By disbursement.
  std::array<Sum, kTotals> totals{};
  std::map<EventId, std::vector<LiveCorrection>> corrections;  // By target.
  std::set<EventId> voided;
  std::map<std::string, std::vector<CodelistVersion>, std::less<>> codelists;
  std::vector<RulebookVersion> rulebooks;
  // By year, then jurisdiction.
  std::map<std::int16_t, std::map<std::string, std::vector<CalendarVersion>, std::less<>>>
      calendars;
  std::vector<FlagRow> flags;  // By position.

  // Short texts that stand in many rows.
  std::vector<std::string> names;
  ByName<NameId> name_ids;

  Journal journal;

  NameId intern(std::string_view name);
  std::optional<NameId> name_id(std::string_view name) const;
};

// The value under a name, or null.
template <class Map, class Key>
const typename Map::mapped_type* find_in(const Map& map, const Key& key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}

// The last of the versions in force on `day` (C6), or null.
template <class Version>
const Version* in_force(const std::vector<Version>& versions, Date day) {
  const Version* best = nullptr;
  for (const auto& version : versions) {
    if (version.order.day > day.days) break;
    best = &version;
  }
  return best;
}

// SHA-256 over everything in the tables, in a fixed order.
Hash fingerprint(const Tables& tables);
// To and from a snapshot's sections; load() fills tables that are empty, and after an error they
// are to be dropped.
Result<void> save(const Tables& tables, SnapshotWriter& to);
Result<void> load(SnapshotReader& from, Tables& tables);
// About how many bytes the tables hold.
std::size_t memory_bytes(const Tables& tables);

}  // namespace tally::rules

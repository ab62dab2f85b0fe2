#include "core/rules/families.h"

namespace tally::rules {
namespace {

bool leads(const ResponsibilityAssigned& p) {
  return p.subject.kind == SubjectKind::industry &&
         (!p.role || *p.role == ResponsibilityRole::lead);
}

std::string leaders_of(const std::string& industry) { return "L\n" + industry; }
std::string bodies_of(BodyKind kind, const std::string& industry) {
  return std::string(enum_name(kind)) + '\n' + industry;
}
std::string responsibility_key(std::string_view id) { return "R\n" + std::string(id); }
std::string body_key(std::string_view id) { return "B\n" + std::string(id); }

// On the day of its end a tenure is over.
std::optional<std::int32_t> end_of(const Tables& tables, const std::string& key) {
  const auto* endings = find_in(tables.endings, key);
  if (!endings || endings->empty()) return std::nullopt;
  return endings->front().order.day;
}

// The day on which the tenure meets one that begins on `from` and has no end: `from` itself if it
// is in force then, its own first day if it begins later, nothing if it was over.
std::optional<std::int32_t> meets(const Tables& tables, const Tenure& tenure,
                                  const std::string& key, Date from) {
  const auto end = end_of(tables, key);
  if (end && *end <= std::max(from.days, tenure.order.day)) return std::nullopt;
  return std::max(from.days, tenure.order.day);
}

std::string both(std::string_view what, const Tenure& other, const Case& c) {
  return std::string(what) + " recorded at position " + std::to_string(other.order.position) +
         "; this is position " + std::to_string(c.fact.position.value);
}

// One industry, one leader, one department (一产业一领导一部门).
Result<void> judge_lead(const Case& c, const Tenure& other, std::int32_t day,
                        std::string_view field, std::string_view what_en,
                        std::string_view what_zh) {
  if (day != c.fact.day().days) {  // A late entry that reaches into the time of another.
    c.flag("ST13", field);
    return {};
  }
  return c.intent("ST13", field, both(what_en, other, c),
                  std::string(what_zh) + "（第" + std::to_string(other.order.position) + "条与第" +
                      std::to_string(c.fact.position.value) + "条）");
}

}  // namespace

Result<void> require(const ResponsibilityAssigned& p, const Case& c) {
  if (p.subject.kind != SubjectKind::project) return {};
  return require_project(c, p.subject.id, "subject.id");
}

Result<void> judge(const ResponsibilityAssigned& p, const Case& c) {
  if (p.subject.kind == SubjectKind::industry &&
      !is_recorded(c.tables, Subject::industry, p.subject.id)) {
    c.flag("ST06", "subject.id");
  }
  const auto* others = leads(p) ? find_in(c.tables.tenures, leaders_of(p.subject.id)) : nullptr;
  if (!others) return {};
  const auto& names = c.tables.names;
  for (const auto& other : *others) {
    const auto day = meets(c.tables, other, responsibility_key(names[other.id]), c.fact.day());
    if (!day) continue;
    const auto& leader = names[other.leader];
    const auto& org = names[other.org];
    if (p.leader && !leader.empty() && *p.leader != leader) {
      TALLY_TRY(judge_lead(c, other, *day, "leader", "another leader is in office,",
                           "该产业已有其他负责领导"));
    }
    if (p.lead_org && !org.empty() && *p.lead_org != org) {
      TALLY_TRY(judge_lead(c, other, *day, "lead_org", "another lead department is in charge,",
                           "该产业已有其他牵头部门"));
    }
  }
  return {};
}

void change(const ResponsibilityAssigned& p, const Fact& fact, Tables& tables, Way way) {
  if (!leads(p)) return;
  auto& tenures = tables.journal.node(tables.tenures, leaders_of(p.subject.id));
  if (way == Way::out) return tables.journal.erase(tenures, fact.order());
  tables.journal.insert(tenures, Tenure{fact.order(), tables.intern(p.responsibility_id),
                                        tables.intern(p.leader.value_or("")),
                                        tables.intern(p.lead_org.value_or(""))});
}

namespace {

void change_ending(Tables& tables, const std::string& key, const Fact& fact, Way way) {
  auto& endings = tables.journal.node(tables.endings, key);
  if (way == Way::out) return tables.journal.erase(endings, fact.order());
  tables.journal.insert(endings, DayFact{fact.order()});
}

}  // namespace

void change(const ResponsibilityEnded& p, const Fact& fact, Tables& tables, Way way) {
  change_ending(tables, responsibility_key(p.responsibility_id), fact, way);
}

// Two bodies of one kind for one industry: a fact, and flagged.
Result<void> judge(const BodyEstablished& p, const Case& c) {
  if (!p.kind || !p.industries) return {};
  for (std::size_t i = 0; i < p.industries->size(); ++i) {
    const auto* others = find_in(c.tables.tenures, bodies_of(*p.kind, (*p.industries)[i]));
    if (!others) continue;
    const bool overlaps = std::any_of(others->begin(), others->end(), [&](const Tenure& other) {
      const auto& id = c.tables.names[other.id];
      return id != p.body_id && meets(c.tables, other, body_key(id), c.fact.day());
    });
    if (overlaps) c.flag("ST13", "industries[" + std::to_string(i) + "]");
  }
  return {};
}

void change(const BodyEstablished& p, const Fact& fact, Tables& tables, Way way) {
  if (!p.kind || !p.industries) return;
  for (const auto& industry : *p.industries) {
    auto& tenures = tables.journal.node(tables.tenures, bodies_of(*p.kind, industry));
    tables.journal.erase(tenures, fact.order());  // An industry that stands twice counts once.
    if (way == Way::out) continue;
    const auto none = tables.intern("");
    tables.journal.insert(tenures, Tenure{fact.order(), tables.intern(p.body_id), none, none});
  }
}

void change(const BodyDissolved& p, const Fact& fact, Tables& tables, Way way) {
  change_ending(tables, body_key(p.body_id), fact, way);
}

}  // namespace tally::rules

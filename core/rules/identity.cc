#include <algorithm>
#include <utility>

#include "core/catalogue/registry.h"
#include "core/rules/families.h"

namespace tally::rules {
namespace {

constexpr std::string_view kUsciLetters = "0123456789ABCDEFGHJKLMNPQRTUWXY";  // GB 32100-2015
constexpr std::array<int, 17> kUsciWeights = {1,  3,  9,  27, 19, 26, 16, 17, 20,
                                              29, 25, 13, 8,  24, 10, 30, 28};
constexpr std::array<int, 8> kOrganisationWeights = {3, 7, 9, 10, 5, 8, 4, 2};  // GB 11714

bool has_usci_shape(std::string_view id) {
  return id.size() == 18 && id.find_first_not_of(kUsciLetters) == std::string_view::npos;
}

// The organisation code inside, characters 9 to 17: its letters count 10 to 35.
bool organisation_check_holds(std::string_view code) {
  int sum = 0;
  for (std::size_t i = 0; i < kOrganisationWeights.size(); ++i) {
    const char letter = code[i];
    sum += kOrganisationWeights[i] * (letter <= '9' ? letter - '0' : letter - 'A' + 10);
  }
  const int check = (11 - sum % 11) % 11;
  return code[8] == (check == 10 ? 'X' : static_cast<char>('0' + check));
}

bool usci_checks_hold(std::string_view id) {
  int sum = 0;
  for (std::size_t i = 0; i < kUsciWeights.size(); ++i) {
    sum += kUsciWeights[i] * static_cast<int>(kUsciLetters.find(id[i]));
  }
  const auto check = static_cast<std::size_t>((31 - sum % 31) % 31);
  return id[17] == kUsciLetters[check] && organisation_check_holds(id.substr(8, 9));
}

bool grants(const RoleGrant& grant, std::string_view type) {
  for (const auto& pattern : grant.types) {
    if (pattern == "*" || pattern == type) return true;
    if (pattern.ends_with(".*") &&
        type.starts_with(std::string_view(pattern).substr(0, pattern.size() - 1))) {
      return true;
    }
  }
  return false;
}

bool holds_role(const Enrolment& actor, std::string_view role) {
  return std::find(actor.roles.begin(), actor.roles.end(), role) != actor.roles.end();
}

bool may_write(const Tables& tables, const Enrolment& actor, const RuleEvent& event) {
  const auto& claimed = event.proposal.role;
  const auto* rulebook = in_force(tables.rulebooks, event.recorded_day());
  if (!rulebook || !rulebook->roles) {
    return !event.proposal.type.starts_with("audit.finding") || holds_role(actor, "auditor");
  }
  // A matrix that shut everybody out could never be replaced: the log only grows.
  const bool is_operator = tables.identity && tables.identity->operator_id == event.proposal.actor;
  if (is_operator && event.proposal.type == RulebookPublished::kType.name) return true;
  for (const auto& grant : *rulebook->roles) {
    if (claimed && *claimed != grant.role) continue;
    if (holds_role(actor, grant.role) && grants(grant, event.proposal.type)) return true;
  }
  return false;
}

Error not_authorized(std::string en, std::string zh) {
  Error error(ErrorCode::not_authorized, std::move(en), "actor");
  error.rule = "ST04";
  error.message_zh = std::move(zh);
  return error;
}

}  // namespace

Result<void> require_authority(const Case& c, const RuleEvent& event) {
  const bool founding = (c.fact.position.value == 0 && c.type == LedgerOpened::kType.name) ||
                        (c.fact.position.value == 1 && c.type == ActorEnrolled::kType.name);
  if (founding) return {};
  const auto* actor = find_in(c.tables.actors, c.fact.actor);
  const auto* enrolled = actor ? actor->enrolled() : nullptr;
  if (!enrolled) {
    return not_authorized("the actor is not enrolled, or was revoked", "经办人未登记或已注销");
  }
  if (!may_write(c.tables, *enrolled, event)) {
    return not_authorized("none of the actor's roles may write this type of event",
                          "经办人的角色无权登记此类事件");
  }
  return {};
}

std::string identifier_key(std::string_view scheme, std::string_view id) {
  std::string key;
  key.reserve(scheme.size() + id.size() + 1);
  key.append(scheme).append(1, '\n').append(id);
  return key;
}

Result<void> require_identifier(const Case& c, std::string_view scheme, std::string_view id,
                                std::string_view field, bool waived) {
  if (scheme != "CN-USCI") return {};
  if (!has_usci_shape(id)) {
    return refusal("ST08", std::string(field),
                   "is not 18 characters of the unified social credit code's set",
                   "不是18位统一社会信用代码");
  }
  if (waived || usci_checks_hold(id)) return {};
  const auto* use = find_in(c.tables.identifiers, identifier_key(scheme, id));
  if (use && use->waived > 0) return {};
  return refusal("ST08", std::string(field),
                 "has wrong check digits, and no organisation is registered with them waived",
                 "统一社会信用代码校验位错误，且无免校验登记");
}

Result<void> require_payee(const Case& c, const Payee& payee) {
  if (!payee.scheme || !payee.id) return {};
  return require_identifier(c, *payee.scheme, *payee.id, "payee.id");
}

Result<void> require(const LedgerOpened&, const Case& c) {
  if (c.fact.position.value == 0) return {};
  return refusal("ST06", "type", "a ledger is opened once, by its first event",
                 "账本启用只能是第一条事件");
}

// Only who stands before the files can tell; an approver named must be a second person.
Result<void> require(const LedgerRecovered& p, const Case& c) {
  if (c.channel != Channel::local) {
    return refusal("ST06", "type", "is recorded by tally recover alone",
                   "只能由 tally recover 记录");
  }
  return p.approver ? require_approver(c, *p.approver) : Result<void>();
}

// What it says of files and signatures is held against them by core/ledger/continuation.cc; here
// stands what the log alone can tell. The approver comes first: whoever names none that counts
// shall hear that.
Result<void> require(const LedgerContinued& p, const Case& c) {
  if (c.channel != Channel::local) {
    return refusal("ST06", "type", "is recorded by tally recover alone",
                   "只能由 tally recover 记录");
  }
  TALLY_TRY(require_approver(c, p.approver));
  if (p.previous_origin != c.tables.identity->origin) {
    return refusal("ST06", "previous_origin", "is not the ledger's origin", "不是本账本的标识");
  }
  const auto& formers = c.tables.former_origins;
  const bool used = p.origin == p.previous_origin ||
                    std::any_of(formers.begin(), formers.end(), [&](const FormerOrigin& former) {
                      return former.origin == p.origin;
                    });
  if (used) {
    return refusal("ST06", "origin", "was this ledger's before: a recovery takes a new one",
                   "账本标识曾被使用，恢复须另取新标识");
  }
  if (static_cast<std::uint64_t>(p.size) == c.fact.position.value) return {};
  return refusal("ST06", "size", "is not the number of events before this one", "不是此前的记录数");
}

Result<void> require(const ActorRevoked& p, const Case& c) {
  const auto* actor = find_in(c.tables.actors, p.actor_id);
  if (actor && actor->enrolled()) return {};
  return refusal("ST06", "actor_id", "is not an enrolled actor", "经办人未登记");
}

Result<void> require(const OrgRegistered& p, const Case& c) {
  if (!p.identifier) return {};
  return require_identifier(c, p.identifier->scheme, p.identifier->id, "identifier.id",
                            p.check_waived.value_or(false));
}

void change(const LedgerOpened& p, const Fact&, Tables& tables, Way way) {
  auto& identity = tables.journal.save(tables.identity);
  identity.reset();
  if (way == Way::in) {
    identity = LedgerIdentity{p.origin, p.suite, p.currency, p.zone, p.sample, p.operator_id};
  }
}

void change(const LedgerContinued& p, const Fact& fact, Tables& tables, Way way) {
  if (way == Way::out || !tables.identity) return;  // It is neither corrected nor voided.
  auto& origin = tables.journal.save(tables.identity)->origin;
  tables.journal.push_back(tables.former_origins,
                           FormerOrigin{fact.position.value, std::exchange(origin, p.origin)});
}

void change(const ActorEnrolled& p, const Fact& fact, Tables& tables, Way way) {
  auto& facts = tables.journal.node(tables.actors, p.actor_id).facts;
  if (way == Way::out) return tables.journal.erase(facts, fact.position.value);
  Enrolment enrolment;
  enrolment.position = fact.position.value;
  enrolment.public_key = p.public_key;
  if (p.roles) enrolment.roles = *p.roles;
  tables.journal.insert(facts, std::move(enrolment));
}

void change(const ActorRevoked& p, const Fact& fact, Tables& tables, Way way) {
  auto& facts = tables.journal.node(tables.actors, p.actor_id).facts;
  if (way == Way::out) return tables.journal.erase(facts, fact.position.value);
  Enrolment revocation;
  revocation.position = fact.position.value;
  revocation.revoked = true;
  tables.journal.insert(facts, std::move(revocation));
}

void change(const OrgRegistered& p, const Fact&, Tables& tables, Way way) {
  if (!p.identifier) return;
  auto& use = tables.journal.node(tables.identifiers,
                                  identifier_key(p.identifier->scheme, p.identifier->id));
  tables.journal.save(use);
  use.count += sign(way);
  if (p.check_waived.value_or(false)) use.waived += sign(way);
}

}  // namespace tally::rules

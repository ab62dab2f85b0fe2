#include <map>

#include "core/rules/state.h"

namespace tally::rules {
namespace {

// Writes values so that no two states give the same bytes. Tests and snapshots compare the hash;
// nothing decodes it.
class Dump {
 public:
  explicit Dump(const Tables& tables) : tables_(tables) {}

  void number(Sum value) {
    append_le(bytes_, static_cast<std::uint64_t>(value));
    append_le(bytes_, static_cast<std::uint64_t>(value >> 64));
  }
  void text(std::string_view value) {
    number(static_cast<Sum>(value.size()));
    append(bytes_, as_bytes(value));
  }
  void name(NameId id) { text(tables_.names[id]); }
  void order(const FactOrder& value) {
    number(value.day);
    number(value.instant_us);
    number(static_cast<Sum>(value.position));
  }
  void money(const std::optional<Money>& value) {
    number(value.has_value());
    if (!value) return;
    number(value->minor);
    text(value->currency.code());
  }
  template <class T>
  void list(const std::vector<T>& values) {
    number(static_cast<Sum>(values.size()));
    for (const auto& value : values) item(value);
  }
  // In the order of the keys, whatever the map.
  template <class Map>
  void map(const Map& values) {
    std::map<typename Map::key_type, const typename Map::mapped_type*> sorted;
    for (const auto& [key, value] : values) sorted.emplace(key, &value);
    number(static_cast<Sum>(sorted.size()));
    for (const auto& [key, value] : sorted) {
      item(key);
      item(*value);
    }
  }
  template <class K, class V, class C>
  void item(const std::map<K, V, C>& values) {
    map(values);
  }
  template <class T>
  void item(const std::vector<T>& values) {
    list(values);
  }

  void item(const std::string& value) { text(value); }
  void item(std::int16_t value) { number(value); }
  void item(std::uint32_t value) { number(value); }
  void item(bool value) { number(value); }
  void item(const Date& value) { number(value.days); }
  void item(const EventId& value) { append(bytes_, value.view()); }
  void item(const Enrolment& value) {
    number(static_cast<Sum>(value.position));
    number(value.revoked);
    number(value.public_key.has_value());
    if (value.public_key) text(as_text(*value.public_key));
    list(value.roles);
  }
  void item(const Actor& value) { list(value.facts); }
  void item(const IdentifierUse& value) {
    number(value.count);
    number(value.waived);
  }
  void item(const StageFact& value) {
    order(value.order);
    name(value.to);
  }
  void item(const CodeFact& value) {
    order(value.order);
    name(value.code);
  }
  void item(const DayFact& value) { order(value.order); }
  void item(const InvestmentFact& value) {
    text(value.period.to_string());
    number(static_cast<Sum>(value.position));
    money(value.ytd);
    money(value.cumulative);
  }
  void item(const Project& value) {
    number(value.registrations);
    number(value.openings);
    number(value.route ? static_cast<int>(*value.route) : -1);
    list(value.stages);
    list(value.codes);
    list(value.starts);
    list(value.completions);
    list(value.investments);
  }
  void item(const ActFact& value) {
    order(value.order);
    number(static_cast<int>(value.act));
  }
  void item(const Step& value) {
    number(value.defined);
    number(value.working_days);
    list(value.acts);
  }
  void item(const Phase& value) {
    number(value.opened);
    number(value.added);
    text(value.project);
    map(value.steps);
  }
  void item(const CertifiedFact& value) {
    order(value.order);
    money(value.cumulative);
  }
  void item(const Contract& value) {
    number(value.signatures);
    number(value.openings);
    text(value.project);
    money(value.opening);
    list(value.certified);
  }
  void item(const Quota& value) {
    number(value.sources);
    text(value.project);
    number(value.allocated);
    number(value.paid);
    number(value.pending);
  }
  void item(const Approval& value) {
    number(static_cast<Sum>(value.position));
    number(value.level);
    number(value.amount);
    text(value.actor);
  }
  void item(const Request& value) {
    number(value.live);
    number(value.amount);
    number(value.ended);
    number(value.payments);
    number(value.paid);
    number(value.paid_without_quota);
    text(value.project);
    text(value.requester);
    text(value.quota);
    list(value.approvals);
  }
  void item(const Declaration& value) {
    number(value.live);
    text(value.project);
  }
  void item(const Returned& value) {
    number(value.count);
    number(value.amount);
  }
  void item(const LiveCorrection& value) {
    number(static_cast<Sum>(value.position));
    item(value.id);
  }
  void item(const CodelistVersion& value) {
    order(value.order);
    number(value.version);
    list(value.codes);
  }
  void item(const RoleGrant& value) {
    text(value.role);
    list(value.types);
  }
  void item(const RulebookVersion& value) {
    order(value.order);
    number(value.version);
    list(value.refusing);
    number(value.roles.has_value());
    if (value.roles) list(*value.roles);
  }
  void item(const CalendarVersion& value) {
    order(value.order);
    map(value.days);
  }
  void item(const FlagRow& value) {
    number(static_cast<Sum>(value.position));
    name(value.rule);
    name(value.field);
  }

  Hash hash() const { return sha256(bytes_); }

 private:
  const Tables& tables_;
  Bytes bytes_;
};

void dump_identity(Dump& dump, const std::optional<LedgerIdentity>& identity) {
  dump.number(identity.has_value());
  if (!identity) return;
  dump.text(identity->origin);
  dump.number(identity->suite);
  dump.text(identity->currency.code());
  dump.text(identity->zone);
  dump.number(identity->sample);
  dump.text(identity->operator_id);
}

}  // namespace

Hash fingerprint(const Tables& tables) {
  Dump dump(tables);
  dump_identity(dump, tables.identity);
  dump.number(tables.unknown_types);
  dump.map(tables.actors);
  dump.map(tables.identifiers);
  dump.map(tables.projects);
  dump.map(tables.code_uses);
  dump.map(tables.phases);
  dump.map(tables.contracts);
  dump.map(tables.quotas);
  dump.map(tables.requests);
  dump.map(tables.declarations);
  dump.map(tables.returns);
  for (const auto total : tables.totals) dump.number(total);
  dump.map(tables.corrections);
  dump.number(static_cast<Sum>(tables.voided.size()));
  for (const auto& id : tables.voided) dump.item(id);
  dump.map(tables.codelists);
  dump.list(tables.rulebooks);
  dump.map(tables.calendars);
  dump.list(tables.flags);
  dump.list(tables.names);
  return dump.hash();
}

}  // namespace tally::rules

#include "core/catalogue/registry.h"
#include "core/rules/families.h"

namespace tally::rules {
namespace {

// What an event says now: as recorded, or as its last live correction says.
struct Version {
  Payload payload;
  Effective effective;
};

Effective effective_of(const PastEvent& event) {
  if (event.proposal.effective) return *event.proposal.effective;
  return {event.recorded_at.date_at(event.recorded_offset), std::nullopt};
}

Fact fact_of(const PastEvent& event, const Effective& effective) {
  return {event.proposal.id, event.position, effective, event.proposal.actor};
}

Result<Version> corrected_version(const PastEvent& original, const EventCorrected& correction) {
  TALLY_ASSIGN(auto payload, decode_payload(correction.target_type, correction.target_schema,
                                            correction.replacement));
  return Version{std::move(payload), correction.effective.value_or(effective_of(original))};
}

Result<Version> current_version(const Tables& tables, const PastEvent& original,
                                const PastEvents& past) {
  const auto* live = find_in(tables.corrections, original.proposal.id);
  if (!live || live->empty()) return Version{original.payload, effective_of(original)};
  TALLY_ASSIGN(const auto correction, past.find(live->back().id));
  const auto* payload = correction ? std::get_if<EventCorrected>(&correction->payload) : nullptr;
  if (!payload) return Error(ErrorCode::corrupt, "a correction in force cannot be read again");
  return corrected_version(original, *payload);
}

void change_version(Tables& tables, const PastEvent& original, const Version& version,
                    const PastEvents& past, Way way) {
  change_payload(version.payload, fact_of(original, version.effective), tables, past, way);
}

Error wrong_target(std::string en, std::string zh) {
  return refusal("ST17", "target", std::move(en), std::move(zh));
}

Result<PastEvent> require_target(const Case& c, const EventId& id) {
  TALLY_ASSIGN(auto target, c.past.find(id));
  if (!target || target->position >= c.fact.position) {
    return refusal("ST06", "target", "names an event that is not recorded", "所指事件未登记");
  }
  if (c.tables.voided.contains(id)) return wrong_target("is void already", "所指事件已作废");
  if (std::holds_alternative<EventVoided>(target->payload)) {
    return wrong_target("is a void, which is final", "作废不可更正或再作废");
  }
  if (std::holds_alternative<LedgerOpened>(target->payload)) {
    return wrong_target("opens the ledger and stands", "账本启用事件不可更正或作废");
  }
  if (std::holds_alternative<LedgerRecovered>(target->payload) ||
      std::holds_alternative<LedgerContinued>(target->payload)) {
    return wrong_target("tells of a recovery and stands", "账本恢复事件不可更正或作废");
  }
  return std::move(*target);
}

Result<void> require_difference(const EventCorrected& p, const Version& before,
                                const Version& after) {
  auto changed = changed_fields(before.payload, after.payload);
  if (!(before.effective == after.effective)) changed.emplace_back("effective");
  auto stated = p.changed;
  std::sort(stated.begin(), stated.end());
  std::sort(changed.begin(), changed.end());
  if (stated != changed) {
    return refusal("ST17", "changed", "does not name exactly what differs",
                   "更正字段与实际差异不一致");
  }
  const auto* type = type_of(before.payload);
  if (!type) return {};
  for (const auto& field : uncorrectable_fields(*type)) {
    if (std::find(changed.begin(), changed.end(), field) == changed.end()) continue;
    return refusal("ST17", "replacement." + field,
                   "cannot be corrected: void the event and record it anew",
                   "金额、编号及引用不可更正，应作废后重新登记");
  }
  return {};
}

Result<void> require_same_type(const EventCorrected& p, const PastEvent& target) {
  if (p.target_type != target.proposal.type) {
    return form_error("ST17", "target_type", "is not the type of the target", "与原事件类型不符");
  }
  if (p.target_schema != target.proposal.schema) {
    return form_error("ST17", "target_schema", "is not the schema of the target",
                      "与原事件类型版本不符");
  }
  return {};
}

// The replacement judged as though it had stood in the original's place.
Result<void> judge_replacement(const EventCorrected& p, const PastEvent& target,
                               const Version& before, const Version& after, const Case& c) {
  std::vector<Flag> flags;
  {
    const Journal::Trial trial(c.tables.journal);
    change_version(c.tables, target, before, c.past, Way::out);
    const Case inner{c.tables,
                     fact_of(target, after.effective),
                     target.proposal.type,
                     c.stream,
                     c.channel,
                     c.recorded_day,
                     c.replayed,
                     c.past,
                     flags};
    auto judged = [&]() -> Result<void> {
      if (!c.replayed) {
        if (const auto* type = type_of(after.payload)) {
          const bool dated = p.effective || target.proposal.effective;
          TALLY_TRY(require_dates_and_project(after.payload, *type, dated, inner));
        }
        TALLY_TRY(require_payload(after.payload, inner));
      }
      return judge_payload(after.payload, inner);
    }();
    if (!judged.ok()) return std::move(judged).error().within("replacement");
  }
  for (const auto& flag : flags) c.flag(flag.rule, "replacement." + flag.field);
  return {};
}

void mark_unreadable(Tables& tables) { tables.journal.save(tables.unknown_types) = true; }

}  // namespace

Result<void> require(const EventCorrected& p, const Case& c) {
  TALLY_TRY(require_approver(c, p.approver));
  TALLY_ASSIGN(const auto target, require_target(c, p.target));
  if (std::holds_alternative<EventCorrected>(target.payload)) {
    return wrong_target("is a correction: correct the original, or void the correction",
                        "不得更正更正事件，应更正原事件或作废该更正");
  }
  if (target.erased || std::holds_alternative<std::monostate>(target.payload)) {
    return wrong_target("has no content that this software can read", "原事件内容不可读");
  }
  TALLY_TRY(require_same_type(p, target));
  TALLY_ASSIGN(const auto before, current_version(c.tables, target, c.past));
  auto after = corrected_version(target, p);
  if (!after.ok()) return std::move(after).error().within("replacement");
  return require_difference(p, before, *after);
}

Result<void> judge(const EventCorrected& p, const Case& c) {
  TALLY_ASSIGN(const auto target, c.past.find(p.target));
  if (!target) return {};
  TALLY_ASSIGN(const auto before, current_version(c.tables, *target, c.past));
  TALLY_ASSIGN(const auto after, corrected_version(*target, p));
  return judge_replacement(p, *target, before, after, c);
}

Result<void> require(const EventVoided& p, const Case& c) {
  TALLY_TRY(require_approver(c, p.approver));
  TALLY_ASSIGN(const auto target, require_target(c, p.target));
  const auto fact = fact_of(target, effective_of(target));
  if (!payload_has_dependants(target.payload, fact, c.tables)) return {};
  return refusal("ST18", "target", "has live events that depend on it: void those first",
                 "有依赖于它的有效事件，应先作废依赖事件");
}

void change_corrected(const EventCorrected& p, const Fact& fact, Tables& tables,
                      const PastEvents& past) {
  const auto target = past.find(p.target);
  if (!target.ok() || !*target) return mark_unreadable(tables);
  const auto before = current_version(tables, **target, past);
  const auto after = corrected_version(**target, p);
  if (!before.ok() || !after.ok()) return mark_unreadable(tables);
  change_version(tables, **target, *before, past, Way::out);
  tables.journal.insert(tables.journal.node(tables.corrections, p.target),
                        LiveCorrection{fact.position.value, fact.id});
  change_version(tables, **target, *after, past, Way::in);
}

void change_voided(const EventVoided& p, Tables& tables, const PastEvents& past) {
  const auto target = past.find(p.target);
  if (!target.ok() || !*target) return mark_unreadable(tables);
  tables.journal.insert_into_set(tables.voided, p.target);
  const auto* correction = std::get_if<EventCorrected>(&(*target)->payload);
  if (!correction) {
    const auto version = current_version(tables, **target, past);
    if (!version.ok()) return mark_unreadable(tables);
    return change_version(tables, **target, *version, past, Way::out);
  }
  // The earlier value returns, unless the original is void itself.
  const auto original = past.find(correction->target);
  if (!original.ok() || !*original) return mark_unreadable(tables);
  const bool live = !tables.voided.contains(correction->target);
  const auto before = current_version(tables, **original, past);
  if (live && before.ok()) change_version(tables, **original, *before, past, Way::out);
  tables.journal.erase(tables.journal.node(tables.corrections, correction->target),
                       (*target)->position.value);
  const auto after = current_version(tables, **original, past);
  if (!before.ok() || !after.ok()) return mark_unreadable(tables);
  if (live) change_version(tables, **original, *after, past, Way::in);
}

}  // namespace tally::rules

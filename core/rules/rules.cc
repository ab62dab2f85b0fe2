#include "core/rules/rules.h"

#include "core/catalogue/registry.h"
#include "core/rules/families.h"

namespace tally {
namespace rules {

Result<void> require_payload(const Payload& payload, const Case& c) {
  TALLY_TRY(require_subjects(payload, c));
  return std::visit([&](const auto& p) { return require(p, c); }, payload);
}

Result<void> judge_payload(const Payload& payload, const Case& c) {
  judge_subjects(payload, c);
  return std::visit([&](const auto& p) { return judge(p, c); }, payload);
}

void change_payload(const Payload& payload, const Fact& fact, Tables& tables,
                    const PastEvents& past, Way way) {
  if (const auto* returned = std::get_if<FundingReturned>(&payload)) {
    const auto paid = past.find(returned->disbursed);
    const auto* payment =
        paid.ok() && *paid ? std::get_if<FundingDisbursed>(&(*paid)->payload) : nullptr;
    if (payment) return change_returned(*returned, *payment, tables, way);
    tables.journal.save(tables.unknown_types) = true;
    return;
  }
  change_subjects(payload, tables, way);
  std::visit([&](const auto& p) { change(p, fact, tables, way); }, payload);
}

bool payload_has_dependants(const Payload& payload, const Fact& fact, const Tables& tables) {
  return std::visit([&](const auto& p) { return has_dependants(p, fact, tables); }, payload);
}

namespace {

// The last day of the payload's period, if it has one.
std::optional<Date> period_end(const Payload& payload) {
  return std::visit(
      [](const auto& p) -> std::optional<Date> {
        if constexpr (requires { p.period.last_day(); }) {
          return p.period.last_day();
        } else if constexpr (requires { p.period->last_day(); }) {
          if (p.period) return p.period->last_day();
        }
        return std::nullopt;
      },
      payload);
}

const std::string* project_of(const Payload& payload) {
  return std::visit(
      [](const auto& p) -> const std::string* {
        if constexpr (requires { p.project.size(); }) return &p.project;
        return nullptr;
      },
      payload);
}

bool is_known(std::string_view type, std::uint16_t schema) {
  if (is_open_type(type)) return schema == 1;
  const auto* info = find_type(type);
  return info && info->schema == schema;
}

Result<void> require_type(const RuleEvent& event) {
  // What was decoded is known.
  if (!std::holds_alternative<std::monostate>(event.payload)) return {};
  const auto& proposal = event.proposal;
  if (!is_open_type(proposal.type) && !find_type(proposal.type)) {
    return form_error("ST01", "type", "is not in the catalogue", "未知的事件类型");
  }
  if (!is_known(proposal.type, proposal.schema)) {
    return form_error("ST01", "schema", "is not a known version of this type", "未知的类型版本");
  }
  return form_error("ST01", "payload", "was not decoded", "内容无法解码");
}

Case case_of(Tables& tables, const RuleEvent& event, bool replayed, const PastEvents& past,
             std::vector<Flag>& flags) {
  const auto& proposal = event.proposal;
  return {
      tables,        {proposal.id, event.position, event.effective_or_recorded(), proposal.actor},
      proposal.type, proposal.stream,
      event.channel, event.recorded_day(),
      replayed,      past,
      flags,         proposal.causation};
}

Result<void> require_event(const RuleEvent& event, const Case& c) {
  TALLY_TRY(require_type(event));
  if (!c.tables.identity && event.proposal.type != LedgerOpened::kType.name) {
    return refusal("ST06", "type", "the first event opens the ledger", "第一条事件须为账本启用");
  }
  TALLY_TRY(require_authority(c, event));
  if (const auto* type = type_of(event.payload)) {
    TALLY_TRY(require_stream(c, *type, event.payload));
    TALLY_TRY(
        require_dates_and_project(event.payload, *type, event.proposal.effective.has_value(), c));
  }
  return require_payload(event.payload, c);
}

void take_in(Tables& tables, const RuleEvent& event, const std::vector<Flag>& flags,
             const PastEvents& past) {
  const Fact fact{event.proposal.id, event.position, event.effective_or_recorded(),
                  event.proposal.actor};
  for (const auto& flag : flags) {
    const auto rule = tables.intern(flag.rule);
    const auto field = tables.intern(flag.field);
    tables.journal.push_back(tables.flags, FlagRow{event.position.value, rule, field});
  }
  if (const auto* corrected = std::get_if<EventCorrected>(&event.payload)) {
    change_corrected(*corrected, fact, tables, past);
  } else if (const auto* voided = std::get_if<EventVoided>(&event.payload)) {
    change_voided(*voided, tables, past);
  } else {
    change_payload(event.payload, fact, tables, past, Way::in);
  }
}

}  // namespace

Result<void> require_dates_and_project(const Payload& payload, const TypeInfo& type,
                                       bool has_effective, const Case& c) {
  // One day of tolerance: the author's calendar may be ahead of the ledger's (amendment A8).
  if (type.not_in_future && c.fact.day().days > c.recorded_day.days + 1) {
    return refusal("ST05", "effective", "lies in the future, and this is a fact",
                   "事实的日期不得晚于登记日");
  }
  if (type.ends_period) {
    const auto end = period_end(payload);
    if (end && (!has_effective || c.fact.day() != *end)) {
      return form_error("ST05", "effective", "must be the last day of the period",
                        "日期须为期间的最后一天");
    }
  }
  if (const auto* project = project_of(payload)) return require_project(c, *project, "project");
  return {};
}

}  // namespace rules

class RuleState::State {
 public:
  rules::Tables tables;
};

Effective RuleEvent::effective_or_recorded() const {
  if (proposal.effective) return *proposal.effective;
  return {recorded_day(), std::nullopt};
}

RuleState::RuleState() : state_(std::make_unique<State>()) {}
RuleState::~RuleState() = default;
RuleState::RuleState(RuleState&&) noexcept = default;
RuleState& RuleState::operator=(RuleState&&) noexcept = default;

Result<std::vector<Flag>> RuleState::judge(const RuleEvent& event, const PastEvents& past) const {
  std::vector<Flag> flags;
  const auto c = rules::case_of(state_->tables, event, false, past, flags);
  TALLY_TRY(rules::require_event(event, c));
  TALLY_TRY(rules::judge_payload(event.payload, c));
  return flags;
}

void RuleState::apply(const RuleEvent& event, const std::vector<Flag>& flags,
                      const PastEvents& past) {
  rules::take_in(state_->tables, event, flags, past);
}

void RuleState::replay(const RuleEvent& event, const PastEvents& past) {
  auto& tables = state_->tables;
  if (std::holds_alternative<std::monostate>(event.payload)) {
    // A known type without payload was erased; rules read nothing that can be.
    if (!rules::is_known(event.proposal.type, event.proposal.schema)) {
      tables.journal.save(tables.unknown_types) = true;
    }
    return;
  }
  std::vector<Flag> flags;
  const auto c = rules::case_of(tables, event, true, past, flags);
  const auto judged = rules::judge_payload(event.payload, c);
  // Nothing recorded is refused; what fails here is a target that cannot be read.
  if (!judged.ok()) tables.journal.save(tables.unknown_types) = true;
  rules::take_in(tables, event, flags, past);
}

std::size_t RuleState::mark() const { return state_->tables.journal.mark(); }
void RuleState::rollback(std::size_t mark) { state_->tables.journal.rollback(mark); }
void RuleState::keep() { state_->tables.journal.forget(); }

std::vector<Flag> RuleState::flags(Position position) const {
  const auto& tables = state_->tables;
  auto row = std::lower_bound(
      tables.flags.begin(), tables.flags.end(), position.value,
      [](const rules::FlagRow& a, std::uint64_t wanted) { return a.position < wanted; });
  std::vector<Flag> flags;
  for (; row != tables.flags.end() && row->position == position.value; ++row) {
    flags.push_back({tables.names[row->rule], tables.names[row->field]});
  }
  return flags;
}

const std::optional<LedgerIdentity>& RuleState::identity() const { return state_->tables.identity; }

const std::string& RuleState::origin_at(Position position) const {
  const auto& tables = state_->tables;
  for (const auto& former : tables.former_origins) {
    if (position.value < former.end) return former.origin;
  }
  return tables.identity->origin;
}

std::optional<Bytes> RuleState::actor_key(std::string_view actor) const {
  const auto* found = rules::find_in(state_->tables.actors, actor);
  const auto* enrolled = found ? found->enrolled() : nullptr;
  return enrolled ? enrolled->public_key : std::nullopt;
}

bool RuleState::is_enrolled(std::string_view actor) const {
  const auto* found = rules::find_in(state_->tables.actors, actor);
  return found && found->enrolled();
}

std::string RuleState::stream_of_phase(std::string_view phase_id) const {
  const auto* phase = rules::find_in(state_->tables.phases, phase_id);
  return phase && phase->opened ? stream_name("project", phase->project) : std::string();
}

std::string RuleState::stream_of_request(std::string_view request_id) const {
  const auto* request = rules::find_in(state_->tables.requests, request_id);
  return request && request->live ? stream_name("project", request->project) : std::string();
}

std::string RuleState::stream_of_declaration(std::string_view declaration_id) const {
  const auto* declaration = rules::find_in(state_->tables.declarations, declaration_id);
  return declaration && declaration->live ? stream_name("project", declaration->project)
                                          : std::string();
}

bool RuleState::holds_unknown_types() const { return state_->tables.unknown_types; }

std::vector<std::string> RuleState::missing_reference_data() const {
  return rules::missing_reference_data(state_->tables);
}

std::size_t RuleState::memory_bytes() const { return rules::memory_bytes(state_->tables); }

Hash RuleState::fingerprint() const { return rules::fingerprint(state_->tables); }

Result<void> RuleState::save(SnapshotWriter& to) const { return rules::save(state_->tables, to); }

Result<RuleState> RuleState::load(SnapshotReader& from) {
  RuleState state;
  TALLY_TRY(rules::load(from, state.state_->tables));
  return state;
}

}  // namespace tally

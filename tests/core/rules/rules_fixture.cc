#include "tests/core/rules/rules_fixture.h"

#include "core/catalogue/shipped.h"

namespace tally::test {

RulesLedger::RulesLedger() = default;
RulesLedger::~RulesLedger() = default;

Result<std::optional<PastEvent>> RulesLedger::find(const EventId& id) const {
  if (unreadable) return Error(ErrorCode::io, "the disk is gone");
  for (const auto& recorded : events) {
    if (recorded.event.proposal.id == id) return std::optional(recorded.event);
  }
  return std::optional<PastEvent>();
}

Result<std::vector<Flag>> RulesLedger::judge(const Payload& payload, const How& how) {
  const auto event = propose(payload, how);
  return state.judge(view(event, how.channel), *this);
}

Result<std::vector<Flag>> RulesLedger::add(const Payload& payload, const How& how) {
  auto event = propose(payload, how);
  TALLY_ASSIGN(auto flags, state.judge(view(event, how.channel), *this));
  state.apply(view(event, how.channel), flags, *this);
  events.push_back({std::move(event), how.channel, flags});
  return flags;
}

EventId RulesLedger::must(const Payload& payload, const How& how) {
  const auto flags = add(payload, how);
  EXPECT_TRUE(flags.ok()) << flags.error().to_string() << " rule " << flags.error().rule;
  return events.back().event.proposal.id;
}

RuleState RulesLedger::replayed() const {
  RuleState fresh;
  for (const auto& recorded : events) fresh.replay(view(recorded.event, recorded.channel), *this);
  return fresh;
}

PastEvent RulesLedger::propose(const Payload& payload, const How& how) {
  PastEvent event;
  event.position = {events.size()};
  event.payload = payload;
  event.recorded_at = now;
  event.recorded_offset = {480};
  auto& proposal = event.proposal;
  const auto number = ++ids_;
  for (int i = 0; i < 8; ++i) {
    proposal.id.bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(number >> (8 * i));
  }
  const auto* type = type_of(payload);
  proposal.type = how.type ? *how.type : type ? std::string(type->name) : "x.test";
  proposal.schema = how.schema;
  proposal.actor = how.actor;
  proposal.role = how.role;
  proposal.stream = how.stream ? *how.stream : stream_for(payload);
  if (how.effective) proposal.effective = on(*how.effective);
  if (type) {
    auto bytes = encode_payload(payload);
    EXPECT_TRUE(bytes.ok()) << bytes.error().to_string();
    if (bytes.ok()) event.payload_bytes = *bytes;
  }
  return event;
}

std::string RulesLedger::stream_for(const Payload& payload) const {
  const auto* type = type_of(payload);
  if (!type) return "x-anywhere";
  if (const auto stream = stream_of(payload)) return *stream;
  const auto key = key_text(payload, type->key_field).value();
  if (type->key == StreamKey::phase) return state.stream_of_phase(key);
  if (type->key == StreamKey::request) return state.stream_of_request(key);
  if (type->key == StreamKey::declaration) return state.stream_of_declaration(key);
  const auto target = find(EventId::parse(key).value()).value();
  return target ? target->proposal.stream : "project-none";
}

void RulesTest::SetUp() {
  const How ancient{.effective = "0001-01-01"};
  LedgerOpened opened;
  opened.origin = "ledger.example/rules";
  opened.currency = kCny;
  opened.zone = "Asia/Shanghai";
  opened.operator_id = "operator";
  ledger.must(opened, ancient);
  enrol("operator");
  ledger.must(shipped_rulebook(), ancient);
  for (const auto& list : shipped_codelists()) ledger.must(list, ancient);
  for (const auto* officer : {"alice", "bob", "carol"}) enrol(officer);
  register_project("P1");
}

EventId RulesTest::enrol(const std::string& actor, std::vector<std::string> roles) {
  ActorEnrolled enrolled;
  enrolled.actor_id = actor;
  if (!roles.empty()) enrolled.roles = std::move(roles);
  return ledger.must(enrolled);
}

EventId RulesTest::register_project(const std::string& id, std::optional<Route> route) {
  ProjectRegistered project;
  project.project_id = id;
  project.name = "project " + id;
  project.route = route;
  return ledger.must(project);
}

EventCorrected RulesTest::corrected(const EventId& target, const Payload& replacement,
                                    std::vector<std::string> changed,
                                    std::optional<std::string> effective) const {
  const auto original = ledger.find(target).value();
  EventCorrected event;
  event.target = target;
  event.target_type = original->proposal.type;
  event.target_schema = original->proposal.schema;
  event.replacement = encode_payload(replacement).value();
  if (effective) event.effective = on(*effective);
  event.changed = std::move(changed);
  event.reason = "typing error";
  event.approver = "alice";
  return event;
}

EventId RulesTest::open_phase(const std::string& id, std::vector<StepPlan> steps,
                              const std::string& project) {
  PhaseOpened phase;
  phase.project = project;
  phase.phase_id = id;
  phase.steps = std::move(steps);
  return ledger.must(phase);
}

}  // namespace tally::test

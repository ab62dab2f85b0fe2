#include "tests/sim/requests.h"

#include "core/base/check.h"
#include "core/catalogue/registry.h"

namespace tally::test {
namespace {

Money cny(std::uint64_t minor) {
  static const auto kCny = Currency::parse("CNY").value();
  return {static_cast<std::int64_t>(minor), kCny};
}

Payee persons() {
  Payee payee;
  payee.kind = PayeeKind::persons;
  payee.count = 1;
  return payee;
}

Payload payload_of(const Known& known) {
  const auto& proposal = known.proposed.proposal;
  return decode_payload(proposal.type, proposal.schema, known.proposed.payload).value();
}

template <class T>
Payload act(const StepRef& step) {
  T event;
  event.phase_id = step.phase_id;
  event.step = step.step;
  return event;
}

}  // namespace

AppendBatch Requests::first() {
  AppendBatch batch;
  for (const auto* name : {"alice", "bob", "carol"}) {
    ActorEnrolled actor;
    actor.actor_id = name;
    batch.events.push_back(event(actor, stream_name("actor", name)));
  }
  for (int i = 0; i < 2; ++i) {
    ProjectRegistered project;
    project.project_id = fresh("P");
    project.name = "示例 " + project.project_id;
    batch.events.push_back(about(project.project_id, project));
  }
  return batch;
}

AppendBatch Requests::next() {
  AppendBatch batch;
  const auto count = dice_.below(3) == 0 ? 2 + dice_.below(4) : 1;
  for (std::uint64_t i = 0; i < count; ++i) {
    auto made = any_event();
    if (dice_.below(6) == 0) {
      const auto kind = dice_.below(4);
      const auto size = model_.stream_size(made.proposal.stream);
      made.expected.kind = static_cast<ExpectedRevision::Kind>(kind);
      // Mostly the revision that is there now.
      made.expected.revision.value = size > 0 && dice_.below(4) != 0 ? size - 1 : dice_.below(6);
    }
    batch.events.push_back(std::move(made));
  }
  return batch;
}

ProposedEvent Requests::any_event() {
  const auto kind = dice_.below(10);
  if (kind >= 7) return note();
  if (kind == 6) return dice_.below(2) == 0 ? correction() : voiding();
  const auto* registered = recorded(ProjectRegistered::kType.name);
  if (!registered || dice_.below(12) == 0) return registration();
  const auto project = stream_id(registered->proposed.proposal.stream);
  if (kind < 2) return project_event(project);
  return kind < 4 ? approval_event(project) : money_event(project);
}

// Sizes lie around a sector and now and then span several.
ProposedEvent Requests::note() {
  const auto size = dice_.below(8) == 0 ? dice_.below(2500) : dice_.below(200);
  auto made = blank("x.note", "note-" + std::to_string(dice_.below(6)));
  if (dice_.below(40) == 0) made.proposal.actor = "stranger";
  made.payload = to_owned(as_bytes("{\"n\":" + std::to_string(dice_.below(1000)) + ",\"text\":\"" +
                                   std::string(size, 'T') + "\"}"));
  if (dice_.below(2) == 0) made.proposal.effective.reset();
  // Headers that span sectors.
  for (auto papers = dice_.below(10) == 0 ? dice_.below(9) : 0; papers > 0; --papers) {
    made.proposal.basis.push_back({std::string(1 + dice_.below(200), 'N'), std::nullopt});
  }
  return made;
}

ProposedEvent Requests::registration() {
  ProjectRegistered made;
  made.project_id = fresh("P");
  made.name = "示例 " + made.project_id;
  made.planned_total = cny(1 + dice_.below(1'000'000));
  return about(made.project_id, made);
}

ProposedEvent Requests::project_event(const std::string& project) {
  switch (dice_.below(5)) {
    case 0: {
      ProjectListed made;
      made.project = project;
      made.list = "key";
      made.year = static_cast<std::int16_t>(2024 + dice_.below(3));
      return about(project, made);
    }
    case 1: {
      StageChanged made;
      made.project = project;
      made.from = "reserve";
      made.to = dice_.below(2) == 0 ? "initiation" : "suspended";
      return about(project, made);
    }
    case 2: {
      EstimateApproved made;
      made.project = project;
      made.kind = static_cast<EstimateKind>(dice_.below(3));
      made.total = cny(1 + dice_.below(1'000'000));
      return about(project, made);
    }
    default: {
      MilestoneReached made;
      made.project = project;
      made.code = dice_.below(2) == 0 ? "start" : "completion_accepted";
      return about(project, made);
    }
  }
}

ProposedEvent Requests::approval_event(const std::string& project) {
  const auto* opened = dice_.below(4) == 0 ? nullptr : recorded(PhaseOpened::kType.name);
  if (!opened) {
    PhaseOpened phase;
    phase.project = project;
    phase.phase_id = fresh("F");
    phase.steps.emplace(2);
    (*phase.steps)[0].step = "land";
    (*phase.steps)[1].step = "eia";
    return about(phase.project, phase);
  }
  const auto payload = payload_of(*opened);
  StepRef step;
  step.phase_id = std::get<PhaseOpened>(payload).phase_id;
  step.step = dice_.below(2) == 0 ? "land" : "eia";
  const auto& where = std::get<PhaseOpened>(payload).project;
  switch (dice_.below(4)) {
    case 0:
      return about(where, act<StepSubmitted>(step));
    case 1:
      return about(where, act<StepAccepted>(step));
    case 2:
      return about(where, act<OpinionGiven>(step));
    default:
      return about(where, act<StepApproved>(step));
  }
}

ProposedEvent Requests::money_event(const std::string& project) {
  switch (dice_.below(4)) {
    case 0: {
      BudgetAllocated made;
      made.project = project;
      made.quota_id = fresh("Q");
      made.amount = cny(1 + dice_.below(1'000'000));
      return about(project, made);
    }
    case 1: {
      FundingRequested made;
      made.project = project;
      made.request_id = fresh("R");
      made.amount = cny(100 + dice_.below(1000));
      made.payee = persons();
      return about(project, made);
    }
    case 2: {
      const auto* known = recorded(FundingRequested::kType.name);
      if (!known) break;
      const auto payload = payload_of(*known);
      const auto& requested = std::get<FundingRequested>(payload);
      FundingApproved made;
      made.request_id = requested.request_id;
      made.level = static_cast<std::uint8_t>(1 + dice_.below(2));
      made.amount = cny(1 + dice_.below(200));
      auto approved = about(requested.project, made);
      approved.proposal.actor = made.level == 1 ? "alice" : "bob";
      return approved;
    }
    default:
      break;
  }
  FundingDisbursed made;
  made.project = project;
  made.amount = cny(1 + dice_.below(1000));
  made.payee = persons();
  return about(project, made);
}

// A milestone was reached on another day.
ProposedEvent Requests::correction() {
  const auto* target = recorded(MilestoneReached::kType.name);
  if (!target) return note();
  EventCorrected made;
  made.target = target->receipt.id;
  made.target_type = target->proposed.proposal.type;
  made.replacement = target->proposed.payload;
  made.effective = any_day();
  made.changed = {"effective"};
  made.reason = "typing error";
  made.approver = "carol";
  return event(made, target->proposed.proposal.stream);
}

ProposedEvent Requests::voiding() {
  const auto* target =
      recorded(dice_.below(2) == 0 ? FundingDisbursed::kType.name : ProjectListed::kType.name);
  if (!target) return note();
  EventVoided made;
  made.target = target->receipt.id;
  made.reason = "entered in error";
  made.approver = "carol";
  return event(made, target->proposed.proposal.stream);
}

ProposedEvent Requests::about(const std::string& project, const Payload& payload) {
  return event(payload, stream_name("project", project));
}

ProposedEvent Requests::event(const Payload& payload, std::string stream) {
  auto made = blank(std::string(type_of(payload)->name), std::move(stream));
  made.proposal.schema = type_of(payload)->schema;
  made.payload = encode_payload(payload).value();
  return made;
}

ProposedEvent Requests::blank(std::string type, std::string stream) {
  ProposedEvent made;
  made.proposal.id = random_event_id(dice_);
  made.proposal.stream = std::move(stream);
  made.proposal.type = std::move(type);
  made.proposal.actor = "operator";
  made.proposal.effective = any_day();
  return made;
}

const Known* Requests::recorded(std::string_view type) {
  for (int tries = 0; tries < 24 && model_.size() > 0; ++tries) {
    const auto& known = model_.at(dice_.below(model_.size()));
    if (known.proposed.proposal.type == type) return &known;
  }
  return nullptr;
}

Effective Requests::any_day() {
  return {before_.plus_days(-1 - static_cast<std::int32_t>(dice_.below(365))), std::nullopt};
}

std::string Requests::fresh(const std::string& prefix) {
  return prefix + std::to_string(dice_.below(1'000'000'000));
}

}  // namespace tally::test

#include "tools/cli/preview.h"

#include "core/catalogue/registry.h"
#include "core/event/record.h"
#include "projections/figures.h"
#include "projections/payable.h"
#include "tools/cli/cells.h"
#include "tools/cli/cited_event.h"
#include "tools/cli/deadline_text.h"
#include "tools/cli/project_facts.h"

namespace tally::cli {
namespace {

// The project's facts at the head with the event behind them, as though it were recorded now.
struct Supposed {
  ChosenFacts facts;
  Payload payload;
  std::string project;
  Cut cut;
  std::uint64_t position = 0;
  std::optional<CitedEvent> last;  // Of the stream, as it stands.
  std::uint64_t revision = 0;      // Of that one.
};

Result<void> append_supposed(Supposed& supposed, const ProposedEvent& event) {
  LedgerPart part;
  part.position = {supposed.position};
  part.recorded_at = {static_cast<std::int64_t>(supposed.cut.effective.days) * kMicrosPerDay};
  const Salt salt{1};
  Proposal proposal = event.proposal;
  proposal.commitment = payload_commitment(salt, event.payload);
  const Bytes header = encode_header(kSuiteSha256Ed25519, encode_proposal(proposal), part, {});
  const Bytes body = encode_body(salt, event.payload);
  return supposed.facts.add(part.position, {header, body, false});
}

Result<void> suppose(Source& source, const ProposedEvent& event, Supposed& supposed) {
  TALLY_ASSIGN(const auto at, resolve_cut(source, "", {}));
  supposed.cut = at.cut;
  if (event.proposal.effective) supposed.cut.effective = event.proposal.effective->date;
  supposed.position = at.cut.known.value;
  TALLY_ASSIGN(supposed.payload,
               decode_payload(event.proposal.type, event.proposal.schema, event.payload));
  constexpr std::string_view kProject = "project-";
  const auto& stream = event.proposal.stream;
  if (!stream.starts_with(kProject)) return {};
  supposed.project = stream_id(stream);
  const auto records = project_records(source, supposed.project, at.cut.known);
  if (!records.ok()) {  // Its first event.
    if (records.error().code != ErrorCode::not_found) return records.error();
  } else {
    TALLY_TRY(add_records(supposed.facts, *records));
    for (const auto& record : *records) {
      TALLY_ASSIGN(const auto header, decode_header(record.header));
      if (header.stream != stream) continue;
      supposed.revision = header.ledger.revision.value;
      TALLY_ASSIGN(supposed.last, cite(source, record));
    }
  }
  TALLY_TRY(append_supposed(supposed, event));
  supposed.cut.known.value = supposed.position + 1;
  return {};
}

// The phase and step of an act on one step.
template <class Visit>
void with_step(const Payload& payload, Visit&& visit) {
  std::visit(
      [&](const auto& act) {
        if constexpr (requires {
                        act.phase_id;
                        act.step;
                      })
          visit(act.phase_id, act.step);
      },
      payload);
}

std::optional<DeadlineExplanation> deadline_of(const Supposed& supposed) {
  std::optional<DeadlineExplanation> told;
  with_step(supposed.payload, [&](const std::string& phase, const std::string& step) {
    auto explained =
        explain_deadline(supposed.facts.facts(), supposed.cut, supposed.project, phase, step);
    if (explained.ok()) told = std::move(*explained);
  });
  return told;
}

Json money_or_null(const std::optional<Money>& money) { return money_json(money); }

std::string_view twin_name(PayableTwin::Why why) {
  return why == PayableTwin::Why::same_invoice ? "same_invoice" : "same_payee_and_amount";
}

Json payable_json(const Payable& payable) {
  Json out, quota, contract, twins{Json::Array{}};
  if (payable.quota) {
    const auto& known = *payable.quota;
    quota.set("quota_id", known.quota_id).set("allocated", money_or_null(known.allocated));
    quota.set("paid", money_or_null(known.paid)).set("pending", money_or_null(known.pending));
    quota.set("left", money_or_null(known.left));
  }
  if (payable.contract) {
    const auto& known = *payable.contract;
    contract.set("contract_id", known.contract_id).set("price", money_or_null(known.price));
    contract.set("certified", money_or_null(known.certified));
    contract.set("retention_bp",
                 known.retention_bp ? Json(std::int64_t{*known.retention_bp}) : Json());
    contract.set("paid", money_or_null(known.paid));
    contract.set("payable", money_or_null(known.payable));
  }
  for (const auto& twin : payable.twins) {
    Json item;
    item.set("position", twin.position).set("why", twin_name(twin.why));
    item.set("invoice", twin.invoice.empty() ? Json() : Json(twin.invoice));
    twins.push(item.set("day", twin.day.to_string()));
  }
  return out.set("quota", std::move(quota))
      .set("contract", std::move(contract))
      .set("look_alikes", std::move(twins));
}

const StepAccepted* acceptance(const Payload& payload) {
  return std::get_if<StepAccepted>(&payload);
}

std::string money_text(const Cells& cells, const std::optional<Money>& money) {
  return money ? cells.money(*money) : "-";
}

void print_payable(const Context& context, const Payable& payable, const Money& asked) {
  const Cells cells(context.lang, "yuan");
  if (payable.quota) {
    const auto& quota = *payable.quota;
    print_line(filled(
        context.say("指标 {}：下达 {}，已付 {}，在途申请 {}，余 {}{}",
                    "quota {}: allocated {}, paid {}, other requests open {}, left {}{}"),
        quota.quota_id, cells.money(quota.allocated), cells.money(quota.paid),
        cells.money(quota.pending), cells.money(quota.left),
        std::string(quota.left.minor < asked.minor ? context.say("  ← 不足", "  <- not enough")
                                                   : "")));
  }
  if (payable.contract) {
    const auto& contract = *payable.contract;
    const std::string retention =
        contract.retention_bp
            ? fmt::format("{}.{:02}%", (10'000 - *contract.retention_bp) / 100,
                          (10'000 - *contract.retention_bp) % 100)
            : std::string(context.say("100%（未载质保金）", "100% (no retention stated)"));
    print_line(filled(context.say("合同 {}：累计计量 {} × {} − 已付 {} = 可付 {}{}",
                                  "contract {}: certified {} × {} − paid {} = payable {}{}"),
                      contract.contract_id, money_text(cells, contract.certified), retention,
                      cells.money(contract.paid), money_text(cells, contract.payable),
                      std::string(contract.payable && contract.payable->minor < asked.minor
                                      ? context.say("  ← 超出可付", "  <- beyond what is payable")
                                      : "")));
  }
  if (payable.twins.empty()) {
    print_line(context.say("重复支付检查：无", "look-alikes: none"));
  }
  for (const auto& twin : payable.twins) {
    print_line(
        filled(context.say("重复支付检查：#{}（{}）{}", "look-alike: #{} ({}) {}"), twin.position,
               twin.day.to_string(),
               twin.why == PayableTwin::Why::same_invoice
                   ? filled(context.say("同一发票 {}", "has invoice {} too"), twin.invoice)
                   : std::string(context.say("同一收款人、同一金额", "same payee and amount"))));
  }
}

}  // namespace

Result<Json> preview_json(Source& source, const ProposedEvent& event) {
  Supposed supposed;
  TALLY_TRY(suppose(source, event, supposed));
  Json out;
  out.set("preview", true).set("type", event.proposal.type).set("stream", event.proposal.stream);
  out.set("revision", supposed.last ? Json(supposed.revision) : Json());
  out.set("last", supposed.last ? cited_json(*supposed.last) : Json());
  const auto told = deadline_of(supposed);
  out.set("deadline", told ? deadline_json(*told) : Json());
  Json::Array missing;
  if (const auto* accepted = acceptance(supposed.payload); accepted && accepted->missing) {
    for (const auto& paper : *accepted->missing) {
      Json item;
      item.set("paper", paper.paper);
      missing.push_back(item.set("due", date_json(paper.due)));
    }
  }
  out.set("missing", std::move(missing));
  Json payable;
  if (const auto* request = std::get_if<FundingRequested>(&supposed.payload)) {
    payable = payable_json(payable_for(supposed.facts, supposed.cut, *request));
  }
  return out.set("payable", std::move(payable));
}

Result<void> print_preview(const Context& context, Source& source, const ProposedEvent& event) {
  Supposed supposed;
  TALLY_TRY(suppose(source, event, supposed));
  const auto* type = find_type(event.proposal.type);
  print_line(filled(context.say("预览：{}（{}），未发送", "preview: {} ({}), not sent"),
                    type ? std::string(pick(type->label, context.lang)) : event.proposal.type,
                    event.proposal.stream));
  if (supposed.last) {
    print_line(filled(context.say("现为第 {} 版，最近一条：{}", "the stream is at revision {}: {}"),
                      supposed.revision, cited_text(*supposed.last, context.lang, 4)));
  }
  if (const auto told = deadline_of(supposed)) {
    print_line(due_sentence(*told, context.lang));
    std::vector<std::uint64_t> calendars;
    for (const auto& in_force : told->calendars) calendars.push_back(in_force.position);
    print(days_text(*told, day_names(supposed.facts, calendars), context.lang));
  }
  if (const auto* accepted = acceptance(supposed.payload); accepted && accepted->missing) {
    print_line(
        filled(context.say("缺件 {} 份：", "{} papers missing:"), accepted->missing->size()));
    for (const auto& paper : *accepted->missing) {
      print_line("  " + paper.paper +
                 (paper.due ? filled(context.say("，{} 前补齐", ", due {}"), paper.due->to_string())
                            : std::string()));
    }
  }
  if (const auto* request = std::get_if<FundingRequested>(&supposed.payload)) {
    print_payable(context, payable_for(supposed.facts, supposed.cut, *request), request->amount);
  }
  return {};
}

Result<void> print_recorded_since(const Context& context, Source& source, const std::string& stream,
                                  Revision expected) {
  protocol::ReadRequest request;
  request.selection.scope = protocol::Selection::Scope::stream;
  request.selection.name = stream;
  request.from = expected.value + 1;
  TALLY_ASSIGN(const auto page, source.read(request));
  if (page.records.empty()) return {};
  std::fprintf(stderr, "%s\n",
               std::string(context.say("这期间已入账（核对后以新版本号重发）：",
                                       "recorded meanwhile (look, then send again expecting the "
                                       "new revision):"))
                   .c_str());
  for (const auto& record : page.records) {
    TALLY_ASSIGN(const auto event, cite(source, record));
    std::fprintf(stderr, "  %s  %s\n", event.recorded_at.c_str(),
                 cited_text(event, context.lang, 4).c_str());
  }
  return {};
}

}  // namespace tally::cli

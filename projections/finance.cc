// finance: from visits to money drawn, how hard it is to get and how dear (domain 5.3 V14).
#include <algorithm>
#include <map>
#include <set>

#include "projections/figures.h"
#include "projections/selection.h"
#include "projections/views.h"
#include "projections/working_days.h"

namespace tally {
namespace {

struct Case {
  std::optional<Row<FinancingApplied>> applied;
  std::optional<Row<FinancingRecommended>> recommended;
  std::optional<Row<FinancingDeclined>> declined;
  std::vector<Row<FinancingGranted>> grants;
  std::vector<Row<LoanDrawn>> drawn;

  // Refused by one bank and granted by another is granted.
  bool decided() const { return !grants.empty() || declined.has_value(); }
};
using Cases = std::map<std::string_view, Case>;

Cases cases_of(const FactSet& facts, const Cut& cut) {
  Cases cases;
  for (const auto& row : live_rows<FinancingApplied>(facts, cut)) cases[row->case_id].applied = row;
  for (const auto& row : live_rows<FinancingRecommended>(facts, cut)) {
    cases[row->case_id].recommended = row;
  }
  for (const auto& row : live_rows<FinancingDeclined>(facts, cut)) {
    cases[row->case_id].declined = row;
  }
  for (const auto& row : live_rows<FinancingGranted>(facts, cut)) {
    cases[row->case_id].grants.push_back(row);
  }
  for (const auto& row : live_rows<LoanDrawn>(facts, cut)) {
    cases[row->case_id].drawn.push_back(row);
  }
  return cases;
}

// Money lent on credit alone: nothing was pledged for it.
bool on_credit(const std::string& collateral) {
  return collateral == "none" || collateral == "credit" || collateral == "信用";
}

struct Line {
  std::int64_t applied = 0, recommended = 0, granted = 0, declined = 0, drawn = 0, decided = 0;
  std::int64_t rates_missing = 0, collateral_missing = 0, all_legs = 0, days_undetermined = 0;
  Sum need, limit, drawn_amount, rated, credit, collateral_stated;
  Int128 limit_times_rate = 0;
  std::vector<std::int32_t> days;
  Positions positions;

  void add_grant(const FinancingGranted& grant) {
    limit.add(grant.limit);
    if (grant.rate_bp) {
      rated.add(grant.limit);
      limit_times_rate += Int128{grant.limit.minor} * *grant.rate_bp;
    } else {
      ++rates_missing;
    }
    if (grant.collateral) {
      collateral_stated.add(grant.limit);
      if (on_credit(*grant.collateral)) credit.add(grant.limit);
    } else {
      ++collateral_missing;
    }
    if (grant.legs && grant.legs->credit && grant.legs->finance && grant.legs->innovation) {
      ++all_legs;
    }
  }

  // Σ(limit × rate) / Σ limit, rounded half up; nothing in several currencies.
  std::optional<std::int64_t> rate_bp() const {
    const auto whole = rated.total(std::nullopt);
    if (!whole || whole->minor <= 0) return std::nullopt;
    return static_cast<std::int64_t>((limit_times_rate + whole->minor / 2) / whole->minor);
  }
  // The lower one of the middle two of an even number.
  std::optional<std::int64_t> median_days() const {
    if (days.empty()) return std::nullopt;
    auto sorted = days;
    std::sort(sorted.begin(), sorted.end());
    return sorted[(sorted.size() - 1) / 2];
  }
};

class Funnel {
 public:
  Funnel(const FactSet& facts, const ViewQuery& query)
      : facts_(facts), query_(query), calendar_(facts, query.cut) {}

  std::vector<ViewRow> rows() {
    for (const auto& [id, one] : cases_of(facts_, query_.cut)) {
      if (in_year(one.applied)) add(one);
    }
    std::vector<ViewRow> rows;
    rows.push_back(line_row("total", {}, total_));
    visits(rows[0]);
    for (const auto& [bank, line] : banks_) rows.push_back(line_row("bank", bank, line));
    scenarios(rows);
    return rows;
  }

 private:
  template <class Event>
  bool in_year(const std::optional<Row<Event>>& row) const {
    return !query_.year || (row && row->day().year() == *query_.year);
  }

  void add(const Case& one) {
    if (one.applied) {
      ++total_.applied;
      total_.need.add((*one.applied)->need);
      one.applied->note(total_.positions);
    }
    if (one.recommended) {
      ++total_.recommended;
      one.recommended->note(total_.positions);
    }
    if (one.decided()) ++total_.decided;
    if (!one.grants.empty()) ++total_.granted;
    if (one.declined) {
      if (one.grants.empty()) ++total_.declined;
      one.declined->note(total_.positions);
      if ((*one.declined)->bank) {
        Line& bank = banks_[*(*one.declined)->bank];
        ++bank.declined, ++bank.decided;
        one.declined->note(bank.positions);
      }
    }
    if (!one.drawn.empty()) ++total_.drawn;
    for (const auto& grant : one.grants) add_grant(grant);
    for (const auto& drawn : one.drawn) add_drawn(drawn);
    if (one.applied && !one.grants.empty()) add_days(*one.applied, one.grants.front());
  }
  void add_grant(const Row<FinancingGranted>& grant) {
    total_.add_grant(*grant);
    grant.note(total_.positions);
    if (!grant->bank) return;
    Line& bank = banks_[*grant->bank];
    ++bank.granted, ++bank.decided;
    bank.add_grant(*grant);
    grant.note(bank.positions);
  }
  void add_drawn(const Row<LoanDrawn>& drawn) {
    total_.drawn_amount.add(drawn->amount);
    drawn.note(total_.positions);
    if (!drawn->bank) return;
    Line& bank = banks_[*drawn->bank];
    ++bank.drawn;
    bank.drawn_amount.add(drawn->amount);
    drawn.note(bank.positions);
  }
  void add_days(const Row<FinancingApplied>& applied, const Row<FinancingGranted>& first) {
    for (Line* line : {&total_, first->bank ? &banks_[*first->bank] : nullptr}) {
      if (!line) continue;
      if (const auto days = calendar_.between(applied.day(), first.day())) {
        line->days.push_back(*days);
        line->positions.insert(calendar_.positions());
      } else {
        ++line->days_undetermined;
      }
    }
  }

  ViewRow line_row(std::string_view kind, std::string_view bank, const Line& line) const {
    const auto& currency = facts_.currency;
    const auto rate = line.rate_bp();
    Json row;
    row.set("kind", kind);
    row.set("id", kind == "total" ? Json() : Json(bank));
    row.set("applied", line.applied);
    row.set("need", money_json(line.need.total(currency)));
    row.set("recommended", line.recommended);
    row.set("granted", line.granted);
    row.set("declined", line.declined);
    row.set("limit", money_json(line.limit.total(currency)));
    row.set("drawn", line.drawn);
    row.set("drawn_amount", money_json(line.drawn_amount.total(currency)));
    row.set("grant_rate", ratio_json(line.granted, line.decided));
    row.set("rate_bp", number_json(rate));
    row.set("rates_missing", line.rates_missing);
    row.set("days", number_json(line.median_days()));
    row.set("days_undetermined", line.days_undetermined);
    row.set("credit_share",
            money_ratio_json(line.credit.total(currency), line.collateral_stated.total(currency)));
    row.set("collateral_missing", line.collateral_missing);
    row.set("all_legs", line.all_legs);
    return make_row(std::move(row), line.positions, query_);
  }

  void visits(ViewRow& total) const {
    std::int64_t visits = 0;
    std::set<std::string_view> enterprises;
    Positions positions = total_.positions;
    for (const auto& row : live_rows<ServiceVisitRecorded>(facts_, query_.cut)) {
      if (query_.year && row.day().year() != *query_.year) continue;
      ++visits;
      enterprises.insert(row->enterprise);
      row.note(positions);
    }
    total.value.set("visits", visits);
    total.value.set("visited", static_cast<std::int64_t>(enterprises.size()));
    if (query_.with_positions) total.positions = positions.sorted();
  }

  void scenarios(std::vector<ViewRow>& rows) const {
    struct Scenario {
      std::optional<Row<ScenarioLaunched>> launched;
      std::int64_t uses = 0;
      Positions positions;
    };
    std::map<std::string_view, Scenario> all;
    for (const auto& row : live_rows<ScenarioLaunched>(facts_, query_.cut)) {
      all[row->scenario].launched = row;
      row.note(all[row->scenario].positions);
    }
    for (const auto& row : live_rows<CreditReportUsed>(facts_, query_.cut)) {
      if (query_.year && row.day().year() != *query_.year) continue;
      ++all[row->scenario].uses;
      row.note(all[row->scenario].positions);
    }
    for (const auto& [id, scenario] : all) {
      const auto& launched = scenario.launched;
      Json row;
      row.set("kind", "scenario");
      row.set("id", id);
      row.set("name", launched && (*launched)->name ? Json(*(*launched)->name) : Json());
      row.set("launched_on", launched ? Json(launched->day().to_string()) : Json());
      row.set("uses", scenario.uses);
      rows.push_back(make_row(std::move(row), scenario.positions, query_));
    }
  }

  const FactSet& facts_;
  const ViewQuery& query_;
  const WorkingDays calendar_;
  Line total_;
  std::map<std::string_view, Line> banks_;
};

Result<std::vector<ViewRow>> roll_up(const FactSet& facts, const ViewQuery& query) {
  TALLY_TRY(select_year(query));
  return Funnel(facts, query).rows();
}

}  // namespace

ViewDefinition finance_view() {
  using Kind = ViewColumn::Kind;
  return {{"finance",
           1,
           {"企业融资", "enterprise finance"},
           {{"kind", {"行别", "kind of row"}, Kind::text},
            {"id", {"银行或场景", "bank or scenario"}, Kind::text},
            {"visited", {"走访企业", "visited"}, Kind::count},
            {"applied", {"申请", "applied"}, Kind::count},
            {"need", {"需求金额", "need"}, Kind::money},
            {"recommended", {"推荐", "recommended"}, Kind::count},
            {"granted", {"授信", "granted"}, Kind::count},
            {"declined", {"未获批", "declined"}, Kind::count},
            {"limit", {"授信额", "limit"}, Kind::money},
            {"drawn", {"放款", "drawn"}, Kind::count},
            {"drawn_amount", {"放款额", "amount drawn"}, Kind::money},
            {"grant_rate", {"获批率", "grant rate"}, Kind::basis_points},
            {"rate_bp", {"加权利率", "weighted rate"}, Kind::basis_points},
            {"days",
             {"申请到授信（工作日，中位数）", "applied to granted (working days)"},
             Kind::count},
            {"credit_share", {"信用贷款占比", "share on credit"}, Kind::basis_points},
            {"uses", {"信用报告应用", "credit reports used"}, Kind::count}}},
          roll_up};
}

}  // namespace tally

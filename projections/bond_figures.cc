#include "projections/bond_figures.h"

#include <set>

namespace tally {
namespace {

constexpr int kMonthsAhead = 12;

std::optional<Money> share_of(const Money& amount, Int128 part, Int128 whole) {
  if (whole <= 0) return std::nullopt;
  const Int128 share = (Int128{amount.minor} * part + whole / 2) / whole;
  return Money{static_cast<std::int64_t>(share), amount.currency};
}

class Collector {
 public:
  Collector(const FactSet& facts, const Cut& cut, std::optional<int> year)
      : facts_(facts), cut_(cut), year_(year) {}

  BondFigures collect() {
    owners();
    declarations();
    quotas();
    issues();
    proceeds();
    adjustments();
    quota_sources();
    payments();
    spendings();
    revenues();
    return std::move(figures_);
  }

 private:
  // Calls add for the project's line and the total's.
  template <class Values, class Add>
  void both(std::string_view project, const Row<Values>& row, const Add& add) {
    for (BondLine* line : {&figures_.projects[project], &figures_.total}) {
      add(*line);
      row.note(line->positions);
    }
  }
  void owners() {
    for (const auto& row : live_rows(facts_, &Facts::registered, cut_)) {
      if (row->owner != kNotStated) owners_[row.subject_text()] = row.text(row->owner);
    }
  }

  struct Declaration {
    std::optional<Row<DeclarationRow>> declared, withdrawn;
    std::map<std::optional<BondReviewer>, Row<BondReviewed>> reviews;  // The last of each reviewer.
  };
  // Passed: every reviewer that spoke let it pass; the least of their amounts. Nothing before any
  // review.
  static std::optional<Money> passed(const Declaration& declaration) {
    std::optional<Money> least;
    for (const auto& [reviewer, review] : declaration.reviews) {
      const auto result = review->result;
      if (result == ReviewResult::rejected || result == ReviewResult::returned) return std::nullopt;
      if (!result && review->amount.minor == 0) return std::nullopt;
      if (least && least->currency != review->amount.currency) return std::nullopt;
      if (!least || review->amount.minor < least->minor) least = review->amount;
    }
    return least;
  }
  void declarations() {
    std::map<std::string_view, Declaration> all;
    for (const auto& row : live_rows(facts_, &Facts::declarations, cut_)) {
      Declaration& declaration = all[row.text(row->declaration_id)];
      (row->amount ? declaration.declared : declaration.withdrawn) = row;
    }
    for (const auto& row : live_rows<BondReviewed>(facts_, cut_)) {
      all[row->declaration_id].reviews.insert_or_assign(row->reviewer, row);
    }
    for (const auto& [id, declaration] : all) {
      if (declaration.declared) declare(declaration);
    }
  }
  void declare(const Declaration& declaration) {
    const auto& row = *declaration.declared;
    if (year_ && row->year != *year_) return;
    both(row.subject_text(), row, [&](BondLine& line) {
      if (declaration.withdrawn) return declaration.withdrawn->note(line.positions);
      line.declared.add(row->amount);
      line.years[row->year].declared.add(row->amount);
      ++line.years[row->year].declarations;
      if (const auto amount = passed(declaration)) line.passed.add(amount);
      for (const auto& [reviewer, review] : declaration.reviews) review.note(line.positions);
    });
  }

  void quotas() {
    for (const auto& row : live_rows<BondQuotaAllotted>(facts_, cut_)) {
      if (year_ && row->year != *year_) continue;
      figures_.quota.add(row->amount);
      row.note(figures_.total.positions);
    }
  }

  void issues() {
    std::map<std::string_view, Sum> repaid;
    for (const auto& row : live_rows<BondPrincipalRepaid>(facts_, cut_)) {
      repaid[row->bond_code].add(row->amount);
      row.note(figures_.total.positions);
    }
    for (const auto& row : live_rows<BondIssued>(facts_, cut_)) {
      const auto back = repaid[row->bond_code].total(row->amount.currency);
      if (!row->allocations) {
        figures_.total.issued.add(row->amount);
        row.note(figures_.total.positions);
        add_service(figures_.total, row, row->amount, back);
        continue;
      }
      for (const auto& allocation : *row->allocations) {
        both(allocation.project, row, [&](BondLine& line) {
          line.issued.add(allocation.amount);
          add_service(line, row, allocation.amount, back);
        });
      }
    }
  }
  // A year's interest on what is outstanding, or less when the term ends within it, and then the
  // principal; for the share of the bond that is `amount`.
  void add_service(BondLine& line, const Row<BondIssued>& bond, const Money& amount,
                   const std::optional<Money>& repaid) const {
    const bool known =
        repaid && repaid->currency == bond->amount.currency && bond->term_months && bond->coupon_bp;
    if (!known) {
      ++line.terms_missing;
      return;
    }
    const Int128 outstanding = Int128{bond->amount.minor} - repaid->minor;
    const auto principal = share_of(amount, outstanding, bond->amount.minor);
    if (!principal || principal->minor <= 0) return;
    const Date end = months_later(bond.day(), *bond->term_months);
    int months = 0;
    while (months < kMonthsAhead && months_later(cut_.effective, months) < end) ++months;
    line.debt_service.add(
        share_of(*principal, Int128{*bond->coupon_bp} * months, Int128{10000} * 12));
    if (end <= months_later(cut_.effective, kMonthsAhead)) line.debt_service.add(principal);
  }

  void proceeds() {
    for (const auto& row : live_rows<BondProceedsReceived>(facts_, cut_)) {
      both(row->project, row, [&](BondLine& line) {
        line.received.add(row->amount);
        line.lots[row.day()] += row->amount.minor;
      });
    }
  }
  // Money that moves keeps no age: it waits in the other project from that day on. In the total it
  // stays where it was.
  void adjustments() {
    for (const auto& row : live_rows<BondUseAdjusted>(facts_, cut_)) {
      BondLine& from = figures_.projects[row->from];
      from.adjusted_out.add(row->amount);
      row.note(from.positions);
      BondLine& to = figures_.projects[row->to];
      to.adjusted_in.add(row->amount);
      to.lots[row.day()] += row->amount.minor;
      row.note(to.positions);
    }
  }

  void quota_sources() {
    for (const auto& row : live_rows(facts_, &Facts::quotas, cut_)) {
      if (row->source == FundSource::bond) {
        bond_quotas_.insert(row.text(row->quota_id));
      } else {
        bond_quotas_.erase(row.text(row->quota_id));
      }
    }
  }
  bool from_bond(const Row<PaymentRow>& row) const {
    if (row->source) return *row->source == FundSource::bond;
    return row->quota_id != kNotStated && bond_quotas_.count(row.text(row->quota_id)) != 0;
  }
  // To the unit: appropriated. To anybody else: spent.
  Sum BondLine::*kind_of(const Row<PaymentRow>& row) const {
    const auto owner = owners_.find(row.subject_text());
    if (owner == owners_.end() || row->payee == kNotStated) return &BondLine::unclear;
    return row.text(row->payee) == owner->second ? &BondLine::appropriated : &BondLine::spent;
  }
  void payments() {
    std::map<std::uint64_t, Row<PaymentRow>> paid;
    for (const Facts* part : facts_.parts) {
      each_live(*part, &Facts::payments, cut_, [&](const Row<PaymentRow>& row) {
        if (!from_bond(row)) return;
        paid.emplace(row.order().position, row);
        const auto kind = kind_of(row);
        both(row.subject_text(), row, [&](BondLine& line) { (line.*kind).add(row->amount); });
      });
    }
    for (const Facts* part : facts_.parts) {
      each_live(*part, &Facts::returns, cut_, [&](const Row<ReturnRow>& row) {
        const auto payment = paid.find(row->disbursed);
        if (payment == paid.end()) return;
        const auto kind = kind_of(payment->second);
        both(payment->second.subject_text(), row,
             [&](BondLine& line) { (line.*kind).subtract(row->amount); });
      });
    }
  }
  void spendings() {
    for (const Facts* part : facts_.parts) {
      each_live(*part, &Facts::spent, cut_, [&](const Row<SpentRow>& row) {
        if (row->source != FundSource::bond) return;
        both(row.subject_text(), row, [&](BondLine& line) { line.spent.add(row->amount); });
      });
    }
  }

  // The last word on each project, bond and period; a period inside a longer one that was reported
  // too is in that one.
  void revenues() {
    using Key = std::pair<std::string_view, std::string_view>;
    std::map<Key, std::map<std::pair<Date, Date>, Row<BondRevenueReported>>> reported;
    const Date from = months_later(cut_.effective, -kMonthsAhead);
    for (const auto& row : live_rows<BondRevenueReported>(facts_, cut_)) {
      if (row->period.last_day() <= from) continue;
      const Key key{row->project, row->bond_code ? std::string_view(*row->bond_code) : ""};
      reported[key].insert_or_assign({row->period.first_day(), row->period.last_day()}, row);
    }
    for (const auto& [key, periods] : reported) {
      for (const auto& period : periods) {
        if (inside_another(period.first, periods)) continue;
        const auto& row = period.second;
        both(row->project, row, [&](BondLine& line) { line.revenue.add(row->amount); });
      }
    }
  }
  template <class Periods>
  static bool inside_another(const std::pair<Date, Date>& days, const Periods& periods) {
    for (const auto& [other, row] : periods) {
      if (other != days && other.first <= days.first && days.second <= other.second) return true;
    }
    return false;
  }

  const FactSet& facts_;
  const Cut& cut_;
  const std::optional<int> year_;
  std::map<std::string_view, std::string_view> owners_;  // By project.
  std::set<std::string_view> bond_quotas_;
  BondFigures figures_;
};

}  // namespace

std::optional<Money> BondLine::idle(const std::optional<Currency>& currency) const {
  Sum sum = received;
  sum.add(adjusted_in);
  for (const Sum* less : {&adjusted_out, &spent}) {
    if (less->stated == 0) continue;
    const auto amount = less->total(currency);
    if (!amount) return std::nullopt;
    sum.subtract(*amount);
  }
  return sum.total(currency);
}

std::optional<IdleDays> idle_days(const BondLots& lots, const Money& idle, Date effective) {
  if (idle.minor <= 0) return std::nullopt;
  Int128 waits = idle.minor;
  Int128 money_days = 0;
  IdleDays result;
  // First in, first out: what is left is of the last that came.
  for (auto lot = lots.rbegin(); lot != lots.rend() && waits > 0; ++lot) {
    const Int128 amount = std::min(waits, lot->second);
    const std::int64_t days = effective.days - lot->first.days;
    money_days += amount * days;
    result.oldest = days;
    waits -= amount;
  }
  if (waits > 0) return std::nullopt;
  result.weighted = static_cast<std::int64_t>((money_days + idle.minor / 2) / idle.minor);
  return result;
}

BondFigures bond_figures(const FactSet& facts, const Cut& cut, std::optional<int> year) {
  return Collector(facts, cut, year).collect();
}

Date months_later(Date day, int months) {
  const std::int64_t month = std::int64_t{day.year()} * 12 + day.month() - 1 + months;
  if (month < 12) return kFirstDate;
  if (month >= 9999 * 12 + 11) return kLastDate;
  const int year = static_cast<int>(month / 12);
  const int of_year = static_cast<int>(month % 12) + 1;
  const Date next = of_year == 12 ? Date::of(year + 1, 1, 1) : Date::of(year, of_year + 1, 1);
  return std::min(Date::of(year, of_year, 1).plus_days(day.day() - 1), next.plus_days(-1));
}

}  // namespace tally

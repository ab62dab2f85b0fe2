// What holds between the fields of one event, where it takes more than a line.
#include <algorithm>
#include <map>
#include <set>

#include "core/catalogue/approval.h"
#include "core/catalogue/investment.h"
#include "core/catalogue/target.h"

namespace tally {
namespace {

std::string step_path(std::size_t index, std::string_view field) {
  return "steps[" + std::to_string(index) + "]." + std::string(field);
}

// -?digits[.digits] with at most 18 digits.
bool is_short_decimal(std::string_view text) {
  if (!text.empty() && text[0] == '-') text.remove_prefix(1);
  const auto point = text.find('.');
  const auto whole = text.substr(0, point);
  const auto fraction =
      point == std::string_view::npos ? std::string_view("0") : text.substr(point + 1);
  const auto digits = [](std::string_view part) {
    return !part.empty() &&
           std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  return digits(whole) && digits(fraction) && whole.size() + fraction.size() <= 19;
}

}  // namespace

Result<void> check_step_plans(const std::vector<StepPlan>& steps) {
  std::map<std::string_view, std::size_t> index;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!index.emplace(steps[i].step, i).second) {
      return invalid(step_path(i, "step"), "stands twice");
    }
  }
  // Takes out, again and again, the steps whose dependencies are out; what stays is a cycle.
  std::set<std::size_t> left;
  for (std::size_t i = 0; i < steps.size(); ++i) left.insert(i);
  const auto ready = [&](std::size_t i) {
    if (!steps[i].depends_on) return true;
    return std::none_of(steps[i].depends_on->begin(), steps[i].depends_on->end(),
                        [&](const std::string& name) {
                          const auto at = index.find(name);
                          return at != index.end() && left.contains(at->second);
                        });
  };
  for (bool moved = true; moved;) {
    moved = false;
    for (auto at = left.begin(); at != left.end();) {
      const bool out = ready(*at);
      at = out ? left.erase(at) : std::next(at);
      moved = moved || out;
    }
  }
  if (!left.empty()) {
    return invalid(step_path(*left.begin(), "depends_on"), "depends on itself in a circle");
  }
  return {};
}

Result<void> MetricValue::check() const {
  const int given = (money ? 1 : 0) + (bp ? 1 : 0) + (count ? 1 : 0) + (decimal ? 1 : 0);
  if (given != 1) return invalid("", "must be exactly one of money, bp, count and decimal");
  if (decimal && !is_short_decimal(*decimal)) {
    return invalid("decimal", "must be decimal text of at most 18 digits, such as \"-12.5\"");
  }
  return {};
}

Result<void> InvestmentReported::check() const {
  if (period.kind != Period::Kind::month) return invalid("period", "must be a month");
  if (period.index == 1 && month && ytd && *month != *ytd) {
    return invalid("ytd", "must be the month's figure in January");
  }
  if (components && ytd && components->building && components->installation &&
      components->equipment && components->other) {
    MoneySum sum;
    for (const auto& part : {components->building, components->installation, components->equipment,
                             components->other}) {
      sum.add(*part);
    }
    if (sum.mixed() || sum.currency() != ytd->currency || sum.minor() != ytd->minor) {
      return invalid("components", "do not add up to the year to date");
    }
  }
  return {};
}

}  // namespace tally

// What holds between the fields of one event, where it takes more than a line.
#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "core/catalogue/approval.h"
#include "core/catalogue/bond.h"
#include "core/catalogue/investment.h"
#include "core/catalogue/project.h"
#include "core/catalogue/reference.h"
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
      point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  const auto digits = [](std::string_view part) {
    return !part.empty() &&
           std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  const bool good = digits(whole) && (point == std::string_view::npos || digits(fraction));
  return good && whole.size() + fraction.size() <= 18;
}

}  // namespace

Result<void> check_step_plans(const std::vector<StepPlan>& steps) {
  std::map<std::string_view, std::size_t> index;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!index.emplace(steps[i].step, i).second) {
      return invalid(step_path(i, "step"), "stands twice");
    }
  }
  // A step that waits for no other here is taken out, and with it its claim on those that wait for
  // it; what stays in the end is a circle. Each dependency is looked at twice, however long the
  // list: a payload may name tens of thousands.
  std::vector<std::size_t> waits_for(steps.size());
  std::vector<std::vector<std::size_t>> awaited_by(steps.size());
  std::vector<std::size_t> free;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    for (const auto& name : steps[i].depends_on.value_or(std::vector<std::string>())) {
      const auto at = index.find(name);
      if (at == index.end()) continue;
      ++waits_for[i];
      awaited_by[at->second].push_back(i);
    }
    if (waits_for[i] == 0) free.push_back(i);
  }
  while (!free.empty()) {
    const auto out = free.back();
    free.pop_back();
    for (const auto i : awaited_by[out]) {
      if (--waits_for[i] == 0) free.push_back(i);
    }
  }
  const auto stuck = std::find_if(waits_for.begin(), waits_for.end(), [](auto n) { return n > 0; });
  if (stuck != waits_for.end()) {
    return invalid(step_path(static_cast<std::size_t>(stuck - waits_for.begin()), "depends_on"),
                   "depends on itself in a circle");
  }
  return {};
}

Result<void> check_decimal(const std::optional<std::string>& text, std::string_view field) {
  if (!text || is_short_decimal(*text)) return {};
  return invalid(std::string(field),
                 "must be decimal text of at most 18 digits, such as \"-12.5\"");
}

Result<void> check_parts(const std::string& project, const std::vector<ProjectPart>& parts) {
  std::set<std::string_view> named = {project};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (named.insert(parts[i].project).second) continue;
    const bool itself = parts[i].project == project;
    return invalid("parts[" + std::to_string(i) + "].project",
                   itself ? "must be another project" : "stands twice");
  }
  return {};
}

Result<void> BondIssued::check() const {
  if (!allocations) return {};
  std::set<std::string_view> projects;
  MoneySum sum;
  for (std::size_t i = 0; i < allocations->size(); ++i) {
    const auto& part = (*allocations)[i];
    const auto path = "allocations[" + std::to_string(i) + "]";
    if (!projects.insert(part.project).second) return invalid(path + ".project", "stands twice");
    sum.add(part.amount);
    if (!part.capital_part) continue;
    if (part.capital_part->currency != part.amount.currency ||
        part.capital_part->minor > part.amount.minor) {
      return invalid(path + ".capital_part", "must be a part of the amount");
    }
  }
  if (sum.mixed() || sum.currency() != amount.currency || sum.minor() != amount.minor) {
    return invalid("allocations", "do not add up to the amount");
  }
  return {};
}

Result<void> MetricValue::check() const {
  const int given = (money ? 1 : 0) + (bp ? 1 : 0) + (count ? 1 : 0) + (decimal ? 1 : 0);
  if (given != 1) return invalid("", "must be exactly one of money, bp, count and decimal");
  return check_decimal(decimal, "decimal");
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

Result<void> CodelistPublished::check() const {
  std::set<std::string_view> codes;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!codes.insert(items[i].code).second) {
      return invalid("items[" + std::to_string(i) + "].code", "stands twice");
    }
  }
  return {};
}

}  // namespace tally

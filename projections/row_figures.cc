#include "projections/row_figures.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "core/event/money.h"

namespace tally {
namespace {

// Members that hold the id of what a row speaks of.
constexpr std::array kSubjects = {
    std::string_view("project"),     std::string_view("phase_id"),  std::string_view("target"),
    std::string_view("rule"),        std::string_view("about"),     std::string_view("reason"),
    std::string_view("subject"),     std::string_view("industry"),  std::string_view("body_id"),
    std::string_view("enterprise"),  std::string_view("policy_id"), std::string_view("bond_code"),
    std::string_view("declaration"), std::string_view("case_id"),   std::string_view("org"),
    std::string_view("metric")};
// Where a row speaks of no single thing: the group it adds up.
constexpr std::array kGroups = {std::string_view("class"), std::string_view("stage")};
// What tells the parts of a row from each other.
constexpr std::array kPartIds = {std::string_view("step"),        std::string_view("quota_id"),
                                 std::string_view("contract_id"), std::string_view("metric"),
                                 std::string_view("bond_code"),   std::string_view("planned_class"),
                                 std::string_view("kind"),        std::string_view("year")};

std::string plain(const Json& value) {
  if (value.string()) return *value.string();
  if (value.integer()) return std::to_string(*value.integer());
  return value.is_null() ? "none" : to_json_text(value);
}

bool stated(const Json* value) { return value && (value->string() || value->integer()); }

template <class Names>
void add_members(std::string& key, const Json& row, const Names& names) {
  for (const auto name : names) {
    const Json* value = row.find(name);
    if (!stated(value)) continue;
    key += (key.empty() ? "" : ",") + std::string(name) + "=" + plain(*value);
  }
}

// {"minor","currency"}, {"part","whole","bp"}, {"bp"}, {"money"}, {"count"}, {"decimal"}.
bool is_quantity(const Json& value) {
  const auto* members = value.object();
  if (!members || members->empty()) return false;
  if (value.find("minor") || value.find("part")) return true;
  const auto& name = members->front().first;
  return members->size() == 1 &&
         (name == "bp" || name == "money" || name == "count" || name == "decimal");
}

std::string part_name(const Json& part, std::size_t index) {
  for (const auto name : kPartIds) {
    if (const Json* value = part.find(name)) return plain(*value);
  }
  return std::to_string(index);
}

void collect(std::vector<RowFigure>& figures, const std::string& path, const Json& value);

void collect_members(std::vector<RowFigure>& figures, const std::string& path, const Json& value) {
  for (const auto& [name, member] : *value.object()) {
    collect(figures, path.empty() ? name : path + "." + name, member);
  }
}

void collect(std::vector<RowFigure>& figures, const std::string& path, const Json& value) {
  if (value.object() && !is_quantity(value)) return collect_members(figures, path, value);
  const auto* items = value.array();
  const bool parts = items && std::any_of(items->begin(), items->end(), [](const Json& item) {
                       return item.object() != nullptr;
                     });
  if (!parts) {
    figures.push_back({path, &value});
    return;
  }
  std::map<std::string, int> seen;
  for (std::size_t i = 0; i < items->size(); ++i) {
    const auto& part = (*items)[i];
    auto name = part_name(part, i);
    if (const int times = ++seen[name]; times > 1) name += "#" + std::to_string(times);
    const auto inside = path + "[" + name + "]";
    if (part.object() && !is_quantity(part)) {
      collect_members(figures, inside, part);
    } else {
      figures.push_back({inside, &part});
    }
  }
}

// "class=completed,year=2025" against a row.
bool satisfies(const Json& row, std::string_view conditions) {
  while (!conditions.empty()) {
    const auto comma = std::min(conditions.find(','), conditions.size());
    const auto condition = conditions.substr(0, comma);
    conditions.remove_prefix(std::min(comma + 1, conditions.size()));
    const auto equals = condition.find('=');
    if (equals == std::string_view::npos) return false;
    const Json* value = row.find(condition.substr(0, equals));
    if (!value || plain(*value) != condition.substr(equals + 1)) return false;
  }
  return true;
}

std::string choices(const std::vector<const Json*>& rows, std::string_view conditions) {
  std::string text;
  constexpr std::size_t kShownMax = 12;
  std::size_t shown = 0;
  for (const Json* row : rows) {
    if (!conditions.empty() && !satisfies(*row, conditions)) continue;
    if (conditions.empty()) {
      text += (text.empty() ? "" : "; ") + row_key(*row);
      if (++shown == kShownMax) return text + "; …";
      continue;
    }
    for (const auto& figure : row_figures(*row)) {
      text += (text.empty() ? "" : ", ") + figure.path;
    }
    return text;
  }
  return text;
}

std::string money_text(const std::string& minor, const Json* currency_code) {
  const auto currency = currency_code && currency_code->string()
                            ? Currency::parse(*currency_code->string())
                            : invalid("currency", "is missing");
  Money money;
  const auto read = std::from_chars(minor.data(), minor.data() + minor.size(), money.minor);
  if (!currency.ok() || read.ec != std::errc()) return minor;
  money.currency = *currency;
  return money.to_decimal() + " " + std::string(currency->code());
}

std::string percent_text(std::int64_t bp) {
  const auto size = bp < 0 ? -bp : bp;
  const auto cents = std::to_string(size % 100);
  return (bp < 0 ? "-" : "") + std::to_string(size / 100) + "." +
         (cents.size() < 2 ? "0" + cents : cents) + "%";
}

}  // namespace

bool names_a_subject(const Json& row) {
  return std::any_of(kSubjects.begin(), kSubjects.end(),
                     [&](std::string_view name) { return stated(row.find(name)); });
}

std::string row_key(const Json& row) {
  std::string key;
  add_members(key, row, std::array{std::string_view("kind")});
  if (names_a_subject(row)) {
    add_members(key, row, kSubjects);
  } else {
    add_members(key, row, kGroups);
  }
  return key;
}

std::vector<RowFigure> row_figures(const Json& row) {
  std::vector<RowFigure> figures;
  if (row.object()) collect_members(figures, "", row);
  return figures;
}

const Json* find_figure(const Json& row, std::string_view path) {
  if (const Json* whole = row.find(path)) return whole;  // A list of parts, as a whole.
  for (const auto& figure : row_figures(row)) {
    if (figure.path == path) return figure.value;
  }
  return nullptr;
}

Result<FigureAt> find_figure(const std::vector<const Json*>& rows, std::string_view text) {
  // Ids may hold dots, and so may figures: the split furthest to the right that fits is meant.
  std::string_view conditions;
  for (auto dot = text.size(); dot != std::string_view::npos && dot > 0;
       dot = text.rfind('.', dot - 1)) {
    if (dot == text.size()) continue;
    const auto before = text.substr(0, dot);
    if (before.find('=') == std::string_view::npos) break;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!satisfies(*rows[i], before)) continue;
      if (conditions.empty()) conditions = before;
      const auto path = text.substr(dot + 1);
      if (find_figure(*rows[i], path)) return FigureAt{i, std::string(path)};
    }
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (find_figure(*rows[i], text)) return FigureAt{i, std::string(text)};
  }
  if (!conditions.empty()) {
    return invalid("figure", "the row has no such figure; it has: " + choices(rows, conditions));
  }
  return invalid("figure", "\"" + std::string(text) +
                               "\" names no figure; write CONDITIONS.FIGURE, for instance "
                               "class=completed.count. The rows are: " +
                               choices(rows, ""));
}

std::string figure_text(const Json& value) {
  if (value.is_null()) return "-";
  if (value.string()) return *value.string();
  if (value.boolean()) return *value.boolean() ? "true" : "false";
  if (value.integer()) return std::to_string(*value.integer());
  if (const Json* minor = value.find("minor"); minor && minor->string()) {
    return money_text(*minor->string(), value.find("currency"));
  }
  if (const Json* bp = value.find("bp"); bp && bp->integer()) return percent_text(*bp->integer());
  for (const auto name : {"money", "count", "decimal"}) {
    if (const Json* inner = value.find(name)) return figure_text(*inner);
  }
  if (const auto* items = value.array()) {
    std::string text;
    for (const auto& item : *items) text += (text.empty() ? "" : " ") + figure_text(item);
    return text.empty() ? "-" : text;
  }
  return to_json_text(value);
}

}  // namespace tally

// elements: land, energy and the like that projects ask for, and what of it is secured (domain 5.3
// V6).
#include <map>

#include "projections/quantity.h"
#include "projections/selection.h"
#include "projections/views.h"

namespace tally {
namespace {

// What was asked for under one id, and what came of it.
struct Element {
  std::optional<Row<ElementRequested>> requested;
  std::optional<Row<ElementSecured>> secured;  // The last one.
  std::optional<Quantity> quantity;            // Σ of what was secured in the unit asked for.
  bool other_unit = false;
  Positions positions;
};

std::optional<Quantity> decimal(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  MetricValue value;
  value.decimal = *text;
  return Quantity::of(value);
}

// Where no quantity was asked for, or none is told, the word that it is secured is enough.
bool is_secured(const Element& element) {
  if (!element.secured) return false;
  const auto asked = decimal((*element.requested)->quantity);
  if (!asked || (!element.quantity && !element.other_unit)) return true;
  return element.quantity && compare(*element.quantity, *asked) >= 0;
}

struct Line {
  std::int64_t requested = 0, secured = 0, overdue = 0;
  std::int64_t missing = 0;  // Without a quantity, or secured in another unit: not in the sums.
  std::optional<Quantity> asked, got;
  Positions positions;
};

class Elements {
 public:
  Elements(const FactSet& facts, const ViewQuery& query, const ProjectFilter& filter)
      : query_(query) {
    std::map<std::string_view, Element> all;
    for (const auto& row : live_rows<ElementRequested>(facts, query.cut)) {
      all[row->element_id].requested = row;
    }
    for (const auto& row : live_rows<ElementSecured>(facts, query.cut)) {
      const auto at = all.find(row->element_id);
      if (at != all.end() && at->second.requested) take(at->second, row);
    }
    for (auto& [id, element] : all) {
      if (filter.takes((*element.requested)->project)) add(element);
    }
  }

  std::vector<ViewRow> rows() const {
    std::vector<ViewRow> rows;
    for (const auto& [key, line] : kinds_) {
      Json row;
      row.set("kind", "kind");
      row.set("project", Json());
      row.set("element", enum_name(key.first));
      row.set("unit", key.second.empty() ? Json() : Json(key.second));
      write(row, line);
      rows.push_back(make_row(std::move(row), line.positions, query_));
    }
    rows.insert(rows.end(), elements_.begin(), elements_.end());
    return rows;
  }

 private:
  using Key = std::pair<ElementKind, std::string_view>;  // Kind and unit.

  static void take(Element& element, const Row<ElementSecured>& row) {
    element.secured = row;
    row.note(element.positions);
    const auto quantity = decimal(row->quantity);
    if (!quantity) return;
    if (row->unit && row->unit != (*element.requested)->unit) {
      element.other_unit = true;
      return;
    }
    element.quantity = element.quantity ? add(*element.quantity, *quantity) : quantity;
  }

  void add(Element& element) {
    const auto& requested = *element.requested;
    requested.note(element.positions);
    const std::string_view unit = requested->unit ? std::string_view(*requested->unit) : "";
    const bool secured = is_secured(element);
    const bool overdue = !secured && requested->due && *requested->due < query_.cut.effective;
    const auto asked = decimal(requested->quantity);
    Line& line = kinds_[Key{requested->kind, unit}];
    ++line.requested;
    if (secured) ++line.secured;
    if (overdue) ++line.overdue;
    line.positions.insert(element.positions);
    if (asked && !element.other_unit && !(secured && !element.quantity)) {
      line.asked = line.asked ? add(*line.asked, *asked) : asked;
      if (element.quantity)
        line.got = line.got ? add(*line.got, *element.quantity) : element.quantity;
    } else {
      ++line.missing;
    }
    elements_.push_back(element_row(element, asked, secured, overdue));
  }
  ViewRow element_row(const Element& element, const std::optional<Quantity>& asked, bool secured,
                      bool overdue) const {
    const ElementRequested& requested = **element.requested;
    Json row;
    row.set("kind", "element");
    row.set("project", requested.project);
    row.set("id", requested.element_id);
    row.set("element", enum_name(requested.kind));
    row.set("unit", requested.unit ? Json(*requested.unit) : Json());
    row.set("asked", asked ? decimal_json(*asked) : Json());
    row.set("got", element.quantity ? decimal_json(*element.quantity) : Json());
    row.set("org", requested.org ? Json(*requested.org) : Json());
    row.set("due", date_json(requested.due));
    row.set("secured", secured ? 1 : 0);
    row.set("secured_on", secured ? Json(element.secured->day().to_string()) : Json());
    row.set("overdue", overdue ? 1 : 0);
    return make_row(std::move(row), element.positions, query_);
  }
  static Quantity add(const Quantity& a, const Quantity& b) {
    Quantity less = b;
    less.digits = -less.digits;
    return subtract(a, less);
  }
  static Json decimal_json(const Quantity& quantity) { return *quantity.json().find("decimal"); }
  static void write(Json& row, const Line& line) {
    row.set("requested", line.requested);
    row.set("secured", line.secured);
    row.set("overdue", line.overdue);
    row.set("missing", line.missing);
    row.set("asked", line.asked ? decimal_json(*line.asked) : Json());
    row.set("got", line.got ? decimal_json(*line.got) : Json());
    Quantity none;
    none.kind = Quantity::Kind::decimal;
    row.set("secured_rate",
            line.asked ? quantity_ratio_json(line.got.value_or(none), *line.asked) : Json());
  }

  const ViewQuery& query_;
  std::map<Key, Line> kinds_;
  std::vector<ViewRow> elements_;
};

Result<std::vector<ViewRow>> roll_up(const FactSet& facts, const ViewQuery& query) {
  TALLY_ASSIGN(const auto filter, ProjectFilter::of(facts, query));
  return Elements(facts, query, filter).rows();
}

}  // namespace

ViewDefinition elements_view() {
  using Kind = ViewColumn::Kind;
  return {{"elements",
           1,
           {"要素保障", "elements"},
           {{"kind", {"行别", "kind of row"}, Kind::text},
            {"project", {"项目", "project"}, Kind::text},
            {"element", {"要素", "element"}, Kind::text},
            {"unit", {"单位", "unit"}, Kind::text},
            {"requested", {"需求数", "requested"}, Kind::count},
            {"secured", {"已保障", "secured"}, Kind::count},
            {"overdue", {"逾期", "overdue"}, Kind::count},
            {"asked", {"需求量", "quantity asked"}, Kind::text},
            {"got", {"落实量", "quantity secured"}, Kind::text},
            {"secured_rate", {"保障率", "secured rate"}, Kind::basis_points},
            {"due", {"期限", "due"}, Kind::date}}},
          roll_up};
}

}  // namespace tally

#include "projections/merged_views.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "core/base/hex.h"
#include "core/event/money.h"
#include "projections/figures.h"
#include "projections/row_figures.h"

namespace tally {
namespace {

using Values = std::vector<const Json*>;

std::optional<Int128> whole_number(const Json* value) {
  if (!value || !value->string() || value->string()->empty()) return std::nullopt;
  const std::string& text = *value->string();
  const bool negative = text[0] == '-';
  Int128 number = 0;
  if (text.size() > 36 || (negative && text.size() == 1)) return std::nullopt;
  for (std::size_t i = negative ? 1 : 0; i < text.size(); ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    number = number * 10 + (text[i] - '0');
  }
  return negative ? -number : number;
}

class Merging {
 public:
  explicit Merging(bool one_currency) : one_currency_(one_currency) {}

  // One row out of the same row of several ledgers.
  Json row(const Values& rows) {
    not_stated_.clear();
    Json out = object("", rows);
    Json::Array names;
    for (const auto& name : not_stated_) names.push_back(name);
    return out.set("not_stated", std::move(names));
  }

 private:
  Json value(const std::string& path, const Values& all) {
    Values stated;
    for (const Json* each : all) {
      if (each && !each->is_null()) stated.push_back(each);
    }
    if (stated.empty()) return nullptr;
    if (stated.size() < all.size()) not_stated_.insert(path);
    const Json& first = *stated.front();
    if (first.find("minor")) return money(stated);
    if (first.find("part")) return ratio(stated);
    if (first.object()) return object(path, stated);
    if (first.array()) return parts(path, stated);
    if (first.integer()) return number(path, stated);
    return agreed(stated);
  }

  // What all say alike; null when they differ.
  static Json agreed(const Values& stated) {
    for (const Json* each : stated) {
      if (*each != *stated.front()) return nullptr;
    }
    return *stated.front();
  }

  static Json number(const std::string& path, const Values& stated) {
    // Differences of rates and the year are no quantities.
    if (path.ends_with("_bp") || path == "year" || path == "month") return agreed(stated);
    std::int64_t sum = 0;
    for (const Json* each : stated) {
      if (!each->integer() || __builtin_add_overflow(sum, *each->integer(), &sum)) return nullptr;
    }
    return sum;
  }

  static Json money(const Values& stated) {
    std::map<std::string, Int128> sums;
    for (const Json* each : stated) {
      const auto minor = whole_number(each->find("minor"));
      const Json* currency = each->find("currency");
      if (!minor || !currency || !currency->string()) return nullptr;
      sums[*currency->string()] += *minor;
    }
    Json::Array list;
    for (const auto& [currency, sum] : sums) {
      if (sum > INT64_MAX || sum < INT64_MIN) return nullptr;
      Json item;
      item.set("minor", int128_text(sum)).set("currency", currency);
      list.push_back(std::move(item));
    }
    if (list.size() == 1) return list.front();
    return list;
  }

  // Σ part ÷ Σ whole. Parts may be amounts, whose currency a ratio does not say.
  Json ratio(const Values& stated) const {
    if (!one_currency_) return nullptr;
    Int128 part = 0, whole = 0;
    for (const Json* each : stated) {
      const auto a = whole_number(each->find("part")), b = whole_number(each->find("whole"));
      if (!a || !b) return nullptr;
      part += *a, whole += *b;
    }
    const auto bp = rounded_bp(part, whole);
    if (!bp) return nullptr;
    Json out;
    out.set("part", int128_text(part)).set("whole", int128_text(whole));
    return out.set("bp", *bp);
  }

  Json object(const std::string& path, const Values& stated) {
    std::vector<std::string> names;
    for (const Json* each : stated) {
      if (!each->object()) return nullptr;
      for (const auto& [name, member] : *each->object()) {
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
      }
    }
    Json out{Json::Object{}};
    for (const auto& name : names) {
      Values members;
      for (const Json* each : stated) members.push_back(each->find(name));
      out.set(name, value(path.empty() ? name : path + "." + name, members));
    }
    return out;
  }

  // Parts with the same name are merged. Scalars: the list, where all have the same.
  Json parts(const std::string& path, const Values& stated) {
    std::vector<std::string> names;
    std::map<std::string, Values> by_name;
    for (const Json* each : stated) {
      if (!each->array()) return nullptr;
      for (const auto& item : *each->array()) {
        if (!item.object()) return agreed(stated);
        const auto name = part_key(item);
        if (!by_name.count(name)) names.push_back(name);
        by_name[name].push_back(&item);
      }
    }
    Json::Array list;
    for (const auto& name : names) {
      list.push_back(object(path + "[" + name + "]", by_name[name]));
    }
    return list;
  }

  // Of a part: what of it is a name.
  static std::string part_key(const Json& part) {
    std::string key;
    for (const auto& [name, member] : *part.object()) {
      if (member.string() || name == "planned_class")
        key += name + "=" + to_json_text(member) + ";";
    }
    return key;
  }

  const bool one_currency_;
  std::set<std::string> not_stated_;
};

Result<void> fit_together(const std::vector<LedgerView>& ledgers) {
  if (ledgers.empty()) return invalid("ledger", "name at least one ledger");
  std::set<std::string> origins;
  for (const auto& ledger : ledgers) {
    if (!origins.insert(ledger.origin).second) {
      return invalid("ledger", "the ledger " + ledger.origin + " is named twice");
    }
    if (ledger.version != ledgers.front().version) {
      return invalid("version", "the ledgers give different versions of the view");
    }
    if (ledger.cut.effective != ledgers.front().cut.effective) {
      return invalid("effective", "the ledgers speak of different days; give --effective");
    }
  }
  return {};
}

Json ledger_json(const LedgerView& ledger) {
  Json out;
  out.set("origin", ledger.origin).set("currency", ledger.currency);
  out.set("known_size", ledger.cut.known.value).set("root", to_hex(ledger.root.view()));
  out.set("state_hash", to_hex(ledger.state_hash.view()));
  if (ledger.sample) out.set("sample", true);
  return out;
}

struct Group {
  std::string key;
  Values rows;
};

}  // namespace

Result<MergedView> merge_views(std::string_view view, std::vector<LedgerView> ledgers) {
  TALLY_TRY(fit_together(ledgers));
  MergedView merged;
  merged.view = view;
  merged.version = ledgers.front().version;
  merged.effective = ledgers.front().cut.effective;
  const bool one_currency = std::all_of(ledgers.begin(), ledgers.end(), [&](const auto& ledger) {
    return ledger.currency == ledgers.front().currency;
  });
  std::vector<Group> groups;
  Json::Array singles;
  std::map<std::string, std::vector<std::string>> holders;
  for (const auto& ledger : ledgers) {
    for (const auto& row : ledger.rows) {
      const auto key = row_key(row);
      if (names_a_subject(row)) {
        auto& known = holders[key];
        if (known.empty() || known.back() != ledger.origin) known.push_back(ledger.origin);
        Json single;
        single.set("ledger", ledger.origin);
        for (const auto& [name, member] : *row.object()) single.set(name, member);
        singles.push_back(std::move(single));
        continue;
      }
      const auto group = std::find_if(groups.begin(), groups.end(),
                                      [&](const Group& known) { return known.key == key; });
      if (group == groups.end()) {
        groups.push_back({key, {&row}});
      } else {
        group->rows.push_back(&row);
      }
    }
  }
  Merging merging(one_currency);
  for (const auto& group : groups) merged.rows.push_back(merging.row(group.rows));
  for (auto& single : singles) merged.rows.push_back(std::move(single));
  for (auto& [key, origins] : holders) {
    if (origins.size() > 1) merged.twice.push_back({key, std::move(origins)});
  }
  std::vector<ViewRow> hashed;
  for (auto& ledger : ledgers) {
    hashed.push_back({ledger_json(ledger), {}});
    ledger.rows.clear();
  }
  for (const auto& row : merged.rows) hashed.push_back({row, {}});
  merged.ledgers = std::move(ledgers);
  merged.state_hash = view_state_hash("merged/" + merged.view, merged.version, hashed);
  return merged;
}

Json merged_json(const MergedView& merged) {
  Json out;
  out.set("view", merged.view).set("version", merged.version);
  out.set("effective", merged.effective.to_string());
  Json::Array ledgers;
  for (const auto& ledger : merged.ledgers) ledgers.push_back(ledger_json(ledger));
  out.set("ledgers", std::move(ledgers));
  out.set("state_hash", to_hex(merged.state_hash.view()));
  out.set("rows", Json(merged.rows));
  Json::Array twice;
  for (const auto& held : merged.twice) {
    Json::Array origins;
    for (const auto& origin : held.origins) origins.push_back(origin);
    Json item;
    item.set("row", held.row);
    twice.push_back(item.set("ledgers", std::move(origins)));
  }
  return out.set("held_twice", std::move(twice));
}

}  // namespace tally

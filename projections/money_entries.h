// What money is joined by: quotas, contracts, payment requests and projects at one cut, and how
// they are found by the names that the parts of the facts have for them.
#pragma once

#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "projections/figures.h"
#include "projections/names.h"
#include "projections/reading.h"

namespace tally {

inline constexpr std::uint32_t kNoEntry = UINT32_MAX;

// Something by the name that one part has for it.
struct PartName {
  std::uint32_t part = 0;
  Name name = kNotStated;
};

struct Quota {
  bool stated = false;
  PartName project;
  FactOrder order;  // Of the last word on project, source and year.
  std::optional<FundSource> source;
  std::optional<int> year;
  bool opening = false;
  Sum allocated, paid;
  Positions positions;

  void allocate(PartName of, const Row<QuotaRow>& row);
};

struct Contract {
  // Whose word on the project counts: the contract's own, else the first certificate's, those of an
  // opening balance before others.
  enum class Source : std::uint8_t { none, certified, opening, signing };
  PartName project;  // May have no money of its own.
  Source source = Source::none;
  FactOrder order;
  std::optional<Money> price, last_cumulative;
  FactOrder cumulative_order;
  Sum certified, paid;
  Positions positions;

  void sign(PartName of, const Row<ContractRow>& row);
  void certify(PartName of, const Row<CertifiedRow>& row, Source by);
  std::optional<Money> certified_total() const;
};

// There are millions of them, so that they hold no more than they must.
struct Request {
  const FactOrder* order = nullptr;        // Of the last word on project and amount.
  const FactOrder* quota_order = nullptr;  // A later word without a quota leaves the one before it.
  const FactOrder* approved_order = nullptr;
  PartName project;
  PartName quota;
  Money amount;
  std::optional<Money> approved;  // The lower of the two levels.
  bool closed = false;            // Refused or cancelled.
  Sum paid;
  Positions positions;

  void ask(std::uint32_t part, const Row<RequestRow>& row);
  void decide(const Row<DecisionRow>& row);
};

struct ProjectMoney {
  Sum opening_paid, paid, returned, paid_without_quota;
  Sum pending;  // Over its open requests: max(0, approved or requested − paid).
  Positions positions;

  // Takes in what the request still asks for.
  void settle(const Request& request);
};

// The entries that one part of the facts alone names, by its names for them.
template <class Entry>
class OwnEntries {
 public:
  // None, for a part of so many names.
  void reset(std::size_t names) {
    entries_.clear(), names_.clear();
    by_name_.assign(names, kNoEntry);
  }
  // Made when it is not there, which moves the others.
  Entry& of(Name name) {
    auto& known = by_name_[name];
    if (known == kNoEntry) {
      known = size();
      entries_.emplace_back();
      names_.push_back(name);
    }
    return entries_[known];
  }
  // kNoEntry when it is not there.
  std::uint32_t index(Name name) const { return by_name_[name]; }
  // Null when it is not there.
  Entry* find(Name name) {
    const auto known = by_name_[name];
    return known == kNoEntry ? nullptr : &entries_[known];
  }
  std::uint32_t size() const { return static_cast<std::uint32_t>(entries_.size()); }
  Entry& operator[](std::uint32_t index) { return entries_[index]; }
  const Entry& operator[](std::uint32_t index) const { return entries_[index]; }
  Name name(std::uint32_t index) const { return names_[index]; }

 private:
  std::vector<Entry> entries_;
  std::vector<Name> names_;
  std::vector<std::uint32_t> by_name_;
};

// The entries that several parts may name, found by their text. Calls for different parts may run
// beside each other while none is made.
template <class Entry>
class SharedEntries {
 public:
  explicit SharedEntries(const FactSet& facts) : facts_(facts), by_part_(facts.parts.size()) {}

  // Made when it is not there, which moves the others.
  Entry& of(PartName name) {
    const auto [known, is_new] = by_part_[name.part].try_emplace(name.name, kNoEntry);
    if (known->second == kNoEntry) {
      const auto text = facts_.parts[name.part]->names.text(name.name);
      known->second = ids_.intern(text) - 1;  // The first name is 1.
      if (known->second == entries_.size()) {
        entries_.emplace_back();
        texts_.push_back(text);
      }
    }
    return entries_[known->second];
  }
  // Null when it is not there.
  Entry* find(PartName name) {
    if (entries_.empty() || name.name == kNotStated) return nullptr;
    const auto [known, is_new] = by_part_[name.part].try_emplace(name.name, kNoEntry);
    if (is_new) {
      const Name id = ids_.find(facts_.parts[name.part]->names.text(name.name));
      if (id != kNotStated) known->second = id - 1;
    }
    return known->second == kNoEntry ? nullptr : &entries_[known->second];
  }
  std::uint32_t size() const { return static_cast<std::uint32_t>(entries_.size()); }
  Entry& operator[](std::uint32_t index) { return entries_[index]; }
  const Entry& operator[](std::uint32_t index) const { return entries_[index]; }
  std::string_view text(std::uint32_t index) const { return texts_[index]; }

 private:
  const FactSet& facts_;
  Names ids_;
  std::vector<Entry> entries_;
  std::vector<std::string_view> texts_;
  std::vector<std::unordered_map<Name, std::uint32_t>> by_part_;  // Looked up only, never walked.
};

}  // namespace tally

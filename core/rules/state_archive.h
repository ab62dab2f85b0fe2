// Writes and reads the rule state through the one description of its fields (state_fields.h).
//
// Fixed little-endian integers; u32 counts; texts as count and bytes; maps in the order of their
// keys, whatever the map: equal states give equal bytes. core/ledger/FORMAT.md draws the sections.
#pragma once

#include <algorithm>
#include <functional>

#include "core/base/wire.h"
#include "core/rules/state_fields.h"

namespace tally::rules {

template <class T>
concept Number = std::integral<T> || std::is_enum_v<T>;
template <class T>
concept Keyed = requires {
  typename T::mapped_type;
};
template <class T>
concept Ids = std::same_as<typename T::key_type, EventId> && !Keyed<T>;
template <class T>
concept Described = std::is_class_v<T> && std::is_aggregate_v<T>;

class StateWriter {
 public:
  // `section` takes each table's bytes; the first error sticks.
  explicit StateWriter(std::function<Result<void>(ByteView)> section)
      : section_(std::move(section)), to_(bytes_) {}

  template <class... T>
  void table(const T&... values) {
    bytes_.clear();
    (value(values), ...);
    if (done_.ok()) done_ = section_(bytes_);
  }
  template <class... T>
  void operator()(const T&... values) {
    (value(values), ...);
  }
  void name(NameId id) { to_.number(id); }
  Result<void> done() const { return done_; }

 private:
  template <Number T>
  void value(const T& v) {
    to_.number(v);
  }
  void value(const Sum& v) {
    to_.number(static_cast<std::uint64_t>(v));
    to_.number(static_cast<std::uint64_t>(v >> 64));
  }
  void value(const std::string& v) { to_.text(v); }
  void value(const Bytes& v) { to_.bytes(v); }
  void value(const EventId& v) { to_.raw(v.view()); }
  void value(const Currency& v) { to_.text(v.code()); }
  template <class T>
  void value(const std::optional<T>& v) {
    to_.flag(v.has_value());
    if (v) value(*v);
  }
  template <class T>
  void value(const std::vector<T>& v) {
    count(v.size());
    for (const auto& item : v) value(item);
  }
  void value(const std::array<Sum, kTotals>& v) {
    for (const auto& item : v) value(item);
  }
  template <Ids Set>
  void value(const Set& v) {
    std::vector<EventId> sorted(v.begin(), v.end());
    std::sort(sorted.begin(), sorted.end());
    value(sorted);
  }
  template <Keyed Map>
  void value(const Map& v) {
    std::vector<const typename Map::value_type*> sorted;
    sorted.reserve(v.size());
    for (const auto& entry : v) sorted.push_back(&entry);
    std::sort(sorted.begin(), sorted.end(),
              [](const auto* a, const auto* b) { return a->first < b->first; });
    count(v.size());
    for (const auto* entry : sorted) {
      value(entry->first);
      value(entry->second);
    }
  }
  template <Described T>
  void value(const T& v) {
    describe(*this, v);
  }
  void count(std::size_t n) {
    TALLY_CHECK(n <= UINT32_MAX);
    to_.number(static_cast<std::uint32_t>(n));
  }

  std::function<Result<void>(ByteView)> section_;
  Bytes bytes_;
  WireWriter to_;
  Result<void> done_;
};

// Refuses what a writer would not have written: lengths beyond the section, values outside their
// range, names that are not there, keys and facts out of order, bytes left over.
class StateReader {
 public:
  // `section` gives each table's bytes.
  explicit StateReader(std::function<Result<Bytes>()> section) : section_(std::move(section)) {}

  template <class... T>
  void table(T&... values) {
    if (!done_.ok()) return;
    auto bytes = section_();
    if (!bytes.ok()) {
      done_ = bytes.error();
      return;
    }
    WireReader from(*bytes);
    from_ = &from;
    (value(values), ...);
    done_ = from.finish();
    from_ = nullptr;
  }
  // The table of names, which is read first.
  void set_names(const std::vector<std::string>& names) { names_ = &names; }
  template <class... T>
  void operator()(T&... values) {
    (value(values), ...);
  }
  void name(NameId& id) {
    id = from_->number<NameId>("name");
    if (id >= names_->size()) from_->fail("name", "is not in the table of names");
  }
  Result<void> done() const { return done_; }

 private:
  template <Number T>
  void value(T& v) {
    if constexpr (std::same_as<T, bool>) {
      v = from_->flag("flag");
    } else if constexpr (std::is_enum_v<T>) {
      using Raw = std::underlying_type_t<T>;
      const auto raw = from_->number<Raw>("kind");
      if (raw >= kinds_of(T{})) from_->fail("kind", "is not one of the known values");
      v = static_cast<T>(raw);
    } else {
      v = from_->number<T>("number");
    }
  }
  static constexpr int kinds_of(Route) { return 3; }
  static constexpr int kinds_of(StepAct) { return static_cast<int>(StepAct::other) + 1; }
  static constexpr int kinds_of(Vintage) { return 3; }
  static constexpr int kinds_of(Period::Kind) { return 3; }

  void value(Sum& v) {
    const auto low = from_->number<std::uint64_t>("sum");
    const auto high = from_->number<std::uint64_t>("sum");
    v = static_cast<Sum>(high) << 64 | static_cast<Sum>(low);
  }
  void value(std::string& v) { v = from_->text("text"); }
  void value(Bytes& v) { v = to_owned(from_->bytes("bytes")); }
  void value(EventId& v) {
    const auto raw = from_->raw(v.bytes.size(), "id");
    if (raw.size() == v.bytes.size()) std::copy(raw.begin(), raw.end(), v.bytes.begin());
  }
  void value(Currency& v) {
    const auto code = from_->text("currency", 3);
    if (code.empty()) return;
    const auto parsed = Currency::parse(code);
    if (!parsed.ok()) return from_->fail("currency", parsed.error().message);
    v = *parsed;
  }
  template <class T>
  void value(std::optional<T>& v) {
    if (from_->flag("optional")) value(v.emplace());
  }
  template <class T>
  void value(std::vector<T>& v) {
    const auto n = from_->number<std::uint32_t>("count");
    // A count that lies reserves no more than a few times what the section holds.
    v.reserve(std::min<std::size_t>(n, from_->remaining() / 4));
    for (std::uint32_t i = 0; i < n && !from_->failed(); ++i) {
      value(v.emplace_back());
      if constexpr (requires { v[0].key(); }) {
        if (i > 0 && !(v[i - 1].key() < v[i].key())) from_->fail("list", "is out of order");
      }
    }
  }
  void value(std::array<Sum, kTotals>& v) {
    for (auto& item : v) value(item);
  }
  template <Ids Set>
  void value(Set& v) {
    std::vector<EventId> ids;
    value(ids);
    v.insert(ids.begin(), ids.end());
  }
  template <Keyed Map>
  void value(Map& v) {
    const auto n = from_->number<std::uint32_t>("count");
    const typename Map::key_type* before = nullptr;
    for (std::uint32_t i = 0; i < n && !from_->failed(); ++i) {
      typename Map::key_type key{};
      value(key);
      if (before && !(*before < key)) return from_->fail("map", "is out of order");
      const auto at = v.try_emplace(std::move(key)).first;
      before = &at->first;
      value(at->second);
    }
  }
  template <Described T>
  void value(T& v) {
    describe(*this, v);
  }

  std::function<Result<Bytes>()> section_;
  const std::vector<std::string>* names_ = nullptr;
  WireReader* from_ = nullptr;
  Result<void> done_;
};

}  // namespace tally::rules

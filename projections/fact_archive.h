// Writes and reads one part of the facts through the one description of its rows (fact_fields.h).
// FORMAT.md draws the bytes. Equal facts give equal bytes.
#pragma once

#include <map>
#include <string>

#include "core/base/check.h"
#include "core/base/wire.h"
#include "core/catalogue/registry.h"
#include "projections/decoding.h"
#include "projections/fact_fields.h"

namespace tally {

// Of a row: what its first byte says.
inline constexpr std::uint8_t kRowTimed = 1;    // An instant follows the day.
inline constexpr std::uint8_t kRowChanged = 2;  // Another event's position follows known_from.
inline constexpr std::uint8_t kRowClosed = 4;   // known_until follows.
// Flags, day, known_from, subject.
inline constexpr std::size_t kRowBytesMin = 1 + 4 + 8 + 4;

// `Sink` has the verbs of WireWriter.
template <class Sink>
class FactWriter {
 public:
  explicit FactWriter(Sink& to) : to_(to) {}

  void part(const FactPart& part) {
    const Names& names = part.facts.names;
    count(names.size() - 1);
    for (Name name = 1; name < names.size(); ++name) to_.text(names.text(name));
    Facts::each_named_table(part.facts, [this](const auto& rows) { this->table(rows); });
    kept_tables(part.facts);
    histories(part.versions);
  }

  template <class... T>
  void operator()(const T&... values) {
    (value(values), ...);
  }
  void name(Name name) { to_.number(name); }
  void position(std::uint64_t position) { to_.number(position); }
  void year(std::int16_t year) { to_.number(year); }
  template <class Event>
  void payload(const Event& event) {
    const auto bytes = encode_payload(event);
    TALLY_CHECK(bytes.ok());  // It was decoded from such bytes.
    to_.bytes(*bytes);
  }

 private:
  void count(std::size_t n) {
    TALLY_CHECK(n <= UINT32_MAX);
    to_.number(static_cast<std::uint32_t>(n));
  }
  void kept_tables(const Facts& facts) {
    std::size_t filled = 0;
    Facts::each_kept_table(facts, [&](const auto& rows) { filled += rows.size() > 0 ? 1 : 0; });
    count(filled);
    Facts::each_kept_table(facts, [this]<class Event>(const Table<Event>& rows) {
      if (rows.size() == 0) return;
      to_.text(Event::kType.name);
      this->table(rows);
    });
  }
  template <class Values>
  void table(const Table<Values>& rows) {
    count(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const FactOrder& order = rows.order[i];
      const bool timed = order.instant_us != INT64_MIN;
      const bool changed = order.position != rows.known_from[i];
      const bool closed = rows.known_until[i] != kStillKnown;
      to_.number(static_cast<std::uint8_t>((timed ? kRowTimed : 0) | (changed ? kRowChanged : 0) |
                                           (closed ? kRowClosed : 0)));
      to_.number(order.day);
      if (timed) to_.number(order.instant_us);
      to_.number(rows.known_from[i]);
      if (changed) to_.number(order.position);
      if (closed) to_.number(rows.known_until[i]);
      to_.number(rows.subject[i]);
      describe(*this, rows.values[i]);
    }
  }
  void histories(const Versions& versions) {
    count(versions.histories().size());
    for (const auto& [original, history] : versions.histories()) {
      to_.number(original);
      to_.flag(history.voided);
      count(history.versions.size());
      for (const auto& version : history.versions) {
        to_.number(version.made_by);
        to_.number(version.rows);
        to_.flag(version.voided);
      }
    }
  }

  template <class T>
  requires(std::integral<T> || std::is_enum_v<T>) void value(const T& v) {
    if constexpr (std::same_as<T, bool>) {
      to_.flag(v);
    } else if constexpr (std::is_enum_v<T>) {
      to_.number(static_cast<std::underlying_type_t<T>>(v));
    } else {
      to_.number(v);
    }
  }
  void value(const Money& v) {
    to_.number(v.minor);
    to_.raw(as_bytes(std::string_view(v.currency.letters.data(), v.currency.letters.size())));
  }
  void value(const Date& v) { to_.number(v.days); }
  void value(const Period& v) {
    to_.number(v.year);
    to_.number(static_cast<std::uint8_t>(v.kind));
    to_.number(v.index);
  }
  void value(const std::vector<std::pair<Date, bool>>& days) {
    count(days.size());
    for (const auto& [day, off] : days) value(day), to_.flag(off);
  }
  template <class T>
  void value(const std::optional<T>& v) {
    to_.flag(v.has_value());
    if (v) value(*v);
  }

  Sink& to_;
};

// Refuses what a writer would not have written: counts and lengths beyond the bytes, values outside
// their range, names that are not there, rows out of order, positions beyond the size, bytes left
// over. Whatever it accepts, views can be asked of.
class FactReader {
 public:
  // Of facts made of so many events. `bytes` outlive this.
  FactReader(ByteView bytes, std::uint64_t size) : from_(bytes), size_(size) {}

  // Into empty facts; after an error they are of no use.
  Result<void> part(FactPart& part) {
    names(part.facts.names);
    Facts::each_named_table(part.facts, [this](auto& rows) { table(rows); });
    kept_tables(part.facts);
    histories(part.versions);
    return from_.finish();
  }

  template <class... T>
  void operator()(T&... values) {
    (value(values), ...);
  }
  void name(Name& name) {
    name = from_.number<Name>("name");
    if (name >= names_) from_.fail("name", "is not in the table of names");
  }
  void position(std::uint64_t& position) {
    position = from_.number<std::uint64_t>("position");
    if (position >= size_) from_.fail("position", "is beyond the size");
  }
  void year(std::int16_t& year) {
    year = from_.number<std::int16_t>("year");
    if (year < 1 || year > 9999) from_.fail("year", "is no year");
  }
  template <class Event>
  void payload(Event& event) {
    const auto bytes = from_.bytes("payload");
    if (from_.failed()) return;
    auto read = decode_payload(Event::kType.name, Event::kType.schema, bytes);
    auto* found = read.ok() ? std::get_if<Event>(&*read) : nullptr;
    if (!found) return from_.fail("payload", "does not decode");
    event = std::move(*found);
  }

 private:
  void names(Names& names) {
    const auto n = count(sizeof(std::uint32_t));
    for (Name name = 1; name <= n && !from_.failed(); ++name) {
      if (names.intern(from_.text("name")) != name) from_.fail("name", "stands twice");
    }
    names_ = names.size();
  }
  // Never more than the bytes can hold.
  std::uint32_t count(std::size_t bytes_each) {
    const auto n = from_.number<std::uint32_t>("count");
    if (n <= from_.remaining() / bytes_each) return n;
    from_.fail("count", "is beyond the bytes");
    return 0;
  }

  void kept_tables(Facts& facts) {
    auto left = count(sizeof(std::uint32_t) * 2 + kRowBytesMin);
    std::string_view type = left > 0 ? from_.text("type") : "";
    Facts::each_kept_table(facts, [&]<class Event>(Table<Event>& rows) {
      if (left == 0 || type != Event::kType.name || from_.failed()) return;
      this->table(rows);
      if (rows.size() == 0) from_.fail("count", "is of a table without rows");
      type = --left > 0 ? from_.text("type") : "";
    });
    if (left > 0) from_.fail("type", "is not kept, or out of order");
  }

  template <class Values>
  void table(Table<Values>& rows) {
    const auto n = count(kRowBytesMin);
    rows.reserve(n);
    std::uint64_t before = 0;
    for (std::uint32_t i = 0; i < n && !from_.failed(); ++i) {
      const auto flags = from_.number<std::uint8_t>("row");
      if (flags > (kRowTimed | kRowChanged | kRowClosed)) from_.fail("row", "has unknown flags");
      FactOrder order;
      Date day;
      value(day);
      order.day = day.days;
      if (flags & kRowTimed) order.instant_us = from_.number<std::int64_t>("instant");
      std::uint64_t known_from = 0;
      position(known_from);
      if (known_from < before) from_.fail("known_from", "is out of order");
      before = known_from;
      order.position = flags & kRowChanged ? from_.number<std::uint64_t>("position") : known_from;
      if (order.position > known_from) from_.fail("position", "is later than what is known of it");
      std::uint64_t known_until = kStillKnown;
      if (flags & kRowClosed) {
        position(known_until);
        if (known_until <= known_from) from_.fail("known_until", "is not behind known_from");
      }
      Name subject = kNotStated;
      name(subject);
      Values values;
      describe(*this, values);
      rows.add(order, known_from, subject, std::move(values));
      rows.known_until.back() = known_until;
    }
  }

  void histories(Versions& versions) {
    constexpr std::size_t kVersionBytes = 8 + 8 + 1;
    std::map<std::uint64_t, Versions::History> all;
    const auto n = count(8 + 1 + 4 + kVersionBytes);
    for (std::uint32_t i = 0; i < n && !from_.failed(); ++i) {
      std::uint64_t original = 0;
      position(original);
      if (!all.empty() && original <= all.rbegin()->first) {
        return from_.fail("original", "is out of order");
      }
      auto& history = all[original];
      history.voided = from_.flag("voided");
      const auto of_it = count(kVersionBytes);
      history.versions.resize(of_it);
      for (auto& version : history.versions) {
        position(version.made_by);
        position(version.rows);
        version.voided = from_.flag("voided");
      }
    }
    if (!from_.failed() && !versions.set_histories(std::move(all))) {
      from_.fail("versions", "do not hold together");
    }
  }

  template <class T>
  requires(std::integral<T> || std::is_enum_v<T>) void value(T& v) {
    if constexpr (std::same_as<T, bool>) {
      v = from_.flag("flag");
    } else if constexpr (std::is_enum_v<T>) {
      const auto raw = from_.number<std::underlying_type_t<T>>("kind");
      if (raw >= kinds_of(T{})) from_.fail("kind", "is not one of the known values");
      v = static_cast<T>(raw);
    } else {
      v = from_.number<T>("number");
    }
  }
  template <class E>
  static constexpr std::size_t kinds_of(E) {
    return EnumNames<E>::kNames.size();
  }
  static constexpr std::size_t kinds_of(StepAct) {
    return static_cast<std::size_t>(StepAct::phase_closed) + 1;
  }
  void value(Money& v) {
    v.minor = from_.number<std::int64_t>("minor");
    const auto code = as_text(from_.raw(v.currency.letters.size(), "currency"));
    if (from_.failed() || code == last_currency_.code()) {
      v.currency = last_currency_;
      return;
    }
    const auto parsed = Currency::parse(code);
    if (!parsed.ok()) return from_.fail("currency", "is none");
    v.currency = last_currency_ = *parsed;
  }
  void value(Date& v) {
    v.days = from_.number<std::int32_t>("day");
    if (v < kFirstDate || v > kLastDate) from_.fail("day", "is none");
  }
  void value(Period& v) {
    year(v.year);
    const auto kind = from_.number<std::uint8_t>("period");
    v.index = from_.number<std::uint8_t>("period");
    constexpr std::uint8_t kIndexMax[] = {1, 4, 12};  // Year, quarter, month.
    if (kind > 2 || v.index < 1 || v.index > kIndexMax[kind]) {
      from_.fail("period", "is none");
      v.index = 1;
      return;
    }
    v.kind = static_cast<Period::Kind>(kind);
  }
  void value(std::vector<std::pair<Date, bool>>& days) {
    days.resize(count(sizeof(std::int32_t) + 1));
    for (auto& [day, off] : days) value(day), off = from_.flag("off");
  }
  template <class T>
  void value(std::optional<T>& v) {
    if (from_.flag("optional")) value(v.emplace());
  }

  WireReader from_;
  std::uint64_t size_;
  std::size_t names_ = 1;
  Currency last_currency_;  // Nearly all rows are of one.
};

}  // namespace tally

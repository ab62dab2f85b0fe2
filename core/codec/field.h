// How a struct names its fields, once, for every archive (decision D3).
//
//   struct ProjectListed {
//     std::string project;
//     std::optional<Money> annual_plan;
//     template <class Archive>
//     void serialize(Archive& ar) {
//       ar(field("project", project, {"项目", "project"}),
//          field("annual_plan", annual_plan, {"年度计划投资", "annual plan"},
//          Limit::not_negative));
//     }
//     Result<void> check() const;   // optional: what holds between fields
//   };
//
// The archives (canonical_archive.h, json_archive.h, schema_archive.h) are cereal archives; this
// header names none of cereal's, so that structs anywhere may use it. Kinds of value: bool, signed
// and unsigned integers, std::string (UTF-8), Money, Currency, Date, Effective, Instant, Period,
// EventId, Hash, Bytes, enums with an EnumNames table, std::vector, std::optional, and structs with
// serialize(). An optional that is absent means *not stated*.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/base/bytes.h"

namespace tally {

// A word in the two languages of the product.
struct Label {
  std::string_view zh;
  std::string_view en;
};

// What a single value must satisfy beyond its type. Checked whenever a value is read.
enum class Limit : std::uint8_t {
  none,
  not_negative,  // Numbers and money >= 0.
  positive,      // Numbers and money > 0.
  filled,        // Text, bytes and vectors are not empty.
  basis_points,  // 0 .. 10000.
};

// What a field is for. One that names the thing itself (its number, its year, its list) or another
// thing is never corrected: the event is voided and recorded anew (C9).
enum class Use : std::uint8_t { statement, identity };

template <class T>
struct Field {
  std::string_view name;
  T& value;
  Label label;
  Limit limit;
  Use use;
};

template <class T>
Field<T> field(std::string_view name, T& value, Label label, Limit limit = Limit::none,
               Use use = Use::statement) {
  return {name, value, label, limit, use};
}

// Bytes that are the canonical payload of another event type, named by two earlier fields.
// In JSON it is that payload's object.
struct EmbeddedField {
  std::string_view name;
  Bytes& payload;
  const std::string& type;
  const std::uint16_t& schema;
  Label label;
};
inline EmbeddedField embedded(std::string_view name, Bytes& payload, const std::string& type,
                              const std::uint16_t& schema, Label label) {
  return {name, payload, type, schema, label};
}

// Specialised for each enum: its values are 0..n-1 in this order (one byte in the encoding).
struct EnumName {
  std::string_view name;  // In JSON.
  Label label;
};
template <class E>
struct EnumNames;  // static constexpr std::array<EnumName, n> kNames;

template <class E>
std::string_view enum_name(E value) {
  return EnumNames<E>::kNames[static_cast<std::size_t>(value)].name;
}

}  // namespace tally

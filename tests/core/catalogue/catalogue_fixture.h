// Payloads as tests write them: JSON text, and the examples of the catalogue.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/base/hex.h"
#include "core/catalogue/registry.h"
#include "tests/support/test_data.h"

namespace tally::test {

inline Result<Bytes> from_text(std::string_view type, std::string_view text) {
  auto json = parse_json(text);
  EXPECT_TRUE(json.ok()) << text << ": " << json.error().to_string();
  if (!json.ok()) return std::move(json).error();
  return payload_from_json(type, 1, *json);
}

// The payload is refused, and the error names the field.
inline void expect_refused(std::string_view type, std::string_view text, std::string_view field) {
  const auto bytes = from_text(type, text);
  ASSERT_FALSE(bytes.ok()) << type << " " << text;
  EXPECT_EQ(bytes.error().code, ErrorCode::invalid);
  EXPECT_EQ(bytes.error().field, field) << type << " " << text << ": " << bytes.error().to_string();
}

inline void expect_taken(std::string_view type, std::string_view text) {
  const auto bytes = from_text(type, text);
  ASSERT_TRUE(bytes.ok()) << type << " " << text << ": " << bytes.error().to_string();
  const auto payload = decode_payload(type, 1, *bytes);
  ASSERT_TRUE(payload.ok()) << type << ": " << payload.error().to_string();
  EXPECT_EQ(encode_payload(*payload).value(), *bytes);
}

inline Payload payload_of(std::string_view type, std::string_view text) {
  return decode_payload(type, 1, from_text(type, text).value()).value();
}

inline Bytes example_bytes_of(const TypeInfo& type) {
  auto bytes = payload_from_json(type.name, type.schema, example_payload(type));
  EXPECT_TRUE(bytes.ok()) << type.name << ": " << bytes.error().to_string();
  return bytes.ok() ? std::move(bytes).value() : Bytes();
}

struct GoldenLine {
  std::string type;
  std::uint16_t schema = 0;
  Bytes bytes;
};

// tests/golden/catalogue.txt: `type schema hex`, one line for every released type and schema.
inline std::vector<GoldenLine> golden_lines() {
  std::istringstream text(read_text(test::source_path("tests/golden/catalogue.txt")));
  std::vector<GoldenLine> lines;
  std::string type;
  std::string hex;
  unsigned schema = 0;
  while (text >> type >> schema >> hex) {
    const auto bytes = from_hex(hex);
    EXPECT_TRUE(bytes.has_value()) << type;
    lines.push_back({type, static_cast<std::uint16_t>(schema), bytes.value_or(Bytes())});
  }
  return lines;
}

}  // namespace tally::test

// The bytes of every type and schema version. A line of tests/golden/catalogue.txt is never changed
// once released: old events hold those bytes for ever. A new type or schema adds the line that the
// first test prints.
#include <gtest/gtest.h>

#include <set>

#include "core/catalogue/event_decoder.h"
#include "tests/core/catalogue/catalogue_fixture.h"
#include "tests/support/fixed_sources.h"

namespace tally::test {
namespace {

TEST(Golden, EveryTypeHasItsLineAndTheExampleGivesIt) {
  std::set<std::string> known;
  for (const auto& line : golden_lines()) {
    EXPECT_TRUE(
        known.insert(line.type + " " + std::to_string(line.schema) + " " + to_hex(line.bytes))
            .second)
        << line.type << " stands twice";
  }
  for (const auto* type : catalogue()) {
    const auto line = std::string(type->name) + " " + std::to_string(type->schema) + " " +
                      to_hex(example_bytes_of(*type));
    EXPECT_TRUE(known.contains(line)) << "not in tests/golden/catalogue.txt:\n" << line;
  }
}

TEST(Golden, EveryLineDecodesAndEncodesToItself) {
  const auto lines = golden_lines();
  EXPECT_EQ(lines.size(), catalogue().size());  // As long as every type has one schema.
  for (const auto& [type, schema, bytes] : lines) {
    const auto payload = decode_payload(type, schema, bytes);
    ASSERT_TRUE(payload.ok()) << type << ": " << payload.error().to_string();
    ASSERT_FALSE(std::holds_alternative<std::monostate>(*payload)) << type << " " << schema;
    EXPECT_EQ(type_of(*payload)->name, type);
    const auto again = encode_payload(*payload);
    ASSERT_TRUE(again.ok()) << type << ": " << again.error().to_string();
    EXPECT_EQ(to_hex(*again), to_hex(bytes)) << type;
  }
}

// Every value that differs in one byte, decoded over the one before.
TEST(Golden, APayloadThatIsUsedAgainKeepsNothing) {
  PayloadDecoder decoder;
  std::size_t decoded = 0;
  for (const auto& [type, schema, bytes] : golden_lines()) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      for (const std::uint8_t value : {0, 1, 2, 0x61, 0xff}) {
        auto changed = bytes;
        changed[i] = value;
        const auto payload = decoder.decode(type, schema, changed);
        ASSERT_EQ(payload.ok(), decode_payload(type, schema, changed).ok())
            << type << " byte " << i;
        if (!payload.ok()) continue;
        ++decoded;
        ASSERT_EQ(encode_payload(**payload).value(), changed) << type << " byte " << i;
      }
    }
  }
  EXPECT_GT(decoded, 1000u);
}

TEST(Golden, JsonGoesThereAndBack) {
  for (const auto& [type, schema, bytes] : golden_lines()) {
    const auto json = payload_to_json(type, schema, bytes);
    ASSERT_TRUE(json.ok()) << type << ": " << json.error().to_string();
    // Through text, as it travels.
    const auto read = parse_json(to_json_text(*json)).value();
    const auto again = payload_from_json(type, schema, read);
    ASSERT_TRUE(again.ok()) << type << ": " << again.error().to_string();
    EXPECT_EQ(to_hex(*again), to_hex(bytes)) << type;
    EXPECT_EQ(payload_to_json(type, schema, *again).value(), *json) << type;
  }
}

TEST(Golden, EveryTruncationAndEveryAdditionIsRefused) {
  for (auto [type, schema, bytes] : golden_lines()) {
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const auto cut = decode_payload(type, schema, ByteView(bytes).first(size));
      ASSERT_FALSE(cut.ok()) << type << " cut to " << size;
      EXPECT_EQ(cut.error().code, ErrorCode::invalid);
    }
    bytes.push_back(0);
    EXPECT_FALSE(decode_payload(type, schema, bytes).ok()) << type;
  }
}

// One encoding per value: what is read must be written again as it was.
void expect_one_encoding(const GoldenLine& line, const Bytes& changed, const std::string& what) {
  const auto payload = decode_payload(line.type, line.schema, changed);
  if (!payload.ok()) {
    ASSERT_EQ(payload.error().code, ErrorCode::invalid) << line.type << " " << what;
    return;
  }
  const auto again = encode_payload(*payload);
  ASSERT_TRUE(again.ok()) << line.type << " " << what << ": " << again.error().to_string();
  ASSERT_EQ(*again, changed) << line.type << " " << what;
  ASSERT_TRUE(payload_to_json(line.type, line.schema, changed).ok()) << line.type << " " << what;
}

TEST(Golden, EveryChangedByteIsRefusedOrReadAsOtherBytes) {
  for (const auto& line : golden_lines()) {
    for (std::size_t i = 0; i < line.bytes.size(); ++i) {
      for (int value = 0; value < 256; ++value) {
        Bytes changed = line.bytes;
        changed[i] = static_cast<std::uint8_t>(value);
        expect_one_encoding(line, changed, "byte " + std::to_string(i));
        if (HasFatalFailure()) return;
      }
    }
  }
}

TEST(Golden, RandomDamageIsRefusedOrReadAsOtherBytes) {
  constexpr std::uint64_t kSeed = 20251001;
  SeededRandom random(kSeed);
  const auto lines = golden_lines();
  for (int run = 0; run < 20'000; ++run) {
    const auto& line = lines[random.below(lines.size())];
    Bytes changed = line.bytes;
    for (auto changes = 1 + random.below(5); changes > 0; --changes) {
      changed[random.below(changed.size())] = static_cast<std::uint8_t>(random.below(4));
    }
    expect_one_encoding(line, changed,
                        "seed " + std::to_string(kSeed) + " run " + std::to_string(run));
    if (HasFatalFailure()) return;
  }
}

TEST(Golden, EveryFieldIsInTheJsonOfTheExample) {
  // Examples fill what they can, so that the golden bytes cover every field that has one.
  for (const auto* type : catalogue()) {
    const auto json = payload_to_json(type->name, type->schema, example_bytes_of(*type)).value();
    const auto description = describe_type(*type);
    for (const auto& field : *description.find("fields")->array()) {
      const auto& name = *field.find("name")->string();
      EXPECT_NE(json.find(name), nullptr) << type->name << " " << name;
    }
  }
}

}  // namespace
}  // namespace tally::test

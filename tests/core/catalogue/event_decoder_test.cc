#include "core/catalogue/event_decoder.h"

#include <gtest/gtest.h>

#include "tests/core/catalogue/catalogue_fixture.h"

namespace tally::test {
namespace {

struct Encoded {
  Bytes header;
  Bytes body;
  RecordView view() const { return {header, body, body.empty()}; }
};

Encoded encoded(const std::string& type, std::uint16_t schema, const Bytes& payload) {
  Proposal proposal;
  proposal.stream = "project-1";
  proposal.type = type;
  proposal.schema = schema;
  proposal.actor = "li";
  return {encode_header(kSuiteSha256Ed25519, encode_proposal(proposal), {}, {}),
          encode_body(Salt{1}, payload)};
}

Encoded reached(const std::string& project) {
  return encoded(
      "milestone.reached", 1,
      from_text("milestone.reached", R"({"code":"start","project":")" + project + R"("})").value());
}

TEST(EventDecoder, GivesHeaderAndPayloadOfOneRecordAfterAnother) {
  EventDecoder decoder;
  for (const std::string project : {"P-1", "P-2"}) {
    const auto record = reached(project);
    ASSERT_TRUE(decoder.decode(record.view()).ok());
    EXPECT_EQ(decoder.header().stream, "project-1");
    EXPECT_EQ(decoder.header().type, "milestone.reached");
    EXPECT_EQ(std::get<MilestoneReached>(decoder.payload()).project, project);
  }
}

TEST(EventDecoder, AnErasedPayloadAndAnUnknownTypeAreNone) {
  EventDecoder decoder;
  ASSERT_TRUE(decoder.decode(reached("P-1").view()).ok());
  auto erased = reached("P-1");
  erased.body.clear();
  ASSERT_TRUE(decoder.decode(erased.view()).ok());
  EXPECT_TRUE(std::holds_alternative<std::monostate>(decoder.payload()));
  const auto later = encoded("project.of_later", 1, {1, 2, 3});
  ASSERT_TRUE(decoder.decode(later.view()).ok());
  EXPECT_TRUE(std::holds_alternative<std::monostate>(decoder.payload()));
  const auto open = encoded("x.note", 1, to_owned(as_bytes("{}")));
  ASSERT_TRUE(decoder.decode(open.view()).ok());
  EXPECT_EQ(std::get<OpenPayload>(decoder.payload()).json, "{}");
}

TEST(EventDecoder, BadBytesAreErrorsAndHarmNoLaterRecord) {
  EventDecoder decoder;
  auto cut = reached("P-1");
  cut.body.pop_back();
  EXPECT_EQ(decoder.decode(cut.view()).error().code, ErrorCode::invalid);
  cut.body.resize(kSaltBytes - 1);
  EXPECT_EQ(decoder.decode(cut.view()).error().code, ErrorCode::corrupt);
  cut.header.pop_back();
  EXPECT_EQ(decoder.decode(cut.view()).error().code, ErrorCode::corrupt);
  const auto whole = reached("P-2");
  ASSERT_TRUE(decoder.decode(whole.view()).ok());
  EXPECT_EQ(std::get<MilestoneReached>(decoder.payload()).project, "P-2");
}

}  // namespace
}  // namespace tally::test

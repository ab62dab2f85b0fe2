#include "core/event/record.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "core/base/hex.h"
#include "core/base/wire.h"
#include "tests/support/fixed_sources.h"
#include "tests/support/format_example.h"

namespace tally {
namespace {

constexpr auto kPage = "core/event/FORMAT.md";

EventId id(std::string_view text) { return EventId::parse(text).value(); }

Salt counted_salt() {
  Salt salt;
  for (std::size_t i = 0; i < salt.size(); ++i) salt[i] = static_cast<std::uint8_t>(i);
  return salt;
}

// The proposal of FORMAT.md.
Proposal example() {
  Proposal proposal;
  proposal.id = id("0f8fad5b-d9cb-469f-a165-70867728950e");
  proposal.stream = "project-117";
  proposal.type = "project.listed";
  proposal.effective = Effective::parse("2025-01-10").value();
  proposal.actor = "clerk-1";
  proposal.organisation = "housing";
  proposal.basis = {{"12/2025", sha256(as_bytes("notice"))}};
  proposal.commitment =
      payload_commitment(counted_salt(), body_payload(test::example_bytes(kPage, "body")));
  return proposal;
}

LedgerPart example_part() {
  LedgerPart part;
  part.position = {42};
  part.revision = {7};
  part.previous = Position{40};
  part.recorded_at = Instant::parse("2025-01-10T01:30:00Z").value();
  part.recorded_offset = {480};
  return part;
}

// Every optional present.
Proposal full() {
  Proposal proposal = example();
  proposal.effective = Effective::parse("2025-03-06T09:30:00.000001-03:30").value();
  proposal.role = "经办";
  proposal.visibility = Visibility::restricted;
  proposal.causation = id("11111111-2222-4333-8444-555555555555");
  proposal.correlation = id("66666666-7777-4888-9999-aaaaaaaaaaaa");
  proposal.basis.push_back({"照片-1", std::nullopt});
  return proposal;
}

LedgerPart full_part() {
  LedgerPart part = example_part();
  part.channel = Channel::local;
  return part;
}

Signature example_signature() {
  Signature signature;
  signature.fill(0xa5);
  return signature;
}

Proposal bare() {
  Proposal proposal;
  proposal.stream = "x-1";
  proposal.type = "x.a";
  proposal.actor = "a";
  return proposal;
}

void expect_equal(const Proposal& a, const Proposal& b) {
  EXPECT_EQ(a.id, b.id);
  EXPECT_EQ(content_difference(a, b, false), std::nullopt);
  EXPECT_EQ(a.commitment, b.commitment);
}

TEST(RecordFormat, TheWorkedExampleIsWhatTheCodeWrites) {
  const auto header =
      encode_header(kSuiteSha256Ed25519, encode_proposal(example()), example_part(), {});
  EXPECT_EQ(to_hex(header), to_hex(test::example_bytes(kPage, "header")));
  const std::uint8_t prefix[] = {0};
  EXPECT_EQ(to_hex(sha256({prefix, header}).view()), to_hex(test::example_bytes(kPage, "leaf")));
  const auto body = test::example_bytes(kPage, "body");
  EXPECT_EQ(body_salt(body), counted_salt());
  EXPECT_EQ(encode_body(body_salt(body), body_payload(body)), body);
}

TEST(RecordFormat, TheDerivedIdIsThatOfTheWorkedExample) {
  // The example is the name behind the namespace; the parts read from it give the id.
  const auto name = test::example_bytes(kPage, "derived");
  WireReader in(ByteView(name).subspan(16));
  const auto first = in.text("");
  const auto second = in.text("");
  const auto third = in.text("");
  ASSERT_TRUE(in.finish().ok());
  EXPECT_EQ(derived_event_id({first, second, third}).to_string(),
            "7a4155ab-7d51-51f6-ad83-5c9a2c475754");
}

TEST(RecordFormat, GoldenBytesOfAHeaderWithEverything) {
  const auto header =
      encode_header(kSuiteSha256Ed25519, encode_proposal(full()), full_part(), example_signature());
  EXPECT_EQ(to_hex(header),
            "0101e30000000f8fad5bd9cb469fa16570867728950e0b00000070726f6a6563742d3131370e0000"
            "0070726f6a6563742e6c6973746564010001b94e00000101967af6070000002eff07000000636c65"
            "726b2d310107000000686f7573696e670106000000e7bb8fe58a9e02011111111122224333844455"
            "55555555550166666666777748889999aaaaaaaaaaaa02000700000031322f32303235019368a7d2"
            "1e018f64ae3327d2f25cd4d7693b2d85328e4bb680bcfcbd4c26b90e08000000e785a7e789872d31"
            "0017f84e40be4b0fa5e8f0b3b30dcfdd3d915d6ceebf5dea81c31e4ab77e9fef932a000000000000"
            "00070000000000000001280000000000000000367c08502b0600e0010301a5a5a5a5a5a5a5a5a5a5"
            "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5"
            "a5a5a5a5a5a5a5a5a5a5a5a5a5a5");
}

TEST(RecordFormat, GoldenBytesOfAHeaderWithNothing) {
  const auto header = encode_header(kSuiteSha256Ed25519, encode_proposal(bare()), {}, {});
  EXPECT_EQ(to_hex(header),
            "01014d0000000000000000000000000000000000000003000000782d3103000000782e6101000001"
            "00000061000001000000000000000000000000000000000000000000000000000000000000000000"
            "0000000000000000000000000000000000000000000000000000000000000000");
}

TEST(RecordFormat, TheCommitmentHasItsOwnDomain) {
  EXPECT_EQ(to_hex(payload_commitment(counted_salt(), as_bytes("payload")).view()),
            "4502f5ffcd57b23cd344fdc9dd533503a25bdde0281dfb87aba3414ff47b2c4d");
  EXPECT_NE(payload_commitment(counted_salt(), as_bytes("a")),
            payload_commitment({}, as_bytes("a")));
}

TEST(Proposal, ComesBackAsItWas) {
  for (const auto& proposal : {bare(), example(), full()}) {
    const auto bytes = encode_proposal(proposal);
    const auto back = decode_proposal(bytes);
    ASSERT_TRUE(back.ok()) << back.error().to_string();
    expect_equal(*back, proposal);
    EXPECT_EQ(encode_proposal(*back), bytes);
  }
}

TEST(Proposal, EveryTruncationAndEveryAdditionIsRefused) {
  auto bytes = encode_proposal(full());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto cut = decode_proposal(ByteView(bytes).first(size));
    ASSERT_FALSE(cut.ok()) << size;
    EXPECT_EQ(cut.error().code, ErrorCode::invalid);
  }
  bytes.push_back(0);
  EXPECT_FALSE(decode_proposal(bytes).ok());
}

TEST(Proposal, EveryChangedByteIsRefusedOrReadAsOtherBytes) {
  const auto bytes = encode_proposal(full());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (int value = 0; value < 256; ++value) {
      auto changed = bytes;
      changed[i] = static_cast<std::uint8_t>(value);
      const auto read = decode_proposal(changed);
      if (!read.ok()) continue;
      ASSERT_EQ(encode_proposal(*read), changed) << "byte " << i;
    }
  }
}

TEST(Proposal, LimitsHoldInBothDirections) {
  struct Case {
    const char* field;
    std::function<void(Proposal&)> change;
  };
  const std::string long_text(kCodeBytesMax + 1, 'a');
  const Case cases[] = {
      {"stream", [](auto& p) { p.stream = "117"; }},
      {"stream", [](auto& p) { p.stream = "project-示例"; }},
      {"type", [](auto& p) { p.type = "funding"; }},
      {"schema", [](auto& p) { p.schema = 0; }},
      {"actor", [](auto& p) { p.actor.clear(); }},
      {"actor", [&](auto& p) { p.actor = long_text; }},
      {"actor", [](auto& p) { p.actor = "\xff"; }},
      {"organisation", [&](auto& p) { p.organisation = long_text; }},
      {"organisation", [](auto& p) { p.organisation = "\xc0\xaf"; }},
      {"role", [&](auto& p) { p.role = long_text; }},
      {"role", [](auto& p) { p.role = "\xed\xa0\x80"; }},
      {"effective", [](auto& p) { p.effective->date = kLastDate.plus_days(1); }},
      {"effective", [](auto& p) { p.effective->date = kFirstDate.plus_days(-1); }},
      {"effective", [](auto& p) { p.effective->time->us_of_day = kMicrosPerDay; }},
      {"effective", [](auto& p) { p.effective->time->us_of_day = -1; }},
      {"effective", [](auto& p) { p.effective->time->offset.minutes = 1081; }},
      {"basis",
       [](auto& p) {
         p.basis.assign(kBasisMax + 1, {"a", {}});
       }},
      {"basis.number", [](auto& p) { p.basis[1].number.clear(); }},
      {"basis.number", [&](auto& p) { p.basis[1].number = long_text; }},
  };
  for (const auto& [field, change] : cases) {
    Proposal proposal = full();
    ASSERT_TRUE(check_proposal(proposal).ok());
    change(proposal);
    const auto checked = check_proposal(proposal);
    ASSERT_FALSE(checked.ok()) << field;
    EXPECT_EQ(checked.error().code, ErrorCode::invalid);
    EXPECT_EQ(checked.error().field, field);
    const auto read = decode_proposal(encode_proposal(proposal));
    ASSERT_FALSE(read.ok()) << field;
    EXPECT_EQ(read.error().field, field);
  }
}

TEST(Proposal, AtItsLimitsIsTaken) {
  Proposal proposal = full();
  proposal.stream = "project-" + std::string(200, 'a');
  proposal.type = "x." + std::string(62, 'a');
  proposal.actor.assign(kCodeBytesMax, 'a');
  proposal.organisation.emplace(kCodeBytesMax, 'b');
  proposal.role.emplace(kCodeBytesMax, 'c');
  proposal.basis.assign(kBasisMax, {"照片", sha256(as_bytes("1"))});
  proposal.effective->date = kFirstDate;
  proposal.effective->time = {kMicrosPerDay - 1, {1080}};
  ASSERT_TRUE(check_proposal(proposal).ok());
  const auto back = decode_proposal(encode_proposal(proposal));
  ASSERT_TRUE(back.ok()) << back.error().to_string();
  expect_equal(*back, proposal);
}

TEST(Content, EveryFieldButTheCommitmentIsCompared) {
  struct Case {
    const char* field;
    std::function<void(Proposal&)> change;
  };
  const Case cases[] = {
      {"stream", [](auto& p) { p.stream = "project-118"; }},
      {"type", [](auto& p) { p.type = "project.delisted"; }},
      {"schema", [](auto& p) { p.schema = 2; }},
      {"effective", [](auto& p) { p.effective.reset(); }},
      {"effective", [](auto& p) { p.effective->time.reset(); }},
      {"effective", [](auto& p) { p.effective->time->offset.minutes += 60; }},
      {"actor", [](auto& p) { p.actor = "clerk-2"; }},
      {"organisation", [](auto& p) { p.organisation.reset(); }},
      {"role", [](auto& p) { p.role = "复核"; }},
      {"visibility", [](auto& p) { p.visibility = Visibility::open; }},
      {"causation", [](auto& p) { p.causation.reset(); }},
      {"correlation", [](auto& p) { p.correlation->bytes[3] ^= 1; }},
      {"basis", [](auto& p) { p.basis.pop_back(); }},
      {"basis", [](auto& p) { p.basis[0].sha256.reset(); }},
  };
  for (const auto& [field, change] : cases) {
    Proposal other = full();
    change(other);
    EXPECT_EQ(content_difference(full(), other, false), field);
    EXPECT_EQ(content_difference(other, full(), false), field);
    if (std::string_view(field) == "basis") {
      EXPECT_EQ(content_difference(full(), other, true), std::nullopt);
    }
  }
  Proposal other = full();
  other.commitment = {};
  EXPECT_EQ(content_difference(full(), other, false), std::nullopt);
}

TEST(Header, ComesBackAsItWas) {
  const auto proposal_bytes = encode_proposal(full());
  const auto header =
      encode_header(kSuiteSha256Ed25519, proposal_bytes, full_part(), example_signature());
  const auto view = decode_header(header);
  ASSERT_TRUE(view.ok()) << view.error().to_string();
  EXPECT_EQ(view->suite, kSuiteSha256Ed25519);
  EXPECT_TRUE(equal(view->proposal_bytes, proposal_bytes));
  expect_equal(view->proposal(), full());
  EXPECT_EQ(view->stream, "project-117");
  EXPECT_EQ(view->role, "经办");
  EXPECT_EQ(view->basis(), full().basis);
  EXPECT_EQ(view->ledger.position, full_part().position);
  EXPECT_EQ(view->ledger.revision, full_part().revision);
  EXPECT_EQ(view->ledger.previous, full_part().previous);
  EXPECT_EQ(view->ledger.recorded_at, full_part().recorded_at);
  EXPECT_EQ(view->ledger.recorded_offset, full_part().recorded_offset);
  EXPECT_EQ(view->ledger.channel, Channel::local);
  EXPECT_EQ(view->signature, example_signature());
}

TEST(Header, WithoutAnEffectiveDateItIsTheRecordedDay) {
  LedgerPart part = example_part();
  part.recorded_at = Instant::parse("2025-01-09T16:30:00Z").value();  // 00:30 of the 10th there.
  const auto header = encode_header(1, encode_proposal(bare()), part, {});
  const auto view = decode_header(header).value();
  EXPECT_EQ(view.effective_or_recorded(), Effective::parse("2025-01-10").value());
  const auto dated = encode_header(1, encode_proposal(full()), part, {});
  EXPECT_EQ(decode_header(dated).value().effective_or_recorded(), *full().effective);
}

TEST(Header, EveryTruncationAndEveryAdditionIsCorrupt) {
  auto header = encode_header(1, encode_proposal(full()), full_part(), example_signature());
  for (std::size_t size = 0; size < header.size(); ++size) {
    const auto cut = decode_header(ByteView(header).first(size));
    ASSERT_FALSE(cut.ok()) << size;
    EXPECT_EQ(cut.error().code, ErrorCode::corrupt);
  }
  header.push_back(0);
  EXPECT_FALSE(decode_header(header).ok());
}

TEST(Header, EveryChangedByteIsRefusedOrReadAsOtherBytes) {
  const auto header = encode_header(1, encode_proposal(full()), full_part(), example_signature());
  for (std::size_t i = 0; i < header.size(); ++i) {
    for (const int bit : {1, 2, 4, 8, 16, 32, 64, 128, 255}) {
      auto changed = header;
      changed[i] = static_cast<std::uint8_t>(changed[i] ^ bit);
      const auto read = decode_header(changed);
      if (!read.ok()) {
        EXPECT_EQ(read.error().code, ErrorCode::corrupt);
        continue;
      }
      ASSERT_EQ(encode_header(read->suite, encode_proposal(read->proposal()), read->ledger,
                              read->signature),
                changed)
          << "byte " << i;
    }
  }
}

TEST(Header, AnotherVersionCannotBeChecked) {
  auto header = encode_header(1, encode_proposal(bare()), {}, {});
  header[0] = 2;
  const auto read = decode_header(header);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().field, "version");
  EXPECT_NE(read.error().message.find("cannot check"), std::string::npos);
}

TEST(Header, InstantsBeyondTheCalendarAreCorrupt) {
  for (const std::int64_t us :
       {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(),
        kFirstDate.days * kMicrosPerDay - 1, (kLastDate.days + 1) * kMicrosPerDay}) {
    LedgerPart part = example_part();
    part.recorded_at.us = us;
    const auto header = encode_header(1, encode_proposal(bare()), part, {});
    const auto read = decode_header(header);
    ASSERT_FALSE(read.ok()) << us;
    EXPECT_EQ(read.error().field, "recorded_at");
  }
}

TEST(Header, RandomBytesNeverDecodeToSomethingElse) {
  constexpr std::uint64_t kSeed = 20250306;
  test::SeededRandom random(kSeed);
  const auto good = encode_header(1, encode_proposal(full()), full_part(), example_signature());
  for (int run = 0; run < 20'000; ++run) {
    auto bytes = good;
    for (auto changes = 1 + random.below(4); changes > 0; --changes) {
      bytes[random.below(bytes.size())] = static_cast<std::uint8_t>(random.next());
    }
    const auto read = decode_header(bytes);
    if (!read.ok()) continue;
    ASSERT_EQ(encode_header(read->suite, encode_proposal(read->proposal()), read->ledger,
                            read->signature),
              bytes)
        << "seed " << kSeed << " run " << run;
  }
}

TEST(Names, OfVisibilityAndChannelAreFixed) {
  for (const auto visibility : {Visibility::open, Visibility::internal, Visibility::restricted}) {
    EXPECT_EQ(visibility_from_name(visibility_name(visibility)), visibility);
  }
  EXPECT_EQ(visibility_name(Visibility::open), "public");
  EXPECT_EQ(visibility_from_name("open"), std::nullopt);
  EXPECT_EQ(visibility_from_name(""), std::nullopt);
  EXPECT_EQ(channel_name(Channel::tcp), "tcp");
  EXPECT_EQ(channel_name(Channel::import), "import");
  EXPECT_EQ(channel_name(Channel::interface), "interface");
  EXPECT_EQ(channel_name(Channel::local), "local");
}

}  // namespace
}  // namespace tally

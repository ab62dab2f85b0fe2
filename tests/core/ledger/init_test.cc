// The first events of a ledger (contracts C6, C8).
#include "core/base/hex.h"
#include "core/catalogue/shipped.h"
#include "tests/core/ledger/ledger_fixture.h"

namespace tally::test {
namespace {

// Of the sample ledger "ledger.example/test" in CNY and Asia/Shanghai, operator "operator". It
// changes with every change of a shipped codelist or rulebook, and with nothing else.
constexpr const char* kSampleRoot =
    "9116aac08adaaa3b5c463c597fa62b63f80e33af4aacc5060ca96ae6ca6d0e01";

class InitTest : public testing::Test {
 protected:
  struct Made {
    MemoryStore store;
    CommitMark mark() const { return store.last_commit(); }
    RecordPage all() const { return store.read(Position{0}, Direction::forward, {}).value(); }
    HeaderView header(const RecordPage& page, std::size_t i) const {
      return decode_header(page.records.at(i).header).value();
    }
  };
  static Result<void> make(Made& made, const InitOptions& options, std::int64_t now = kNoon_us,
                           std::uint64_t seed = 1) {
    FakeClock clock(now);
    SeededRandom random(seed);
    return init_ledger({made.store, clock, random}, options);
  }
};

TEST_F(InitTest, EventZeroOpensEventOneEnrolsTheOperatorThenRulebookAndCodelists) {
  Made made;
  ASSERT_TRUE(make(made, init_options()).ok());
  const auto page = made.all();
  ASSERT_EQ(page.records.size(), 3 + shipped_codelists().size());
  std::vector<std::string> types;
  for (std::size_t i = 0; i < page.records.size(); ++i) {
    const auto header = made.header(page, i);
    types.emplace_back(header.type);
    EXPECT_EQ(header.actor, "operator");
    EXPECT_EQ(header.effective, (Effective{kFirstDate, std::nullopt}));
    EXPECT_EQ(header.ledger.channel, Channel::local);
    EXPECT_EQ(header.ledger.recorded_at.us, kNoon_us);
    EXPECT_EQ(header.ledger.recorded_offset.minutes, 480);
    EXPECT_FALSE(header.signature.has_value());
  }
  EXPECT_EQ(types[0], "ledger.opened");
  EXPECT_EQ(types[1], "actor.enrolled");
  EXPECT_EQ(types[2], "rulebook.published");
  for (std::size_t i = 3; i < types.size(); ++i) EXPECT_EQ(types[i], types[3]);
  EXPECT_EQ(made.header(page, 0).stream, "ledger-main");
  EXPECT_EQ(made.header(page, 1).stream, "actor-operator");
  EXPECT_EQ(made.header(page, 2).stream, "rulebook-main");
}

TEST_F(InitTest, TheLedgerKnowsWhoItIs) {
  Made made;
  auto options = init_options(true);
  options.currency = Currency::parse("USD").value();
  options.zone = "America/New_York";
  options.operator_id = "clerk";
  ASSERT_TRUE(make(made, options).ok());
  FakeClock clock(kNoon_us);
  SeededRandom random(1);
  const auto ledger = std::move(Ledger::open({made.store, clock, random})).value();
  const auto& identity = ledger->identity();
  EXPECT_EQ(identity.origin, "ledger.example/test");
  EXPECT_EQ(identity.suite, kSuiteSha256Ed25519);
  EXPECT_EQ(identity.currency.code(), "USD");
  EXPECT_EQ(identity.zone, "America/New_York");
  EXPECT_EQ(identity.operator_id, "clerk");
  EXPECT_TRUE(identity.sample);
  EXPECT_EQ(ledger->status().warnings.size(), 1u);  // That it is a sample; nothing is missing.
}

TEST_F(InitTest, TheSameSampleInitTwiceGivesTheSameRoot) {
  Made one;
  Made two;
  ASSERT_TRUE(make(one, init_options(true), kNoon_us, 1).ok());
  ASSERT_TRUE(make(two, init_options(true), kNoon_us + 77 * kSecond, 2).ok());
  EXPECT_EQ(one.mark(), two.mark());
  const auto a = one.all();
  const auto b = two.all();
  for (std::size_t i = 0; i < a.records.size(); ++i) {
    EXPECT_TRUE(equal(a.records[i].header, b.records[i].header));
    EXPECT_TRUE(equal(a.records[i].body, b.records[i].body));
  }
  EXPECT_EQ(to_hex(one.mark().root.view()), kSampleRoot);
}

TEST_F(InitTest, IdsSaltsAndTimesOfASampleAreThoseOfTheContract) {
  Made made;
  ASSERT_TRUE(make(made, init_options(true)).ok());
  const auto page = made.all();
  const auto begin = Instant::parse("2000-01-01T00:00:00+08:00").value();
  for (std::size_t i = 0; i < page.records.size(); ++i) {
    const auto header = made.header(page, i);
    EXPECT_EQ(header.id, derived_event_id({"init", "ledger.example/test", std::to_string(i)}));
    Bytes salted = to_owned(as_bytes("tallystick/sample-salt/v1\n"));
    append(salted, header.id.view());
    const auto hash = sha256(salted);
    EXPECT_TRUE(equal(body_salt(page.records[i].body), hash.view().first(16)));
    EXPECT_EQ(header.ledger.recorded_at.us,
              begin.us + static_cast<std::int64_t>(i) * kMicrosPerSecond);
    EXPECT_EQ(header.ledger.recorded_offset.minutes, 480);
  }
}

TEST_F(InitTest, SamplesOfOtherOriginsAreOtherLedgers) {
  Made one;
  Made two;
  auto options = init_options(true);
  ASSERT_TRUE(make(one, options).ok());
  options.origin = "ledger.example/other";
  ASSERT_TRUE(make(two, options).ok());
  EXPECT_NE(one.mark().root, two.mark().root);
}

TEST_F(InitTest, ARealInitIsRandom) {
  Made one;
  Made two;
  ASSERT_TRUE(make(one, init_options(), kNoon_us, 1).ok());
  ASSERT_TRUE(make(two, init_options(), kNoon_us, 2).ok());
  EXPECT_NE(one.mark().root, two.mark().root);
  const auto a = one.all();
  const auto b = two.all();
  for (std::size_t i = 0; i < a.records.size(); ++i) {
    EXPECT_NE(one.header(a, i).id, two.header(b, i).id);
    EXPECT_NE(body_salt(a.records[i].body), body_salt(b.records[i].body));
  }
}

TEST_F(InitTest, WhatIsWrongIsToldByItsField) {
  const auto field_of = [](const InitOptions& options) {
    Made made;
    const auto result = make(made, options);
    EXPECT_FALSE(result.ok());
    EXPECT_EQ(made.mark().size.value, 0u);
    return result.ok() ? std::string("accepted") : result.error().field;
  };
  auto options = init_options();
  options.zone = "Asia/Atlantis";
  EXPECT_EQ(field_of(options), "zone");
  options.zone = "";
  EXPECT_EQ(field_of(options), "zone");
  options = init_options();
  for (const auto* origin : {"", "https://ledger.example", "ledger example", "a+b"}) {
    options.origin = origin;
    EXPECT_EQ(field_of(options), "origin") << origin;
  }
  options = init_options();
  options.operator_id = "";
  EXPECT_NE(field_of(options), "accepted");
}

TEST_F(InitTest, ALedgerIsOpenedOnce) {
  Made made;
  ASSERT_TRUE(make(made, init_options()).ok());
  const auto size = made.mark().size;
  EXPECT_FALSE(make(made, init_options(), kNoon_us, 2).ok());
  EXPECT_EQ(made.mark().size, size);
}

TEST_F(InitTest, NothingComesBeforeTheOpening) {
  MemoryStore store;
  FakeClock clock(kNoon_us);
  SeededRandom random(1);
  const auto ledger = std::move(Ledger::open({store, clock, random})).value();
  std::optional<AppendResult> result;
  ASSERT_TRUE(ledger
                  ->submit(batch_of(note(1, "project-a")),
                           [&](AppendResult answer) { result = std::move(answer); })
                  .ok());
  ledger->step();
  must_fail(std::move(*result));
  EXPECT_EQ(store.last_commit().size.value, 0u);
}

}  // namespace
}  // namespace tally::test

// Tables through mappings into a real ledger (contracts C3).
#include "tools/import/import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "core/catalogue/registry.h"
#include "core/ledger/ledger.h"
#include "core/store/memory_store.h"
#include "tests/support/fixed_sources.h"
#include "tests/support/test_data.h"

namespace tally::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Two event types, an actor column, a blank that is stated and one that is not.
const char* const kMapping = R"(
name = "small"
skip = [{ value = "kind", in = ["comment"] }]

[[values]]
name = "stage"
column = "phase"
map = { "A" = "first", "B" = "second", "" = "none" }

[[event]]
type = "x.small.seen"
schema = 1
category = "project"
stream_id = "{id}"
effective = "{date}"
actor = "{who}"
once_per = "id"
payload = { id = "{id}", note = "{=note}", extra = "{note}" }

[[event]]
type = "x.small.stage"
schema = 1
category = "project"
stream_id = "{id}"
effective = "{date}"
actor = "{who}"
changed = { value = "stage", per = "id" }
payload = { stage = "{stage}", nested = { note = "{note}" }, list = ["{note}", "{id}"] }
)";
const std::string kHeader = "id,date,who,kind,phase,note\n";
const std::string kRows =
    "p1,2024-01-01,ann,row,A,\n"
    "p1,2024-01-02,bob,row,A,again\n"
    "p2,2024-01-03,ann,row,B,\"two\nlines\"\n"
    "p9,2024-01-03,zoe,comment,A,\n"
    "p1,2024-01-04,ann,row,B,\n";

class ImportTest : public testing::Test {
 protected:
  MemoryStore store;
  FakeClock clock{1'800'000'000'000'000};  // 2027: behind every row of the data.
  SeededRandom random{7};
  std::unique_ptr<Ledger> ledger;
  std::vector<ImportReject> rejects;
  std::vector<std::uint64_t> progress;
  int batches = 0;
  std::uint64_t begin = 0;

  void make_ledger(const std::string& currency, const std::string& zone) {
    InitOptions options;
    options.origin = "ledger.example/import";
    options.currency = Currency::parse(currency).value();
    options.zone = zone;
    ASSERT_TRUE(init_ledger({store, clock, random}, options).ok());
    ledger = std::move(Ledger::open({store, clock, random})).value();
    begin = size();
  }
  // One line for each reject, so that a failure can be read.
  std::vector<std::string> rejected() const {
    std::vector<std::string> lines;
    for (const auto& reject : rejects) lines.push_back(to_json_text(reject_json(reject)));
    return lines;
  }
  std::uint64_t size() const { return store.last_commit().size.value; }

  ImportCalls calls() {
    ImportCalls calls;
    calls.append = [this](AppendBatch batch) -> Result<AppendResult> {
      ++batches;
      EXPECT_EQ(batch.channel, Channel::import);
      std::optional<AppendResult> result;
      TALLY_TRY(ledger->submit(std::move(batch), [&](AppendResult r) { result = std::move(r); }));
      ledger->step();
      return std::move(*result);
    };
    calls.reject = [this](const ImportReject& reject) { rejects.push_back(reject); };
    calls.progress = [this](std::uint64_t line) { progress.push_back(line); };
    return calls;
  }
  Result<ImportSummary> try_import(const std::string& mapping_text, const std::string& csv,
                                   ImportOptions options = {}, const std::string& file = "t.csv") {
    TALLY_ASSIGN(const auto mapping, parse_mapping(mapping_text));
    options.actor = "operator";
    rejects.clear();
    return run_import(mapping, {file, to_owned(as_bytes(csv))}, options, calls());
  }
  ImportSummary import(const std::string& mapping_text, const std::string& csv,
                       const ImportOptions& options = {}, const std::string& file = "t.csv") {
    const auto summary = try_import(mapping_text, csv, options, file);
    if (!summary.ok()) ADD_FAILURE() << summary.error().to_string();
    return summary.ok() ? *summary : ImportSummary();
  }
  // Everything recorded since init: type, and the payload as JSON text.
  struct Seen {
    std::string type;
    std::string stream;
    std::string payload;
    std::string basis;
    std::string actor;
  };
  std::vector<Seen> events() const {
    std::vector<Seen> seen;
    for (auto at = begin; at < size();) {
      const auto page = store.read(Position{at}, Direction::forward, {}).value();
      for (const auto& record : page.records) {
        const auto header = decode_header(record.header).value();
        const auto json = payload_to_json(header.type, header.schema, body_payload(record.body));
        seen.push_back(
            {std::string(header.type), std::string(header.stream), to_json_text(json.value()),
             header.basis().empty() ? "" : header.basis()[0].number, std::string(header.actor)});
        ++at;
      }
    }
    return seen;
  }
  std::map<std::string, int> counts() const {
    std::map<std::string, int> counts;
    for (const auto& event : events()) ++counts[event.type];
    return counts;
  }
};

std::string mapping_file(const std::string& name) {
  return read_text(test::source_path("tools/import/mappings/") + name + ".toml");
}

TEST_F(ImportTest, TheNewYorkProjectsGiveTheCountsOfTheirMapping) {
  TALLY_NEEDS_DATA("nyc-capital-projects/NYC_capital_projects_20190901.csv");
  make_ledger("USD", "America/New_York");
  const auto csv = read_text(data_path("nyc-capital-projects/NYC_capital_projects_20190901.csv"));
  const auto mapping = mapping_file("nyc-capital-projects");
  const auto first = import(mapping, csv);
  EXPECT_THAT(rejected(), IsEmpty());
  auto found = counts();
  found.erase("actor.enrolled");
  const std::map<std::string, int> expected = {{"project.registered", 378},
                                               {"stage.changed", 672},
                                               {"estimate.reported", 1914},
                                               {"milestone.planned", 1526}};
  EXPECT_EQ(found, expected);
  EXPECT_EQ(first.recorded, size() - begin);
  EXPECT_EQ(first.duplicate, 0u);
  const auto root = store.last_commit();
  const auto second = import(mapping, csv);
  EXPECT_EQ(second.recorded, 0u);
  EXPECT_EQ(second.duplicate, first.recorded);
  EXPECT_EQ(second.rejected, 0u);
  EXPECT_EQ(store.last_commit(), root);
}

TEST_F(ImportTest, TheWeb3MilestonesGiveTheCountsOfTheirMapping) {
  TALLY_NEEDS_DATA("w3f-milestones/w3f_milestone_events.csv");
  make_ledger("USD", "UTC");
  const auto csv = read_text(data_path("w3f-milestones/w3f_milestone_events.csv"));
  const auto mapping = mapping_file("w3f-milestones");
  const auto first = import(mapping, csv);
  EXPECT_THAT(rejected(), IsEmpty());
  const std::map<std::string, int> expected = {
      {"actor.enrolled", 486},         {"project.registered", 519},
      {"approval.phase_opened", 934},  {"approval.step_added", 925},
      {"approval.step_accepted", 506}, {"approval.step_approved", 844},
      {"approval.step_denied", 3},     {"approval.correction_requested", 5},
      {"approval.step_withdrawn", 3},  {"approval.step_reopened", 17},
      {"x.w3f.delivered", 1678},       {"x.w3f.deleted", 35}};
  EXPECT_EQ(counts(), expected);
  const auto second = import(mapping, csv);
  EXPECT_EQ(second.recorded, 0u);
  EXPECT_EQ(second.duplicate, first.recorded);
  EXPECT_EQ(second.skipped, first.skipped);
}

class SmallImportTest : public ImportTest {
 protected:
  void SetUp() override { make_ledger("CNY", "Asia/Shanghai"); }
};

TEST_F(SmallImportTest, RowsBecomeEventsInFileOrderBehindTheirActors) {
  const auto summary = import(kMapping, kHeader + kRows);
  EXPECT_THAT(rejected(), IsEmpty());
  EXPECT_EQ(summary.skipped, 1u);
  const auto seen = events();
  std::vector<std::string> types;
  for (const auto& event : seen) types.push_back(event.type + " " + event.stream);
  EXPECT_THAT(types, ElementsAre("actor.enrolled actor-ann", "x.small.seen project-p1",
                                 "x.small.stage project-p1", "actor.enrolled actor-bob",
                                 "x.small.seen project-p2", "x.small.stage project-p2",
                                 "x.small.stage project-p1"));
  EXPECT_EQ(seen[0].actor, "operator");
  EXPECT_EQ(seen[1].actor, "ann");
  // The basis names the line of the row's first byte; a cell before it held a line break.
  EXPECT_EQ(seen[1].basis, "t.csv#2");
  EXPECT_EQ(seen[4].basis, "t.csv#4");
  EXPECT_EQ(seen[6].basis, "t.csv#7");
}

TEST_F(SmallImportTest, ABlankIsLeftOutUnlessItIsStated) {
  import(kMapping, kHeader + kRows);
  const auto seen = events();
  EXPECT_EQ(seen[1].payload, R"({"id":"p1","note":""})");
  EXPECT_EQ(seen[4].payload, R"({"extra":"two\nlines","id":"p2","note":"two\nlines"})");
  // A table with a blank inside is left out as a whole; a list without its blank item.
  EXPECT_EQ(seen[2].payload, R"({"list":["p1"],"stage":"first"})");
  EXPECT_EQ(seen[5].payload,
            R"({"list":["two\nlines","p2"],"nested":{"note":"two\nlines"},"stage":"second"})");
}

TEST_F(SmallImportTest, ASecondRunIsAllDuplicates) {
  const auto first = import(kMapping, kHeader + kRows);
  const auto second = import(kMapping, kHeader + kRows);
  EXPECT_EQ(second.recorded, 0u);
  EXPECT_EQ(second.duplicate, first.recorded);
}

TEST_F(SmallImportTest, ALaterEditionFindsItsOldRowsAsDuplicates) {
  const auto first = import(kMapping, kHeader + kRows);
  // Another file name, other bytes, lines moved, rows appended.
  const std::string later = kHeader + "p8,2024-01-01,ann,comment,A,\n" + kRows +
                            "p1,2024-02-01,eve,row,A,\np3,2024-02-02,ann,row,B,new\n";
  const auto second = import(kMapping, later, {}, "t-2.csv");
  EXPECT_THAT(rejected(), IsEmpty());
  EXPECT_EQ(second.duplicate, first.recorded);
  EXPECT_EQ(second.recorded, 4u);           // eve, p1's stage, p3 seen, p3's stage.
  EXPECT_EQ(events()[1].basis, "t.csv#2");  // The first basis stays.
  EXPECT_EQ(events().back().basis, "t-2.csv#10");
}

TEST_F(SmallImportTest, EqualRowsAreCountedAsOccurrences) {
  std::string mapping(kMapping);
  mapping.replace(mapping.find("once_per = \"id\"\n"), 16, "");
  const std::string row = "p1,2024-01-01,ann,row,A,x\n";
  import(mapping, kHeader + row + row);
  EXPECT_EQ(counts()["x.small.seen"], 2);
  const auto third = import(mapping, kHeader + row + row + row);
  EXPECT_EQ(third.recorded, 1u);
  EXPECT_EQ(counts()["x.small.seen"], 3);
}

TEST_F(SmallImportTest, RejectsNameLineFieldAndTheRestGoesOn) {
  const auto summary =
      import(kMapping, kHeader +
                           "p1,2024-01-01,ann,row,A,\n"    // 2: good
                           "p2,2024-01-01,ann,row,Z,\n"    // 3: phase not in the table
                           "p3,2024-01-01,ann,row\n"       // 4: too few cells
                           "p4,someday,ann,row,A,\n"       // 5: no date: both events
                           ",2024-01-01,ann,row,A,\n"      // 6: no stream
                           "p5,2024-01-01,ann,row,B,\n");  // 7: good
  ASSERT_EQ(rejects.size(), 5u);
  EXPECT_EQ(rejects[0].line, 3u);
  EXPECT_EQ(rejects[0].type, "");
  EXPECT_EQ(rejects[0].error.field, "stage");
  EXPECT_EQ(rejects[1].line, 4u);
  EXPECT_EQ(rejects[2].line, 5u);
  EXPECT_EQ(rejects[2].type, "x.small.seen");
  EXPECT_EQ(rejects[3].type, "x.small.stage");
  EXPECT_EQ(rejects[4].line, 6u);
  EXPECT_EQ(rejects[4].error.field, "stream_id");
  EXPECT_EQ(summary.rejected, 5u);
  EXPECT_EQ(summary.recorded, 5u);
  const auto json = reject_json(rejects[0]);
  EXPECT_EQ(*json.find("line"), Json(3));
  EXPECT_TRUE(json.find("type")->is_null());
  EXPECT_EQ(*json.find("error"), Json("invalid"));
}

TEST_F(SmallImportTest, WhatTheLedgerRefusesIsRejectedWithItsLineAndTheRestGoesOn) {
  ActorRevoked revoked;
  revoked.actor_id = "bob";
  revoked.reason = "left";
  ActorEnrolled enrolled;
  enrolled.actor_id = "bob";
  for (const Payload& payload : {Payload(enrolled), Payload(revoked)}) {
    AppendBatch batch;
    ProposedEvent event;
    event.proposal.id = random_event_id(random);
    event.proposal.stream = "actor-bob";
    event.proposal.type = type_of(payload)->name;
    event.proposal.actor = "operator";
    event.payload = encode_payload(payload).value();
    batch.events.push_back(event);
    const auto done = calls().append([&] {
      batch.channel = Channel::import;
      return batch;
    }());
    ASSERT_TRUE(std::holds_alternative<Appended>(*done));
  }
  const auto summary = import(kMapping, kHeader +
                                            "p1,2024-01-01,ann,row,A,\n"
                                            "p2,2024-01-01,bob,row,A,\n"
                                            "p3,2024-01-01,ann,row,A,\n");
  // Bob stays revoked: an import enrols whom it has not seen, and overrules nobody.
  ASSERT_EQ(rejects.size(), 2u);
  for (const auto& reject : rejects) {
    EXPECT_EQ(reject.line, 3u);
    EXPECT_EQ(reject.error.code, ErrorCode::not_authorized);
  }
  EXPECT_EQ(summary.recorded, 5u);
  EXPECT_EQ(summary.duplicate, 1u);
}

TEST_F(SmallImportTest, ADryRunSendsNothingAndRejectsTheSame) {
  ImportOptions options;
  options.dry_run = true;
  const auto summary = import(kMapping, kHeader + kRows + "p2,2024-01-01,ann,row,Z,\n", options);
  EXPECT_EQ(batches, 0);
  EXPECT_EQ(size(), begin);
  EXPECT_EQ(summary.recorded, 7u);
  EXPECT_EQ(summary.rejected, 1u);
}

TEST_F(SmallImportTest, BatchesAreOfTheSizeAskedForAndGiveTheSameEvents) {
  ImportOptions options;
  options.batch_events = 2;
  const auto first = import(kMapping, kHeader + kRows, options);
  EXPECT_EQ(batches, 4);
  EXPECT_EQ(progress.size(), 3u);
  EXPECT_EQ(first.recorded, 7u);
  options.batch_events = 256;
  EXPECT_EQ(import(kMapping, kHeader + kRows, options).duplicate, 7u);
}

TEST_F(SmallImportTest, AnImportThatLostTheLedgerGoesOnWhereItStopped) {
  const auto mapping = parse_mapping(kMapping).value();
  const ImportSource source{"t.csv", to_owned(as_bytes(kHeader + kRows))};
  ImportOptions options;
  options.actor = "operator";
  options.batch_events = 2;
  auto failing = calls();
  int left = 2;
  failing.append = [&, send = failing.append](AppendBatch batch) -> Result<AppendResult> {
    if (left-- == 0) return Error(ErrorCode::io, "the connection is gone");
    return send(std::move(batch));
  };
  EXPECT_EQ(run_import(mapping, source, options, failing).error().code, ErrorCode::io);
  EXPECT_EQ(size() - begin, 4u);
  options.batch_events = 3;  // Batches that are partly recorded.
  const auto again = run_import(mapping, source, options, calls());
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->duplicate, 4u);
  EXPECT_EQ(again->recorded, 3u);
}

TEST_F(SmallImportTest, ALedgerThatIsReadOnlyEndsTheImport) {
  ledger->stop();
  EXPECT_EQ(try_import(kMapping, kHeader + kRows).error().code, ErrorCode::read_only);
}

TEST_F(SmallImportTest, AMappingThatDoesNotFitTheFileIsToldBeforeAnythingIsSent) {
  EXPECT_EQ(try_import(kMapping, "id,date,who,kind,note\np1,2024-01-01,ann,row,\n").error().field,
            "phase");
  EXPECT_EQ(try_import(kMapping, "id,id,date,who,kind,phase,note\n").error().field, "header");
  EXPECT_EQ(try_import(kMapping, "stage," + kHeader).error().field, "values.stage");
  EXPECT_EQ(try_import(kMapping, "").error().code, ErrorCode::invalid);
  EXPECT_EQ(batches, 0);
}

TEST_F(SmallImportTest, ARejectedRowLeavesNothingRemembered) {
  // The second row would be p1's first, but is rejected for its cells; the third is then the first.
  import(kMapping, kHeader + "p1,2024-01-01,ann,row,A\np1,2024-01-02,ann,row,A,\n");
  EXPECT_EQ(counts()["x.small.seen"], 1);
  EXPECT_EQ(counts()["x.small.stage"], 1);
}

}  // namespace
}  // namespace tally::test

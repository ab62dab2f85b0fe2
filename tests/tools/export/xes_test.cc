// XES: traces, the life of a step, the position as sequence; and read again by our own import.
#include "tests/tools/export/export_fixture.h"
#include "tools/import/xes_reader.h"

namespace tally::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class XesTest : public ExportTest {
 protected:
  XesTest() {
    add("project-p1", "approval.phase_opened",
        R"({"project":"p1","phase_id":"p1/P2","steps":[{"step":"s1","item":"eia"}]})",
        "2025-02-01");
    act("approval.step_submitted", "2025-02-03");
    act("approval.step_accepted", "2025-02-04T09:30:00+08:00");
    act("approval.clock_paused", "2025-02-05", R"(,"reason":"expert_review")");
    act("approval.clock_resumed", "2025-02-07");
    act("approval.opinion_given", "2025-02-07", R"(,"opinion":"agree","deemed":false)");
    act("approval.step_approved", "2025-02-08");
    add("project-p1", "funding.disbursed",
        R"({"project":"p1","amount":{"minor":"123456789","currency":"CNY"},
            "payee":{"kind":"persons","count":2}})",
        "2025-01-15", event_of("finance"));
  }
  void act(const std::string& type, const std::string& day, const std::string& more = {}) {
    add("project-p1", type, R"({"phase_id":"p1/P2","step":"s1")" + more + "}", day);
  }

  struct Log {
    std::vector<std::string> header;
    std::vector<CsvRow> rows;
    // A column's cells, in order.
    std::vector<std::string> column(const std::string& name) const {
      std::vector<std::string> cells;
      const auto at = std::find(header.begin(), header.end(), name) - header.begin();
      for (const auto& row : rows) cells.push_back(row.cells.at(static_cast<std::size_t>(at)));
      return cells;
    }
  };
  static Log read(const std::string& text) {
    Log log;
    const auto done = read_xes(text, [&](CsvRow&& row) -> Result<void> {
      if (log.header.empty()) {
        log.header = std::move(row.cells);
      } else {
        log.rows.push_back(std::move(row));
      }
      return {};
    });
    EXPECT_TRUE(done.ok()) << done.error().to_string();
    return log;
  }
};

TEST_F(XesTest, AnEventSaysActivityLifeResourceTimeAndPosition) {
  EXPECT_THAT(written("xes"), HasSubstr(R"(  <trace>
    <string key="concept:name" value="p1"/>
    <event>
      <string key="concept:name" value="funding.disbursed"/>
      <string key="lifecycle:transition" value="complete"/>
      <string key="org:resource" value="operator"/>
      <string key="org:group" value="finance"/>
      <date key="time:timestamp" value="2025-01-15T00:00:00+08:00"/>
      <id key="identity:id" value=")" + id(8) +
                                        R"("/>
      <int key="position" value="8"/>
      <string key="type" value="funding.disbursed"/>
      <boolean key="timed" value="false"/>
      <date key="recorded_at" value="2025-06-15T23:06:48+08:00"/>
      <string key="payload:project" value="p1"/>
      <float key="payload:amount" value="1234567.89"/>
      <string key="payload:amount_currency" value="CNY"/>
      <string key="payload:payee_kind" value="persons"/>
      <int key="payload:payee_count" value="2"/>
    </event>
)"));
}

TEST_F(XesTest, AStepIsAnActivityWithALife) {
  const auto log = read(written("xes"));
  EXPECT_THAT(log.column("concept:name"),
              ElementsAre("funding.disbursed", "approval.phase_opened", "eia", "eia", "eia", "eia",
                          "approval.opinion_given eia", "eia"));
  EXPECT_THAT(log.column("lifecycle:transition"),
              ElementsAre("complete", "complete", "schedule", "start", "suspend", "resume",
                          "complete", "complete"));
  EXPECT_THAT(log.column("position"), ElementsAre("8", "1", "2", "3", "4", "5", "6", "7"));
  EXPECT_THAT(log.column("time:timestamp"), testing::Contains("2025-02-04T09:30:00+08:00"));
  EXPECT_THAT(log.column("trace:concept:name"), testing::Each("p1"));
}

TEST_F(XesTest, ATraceCanBeAPhase) {
  ExportOptions options;
  options.trace_per_phase = true;
  const auto log = read(written("xes", options));
  EXPECT_EQ(log.rows.size(), 7u) << "the payment is of no phase";
  EXPECT_THAT(log.column("trace:concept:name"), testing::Each("p1/P2"));
  EXPECT_THAT(log.column("trace:project"), testing::Each("p1"));
}

TEST_F(XesTest, TheLogSaysItsCut) {
  const auto text = written("xes");
  EXPECT_THAT(text, HasSubstr(R"(<string key="tallystick:origin" value="example.org/exports"/>)"));
  EXPECT_THAT(text, HasSubstr(R"(<string key="tallystick:effective" value="2025-12-31"/>)"));
  EXPECT_THAT(text, HasSubstr(R"(<int key="tallystick:known_size" value="9"/>)"));
}

TEST_F(XesTest, TextOfAnyKindSurvives) {
  add("project-p1", "x.note", R"({"text":"<&>\"' \t\n 中文 \u0001 ]]>"})", "2025-03-01");
  const auto log = read(written("xes"));
  EXPECT_EQ(log.column("payload:payload").back(),
            "{\"text\":\"<&>\\\"' \\t\\n 中文 \\u0001 ]]>\"}");
}

TEST_F(XesTest, ATypeThatNobodyMappedIsAnActivityOfItsName) {
  add("project-p1", "x.site.visited", R"({"by":"someone"})", "2025-03-01");
  const auto log = read(written("xes"));
  EXPECT_EQ(log.column("concept:name").back(), "x.site.visited");
}

}  // namespace
}  // namespace tally::test

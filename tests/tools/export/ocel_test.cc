// OCEL 2.0: objects, relations with qualifiers, and types that nobody mapped.
#include <set>

#include "tests/tools/export/export_fixture.h"

namespace tally::test {
namespace {

using testing::Contains;
using testing::IsSupersetOf;

class OcelTest : public ExportTest {
 protected:
  OcelTest() {
    add("project-p1", "project.registered", R"({"project_id":"p1","name":"一号"})", "2025-01-01");
    add("project-p2", "project.registered", R"({"project_id":"p2","name":"二号"})", "2025-01-01");
    add("project-p1", "budget.allocated",
        R"({"project":"p1","quota_id":"q1","amount":{"minor":"100","currency":"CNY"}})",
        "2025-01-02");
    add("project-p1", "approval.phase_opened",
        R"({"project":"p1","phase_id":"p1/P1","steps":[{"step":"a","item":"eia"}]})", "2025-01-03");
    add("project-p1", "approval.step_accepted", R"({"phase_id":"p1/P1","step":"a"})", "2025-01-04");
    // Of the second project, from the first one's quota.
    add("project-p2", "funding.disbursed",
        R"({"project":"p2","quota_id":"q1","amount":{"minor":"50","currency":"CNY"},
            "payee":{"scheme":"CN-USCI","id":"91440106MA0000015E"}})",
        "2025-01-05");
  }

  // Everything of a list, by id.
  static std::map<std::string, Json> by_id(const Json& list) {
    std::map<std::string, Json> result;
    for (const auto& item : *list.array()) {
      const bool added = result.emplace(*at(item, "id").string(), item).second;
      EXPECT_TRUE(added) << "twice: " << to_json_text(item);
    }
    return result;
  }
  static std::vector<std::string> relations(const Json& item) {
    std::vector<std::string> result;
    for (const auto& relation : *at(item, "relationships").array()) {
      result.push_back(*at(relation, "objectId").string() + " " +
                       *at(relation, "qualifier").string());
    }
    return result;
  }
  static std::set<std::string> names(const Json& types) {
    std::set<std::string> result;
    for (const auto& type : *types.array()) result.insert(*at(type, "name").string());
    return result;
  }
};

TEST_F(OcelTest, AnEventIsRelatedToEverythingItIsAbout) {
  const auto log = written_json("ocel");
  const auto events = by_id(at(log, "events"));
  EXPECT_THAT(relations(events.at(id(6))),
              testing::ElementsAre("project:p2 project", "party:CN-USCI-91440106MA0000015E payee",
                                   "quota:q1 quota_id", "actor:operator actor"));
  EXPECT_THAT(relations(events.at(id(5))),
              testing::ElementsAre("project:p1 project", "phase:p1/P1 phase_id",
                                   "step:p1/P1/a step", "actor:operator actor"));
  EXPECT_EQ(to_json_text(at(at(events.at(id(6)), "attributes"), std::size_t{0})),
            R"({"name":"position","value":"6"})");
}

TEST_F(OcelTest, EveryObjectThatIsNamedIsThereOnceWithItsTypeDeclared) {
  const auto log = written_json("ocel");
  const auto objects = by_id(at(log, "objects"));
  const auto types = names(at(log, "objectTypes"));
  for (const auto* list : {"events", "objects"}) {
    for (const auto& item : *at(log, list).array()) {
      for (const auto& relation : *at(item, "relationships").array()) {
        EXPECT_TRUE(objects.contains(*at(relation, "objectId").string())) << to_json_text(relation);
      }
    }
  }
  for (const auto& [name, object] : objects) {
    EXPECT_THAT(types, Contains(*at(object, "type").string())) << name;
  }
  const auto event_types = names(at(log, "eventTypes"));
  for (const auto& event : *at(log, "events").array()) {
    EXPECT_THAT(event_types, Contains(*at(event, "type").string()));
  }
}

TEST_F(OcelTest, ObjectsAreRelatedToEachOther) {
  const auto log = written_json("ocel");
  const auto objects = by_id(at(log, "objects"));
  EXPECT_THAT(relations(objects.at("quota:q1")), testing::ElementsAre("project:p1 of project"));
  EXPECT_THAT(relations(objects.at("step:p1/P1/a")),
              IsSupersetOf({"project:p1 of project", "phase:p1/P1 of phase"}));
}

TEST_F(OcelTest, AnObjectsAttributesHaveTheTimeFromWhichTheyHold) {
  add("project-p1", "stage.changed", R"({"project":"p1","from":"reserve","to":"design"})",
      "2025-02-01");
  const auto log = written_json("ocel");
  const auto project = by_id(at(log, "objects")).at("project:p1");
  std::vector<std::string> attributes;
  for (const auto& attribute : *at(project, "attributes").array()) {
    attributes.push_back(to_json_text(attribute));
  }
  EXPECT_THAT(attributes,
              IsSupersetOf({R"({"name":"name","value":"一号","time":"2025-01-01T00:00:00+08:00"})",
                            R"({"name":"stage","value":"design",)"
                            R"("time":"2025-02-01T00:00:00+08:00"})"}));
}

TEST_F(OcelTest, ATypeThatNobodyMappedIsThereWithTheObjectsItNames) {
  const auto position = add("project-p1", "x.site.visited",
                            R"({"contract_id":"c9","visit_id":"v1","note":"dry"})", "2025-03-01");
  const auto log = written_json("ocel");
  const auto events = by_id(at(log, "events"));
  EXPECT_THAT(relations(events.at(id(position))),
              IsSupersetOf({"contract:c9 contract_id", "visit:v1 visit_id"}));
  EXPECT_THAT(names(at(log, "eventTypes")), Contains("x.site.visited"));
  EXPECT_THAT(names(at(log, "objectTypes")), Contains("visit"));
}

}  // namespace
}  // namespace tally::test

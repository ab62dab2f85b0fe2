// The families of event types are the folders in which the catalogue describes them.
#include <filesystem>
#include <map>
#include <regex>

#include "core/catalogue/registry.h"
#include "projections/readable_event.h"
#include "tests/support/test_data.h"

namespace tally::test {
namespace {

TEST(FamiliesTest, EveryTypeIsInOneFamilyAndTheOpenOnesInTheirs) {
  const auto families = event_families();
  std::map<std::string, int> found;
  for (const auto& family : families) {
    for (const auto& type : family.types) ++found[type];
  }
  for (const auto* type : catalogue()) EXPECT_EQ(found[std::string(type->name)], 1) << type->name;
  EXPECT_EQ(found.size(), catalogue().size());
  EXPECT_EQ(families.back().name, "x");
}

// Whoever adds a type whose name begins otherwise adds the beginning to event_families.cc.
TEST(FamiliesTest, AFamilyIsCalledLikeTheFolderOfItsTypes) {
  std::map<std::string, std::string> family_of;
  for (const auto& family : event_families()) {
    for (const auto& type : family.types) family_of[type] = family.name;
  }
  const std::regex name("\"([a-z_]+\\.[a-z_]+)\"");
  std::size_t seen = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(source_path("core/catalogue"))) {
    if (entry.path().extension() != ".h") continue;
    const auto text = read_text(entry.path().string());
    for (std::sregex_iterator at(text.begin(), text.end(), name), end; at != end; ++at) {
      const auto found = family_of.find((*at)[1]);
      if (found == family_of.end()) continue;
      ++seen;
      const auto folder = entry.path().parent_path().filename() == "catalogue"
                              ? entry.path().stem()
                              : entry.path().parent_path().filename();
      EXPECT_EQ(found->second, folder.string()) << found->first;
    }
  }
  EXPECT_GE(seen, catalogue().size());
}

}  // namespace
}  // namespace tally::test

// The saved state: loaded and followed by the events behind it, it is what a whole replay gives;
// otherwise it is ignored and told.
#include "core/ledger/state_file.h"

#include "core/base/background.h"
#include "core/ledger/state_saving.h"
#include "core/ledger/stored_event.h"
#include "tests/core/ledger/ledger_fixture.h"
#include "tests/support/fake_disk.h"

namespace tally::test {
namespace {

constexpr const char* kOrigin = "ledger.example/test";

class StateFileTest : public LedgerTest {
 protected:
  void grow(std::uint64_t events) {
    for (std::uint64_t i = 0; i < events; ++i, ++next_id_) {
      if (next_id_ % 5 == 0) {
        ProjectRegistered project;
        project.project_id = "P" + std::to_string(next_id_);
        project.name = "project";
        record(batch_of(catalogued(next_id_, project)));
      } else {
        record(batch_of(note(next_id_, "project-P" + std::to_string(next_id_ % 7))));
      }
    }
  }
  void save() {
    StateFile file(disk_, ".", kOrigin);
    const auto saved = ledger->save_state(file);
    ASSERT_TRUE(saved.ok()) << saved.error().to_string();
    EXPECT_EQ(file.saved_size().value, size());
  }
  // Opens the ledger with the file; what it said.
  std::string open_with_file() {
    StateFile file(disk_, ".", kOrigin);
    file.look();
    ledger.reset();
    auto opened = Ledger::open({store, clock, random, &file});
    if (!opened.ok()) return opened.error().to_string();
    ledger = std::move(opened).value();
    used_ = file.saved_size();
    return file.notes().empty() ? "" : file.notes()[0];
  }
  static void expect_equal(const ReplayedState& a, const ReplayedState& b) {
    EXPECT_EQ(a.rules.fingerprint(), b.rules.fingerprint());
    EXPECT_EQ(a.tree.root(), b.tree.root());
    EXPECT_EQ(a.last.at, b.last.at);
    EXPECT_EQ(a.last.offset, b.last.offset);
    const auto heads = a.heads.sorted();
    const auto others = b.heads.sorted();
    ASSERT_EQ(heads.size(), others.size());
    for (std::size_t i = 0; i < heads.size(); ++i) {
      EXPECT_EQ(heads[i].first, others[i].first);
      EXPECT_EQ(heads[i].second.revision, others[i].second.revision);
      EXPECT_EQ(heads[i].second.last, others[i].second.last);
    }
  }
  ReplayedState replayed() {
    ReplayedState state;
    EXPECT_TRUE(replay(store, {size()}, state).ok());
    return state;
  }

  FakeDisk disk_{1};
  TreeSize used_;
  std::uint64_t next_id_ = 1000;
};

TEST_F(StateFileTest, WithTheEventsBehindItItIsAWholeReplay) {
  for (const std::uint64_t events : {0, 1, 50, 256, 300}) {
    grow(events);
    save();
    grow(23);
    StateFile file(disk_, ".", kOrigin);
    file.look();
    auto state = file.load({size()});
    ASSERT_TRUE(state.has_value()) << file.notes()[0];
    EXPECT_EQ(state->tree.size(), size() - 23);
    ASSERT_TRUE(replay(store, {size()}, *state).ok());
    expect_equal(*state, replayed());
  }
}

TEST_F(StateFileTest, ALedgerOpenedFromItGoesOn) {
  grow(40);
  save();
  grow(3);
  EXPECT_EQ(open_with_file(), "");
  EXPECT_EQ(used_.value, size() - 3);
  EXPECT_EQ(ledger->root_at({size()}).value(), store.last_commit().root);
  EXPECT_EQ(ledger->root_at({begin}).value(),
            replayed().tree.root_at(begin, StoredLeaves(store)).value());
  grow(10);
  EXPECT_EQ(ledger->lookup(event_id(next_id_ - 1))->state, LookupAnswer::State::recorded);
  open();
}

TEST_F(StateFileTest, DamagedOnesAreIgnoredAndTold) {
  grow(10);
  save();
  const auto good = disk_.contents("./state");
  for (std::size_t at = 0; at < good.size(); at += 1 + at / 50) {
    disk_.flip_bit("./state", at, static_cast<unsigned>(at % 8));
    const auto note = open_with_file();
    EXPECT_NE(note.find("the saved state was ignored: ./state, offset "), std::string::npos)
        << at << ": " << note;
    EXPECT_EQ(used_.value, 0u);
    disk_.set_contents("./state", good);
  }
  disk_.set_contents("./state", Bytes(good.begin(), good.begin() + 500));
  EXPECT_NE(open_with_file(), "");
  disk_.set_contents("./state", {});
  EXPECT_NE(open_with_file(), "");
}

TEST_F(StateFileTest, OneOfALongerLogIsIgnored) {
  grow(10);
  save();
  auto shorter = std::make_unique<MemoryStore>();
  ASSERT_TRUE(init_ledger({*shorter, clock, random}, init_options()).ok());
  StateFile file(disk_, ".", kOrigin);
  file.look();
  ASSERT_TRUE(Ledger::open({*shorter, clock, random, &file}).ok());
  ASSERT_EQ(file.notes().size(), 1u);
  EXPECT_NE(file.notes()[0].find("and the log holds"), std::string::npos);
}

// Same origin, same size, other events: only the tree can tell.
TEST_F(StateFileTest, OneOfAnotherLogIsIgnored) {
  grow(5);
  save();
  MemoryStore other;
  ASSERT_TRUE(init_ledger({other, clock, random}, init_options()).ok());
  {
    const auto opened = Ledger::open({other, clock, random});
    for (std::uint64_t i = 0; i < 5 + 9; ++i) {
      must(append_to(**opened, batch_of(note(5000 + i, "project-a"))));
    }
  }
  StateFile file(disk_, ".", kOrigin);
  file.look();
  const auto opened = Ledger::open({other, clock, random, &file});
  ASSERT_TRUE(opened.ok()) << opened.error().to_string();
  ASSERT_EQ(file.notes().size(), 1u);
  EXPECT_EQ(file.saved_size().value, 0u);
  EXPECT_EQ((*opened)->root_at(other.last_commit().size).value(), other.last_commit().root);
  StateFile foreign(disk_, ".", "other.example/ledger");
  foreign.look();
  EXPECT_FALSE(foreign.load({size()}).has_value());
  EXPECT_NE(foreign.notes()[0].find("another ledger"), std::string::npos);
}

TEST_F(StateFileTest, AfterACrashTheOldOrTheNewOneIsThere) {
  grow(5);
  save();
  const auto old = size();
  grow(5);
  for (std::uint64_t operations = 0; operations < 8; ++operations) {
    disk_.crash_after(operations);
    StateFile file(disk_, ".", kOrigin);
    static_cast<void>(ledger->save_state(file));
    disk_.restart();
    EXPECT_EQ(open_with_file(), "");
    EXPECT_TRUE(used_.value == old || used_.value == size()) << used_.value;
  }
}

TEST_F(StateFileTest, ItIsSavedBesideTheWriterWhenTheLogHasGrown) {
  StateFile file(disk_, ".", kOrigin);
  BackgroundQueue background;
  StateSaving saving(store, file, background, 20);
  grow(10);
  saving.grown({19});
  EXPECT_FALSE(background.run_one()) << "not yet";
  saving.grown({size()});
  ASSERT_TRUE(background.run_one());
  saving.grown({size()});
  const auto at = size();
  grow(7);  // Behind the size that the jobs are to reach.
  while (background.run_one()) {
  }
  EXPECT_EQ(file.saved_size().value, at);
  EXPECT_EQ(open_with_file(), "");
  EXPECT_EQ(used_.value, at);
  // And from there on.
  grow(20);
  saving.grown({size()});
  while (background.run_one()) {
  }
  EXPECT_EQ(file.saved_size().value, size());
}

TEST_F(StateFileTest, AFailureBesideTheWriterIsNotTriedAgainAtOnce) {
  StateFile file(disk_, ".", kOrigin);
  BackgroundQueue background;
  StateSaving saving(store, file, background, 20);
  grow(20);
  disk_.fail_sync_after(0);
  saving.grown({size()});
  while (background.run_one()) {
  }
  EXPECT_EQ(file.saved_size().value, 0u);
  saving.grown({size()});
  EXPECT_FALSE(background.run_one());
}

TEST_F(StateFileTest, AJobThatComesAfterTheEndDoesNothing) {
  StateFile file(disk_, ".", kOrigin);
  BackgroundQueue background;
  {
    StateSaving saving(store, file, background, 1);
    saving.grown({size()});
  }
  while (background.run_one()) {
  }
  EXPECT_FALSE(disk_.exists("./state").value());
}

}  // namespace
}  // namespace tally::test

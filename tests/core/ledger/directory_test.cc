// A ledger in a directory: key, checkpoint, lock (contracts C5).
#include "core/ledger/directory.h"

#include <sys/stat.h>

#include <filesystem>
#include <map>

#include "core/log/log_store.h"
#include "core/merkle/checkpoint.h"
#include "core/merkle/note.h"
#include "tests/core/ledger/ledger_fixture.h"
#include "tests/support/fake_disk.h"

namespace tally::test {
namespace {

using testing::HasSubstr;

class DirectoryTest : public testing::Test {
 protected:
  FakeDisk disk{5};
  FakeClock clock{kNoon_us};
  SeededRandom random{5};

  void SetUp() override {
    const auto made = init("ledger");
    ASSERT_TRUE(made.ok()) << made.error().to_string();
  }
  Result<void> init(const std::string& path, const InitOptions& options = init_options()) {
    return LedgerDirectory::init(disk, clock, random, opener(), path, options);
  }
  Result<std::unique_ptr<LedgerDirectory>> open(DirectoryAccess access = DirectoryAccess::write) {
    return LedgerDirectory::open(disk, clock, random, opener(), "ledger", access);
  }
  std::unique_ptr<LedgerDirectory> must_open(DirectoryAccess access = DirectoryAccess::write) {
    auto opened = open(access);
    if (!opened.ok()) ADD_FAILURE() << opened.error().to_string();
    return opened.ok() ? std::move(opened).value() : nullptr;
  }
  // A disk in memory has less than the 64 MiB that the store keeps in reserve by default.
  static StoreOpener opener() {
    return [](Disk& on, const std::string& path, StoreAccess access) {
      LogOptions options;
      options.reserve_bytes = 0;
      return open_log_store(on, path, access, options);
    };
  }
  static void append(LedgerDirectory& directory, std::uint64_t id) {
    must(append_to(directory.ledger(), batch_of(note(id, "project-a"))));
  }
  std::map<std::string, Bytes> log_files() {
    std::map<std::string, Bytes> files;
    const auto names = disk.list("ledger/log").value();
    for (const auto& name : names) files[name] = disk.contents("ledger/log/" + name);
    return files;
  }
  // As somebody does who copies an old backup over the log.
  void restore_log(const std::map<std::string, Bytes>& files) {
    const auto names = disk.list("ledger/log").value();
    for (const auto& name : names) {
      const auto kept = files.find(name);
      if (kept != files.end()) {
        disk.set_contents("ledger/log/" + name, kept->second);
      } else {
        ASSERT_TRUE(disk.remove("ledger/log/" + name).ok());
      }
    }
  }
  std::string text(const std::string& path) const {
    return std::string(as_text(disk.contents(path)));
  }
  void set_text(const std::string& path, std::string_view to) {
    disk.set_contents(path, to_owned(as_bytes(to)));
  }
};

TEST_F(DirectoryTest, InitMakesLogKeyAndVerifierKey) {
  EXPECT_EQ(disk.list("ledger").value(), (std::vector<std::string>{"key", "key.pub", "log"}));
  const auto directory = must_open();
  EXPECT_EQ(directory->path(), "ledger");
  EXPECT_EQ(directory->verifier_key() + "\n", text("ledger/key.pub"));
  EXPECT_THAT(directory->verifier_key(), testing::StartsWith("ledger.example/test+"));
  EXPECT_EQ(directory->ledger().identity().origin, "ledger.example/test");
  EXPECT_EQ(directory->last_checkpoint().value(), std::nullopt);
}

TEST_F(DirectoryTest, TheKeyIsForItsOwnerAlone) {
  const auto path = std::filesystem::temp_directory_path() /
                    ("tally_directory_test_" + std::to_string(::getpid()));
  std::filesystem::remove_all(path);
  std::filesystem::create_directory(path);
  const auto ledger = (path / "ledger").string();
  const auto made =
      LedgerDirectory::init(system_disk(), clock, random, opener(), ledger, init_options());
  ASSERT_TRUE(made.ok()) << made.error().to_string();
  struct stat found {};
  ASSERT_EQ(::stat((ledger + "/key").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777u, 0600u);
  ASSERT_EQ(::stat((ledger + "/key.pub").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0044u, 0044u);
  std::filesystem::remove_all(path);
}

TEST_F(DirectoryTest, InitNeverTouchesWhatStandsThere) {
  const auto before = text("ledger/key");
  EXPECT_ERROR(init("ledger").error(), invalid, "directory");
  EXPECT_EQ(text("ledger/key"), before);
  ASSERT_TRUE(disk.make_directory("second.new").ok());
  const auto left_over = init("second");
  EXPECT_ERROR(left_over.error(), invalid, "directory");
  EXPECT_THAT(left_over.error().message, HasSubstr("second.new"));
  ASSERT_TRUE(disk.remove("second.new").ok());
  EXPECT_TRUE(init("second").ok());
}

TEST_F(DirectoryTest, AnInitThatIsCutShortLeavesAWholeLedgerOrNone) {
  std::uint64_t operations = 0;
  {
    FakeDisk whole(1);
    SeededRandom same(1);
    ASSERT_TRUE(LedgerDirectory::init(whole, clock, same, opener(), "ledger", init_options()).ok());
    operations = whole.operations();
  }
  int none = 0;
  for (std::uint64_t after = 0; after < operations; ++after) {
    FakeDisk cut(after + 1);
    SeededRandom same(1);
    cut.crash_after(after);
    const auto made = LedgerDirectory::init(cut, clock, same, opener(), "ledger", init_options());
    EXPECT_FALSE(made.ok());
    cut.restart();
    if (!cut.exists("ledger").value()) {
      ++none;
      continue;
    }
    const auto opened =
        LedgerDirectory::open(cut, clock, same, opener(), "ledger", DirectoryAccess::write);
    EXPECT_TRUE(opened.ok()) << "after " << after << ": " << opened.error().to_string();
  }
  EXPECT_GT(none, 0);
}

TEST_F(DirectoryTest, NothingThereIsNotFound) {
  EXPECT_ERROR(
      LedgerDirectory::open(disk, clock, random, opener(), "nowhere", DirectoryAccess::write)
          .error(),
      not_found, "directory");
}

TEST_F(DirectoryTest, ASecondWriterIsTurnedAway) {
  auto first = must_open();
  EXPECT_ERROR(open().error(), overloaded, "lock");
  first.reset();
  EXPECT_TRUE(open().ok());
}

TEST_F(DirectoryTest, AReaderStandsBesideALiveWriterAndNeverWrites) {
  const auto writer = must_open();
  append(*writer, 1);
  const auto size = writer->ledger().status().head.size;
  const auto operations = disk.operations();
  const auto reader = must_open(DirectoryAccess::read_only);
  ASSERT_NE(reader, nullptr);
  EXPECT_EQ(disk.operations(), operations);
  EXPECT_EQ(reader->ledger().status().head, writer->ledger().status().head);
  append(*writer, 2);
  EXPECT_EQ(reader->ledger().status().head.size, size);  // The size at its opening.
  EXPECT_EQ(reader->sign_checkpoint(true).error().code, ErrorCode::not_found);
  auto result = append_to(reader->ledger(), batch_of(note(9, "project-a")));
  EXPECT_EQ(must_fail(std::move(result)).error.code, ErrorCode::read_only);
  ASSERT_TRUE(writer->sign_checkpoint(true).ok());
  const auto later = must_open(DirectoryAccess::read_only);
  EXPECT_EQ(later->sign_checkpoint(true).value(), text("ledger/checkpoint"));
}

TEST_F(DirectoryTest, AReaderNeedsNoKey) {
  ASSERT_TRUE(disk.remove("ledger/key").ok());
  EXPECT_NE(must_open(DirectoryAccess::read_only), nullptr);
  EXPECT_FALSE(open().ok());
}

TEST_F(DirectoryTest, ACheckpointIsSignedOverTheDurableHead) {
  const auto directory = must_open();
  append(*directory, 1);
  const auto signed_text = directory->sign_checkpoint(true).value();
  EXPECT_EQ(signed_text, text("ledger/checkpoint"));
  EXPECT_EQ(directory->last_checkpoint().value(), signed_text);
  const auto verifier = NoteVerifier::parse(directory->verifier_key()).value();
  const auto checkpoint = open_checkpoint(signed_text, verifier).value();
  const auto head = directory->ledger().status().head;
  EXPECT_EQ(checkpoint.origin, "ledger.example/test");
  EXPECT_EQ(checkpoint.size, head.size.value);
  EXPECT_EQ(checkpoint.root, head.root);
}

TEST_F(DirectoryTest, ACleanStopSavesTheStateOfALogThatHasGrown) {
  auto directory = must_open();
  append(*directory, 1);
  ASSERT_TRUE(directory->save_state().ok());
  EXPECT_FALSE(disk.exists("ledger/state").value());  // So few are replayed as fast.
  for (std::uint64_t id = 1000; id < 11'500; id += 500) {
    AppendBatch batch;
    for (std::uint64_t i = 0; i < 500; ++i) batch.events.push_back(note(id + i, "project-a"));
    must(append_to(directory->ledger(), std::move(batch)));
  }
  ASSERT_TRUE(must_open(DirectoryAccess::read_only)->save_state().ok());
  EXPECT_FALSE(disk.exists("ledger/state").value());  // A reader writes nothing.
  ASSERT_TRUE(directory->save_state().ok());
  EXPECT_TRUE(disk.exists("ledger/state").value());
  const auto head = directory->ledger().status().head;
  directory.reset();

  directory = must_open();
  EXPECT_THAT(directory->report().notes, testing::IsEmpty());
  EXPECT_EQ(directory->ledger().status().head, head);
  append(*directory, 2);
  auto again = append_to(directory->ledger(), batch_of(note(1000, "project-a")));
  EXPECT_TRUE(must(std::move(again)).events[0].duplicate);
}

TEST_F(DirectoryTest, AtMostOneSignatureASecondUnlessAskedFor) {
  const auto directory = must_open();
  const auto first = directory->sign_checkpoint(false).value();
  append(*directory, 1);
  clock.advance(kSecond - 1);
  EXPECT_EQ(directory->sign_checkpoint(false).value(), first);
  clock.advance(1);
  const auto second = directory->sign_checkpoint(false).value();
  EXPECT_NE(second, first);
  append(*directory, 2);
  EXPECT_NE(directory->sign_checkpoint(true).value(), second);
  // Not grown: nothing to sign.
  const auto operations = disk.operations();
  clock.advance(10 * kSecond);
  directory->sign_checkpoint(true).value();
  EXPECT_EQ(disk.operations(), operations);
}

TEST_F(DirectoryTest, ALogShorterThanItsCheckpointIsBehindIt) {
  const auto before = log_files();
  {
    const auto directory = must_open();
    append(*directory, 1);
    ASSERT_TRUE(directory->sign_checkpoint(true).ok());
  }
  restore_log(before);
  for (const auto access : {DirectoryAccess::write, DirectoryAccess::read_only}) {
    const auto opened = open(access);
    ASSERT_FALSE(opened.ok());
    EXPECT_ERROR(opened.error(), corrupt, "checkpoint");
    EXPECT_EQ(opened.error().rule, "behind_checkpoint");
  }
}

// Whatever a power loss leaves of the rest: what a checkpoint speaks of is not repaired away. So it
// is whole again once the damaged sector is.
TEST_F(DirectoryTest, ALogThatLostWhatWasSignedIsRefusedAndLeftAsItIs) {
  for (std::uint64_t round = 1; round <= 16; ++round) {
    {
      const auto directory = must_open();
      append(*directory, round);
      ASSERT_TRUE(directory->sign_checkpoint(true).ok());
    }
    disk.restart();
    const auto whole = log_files();
    // The beginning of the last commit is gone: as though a crash had torn it.
    const auto segment = std::prev(whole.upper_bound("99999999999999999999.seg"))->first;
    auto bytes = whole.at(segment);
    const auto begin = as_text(bytes).rfind("TRec");
    for (auto at = begin; at < bytes.size() && (at == begin || at % 512 != 0); ++at) bytes[at] = 0;
    disk.set_contents("ledger/log/" + segment, bytes);
    const auto damaged = log_files();
    const auto opened = open();
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().code, ErrorCode::corrupt);
    EXPECT_EQ(log_files(), damaged) << opened.error().to_string();
    restore_log(whole);
  }
  EXPECT_NE(must_open(), nullptr);
}

TEST_F(DirectoryTest, AnotherHistoryThanTheSignedOneIsForked) {
  const auto before = log_files();
  {
    const auto directory = must_open();
    append(*directory, 1);
    ASSERT_TRUE(directory->sign_checkpoint(true).ok());
  }
  const auto checkpoint = disk.contents("ledger/checkpoint");
  ASSERT_TRUE(disk.remove("ledger/checkpoint").ok());
  restore_log(before);
  {
    const auto directory = must_open();
    ASSERT_NE(directory, nullptr);
    append(*directory, 2);
    append(*directory, 3);
  }
  ASSERT_TRUE(replace_file(disk, "ledger", "checkpoint", checkpoint).ok());
  const auto opened = open();
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::corrupt);
  EXPECT_EQ(opened.error().rule, "forked");
}

TEST_F(DirectoryTest, ACheckpointThatIsNotOursIsCorrupt) {
  {
    const auto directory = must_open();
    ASSERT_TRUE(directory->sign_checkpoint(true).ok());
  }
  auto changed = text("ledger/checkpoint");
  const auto line = changed.find('\n') + 1;
  changed[line] = changed[line] == '9' ? '8' : '9';
  set_text("ledger/checkpoint", changed);
  const auto opened = open();
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::corrupt);
  EXPECT_EQ(opened.error().rule, "bad_signature");
}

TEST_F(DirectoryTest, KeysThatDoNotBelongTogetherAreCorrupt) {
  auto options = init_options();
  ASSERT_TRUE(init("twin", options).ok());
  const auto key = disk.contents("ledger/key");
  disk.set_contents("ledger/key", disk.contents("twin/key"));
  EXPECT_ERROR(open().error(), corrupt, "key");
  disk.set_contents("ledger/key", key);
  EXPECT_TRUE(open().ok());
  // The key pair of another ledger.
  options.origin = "ledger.example/other";
  ASSERT_TRUE(init("other", options).ok());
  disk.set_contents("ledger/key", disk.contents("other/key"));
  disk.set_contents("ledger/key.pub", disk.contents("other/key.pub"));
  EXPECT_ERROR(open().error(), corrupt, "key");
}

TEST_F(DirectoryTest, TheStoreIsReadAgainOnRequest) {
  const auto directory = must_open();
  append(*directory, 1);
  const auto size = directory->ledger().status().head.size;
  const auto check = directory->check_store(size).value();
  EXPECT_EQ(check.records, size.value);
  EXPECT_TRUE(check.problems.empty());
  EXPECT_TRUE(check.ids_checked);
  EXPECT_EQ(directory->check_store(TreeSize{size.value + 1}).error().code, ErrorCode::invalid);
}

}  // namespace
}  // namespace tally::test

#include "tests/damage/matrix.h"

namespace tally::test {
namespace {

using enum Damage;

constexpr auto kGrown = SceneKind::grown;
constexpr auto kTorn = SceneKind::torn;
constexpr auto kSuccessor = SceneKind::successor;
constexpr auto kErasing = SceneKind::erasing;
constexpr auto kSaved = SceneKind::saved;

constexpr auto kRefused = Outcome::refused;
constexpr auto kRepaired = Outcome::repaired;
constexpr auto kDropped = Outcome::dropped;
constexpr auto kFound = Outcome::found;
constexpr auto kSaid = Outcome::said;
constexpr auto kBehind = Outcome::behind;
constexpr auto kUntold = Outcome::untold;
constexpr auto kHarmless = Outcome::harmless;

const std::vector<const char*> kInCommit = {"frame: magic",
                                            "frame: lengths",
                                            "frame: commit start",
                                            "frame: CRC of the header",
                                            "frame: CRC of the body",
                                            "frame: its own CRC",
                                            "header",
                                            "salt",
                                            "payload",
                                            "mark"};
const std::vector<const char*> kBehindMagic(kInCommit.begin() + 1, kInCommit.end());

const char* title(SceneKind kind) {
  switch (kind) {
    case SceneKind::grown:
      return "A ledger of several segments, its checkpoint signed two commits before the end";
    case SceneKind::torn:
      return "The same, when the machine stopped before anybody was told of the last commit";
    case SceneKind::successor:
      return "The machine stopped between a segment's seal and the first commit of the next";
    case SceneKind::erasing:
      return "The machine stopped when an erasure had begun";
    case SceneKind::saved:
      return "The first, with the index files of its sealed segments, its saved state and its "
             "saved views";
  }
  return "";
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const auto& part : parts) text += (text.empty() ? "" : "; ") + part;
  return text;
}

// clang-format off
const std::vector<Line> kLines = {
    {kGrown, "a sealed segment", {"segment header"}, {flip, zero, cut}, kRefused, kRefused, kFound},
    {kGrown, "a sealed segment", kInCommit, {flip, zero, cut}, kRefused, kRefused, kFound},
    {kGrown, "a sealed segment", {"seal"}, {flip, zero, cut}, kRefused, kRefused, kFound},
    {kGrown, "a sealed segment", {"record", "commit"}, {swap}, kRefused, kRefused, kFound, "positions stand in the headers, offsets in frames and marks"},
    {kGrown, "a sealed segment", {"any"}, {add_zeros}, kHarmless, kHarmless, kHarmless, "zeros behind a seal are nothing"},
    {kGrown, "a sealed segment", {"any"}, {add_few, add_many}, kRefused, kRefused, kFound},
    {kGrown, "a sealed segment", {"any"}, {swap}, kRefused, kRefused, kFound, "with another segment: names hold positions"},
    {kGrown, "a sealed segment", {"any"}, {older}, kHarmless, kHarmless, kHarmless, "a sealed segment never changes again, but for erasures"},
    {kGrown, "a sealed segment", {"any"}, {remove}, kRefused, kRefused, kHarmless, "who has it open goes on reading it"},

    {kGrown, "the last segment", {"segment header"}, {flip, zero, cut}, kRefused, kRefused, kFound},
    {kGrown, "the last segment", kInCommit, {flip, zero, cut}, kRefused, kRefused, kFound},
    {kGrown, "the last segment", {"record", "commit"}, {swap}, kRefused, kRefused, kFound},
    {kGrown, "the last commit", kInCommit, {flip, zero, cut}, kRefused, kRefused, kFound, "`head` says that it was acknowledged"},
    {kGrown, "the last commit", {"record"}, {swap}, kRefused, kRefused, kFound},
    {kGrown, "the last segment", {"any"}, {add_zeros}, kHarmless, kHarmless, kHarmless, "zeros behind the last mark are nothing"},
    {kGrown, "the last segment", {"any"}, {add_few}, kRepaired, kHarmless, kHarmless, "looks like a commit that was cut off; overwritten with zeros"},
    {kGrown, "the last segment", {"any"}, {add_many}, kRefused, kHarmless, kHarmless, "readers stop at `head`"},
    {kGrown, "the last segment", {"any"}, {previous}, kRefused, kRefused, kFound},
    {kGrown, "the last segment", {"any"}, {remove}, kRefused, kRefused, kHarmless, "who has it open goes on reading it"},

    {kGrown, "log/head", {"any"}, {flip, zero, cut}, kRepaired, kRefused, kHarmless, "a reader cannot know how far the log is durable"},
    {kGrown, "log/head", {"any"}, {add_zeros, add_few, add_many}, kHarmless, kHarmless, kHarmless, "its first 44 bytes count"},
    {kGrown, "log/head", {"any"}, {older}, kHarmless, kRefused, kHarmless, "`behind_checkpoint` for readers; the writer reads the log itself"},
    {kGrown, "log/head", {"any"}, {previous}, kHarmless, kBehind, kHarmless, "as after a crash: `head` is not synced. Readers stop there and state the size"},
    {kGrown, "log/head", {"any"}, {remove}, kRepaired, kRefused, kHarmless},

    {kGrown, "checkpoint", {"any"}, {flip, zero, cut, add_zeros, add_few, add_many}, kRefused, kRefused, kHarmless, "signed; in memory while the ledger is open"},
    {kGrown, "checkpoint", {"any"}, {older}, kHarmless, kHarmless, kHarmless, "the log holds that tree too"},
    {kGrown, "checkpoint", {"any"}, {remove}, kHarmless, kSaid, kHarmless, "a loss at the end would go unseen: keep checkpoints elsewhere"},
    {kGrown, "key", {"text"}, {flip, zero, cut}, kRefused, kHarmless, kHarmless, "readers do not sign"},
    {kGrown, "key", {"line end"}, {cut}, kHarmless, kHarmless, kHarmless},
    {kGrown, "key", {"any"}, {add_zeros, add_few, add_many, remove}, kRefused, kHarmless, kHarmless},
    {kGrown, "key", {"any"}, {older}, kHarmless, kHarmless, kHarmless, "a key never changes"},
    {kGrown, "key.pub", {"text"}, {flip, zero, cut}, kRefused, kRefused, kHarmless},
    {kGrown, "key.pub", {"line end"}, {cut}, kHarmless, kHarmless, kHarmless},
    {kGrown, "key.pub", {"any"}, {add_zeros, add_few, add_many, remove}, kRefused, kRefused, kHarmless},
    {kGrown, "key.pub", {"any"}, {older}, kHarmless, kHarmless, kHarmless, "a key never changes"},

    {kGrown, "log/", {"any"}, {older}, kRefused, kRefused, kFound, "`behind_checkpoint`"},
    {kGrown, "log/", {"any"}, {previous}, kBehind, kBehind, kFound, "what came behind the last checkpoint is not covered by it"},
    {kGrown, "log/", {"any"}, {remove}, kRefused, kRefused, kHarmless, "who has it open goes on reading it"},
    {kGrown, ".", {"any"}, {older}, kBehind, kBehind, kFound, "only a checkpoint kept elsewhere shows it (`verify --checkpoint`)"},

    {kTorn, "the last commit", kInCommit, {flip, zero}, kRefused, kHarmless, kFound, "no whole sector is lost: a crash did not do it. Readers stop before it"},
    {kTorn, "the last commit", kBehindMagic, {cut}, kDropped, kHarmless, kFound},
    {kTorn, "the last commit", {"commit"}, {cut_before}, kUntold, kHarmless, kFound, "nothing is left of it"},

    {kSuccessor, "the last sealed segment", {"seal: magic"}, {flip, zero}, kRepaired, kHarmless, kFound, "looks like a seal that was cut off; the commits before it check, and it is written anew"},
    {kSuccessor, "the last sealed segment", {"seal: the rest"}, {flip, zero}, kRefused, kHarmless, kFound},
    {kSuccessor, "the last sealed segment", {"seal: the rest"}, {cut}, kRepaired, kHarmless, kFound},
    {kSuccessor, "the last sealed segment", {"seal"}, {cut_before}, kHarmless, kHarmless, kFound, "as before it was written; it is written now"},
    {kSuccessor, "the last sealed segment", kInCommit, {flip, zero, cut}, kRefused, kRefused, kFound},
    {kSuccessor, "the last segment", {"segment header"}, {flip, zero, cut}, kRefused, kHarmless, kHarmless, "holds no event yet"},
    {kSuccessor, "the last segment", {"any"}, {remove}, kRefused, kHarmless, kHarmless, "holds no event yet"},

    {kErasing, "log/erasing", {"any"}, {flip, zero, cut}, kRefused, kRefused, kHarmless},
    {kErasing, "log/erasing", {"any"}, {add_zeros, add_few}, kHarmless, kHarmless, kHarmless, "its first 36 bytes count"},
    {kErasing, "log/erasing", {"any"}, {remove}, kHarmless, kHarmless, kHarmless, "the body was not overwritten yet, and nobody was told that it was"},

    {kSaved, "an index file", {"any"}, {flip, zero, cut, add_zeros, add_few, add_many}, kRepaired, kHarmless, kHarmless, "ignored and told; its segment is read instead"},
    {kSaved, "an index file", {"any"}, {remove}, kHarmless, kHarmless, kHarmless, "its segment is read instead"},
    {kSaved, "an index file", {"any"}, {older}, kHarmless, kHarmless, kHarmless, "the same, as its segment"},
    {kSaved, "state", {"any"}, {flip, zero, cut, add_zeros, add_few, add_many}, kRepaired, kHarmless, kHarmless, "ignored and told; all events are replayed instead"},
    {kSaved, "state", {"any"}, {older, previous}, kHarmless, kHarmless, kHarmless, "used; the events behind it are replayed"},
    {kSaved, "state", {"any"}, {remove}, kHarmless, kHarmless, kHarmless, "all events are replayed instead"},
    {kSaved, "views", {"any"}, {flip, zero, cut, add_zeros, add_few, add_many}, kRepaired, kHarmless, kHarmless, "ignored and told; the views are rebuilt from the events"},
    {kSaved, "views", {"any"}, {older, previous}, kHarmless, kHarmless, kHarmless, "used; the events behind it are folded"},
    {kSaved, "views", {"any"}, {remove}, kHarmless, kHarmless, kHarmless, "the views are rebuilt from the events"},
};
// clang-format on

}  // namespace

const std::vector<Line>& matrix() { return kLines; }

std::vector<Row> rows() {
  std::vector<Row> rows;
  for (const auto& line : matrix()) {
    for (const auto* bytes : line.bytes) {
      for (const auto damage : line.damages) rows.push_back({&line, bytes, damage});
    }
  }
  return rows;
}

std::string matrix_tables() {
  std::string text;
  const Line* before = nullptr;
  for (const auto& line : matrix()) {
    if (!before || before->scene != line.scene) {
      text += "\n### " + std::string(title(line.scene)) + "\n\n" +
              "| File | Bytes | Damage | Writer | Reader | While open | Why |\n" +
              "|---|---|---|---|---|---|---|\n";
    }
    before = &line;
    std::vector<std::string> damages;
    for (const auto damage : line.damages) damages.emplace_back(name_of(damage));
    const auto bytes = joined({line.bytes.begin(), line.bytes.end()});
    text += "| " + std::string(line.file) + " | " + bytes + " | " + joined(damages) + " | " +
            name_of(line.writer) + " | " + name_of(line.reader) + " | " + name_of(line.open) +
            " | " + line.why + " |\n";
  }
  return text + "\n" + std::to_string(rows().size()) + " rows.\n";
}

}  // namespace tally::test

#include "core/ledger/state_file.h"

#include "core/base/wire.h"

namespace tally {
namespace {

constexpr std::uint32_t kFormat = 1;
// Of the sources that make the state (CMakeLists.txt): others may make another one.
constexpr const char* kCode = TALLY_STATE_CODE;

Bytes encode_last(const RecordedTime& last) {
  Bytes bytes;
  WireWriter to(bytes);
  to.number(last.at.us);
  to.number(last.offset.minutes);
  return bytes;
}

Result<RecordedTime> decode_last(ByteView bytes) {
  WireReader from(bytes);
  RecordedTime last;
  last.at.us = from.number<decltype(last.at.us)>("recorded_at");
  last.offset.minutes = from.number<decltype(last.offset.minutes)>("recorded_offset");
  TALLY_TRY(from.finish());
  return last;
}

Bytes encode_heads(const StreamHeads& heads) {
  Bytes bytes;
  WireWriter to(bytes);
  for (const auto& [stream, head] : heads.sorted()) {
    to.text(stream);
    to.number(head.revision.value);
    to.number(head.last.value);
  }
  return bytes;
}

Result<StreamHeads> decode_heads(ByteView bytes) {
  WireReader from(bytes);
  StreamHeads heads;
  while (from.remaining() > 0 && !from.failed()) {
    const auto stream = from.text("stream");
    StreamHeads::Head head;
    head.revision = {from.number<std::uint64_t>("revision")};
    head.last = {from.number<std::uint64_t>("last")};
    heads.set(stream, head);
    heads.keep();
  }
  TALLY_TRY(from.finish());
  return heads;
}

Bytes encode_tree(const Tree& tree) {
  Bytes bytes;
  for (const auto& hash : tree.kept()) append(bytes, hash.view());
  return bytes;
}

std::optional<Tree> decode_tree(std::uint64_t size, ByteView bytes) {
  std::vector<Hash> kept(bytes.size() / sizeof(Hash));
  if (kept.size() * sizeof(Hash) != bytes.size()) return std::nullopt;
  if (!kept.empty()) std::memcpy(kept.data(), bytes.data(), bytes.size());
  return Tree::from_kept(size, kept);
}

}  // namespace

SnapshotStamp StateFile::stamp(TreeSize size, const Hash& root) const {
  return {"STAT", kFormat, kCode, origin_, size.value, root};
}

void StateFile::look() {
  auto found = SnapshotReader::open(disk_, directory_ + "/" + kName);
  if (found.ok()) {
    found_ = std::move(found).value();
  } else if (found.error().code != ErrorCode::not_found) {
    notes_.push_back("the saved state was ignored: " + found.error().message);
  }
}

std::optional<ReplayedState> StateFile::load(TreeSize store_size) {
  if (!found_) return std::nullopt;
  auto state = read(*found_, store_size);
  found_.reset();
  if (!state.ok()) {
    notes_.push_back("the saved state was ignored: " + state.error().message);
    return std::nullopt;
  }
  saved_size_ = state->tree.size();
  return std::move(state).value();
}

Result<ReplayedState> StateFile::read(SnapshotReader& from, TreeSize store_size) const {
  const auto fault = stamp_difference(from.stamp(), stamp({}, {}));
  if (!fault.empty()) return from.corrupt(fault);
  const TreeSize size{from.stamp().size};
  if (size > store_size) {
    return from.corrupt("it is of " + std::to_string(size.value) + " events, and the log holds " +
                        std::to_string(store_size.value));
  }
  ReplayedState state;
  TALLY_ASSIGN(const auto last, from.section());
  TALLY_ASSIGN(state.last, decode_last(last));
  TALLY_ASSIGN(const auto tree, from.section());
  auto read_tree = decode_tree(size.value, tree);
  if (!read_tree || read_tree->root() != from.stamp().root) {
    return from.corrupt("its tree has another root than it says");
  }
  state.tree = std::move(*read_tree);
  TALLY_ASSIGN(const auto heads, from.section());
  TALLY_ASSIGN(state.heads, decode_heads(heads));
  TALLY_ASSIGN(state.rules, RuleState::load(from));
  TALLY_TRY(from.finish());
  const auto& identity = state.rules.identity();
  if (!identity || identity->origin != origin_) return from.corrupt("it is of another ledger");
  return state;
}

Result<void> StateFile::save(const RuleState& rules, const StreamHeads& heads, const Tree& tree,
                             RecordedTime last) {
  TALLY_ASSIGN(
      const auto writer,
      SnapshotWriter::create(disk_, directory_, kName, stamp(TreeSize{tree.size()}, tree.root())));
  TALLY_TRY(writer->section(encode_last(last)));
  TALLY_TRY(writer->section(encode_tree(tree)));
  TALLY_TRY(writer->section(encode_heads(heads)));
  TALLY_TRY(rules.save(*writer));
  TALLY_TRY(writer->finish());
  saved_size_ = tree.size();
  return {};
}

void StateFile::disown(const std::string& why) {
  saved_size_ = 0;
  notes_.push_back("the saved state was ignored: " + why);
}

}  // namespace tally

#include "tools/cli/known.h"

#include <charconv>

#include "core/base/file.h"
#include "core/merkle/checkpoint.h"

namespace tally::cli {
namespace {

Result<KnownText> parse_checkpoint_file(const std::string& path) {
  KnownText result;
  TALLY_ASSIGN(const auto bytes, read_file(system_disk(), path, kNoteBytesMax));
  TALLY_ASSIGN(const auto note, parse_note(as_text(bytes)));
  TALLY_ASSIGN(const auto checkpoint, parse_checkpoint_body(note.text));
  result.known.kind = protocol::Known::Kind::size;
  result.known.size = TreeSize{checkpoint.size};
  result.root = checkpoint.root;
  result.checkpoint = as_text(bytes);
  return result;
}

}  // namespace

Result<KnownText> parse_known(const std::string& text) {
  KnownText result;
  if (text.empty()) return result;
  auto& known = result.known;
  constexpr std::string_view kFile = "checkpoint:";
  if (text.starts_with(kFile)) return parse_checkpoint_file(text.substr(kFile.size()));
  const char* end = text.data() + text.size();
  const auto number = std::from_chars(text.data(), end, known.size.value);
  if (number.ec == std::errc() && number.ptr == end) {
    known.kind = protocol::Known::Kind::size;
    return result;
  }
  if (const auto day = Date::parse(text); day.ok()) {
    known.kind = protocol::Known::Kind::day;
    known.day = *day;
    return result;
  }
  const auto instant = Instant::parse(text);
  if (!instant.ok()) {
    auto as_file = parse_checkpoint_file(text);
    if (as_file.ok()) return as_file;
    return invalid("known", "must be a size, checkpoint:FILE, a date or an instant");
  }
  known.kind = protocol::Known::Kind::instant;
  known.instant = *instant;
  return result;
}

}  // namespace tally::cli

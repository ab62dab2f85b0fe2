#include "tools/cli/view_options.h"

#include <charconv>

#include "core/base/file.h"
#include "core/merkle/checkpoint.h"
#include "projections/projections.h"

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

std::string ViewOptions::view_names() {
  std::string names;
  for (const auto& view : view_list()) {
    names += (names.empty() ? "" : ", ") + std::string(view.name);
  }
  return names;
}

void ViewOptions::declare(CLI::App& app) {
  app.add_option("--list", list, "project list, e.g. district_key");
  app.add_option("--project", project, "one project only");
  app.add_option("--year", year, "plan year; default: the year of --effective");
  app.add_option("--effective", effective, "E: what was true by this day, inclusive");
}

Result<protocol::ViewReply> ViewOptions::ask(Source& source, const std::string& view,
                                             const KnownText& known, bool with_positions) const {
  protocol::ViewRequest request;
  request.view = view;
  if (!effective.empty()) {
    auto day = Date::parse(effective);
    if (!day.ok()) return std::move(day).error().within("effective");
    request.effective = *day;
  }
  request.known = known.known;
  if (!list.empty()) request.list = list;
  if (!project.empty()) request.project = project;
  request.year = year;
  request.with_positions = with_positions;
  TALLY_ASSIGN(auto reply, source.view(request));
  if (known.root && *known.root != reply.root) {
    Error error(ErrorCode::corrupt, "the ledger is not the one that signed this checkpoint",
                "known");
    error.rule = "forked";
    return error;
  }
  return reply;
}

}  // namespace tally::cli

#include "tools/cli/view_change.h"

#include <fmt/format.h>

#include "core/base/hex.h"
#include "projections/projections.h"
#include "projections/row_figures.h"

namespace tally::cli {
namespace {

Result<ViewAtSize> rows_of(const protocol::ViewReply& reply) {
  TALLY_ASSIGN(auto json, parse_json(reply.json));
  ViewAtSize at{reply.state_hash, {}};
  for (auto& [name, value] : *json.object()) {
    if (name == "rows") at.rows = std::move(*value.array());
  }
  return at;
}

KnownText at_size(TreeSize size) {
  KnownText known;
  known.known.kind = protocol::Known::Kind::size;
  known.known.size = size;
  return known;
}

Json end_json(const protocol::ViewReply& reply) {
  Json out;
  out.set("known_size", reply.known.value).set("root", to_hex(reply.root.view()));
  return out.set("state_hash", to_hex(reply.state_hash.view()));
}

std::string_view kind_name(RowChange::Kind kind) {
  static constexpr std::string_view kNames[] = {"changed", "appeared", "gone"};
  return kNames[static_cast<std::size_t>(kind)];
}

Json positions_json(const std::vector<std::uint64_t>& positions) {
  Json::Array list;
  for (const auto position : positions) list.push_back(position);
  return list;
}

std::string causes_text(const std::vector<std::uint64_t>& causes) {
  constexpr std::size_t kShown = 4;
  std::string text;
  for (std::size_t i = 0; i < causes.size() && i < kShown; ++i) {
    text += fmt::format("{}#{}", i ? " " : "", causes[i]);
  }
  if (causes.size() > kShown) text += fmt::format(" +{}", causes.size() - kShown);
  return text;
}

// "completed count" instead of "kind=class,class=completed" and "count".
std::string row_name(const std::string& key, Lang lang) {
  std::string text;
  for (std::size_t at = 0; at < key.size();) {
    const auto comma = std::min(key.find(',', at), key.size());
    const auto part = key.substr(at, comma - at);
    const auto equals = part.find('=');
    at = comma + 1;
    if (part.starts_with("kind=") && comma != key.size()) continue;
    text += (text.empty() ? "" : " ") + std::string(code_label(part.substr(equals + 1), lang));
  }
  return text;
}

std::string column_label(const ViewInfo& info, const std::string& name, Lang lang) {
  for (const auto& column : info.columns) {
    if (column.name == name) return std::string(pick(column.label, lang));
  }
  return name;
}

// "planned total" for planned_total; "by planned class · completed · count" for a part's figure.
std::string figure_name(const std::string& view, const std::string& path, Lang lang) {
  for (const auto& info : view_list()) {
    if (info.name != view) continue;
    const auto open = path.find('['), close = path.find("].");
    if (open == std::string::npos || close == std::string::npos) {
      return column_label(info, path, lang);
    }
    return fmt::format("{} · {} · {}", column_label(info, path.substr(0, open), lang),
                       code_label(path.substr(open + 1, close - open - 1), lang),
                       column_label(info, path.substr(close + 2), lang));
  }
  return path;
}

std::string delta_text(const FigureChange& figure, const Cells& cells) {
  const auto* before = figure.before.integer();
  const auto* after = figure.after.integer();
  if (before && after) return fmt::format("{:+}", *after - *before);
  const auto old_sum = Cells::amount(figure.before);
  const auto new_sum = Cells::amount(figure.after);
  if (!old_sum || !new_sum) return "";
  MoneySum sum;
  sum.add(*new_sum);
  sum.subtract(*old_sum);
  const auto total = sum.total();
  if (!total.ok()) return "";
  return (total->minor > 0 ? "+" : "") + cells.money(*total);
}

Table change_table(const Context& context, const ViewChange& change, const Cells& cells) {
  std::string unit;
  if (!cells.unit_name().empty()) unit = fmt::format("({})", cells.unit_name());
  Table table({{std::string(context.say("行", "row")), false},
               {std::string(context.say("数字", "figure")) + unit, false},
               {std::string(context.say("前", "before")), true},
               {std::string(context.say("后", "after")), true},
               {std::string(context.say("差", "delta")), true},
               {std::string(context.say("起因", "because of")), false}});
  for (const auto& row : change.changes) {
    const auto name = row_name(row.key, context.lang);
    const std::string mark =
        row.kind == RowChange::Kind::appeared ? std::string(context.say("（新）", " (new)"))
        : row.kind == RowChange::Kind::gone   ? std::string(context.say("（无）", " (gone)"))
                                              : std::string();
    bool first = true;
    for (const auto& figure : row.figures) {
      table.add({first || context.format == Format::csv ? name + mark : "",
                 figure_name(change.newer.view, figure.path, context.lang),
                 cells.figure(figure.before), cells.figure(figure.after), delta_text(figure, cells),
                 causes_text(figure.causes)});
      first = false;
    }
  }
  return table;
}

}  // namespace

Result<ViewChange> view_change(Source& source, const std::string& view, const ViewOptions& options,
                               const KnownText& older, const KnownText& newer,
                               std::size_t causes_max) {
  ViewChange change;
  TALLY_ASSIGN(change.older, options.ask(source, view, older, false));
  // Both ends, and all between them, at one E: today may move on while we ask.
  ViewOptions fixed = options;
  fixed.effective = change.older.effective.to_string();
  TALLY_ASSIGN(change.newer, fixed.ask(source, view, newer, false));
  if (change.newer.known < change.older.known) {
    return invalid("known", "the earlier state of knowledge comes first: K1..K2");
  }
  TALLY_ASSIGN(const auto before, rows_of(change.older));
  TALLY_ASSIGN(const auto after, rows_of(change.newer));
  change.changes = diff_rows(before.rows, after.rows);
  TALLY_ASSIGN(change.causes, find_causes(change.older.known, change.newer.known, causes_max,
                                          [&](TreeSize size) -> Result<ViewAtSize> {
                                            TALLY_ASSIGN(
                                                const auto reply,
                                                fixed.ask(source, view, at_size(size), false));
                                            return rows_of(reply);
                                          }));
  note_causes(change.changes, change.causes.causes);
  for (const auto& cause : change.causes.causes) {
    TALLY_ASSIGN(auto event, cite(source, cause.position));
    change.events.push_back(std::move(event));
  }
  return change;
}

Json change_json(const ViewChange& change) {
  Json out;
  out.set("view", change.newer.view).set("version", change.newer.version);
  out.set("effective", change.newer.effective.to_string());
  out.set("older", end_json(change.older)).set("newer", end_json(change.newer));
  Json::Array rows;
  for (const auto& row : change.changes) {
    Json::Array figures;
    for (const auto& figure : row.figures) {
      Json item;
      item.set("figure", figure.path).set("before", figure.before).set("after", figure.after);
      figures.push_back(item.set("causes", positions_json(figure.causes)));
    }
    Json item;
    item.set("row", row.key).set("kind", kind_name(row.kind));
    rows.push_back(item.set("figures", std::move(figures)));
  }
  out.set("changes", std::move(rows));
  Json::Array events;
  for (const auto& event : change.events) events.push_back(cited_json(event));
  out.set("events", std::move(events));
  if (change.causes.unsearched_from) out.set("unsearched_from", *change.causes.unsearched_from);
  if (change.newer.sample) out.set("sample", true);
  return out;
}

void print_change(const Context& context, const ViewChange& change, const Cells& cells) {
  if (context.format == Format::csv) {
    print(change_table(context, change, cells).csv());
    return;
  }
  print_line(
      fmt::format(fmt::runtime(context.say(
                      "{} 第{}版  截至 {}{}\n前  所知 {:>8} 条  根 {}\n后  所知 {:>8} 条  根 {}",
                      "{} v{}  as of {}{}\nolder  knowing {:>8} events  root {}\n"
                      "newer  knowing {:>8} events  root {}")),
                  change.newer.view, change.newer.version, change.newer.effective.to_string(),
                  change.newer.sample ? "  SAMPLE/样例" : "", change.older.known.value,
                  to_hex(change.older.root.view()), change.newer.known.value,
                  to_hex(change.newer.root.view())));
  if (change.changes.empty()) {
    print_line(context.say("没有任何数字变化。", "No figure changed."));
    return;
  }
  print(change_table(context, change, cells).text());
  print_line("");
  print_line(context.say("起因事件：", "Causing events:"));
  for (const auto& event : change.events) {
    print_line("  " + cited_text(event, context.lang, 6));
  }
  if (change.causes.unsearched_from) {
    print_line(fmt::format(fmt::runtime(context.say(
                               "  更多起因在 #{} 及以后；请缩小 --known 的范围或用 --causes 放宽。",
                               "  more of them at or behind #{}: narrow --known, or raise "
                               "--causes.")),
                           *change.causes.unsearched_from));
  }
}

}  // namespace tally::cli

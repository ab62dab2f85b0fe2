#include "projections/projector.h"

#include <algorithm>
#include <set>

#include "core/catalogue/registry.h"
#include "projections/readable_event.h"
#include "projections/views.h"

namespace tally {
namespace {

using Clock = std::chrono::steady_clock;

// Of tally.readable's rows: another one when what they say of the same record changes.
constexpr std::uint32_t kEventsVersion = 1;
constexpr std::size_t kPageEvents = 2'000;
constexpr std::size_t kPageBytes = 2u << 20;
constexpr int kRestFactor = 4;  // So much longer than the work is the rest.

// What readable rows are made with: a type that was unknown then is shown as bytes.
std::string events_definition() {
  std::string text;
  for (const auto* type : catalogue()) {
    text += std::string(type->name) + "@" + std::to_string(type->schema) + " ";
  }
  return text;
}

std::string table_definition(const ViewInfo& view) {
  std::string text;
  for (const auto& column : table_columns(view)) {
    text += column.name + ":" + std::to_string(static_cast<int>(column.kind)) + " ";
  }
  return text;
}

Result<WantedRow> wanted_row(Json value) {
  show_nul(value);
  TALLY_ASSIGN(auto text, canonical_json(value));
  const auto hash = sha256(as_bytes(text));
  return WantedRow{hash, std::move(text)};
}

}  // namespace

std::vector<TableColumn> table_columns(const ViewInfo& view) {
  using Kind = ViewColumn::Kind;
  std::vector<TableColumn> columns;
  for (const auto& column : view.columns) {
    auto kind = TableColumn::Kind::text;
    switch (column.kind) {
      case Kind::text:
        break;
      case Kind::count:
        kind = TableColumn::Kind::integer;
        break;
      case Kind::money:
        kind = TableColumn::Kind::money;
        break;
      case Kind::date:
        kind = TableColumn::Kind::date;
        break;
      case Kind::flag:
        kind = TableColumn::Kind::flag;
        break;
      case Kind::basis_points:
        kind = TableColumn::Kind::ratio;
        break;
      case Kind::list:
        kind = TableColumn::Kind::json;
        break;
    }
    columns.push_back({std::string(column.name), kind});
  }
  return columns;
}

Result<ProjectorStep> Projector::step(TreeSize until, bool now) {
  ProjectorStep done;
  const auto active = tables_.take_role();
  if (!active.ok() || !*active) {
    looked_ = false;
    if (!active.ok()) return active.error();
    return done;
  }
  done.active = true;
  if (tables_.term() != term_) looked_ = false;
  term_ = tables_.term();
  const auto result = step_in_role(until, now, done);
  // Whatever failed may have been done or not: what stands there says which.
  if (!result.ok()) {
    looked_ = false;
    return result.error();
  }
  done.events = events_.position;
  if (written_) done.views = written_->known;
  return done;
}

Result<void> Projector::step_in_role(TreeSize until, bool now, ProjectorStep& done) {
  if (!looked_) {
    TALLY_ASSIGN(looked_, look(until, done));
    if (!looked_) return {};
  }
  if (events_.position < until) TALLY_TRY(write_events(until));
  done.behind = events_.position < until;
  // Views follow when the events behind their figures can be read.
  const Cut cut{sources_.today(), std::min(until, sources_.views.folded())};
  if (done.behind || events_.position < cut.known || !views_differ(cut)) return {};
  if (const auto rest = next_views_ - Clock::now(); !now && rest > Clock::duration(0)) {
    done.views_due_in = std::chrono::duration_cast<std::chrono::milliseconds>(rest);
    return {};
  }
  const auto begin = Clock::now();
  TALLY_TRY(write_views(cut, done));
  const auto end = Clock::now();
  next_views_ = end + std::max<Clock::duration>(options_.interval, kRestFactor * (end - begin));
  return {};
}

Result<bool> Projector::look(TreeSize until, ProjectorStep& done) {
  TALLY_ASSIGN(const auto size, tables_.ledger_size());
  if (size < until) {
    Error error(ErrorCode::corrupt,
                "the database holds " + std::to_string(size.value) +
                    " events, fewer than the ledger had: the readable tables are left alone");
    error.rule = "behind_acknowledged";
    return error;
  }
  TALLY_ASSIGN(auto states, tables_.states());
  // Another server has seen more of the ledger, and projected it, than this one has yet.
  for (const auto& state : states) {
    if (state.position > until && state.position <= size) return false;
  }
  TALLY_ASSIGN(const bool use, usable(states, until));
  if (!use) {
    done.notes.emplace_back("the readable tables are made anew");
    TALLY_TRY(tables_.clear());
    states.clear();
  }
  TALLY_ASSIGN(auto notes, tables_.keep_families(event_families()));
  done.notes.insert(done.notes.end(), notes.begin(), notes.end());
  events_ = ProjectionState();
  events_.view = kEventsView;
  for (const auto& state : states) {
    if (state.view == kEventsView) events_ = state;
  }
  events_.version = kEventsVersion;
  events_.definition = events_definition();
  TALLY_TRY(look_at_views(states));
  return true;
}

Result<bool> Projector::usable(const std::vector<ProjectionState>& states, TreeSize until) const {
  for (const auto& state : states) {
    if (state.position > until) return false;
    TALLY_ASSIGN(const auto root, sources_.root_at(state.position));
    if (root != state.root) return false;
    if (state.view != kEventsView) continue;
    if (state.version != kEventsVersion || state.definition != events_definition()) return false;
  }
  return true;
}

Result<void> Projector::look_at_views(const std::vector<ProjectionState>& states) {
  kept_.clear();
  written_.reset();
  std::set<std::string> others;
  for (const auto& state : states) {
    if (state.view != kEventsView) others.insert(state.view);
  }
  for (const auto& view : view_definitions()) {
    const std::string name(view.info.name);
    const auto definition = table_definition(view.info);
    others.erase(name);
    bool same = false;
    for (const auto& state : states) {
      if (state.view != name) continue;
      same = state.version == view.info.version && state.definition == definition;
      if (!same) break;
    }
    if (!same) {
      TALLY_TRY(tables_.make_table(name, table_columns(view.info)));
      continue;
    }
    for (const auto& state : states) {
      if (state.view != name) continue;
      TALLY_ASSIGN(auto rows, kept_rows(state));
      kept_.emplace(Key(name, state.of_list), KeptTable{state, std::move(rows)});
    }
  }
  for (const auto& view : others) TALLY_TRY(tables_.drop_table(view));
  return {};
}

Result<std::vector<KeptRow>> Projector::kept_rows(const ProjectionState& state) {
  TALLY_ASSIGN(const auto rows, tables_.rows(state.view, state.of_list));
  std::vector<KeptRow> kept;
  for (const auto& row : rows) {
    TALLY_ASSIGN(auto value, parse_json(row.json));
    const auto wanted = wanted_row(std::move(value));
    // What the view never says is nobody's row: it differs from all of them.
    kept.push_back({row.ordinal, wanted.ok() ? wanted->hash : Hash{}});
  }
  return kept;
}

Result<void> Projector::write_events(TreeSize until) {
  const auto from = events_.position;
  ReadLimits limits{std::min<std::size_t>(kPageEvents, until.value - from.value), kPageBytes};
  TALLY_ASSIGN(const auto page, sources_.store.read({from.value}, Direction::forward, limits));
  // The root first: then the ledger has judged these events, and knows their flags.
  auto to = events_;
  to.position.value += page.records.size();
  TALLY_ASSIGN(to.root, sources_.root_at(to.position));
  std::vector<std::string> rows;
  for (const auto& record : page.records) {
    TALLY_ASSIGN(auto row, readable_event(record, sources_.flags(record.position)));
    rows.push_back(std::move(row));
  }
  TALLY_TRY(tables_.append_events(from, to, rows));
  events_ = std::move(to);
  return {};
}

bool Projector::views_differ(const Cut& cut) const {
  if (written_ && written_->known == cut.known && written_->effective == cut.effective) {
    return false;
  }
  // Facts that are being folded anew would take the tables back.
  if (written_ && cut.known < written_->known) return false;
  return std::all_of(kept_.begin(), kept_.end(),
                     [&](const auto& kept) { return kept.second.state.position <= cut.known; });
}

Result<std::vector<std::pair<Projector::Key, ViewResult>>> Projector::answers(
    const Cut& cut, ProjectorStep& done) const {
  std::vector<std::pair<Key, ViewResult>> all;
  const auto lists = sources_.views.lists(cut.known);
  const auto ask = [&](const ViewDefinition& view, const std::string& list) -> Result<void> {
    ViewQuery query;
    query.cut = cut;
    if (!list.empty()) query.list = list;
    TALLY_ASSIGN(auto result, sources_.views.view(view.info.name, query, sources_.root_at));
    all.emplace_back(Key(result.view, list), std::move(result));
    return {};
  };
  for (const auto& view : view_definitions()) {
    auto asked = view.of_one_list && !lists.empty() ? invalid("list", "") : ask(view, "");
    // A view of one list answers for none when there are several.
    if (!asked.ok() && asked.error().field == "list") {
      asked = {};
      for (const auto& list : lists) {
        if (asked.ok()) asked = ask(view, list);
      }
    }
    if (asked.ok()) continue;
    if (asked.error().code != ErrorCode::invalid) return asked.error();
    done.notes.push_back(std::string(view.info.name) + ": " + asked.error().to_string());
  }
  return all;
}

Result<TableChange> Projector::change_of(const Key& key, ViewResult result, KeptTable& then) const {
  std::vector<WantedRow> wanted;
  for (auto& row : result.rows) {
    TALLY_ASSIGN(auto one, wanted_row(std::move(row.value)));
    wanted.push_back(std::move(one));
  }
  const auto kept = kept_.find(key);
  auto difference =
      row_changes(kept == kept_.end() ? std::span<const KeptRow>() : kept->second.rows, wanted);
  TableChange change;
  for (const auto& view : view_definitions()) {
    if (view.info.name != key.first) continue;
    change.columns = table_columns(view.info);
    change.to.definition = table_definition(view.info);
  }
  change.to.view = key.first;
  change.to.of_list = key.second;
  change.to.version = result.version;
  change.to.position = result.cut.known;
  change.to.root = result.root;
  change.to.effective = result.cut.effective;
  change.to.state_hash = result.state_hash;
  change.deleted = std::move(difference.deleted);
  change.inserted = std::move(difference.inserted);
  then = {change.to, std::move(difference.kept)};
  return change;
}

Result<void> Projector::write_views(const Cut& cut, ProjectorStep& done) {
  TALLY_ASSIGN(auto answers, this->answers(cut, done));
  std::set<std::string> answered;
  std::map<Key, KeptTable> then;
  std::vector<TableChange> changes;
  for (auto& [key, result] : answers) {
    answered.insert(key.first);
    TALLY_ASSIGN(auto change, change_of(key, std::move(result), then[key]));
    done.rows_changed += change.deleted.size() + change.inserted.size();
    changes.push_back(std::move(change));
  }
  for (auto& [key, table] : kept_) {
    if (then.count(key) != 0) continue;
    if (answered.count(key.first) == 0) {  // It could not be asked; its rows stay.
      then.emplace(key, std::move(table));
      continue;
    }
    TableChange change;
    change.to = table.state;
    change.gone = true;
    changes.push_back(std::move(change));
  }
  TALLY_TRY(tables_.change_tables(changes));
  kept_ = std::move(then);
  written_ = cut;
  return {};
}

}  // namespace tally

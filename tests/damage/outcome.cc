#include "tests/damage/outcome.h"

#include <algorithm>

#include "core/ledger/verify.h"
#include "core/log/format.h"
#include "core/merkle/checkpoint.h"
#include "projections/views_file.h"
#include "tests/core/ledger/ledger_fixture.h"

namespace tally::test {
namespace {

// As `tally verify` does it; the first problem, if any.
std::optional<std::string> verify(LedgerDirectory& directory) {
  const auto& ledger = directory.ledger();
  const auto head = ledger.status().head;
  const auto checkpoint = directory.last_checkpoint().value();
  Verifier verifier(head.size);
  if (checkpoint) {
    const auto body = parse_checkpoint_body(parse_note(*checkpoint).value().text).value();
    verifier.watch(TreeSize{body.size});
  }
  while (verifier.taken() < head.size.value) {
    const auto page = ledger.store().read({verifier.taken()}, Direction::forward, {});
    if (!page.ok()) return page.error().message;
    for (const auto& record : page->records) verifier.take(record);
  }
  verifier.expect_root(head.root);
  if (checkpoint) verifier.expect_checkpoint(*checkpoint, directory.verifier_key());
  const auto check = directory.check_store(head.size);
  if (!check.ok()) return check.error().message;
  for (const auto& problem : check->problems) verifier.problem(problem);
  const auto report = verifier.finish();
  if (report.problems.empty()) return std::nullopt;
  return report.problems[0];
}

// Damage inside one file must be placed in it; what is missing or old, in the ledger.
bool names_place(const Error& error, const Damaged& damaged, bool whole_file) {
  const auto path = kLedger + ("/" + damaged.path);
  if (whole_file) {
    return error.message.find(kLedger) != std::string::npos || error.field == "checkpoint";
  }
  const bool segment = damaged.path.ends_with(".seg");
  return error.message.find(path + (segment ? ", offset " : "")) != std::string::npos;
}

Observation refusal(const Error& error, const Damaged& damaged, const Scene& scene) {
  const auto file = damaged.files.find(damaged.path);
  const auto before = scene.older.find(damaged.path);
  const auto last = scene.previous.find(damaged.path);
  const bool whole_file = file == damaged.files.end() ||
                          (before != scene.older.end() && before->second == file->second) ||
                          (last != scene.previous.end() && last->second == file->second);
  const bool named = names_place(error, damaged, whole_file);
  return {named ? Outcome::refused : Outcome::unnamed, error.to_string()};
}

// Each acknowledged event as it was; an erased body where an erasure had begun.
std::string difference(const Scene& scene, const std::vector<KeptEvent>& events) {
  for (std::size_t i = 0; i < std::min(events.size(), scene.events.size()); ++i) {
    if (events[i] == scene.events[i]) continue;
    if (scene.erasing == i && events[i].header == scene.events[i].header &&
        events[i].body.empty()) {
      continue;
    }
    return "event " + std::to_string(i) + " is another";
  }
  if (events.size() > scene.events.size()) return "there are events that nobody sent";
  return "";
}

Hash state_hash(const Projections& projections, const ViewInfo& view, const Ledger& ledger) {
  ViewQuery query;
  query.cut = {Date::of(2030, 12, 31), ledger.status().head.size};
  const auto root_at = [&](TreeSize size) { return ledger.root_at(size); };
  return projections.view(view.name, query, root_at).value().state_hash;
}

// The views as a server starts with them, against those of a replay. Adds what is said of a file.
std::string wrong_view(Place& place, std::vector<std::string>& notes) {
  const auto& ledger = place.ledger->ledger();
  const auto head = ledger.status().head.size;
  const auto root_at = [&](TreeSize size) { return ledger.root_at(size); };
  ViewsFile file(place.disk, kLedger, init_options().origin);
  Projections started;
  file.load(started, head, root_at, 1);
  notes.insert(notes.end(), file.notes().begin(), file.notes().end());
  Projections replayed;
  if (!started.catch_up(ledger.store(), head).ok()) return "the views do not catch up";
  TALLY_CHECK(replayed.catch_up(ledger.store(), head).ok());
  for (const auto& view : view_list()) {
    if (state_hash(started, view, ledger) == state_hash(replayed, view, ledger)) continue;
    return "view " + std::string(view.name) + " is another";
  }
  return "";
}

void must_open(Place& place) {
  const auto opened = place.open(DirectoryAccess::write);
  if (!opened.ok()) ADD_FAILURE() << opened.error().to_string();
  TALLY_CHECK(opened.ok());
}

std::vector<std::string> notes_of_sound(const Scene& scene) {
  Place place(scene.files);
  must_open(place);
  return place.ledger->report().notes;
}

// After whatever was found and done, the ledger takes events and is sound when opened again.
std::string failure_to_go_on(Place& place) {
  const auto appended = append_to(place.ledger->ledger(), batch_of(note(999, "project-a")));
  if (!std::holds_alternative<Appended>(appended)) return "an append is refused";
  const auto signed_head = place.ledger->sign_checkpoint(true);
  if (!signed_head.ok()) return signed_head.error().to_string();
  place.close();
  const auto opened = place.open(DirectoryAccess::write);
  if (!opened.ok()) return opened.error().to_string();
  return verify(*place.ledger).value_or("");
}

}  // namespace

const char* name_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::refused:
      return "refused";
    case Outcome::repaired:
      return "repaired, told";
    case Outcome::dropped:
      return "dropped, told";
    case Outcome::found:
      return "found by verify";
    case Outcome::said:
      return "verify says what it cannot check";
    case Outcome::behind:
      return "an earlier state";
    case Outcome::untold:
      return "like one never sent";
    case Outcome::harmless:
      return "harmless";
    case Outcome::unnamed:
      return "REFUSED WITHOUT A PLACE";
    case Outcome::accepted:
      return "SILENTLY ACCEPTED";
  }
  return "";
}

Observation open_for_writing(const Scene& scene, const Damaged& damaged) {
  Place place(damaged.files);
  const auto opened = place.open(DirectoryAccess::write);
  if (!opened.ok()) return refusal(opened.error(), damaged, scene);
  if (const auto problem = verify(*place.ledger)) return {Outcome::found, *problem};
  const auto events = read_events(*place.ledger);
  if (!events.ok()) return {Outcome::found, events.error().to_string()};
  if (const auto what = difference(scene, *events); !what.empty()) {
    return {Outcome::accepted, what};
  }
  auto notes = place.ledger->report().notes;
  if (const auto what = wrong_view(place, notes); !what.empty()) return {Outcome::accepted, what};
  const auto usual = notes_of_sound(scene);
  const bool told = std::any_of(notes.begin(), notes.end(), [&](const std::string& note) {
    return std::find(usual.begin(), usual.end(), note) == usual.end();
  });
  const auto note = notes.empty() ? "" : notes.back();
  if (const auto what = failure_to_go_on(place); !what.empty()) return {Outcome::accepted, what};
  if (events->size() < scene.acknowledged) return {Outcome::behind, note};
  if (events->size() < scene.events.size()) {
    return {told ? Outcome::dropped : Outcome::untold, note};
  }
  return {told ? Outcome::repaired : Outcome::harmless, note};
}

Observation open_for_reading(const Scene& scene, const Damaged& damaged) {
  Place place(damaged.files);
  const auto opened = place.open(DirectoryAccess::read_only);
  if (!opened.ok()) return refusal(opened.error(), damaged, scene);
  if (const auto problem = verify(*place.ledger)) return {Outcome::found, *problem};
  const auto events = read_events(*place.ledger);
  if (!events.ok()) return {Outcome::found, events.error().to_string()};
  if (const auto what = difference(scene, *events); !what.empty()) {
    return {Outcome::accepted, what};
  }
  std::vector<std::string> notes;
  if (const auto what = wrong_view(place, notes); !what.empty()) return {Outcome::accepted, what};
  if (events->size() < scene.acknowledged) return {Outcome::behind, ""};
  if (!place.ledger->last_checkpoint().value()) return {Outcome::said, "no checkpoint"};
  return {Outcome::harmless, ""};
}

Observation verify_while_open(const Scene& scene, const Damaged& damaged) {
  Place place(scene.files);
  must_open(place);
  for (const auto& [name, bytes] : scene.files) {
    const auto after = damaged.files.find(name);
    const auto path = kLedger + ("/" + name);
    if (!place.disk.exists(path).value()) continue;
    if (after == damaged.files.end()) {
      TALLY_CHECK(place.disk.remove(path).ok());
    } else if (after->second != bytes) {
      place.disk.set_contents(path, after->second);
    }
  }
  if (const auto problem = verify(*place.ledger)) return {Outcome::found, *problem};
  const auto events = read_events(*place.ledger);
  if (!events.ok()) return {Outcome::found, events.error().to_string()};
  if (const auto what = difference(scene, *events); !what.empty()) {
    return {Outcome::accepted, what};
  }
  if (events->size() < scene.acknowledged) return {Outcome::accepted, "events are gone"};
  return {Outcome::harmless, ""};
}

}  // namespace tally::test

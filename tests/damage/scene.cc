#include "tests/damage/scene.h"

#include "core/ledger/state_file.h"
#include "core/log/segment_reader.h"
#include "projections/views_file.h"
#include "tests/core/ledger/ledger_fixture.h"

namespace tally::test {
namespace {

using namespace tally::log;

constexpr std::uint64_t kSegmentBytesMax = 4000;

StoreOpener opener(Background* background = nullptr) {
  return [background](Disk& on, const std::string& path, StoreAccess access) {
    static SeededRandom seeds(3);
    LogOptions options;
    options.background = background;
    options.segment_bytes_max = kSegmentBytesMax;
    options.reserve_bytes = 0;
    options.random = &seeds;
    return open_log_store(on, path, access, options);
  };
}

Files files_of(FakeDisk& disk) {
  Files files;
  for (const std::string folder : {"", "/log"}) {
    const auto names = disk.list(kLedger + folder).value();
    for (const auto& name : names) {
      const auto path = (folder + "/" + name).substr(1);
      if (path != "log") files[path] = disk.contents(kLedger + ("/" + path));
    }
  }
  return files;
}

// Two events of equal length: their records can change places.
void append_two(Ledger& ledger, std::uint64_t number) {
  const auto payload = "{\"text\":\"" + std::string(180, 'a') + "\"}";
  must(append_to(ledger, batch_of(note(2 * number, "project-a", payload),
                                  note(2 * number + 1, "project-b", payload))));
}

// What the views speak of.
void append_project(Ledger& ledger) {
  ProjectRegistered project;
  project.project_id = "P-1";
  project.name = "Science park";
  project.planned_total = Money{670'000'000'000, init_options().currency};
  must(append_to(ledger, batch_of(catalogued(900, project))));
  StageChanged stage;
  stage.project = project.project_id;
  stage.from = "reserve";
  stage.to = "initiation";
  must(append_to(ledger, batch_of(catalogued(901, stage))));
}

Scene make_grown() {
  Scene scene;
  Place place{Files()};
  TALLY_CHECK(LedgerDirectory::init(place.disk, place.clock, place.random, opener(), kLedger,
                                    init_options())
                  .ok());
  TALLY_CHECK(place.open(DirectoryAccess::write).ok());
  const auto grow = [&](std::uint64_t from, std::uint64_t to) {
    for (auto i = from; i < to; ++i) append_two(place.ledger->ledger(), i);
  };
  const auto sign = [&] { TALLY_CHECK(place.ledger->sign_checkpoint(true).ok()); };
  append_project(place.ledger->ledger());
  grow(0, 8);
  sign();
  scene.older = files_of(place.disk);
  grow(8, 10);
  sign();
  grow(10, 11);
  scene.previous = files_of(place.disk);
  grow(11, 12);
  scene.events = read_events(*place.ledger).value();
  scene.acknowledged = scene.events.size();
  place.close();
  scene.files = files_of(place.disk);
  return scene;
}

Scene make_torn() {
  auto torn = scene(SceneKind::grown);
  torn.files["log/head"] = torn.previous["log/head"];
  torn.acknowledged -= 2;
  return torn;
}

// The last segment has had no commit yet, and `head` stands at the end of the one before.
Scene make_successor() {
  auto scene = test::scene(SceneKind::grown);
  const auto segments = segments_of(scene.files);
  const auto before = segments[segments.size() - 2];
  auto& last = scene.files[segments.back()];
  last.resize(kSegmentHeaderBytes);
  const auto first = decode_segment_header(last).value().first;
  const auto& bytes = scene.files[before];
  const auto header = decode_segment_header(bytes).value();
  const auto end = scan_segment(ByteView(bytes).subspan(kSegmentHeaderBytes), kSegmentHeaderBytes,
                                header.check_seed)
                       .end;
  const auto head = encode(Head{{first.value}, header.first, end});
  scene.files["log/head"] = Bytes(head.begin(), head.end());
  scene.files["checkpoint"] = scene.older["checkpoint"];
  scene.events.resize(first.value);
  scene.acknowledged = first.value;
  return scene;
}

Scene make_erasing() {
  auto scene = test::scene(SceneKind::grown);
  const auto name = segments_of(scene.files)[1];
  const auto& bytes = scene.files[name];
  const auto header = decode_segment_header(bytes).value();
  const auto scan = scan_segment(ByteView(bytes).subspan(kSegmentHeaderBytes), kSegmentHeaderBytes,
                                 header.check_seed);
  const auto& record = scan.records[0];
  const auto intent =
      encode(Erasing{header.first, record.offset + kRecordFrameBytes + record.frame.header_bytes,
                     record.frame.body_bytes});
  scene.files["log/erasing"] = Bytes(intent.begin(), intent.end());
  scene.erasing = header.first.value;
  return scene;
}

// The ledger of these files is opened, saved and closed in order.
Files saved(const Files& files) {
  Place place(files);
  BackgroundQueue background;
  auto opened = LedgerDirectory::open(place.disk, place.clock, place.random, opener(&background),
                                      kLedger, DirectoryAccess::write);
  TALLY_CHECK(opened.ok());
  while (background.run_one()) {
  }
  const auto& ledger = (*opened)->ledger();
  StateFile file(place.disk, kLedger, init_options().origin);
  TALLY_CHECK(ledger.save_state(file).ok());
  Projections projections;
  TALLY_CHECK(projections.catch_up(ledger.store(), ledger.status().head.size).ok());
  ViewsFile views(place.disk, kLedger, init_options().origin);
  TALLY_CHECK(views.save(projections, [&](TreeSize size) { return ledger.root_at(size); }).ok());
  opened = Error(ErrorCode::not_found, "closed");
  return files_of(place.disk);
}

Scene make_saved() {
  auto scene = test::scene(SceneKind::grown);
  scene.files = saved(scene.files);
  scene.older = saved(scene.older);
  scene.previous = saved(scene.previous);
  return scene;
}

}  // namespace

const Scene& scene(SceneKind kind) {
  static const Scene grown = make_grown();
  if (kind == SceneKind::grown) return grown;
  static const Scene torn = make_torn();
  static const Scene successor = make_successor();
  static const Scene erasing = make_erasing();
  static const Scene saved = make_saved();
  switch (kind) {
    case SceneKind::torn:
      return torn;
    case SceneKind::successor:
      return successor;
    case SceneKind::erasing:
      return erasing;
    default:
      return saved;
  }
}

Place::Place(const Files& files) : clock(kNoon_us) {
  if (files.empty()) return;
  TALLY_CHECK(disk.make_directory(kLedger).ok());
  for (const auto& [name, bytes] : files) {
    if (name.starts_with("log/") && !disk.exists(kLedger + std::string("/log")).value()) {
      TALLY_CHECK(disk.make_directory(kLedger + std::string("/log")).ok());
    }
    const auto path = kLedger + ("/" + name);
    TALLY_CHECK(disk.open(path, OpenMode::create).ok());
    disk.set_contents(path, bytes);
  }
}

Result<void> Place::open(DirectoryAccess access) {
  TALLY_ASSIGN(ledger, LedgerDirectory::open(disk, clock, random, opener(), kLedger, access));
  return {};
}

Result<std::vector<KeptEvent>> read_events(LedgerDirectory& ledger) {
  const auto& store = ledger.ledger().store();
  std::vector<KeptEvent> events;
  while (events.size() < store.last_commit().size.value) {
    TALLY_ASSIGN(const auto page, store.read({events.size()}, Direction::forward, {}));
    TALLY_CHECK(!page.records.empty());
    for (const auto& record : page.records) {
      TALLY_CHECK(record.position.value == events.size());
      events.push_back({to_owned(record.header), to_owned(record.body)});
    }
  }
  return events;
}

std::vector<std::string> segments_of(const Files& files) {
  std::vector<std::string> segments;
  for (const auto& [name, bytes] : files) {
    if (name.ends_with(".seg")) segments.push_back(name);
  }
  return segments;
}

}  // namespace tally::test

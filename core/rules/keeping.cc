// What is kept of the rule state beyond the process: its bytes, and the hash of its bytes.
#include "core/base/snapshot_file.h"
#include "core/rules/state_archive.h"

namespace tally::rules {

Hash fingerprint(const Tables& tables) {
  Sha256 hash;
  StateWriter writer([&hash](ByteView section) {
    hash.update(section);
    return Result<void>();
  });
  describe(writer, tables);
  return hash.finish();
}

Result<void> save(const Tables& tables, SnapshotWriter& to) {
  StateWriter writer([&to](ByteView section) { return to.section(section); });
  describe(writer, tables);
  return writer.done();
}

Result<void> load(SnapshotReader& from, Tables& tables) {
  StateReader reader([&from] { return from.section(); });
  // The names come first; the others' numbers are checked against them.
  reader.set_names(tables.names);
  describe(reader, tables);
  if (!reader.done().ok()) return from.corrupt("the rule state: " + reader.done().error().message);
  for (NameId id = 0; id < tables.names.size(); ++id) {
    if (!tables.name_ids.try_emplace(tables.names[id], id).second) {
      return from.corrupt("the rule state names " + tables.names[id] + " twice");
    }
  }
  return {};
}

}  // namespace tally::rules

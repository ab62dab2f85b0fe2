// Tables beside the records that people's tools read (contracts C12): each event with readable
// columns and its payload as JSON, and the rows of each view. Whoever projects writes them, off the
// way of commits; they are disposable, since everything in them is made of the records.
//
// Each call that writes is one transaction, which moves the position that the rows stand at, or it
// has done nothing: rows and position agree whenever somebody looks.
//
// `core/postgres` has one. One thread at a time. An error `io` means that the connection is gone
// and the role with it: take_role() connects again.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/base/sha256.h"
#include "core/event/date.h"
#include "core/event/ids.h"
#include "core/store/event_store.h"

namespace tally {

// A typed column, taken out of the member of this name of a JSON object.
struct TableColumn {
  enum class Kind : std::uint8_t {
    text,
    integer,  // Also of true and false: 1 and 0.
    flag,
    date,
    money,  // NAME in the currency's own unit, NAME_currency.
    ratio,  // NAME_bp, NAME_part, NAME_whole; of a bare number NAME_bp alone.
    json,
  };
  std::string name;
  Kind kind = Kind::text;
  bool operator==(const TableColumn&) const = default;
};

// What the rows of one view stand at, for one list (empty: none was named). The readable events are
// the view kEventsView.
struct ProjectionState {
  std::string view;
  std::string of_list;
  std::uint32_t version = 1;
  TreeSize position;               // K
  Hash root;                       // At K.
  std::optional<Date> effective;   // E
  std::optional<Hash> state_hash;  // As projections/view.h has it.
  std::string definition;          // What the rows' form was made of; another one: made anew.
};
inline constexpr char kEventsView[] = "events";

// A row as it stands in a view's table.
struct TableRow {
  std::int64_t ordinal = 0;  // Ascending in the view's order, with gaps.
  std::string json;
};

// What becomes of one view's rows for one list.
struct TableChange {
  ProjectionState to;
  std::vector<TableColumn> columns;   // As make_table() got them.
  std::vector<std::int64_t> deleted;  // Ordinals.
  std::vector<TableRow> inserted;
  bool gone = false;  // The list is no longer there: all rows and the state are deleted.
};

// A view of the events of some types, with the fields of their payloads as columns.
struct EventFamily {
  std::string name;  // "funding" gives tally_views.funding_events.
  std::vector<std::string> types;
  std::vector<TableColumn> fields;
};

// The readable columns of one event, as a JSON object with the names of tally.readable's columns.
using ReadableEvent = std::function<Result<std::string>(const StoredRecord& record)>;

class ReadableTables {
 public:
  virtual ~ReadableTables() = default;

  // Whether this process projects: one at a time does, for as long as its connection lives.
  // Connects where that is needed. `invalid` if the login may not.
  virtual Result<bool> take_role() = 0;
  // Goes up each time the role is taken: between two, somebody else may have written.
  virtual std::uint64_t term() const = 0;
  // How many events the database says that there are; what is projected beyond is not of them.
  virtual Result<TreeSize> ledger_size() = 0;
  virtual Result<std::vector<ProjectionState>> states() = 0;

  // Empties everything, so that it is made anew.
  virtual Result<void> clear() = 0;
  // Makes the families' views as they are given here, and removes those of other families. What
  // somebody has built upon keeps its old form, which the notes say.
  virtual Result<std::vector<std::string>> keep_families(std::span<const EventFamily> families) = 0;

  // Rows behind those there are: JSON objects, of which `from` is where the first must stand.
  virtual Result<void> append_events(TreeSize from, const ProjectionState& to,
                                     std::span<const std::string> rows) = 0;

  // The empty table of a view with these columns, in place of one that may be there.
  virtual Result<void> make_table(const std::string& view,
                                  std::span<const TableColumn> columns) = 0;
  virtual Result<void> drop_table(const std::string& view) = 0;
  virtual Result<std::vector<TableRow>> rows(const std::string& view,
                                             const std::string& of_list) = 0;
  // How many rows of a view's table have a column that is not what its JSON says.
  virtual Result<std::uint64_t> columns_differing(const std::string& view,
                                                  std::span<const TableColumn> columns) = 0;
  // All of them at once: what is read together stands at the same (E, K).
  virtual Result<void> change_tables(std::span<const TableChange> changes) = 0;

  // Waits until the database says that the ledger has grown, or the time is up: the size said, or
  // none. Also without the role, once connected. Notifications are hints: one may be missing, and
  // one may come for nothing.
  virtual Result<TreeSize> wait(std::chrono::milliseconds time) = 0;
};

}  // namespace tally

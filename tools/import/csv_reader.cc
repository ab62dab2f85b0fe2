#include "tools/import/csv_reader.h"

#include <csv.h>

#include <algorithm>
#include <memory>

#include "core/base/utf8.h"

namespace tally {
namespace {

struct Collector {
  std::vector<std::string> cells;
  std::vector<CsvRow> rows;
  std::uint64_t first_line = 1;
};

void on_cell(void* data, std::size_t size, void* to) {
  static_cast<Collector*>(to)->cells.emplace_back(static_cast<const char*>(data), size);
}

void on_row(int, void* to) {
  auto& collector = *static_cast<Collector*>(to);
  collector.rows.push_back({collector.first_line, std::move(collector.cells)});
  collector.cells.clear();
}

Error bad_line(std::uint64_t line, const std::string& what) {
  return invalid("line " + std::to_string(line), what);
}

}  // namespace

Result<void> read_csv(std::string_view text, const std::function<Result<void>(CsvRow&&)>& row) {
  if (text.substr(0, 3) == "\xef\xbb\xbf") text.remove_prefix(3);
  csv_parser parser;
  if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) return invalid("", "no CSV parser");
  const std::unique_ptr<csv_parser, void (*)(csv_parser*)> guard(&parser, csv_free);
  csv_set_space_func(&parser, [](unsigned char) { return 0; });  // Blanks belong to the cell.

  Collector collector;
  std::uint64_t line = 1;
  bool in_quotes = false;  // At the end of what was read so far.
  const auto hand_over = [&]() -> Result<void> {
    for (auto& done : collector.rows) {
      for (const auto& cell : done.cells) {
        if (!is_utf8(cell)) return bad_line(done.line, "is not UTF-8");
      }
      TALLY_TRY(row(std::move(done)));
    }
    collector.rows.clear();
    return {};
  };
  // One line of text at a time, so that the row's first line is known.
  while (!text.empty()) {
    const auto size =
        std::min(text.size(), text.find('\n') == text.npos ? text.size() : text.find('\n') + 1);
    if (csv_parse(&parser, text.data(), size, on_cell, on_row, &collector) != size) {
      return bad_line(line, csv_strerror(csv_error(&parser)));
    }
    // A quote inside a quoted cell is written twice, so an odd number opens or closes one.
    in_quotes ^= std::count(text.begin(), text.begin() + size, '"') % 2 != 0;
    text.remove_prefix(size);
    ++line;
    TALLY_TRY(hand_over());
    if (!in_quotes) collector.first_line = line;
  }
  if (csv_fini(&parser, on_cell, on_row, &collector) != 0) {
    return bad_line(collector.first_line, "has a quote that does not close");
  }
  return hand_over();
}

}  // namespace tally

// A row of a drawing over time: a label on the left, one glyph a column, a note on the right.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "core/event/date.h"
#include "tools/cli/text.h"

namespace tally::cli {

enum class Ink : std::uint8_t { plain, dim, green, yellow, red, blue, bold };

// Puts the ink round the text; the text alone without colour.
inline std::string inked(std::string_view text, Ink ink, bool colour) {
  static constexpr std::string_view kCodes[] = {"", "2", "32", "33", "31", "34", "1"};
  if (!colour || ink == Ink::plain) return std::string(text);
  return "\x1b[" + std::string(kCodes[static_cast<std::size_t>(ink)]) + "m" + std::string(text) +
         "\x1b[0m";
}

// Days onto columns.
struct Scale {
  Date first, last;
  std::size_t columns = 1;

  bool shows(Date day) const { return first <= day && day <= last; }
  // Whether any day from..until is shown.
  bool shows(Date from, Date until) const { return from <= last && until >= first; }
  std::size_t column(Date day) const {
    if (day <= first) return 0;
    const auto days = static_cast<std::int64_t>(last.days) - first.days + 1;
    const auto at = (static_cast<std::int64_t>(day.days) - first.days) *
                    static_cast<std::int64_t>(columns) / days;
    return std::min(static_cast<std::size_t>(at), columns - 1);
  }
};

class CanvasRow {
 public:
  CanvasRow(std::size_t columns, std::string_view blank) : cells_(columns) {
    for (auto& cell : cells_) cell.glyph = blank;
  }
  // One glyph, one column wide.
  void put(std::size_t column, std::string_view glyph, Ink ink = Ink::plain) {
    if (column < cells_.size()) cells_[column] = {std::string(glyph), ink};
  }
  void fill(std::size_t from, std::size_t to, std::string_view glyph, Ink ink = Ink::plain) {
    for (std::size_t i = from; i <= to && i < cells_.size(); ++i) put(i, glyph, ink);
  }
  std::string text(bool colour) const {
    std::string out;
    for (std::size_t i = 0; i < cells_.size();) {
      std::string run;
      const Ink ink = cells_[i].ink;
      for (; i < cells_.size() && cells_[i].ink == ink; ++i) run += cells_[i].glyph;
      out += inked(run, ink, colour);
    }
    return out;
  }

 private:
  struct Cell {
    std::string glyph;
    Ink ink = Ink::plain;
  };
  std::vector<Cell> cells_;
};

}  // namespace tally::cli

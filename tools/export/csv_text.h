// Cells and rows of CSV (RFC 4180) that a spreadsheet may open without harm.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tally {

// A spreadsheet takes text that begins with = + - @ or a control character for a formula. Such a
// text, and one that begins with an apostrophe, gets an apostrophe in front: whoever reads the text
// takes one leading apostrophe off and has it back, exactly.
std::string guarded_text(std::string_view text);

// Quoted where it holds a comma, a quote or a line end.
std::string csv_cell(std::string_view text);
// With CRLF.
std::string csv_row(const std::vector<std::string>& cells);

}  // namespace tally

// What people read: two languages, columns that line up, amounts in a unit.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/codec/field.h"
#include "core/codec/json.h"

namespace tally::cli {

enum class Lang : std::uint8_t { zh, en };

// From LC_ALL, LC_MESSAGES and LANG, in this order: Chinese for zh*, else English.
Lang lang_of_locale();

inline std::string_view pick(const Label& label, Lang lang) {
  return lang == Lang::zh ? label.zh : label.en;
}

// A text of the two languages, with its gaps {} filled.
template <class... Values>
std::string filled(std::string_view text, const Values&... values) {
  return fmt::vformat(text, fmt::make_format_args(values...));
}

// How many columns of a terminal the UTF-8 text takes: East Asian wide characters take two.
std::size_t display_width(std::string_view text);

// The text cut to so many columns, with "…" where something was cut off; padded when `pad`.
std::string fitted(std::string_view text, std::size_t width, bool pad);

// A table for people: a header, rows, columns padded by display width.
class Table {
 public:
  struct Column {
    std::string title;
    bool right = false;  // Numbers.
  };
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
  // As many cells as columns.
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  std::string text() const;
  // RFC 4180, with the header.
  std::string csv() const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

// "1234567.80" as "1,234,567.80".
std::string grouped(std::string_view decimal);

}  // namespace tally::cli

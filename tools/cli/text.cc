#include "tools/cli/text.h"

#include <algorithm>
#include <cstdlib>

#include "core/base/check.h"

namespace tally::cli {
namespace {

bool is_wide(char32_t c) {
  return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) ||
         (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) ||
         (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
         (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1faff) ||
         (c >= 0x20000 && c <= 0x3fffd);
}

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

}  // namespace

Lang lang_of_locale() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value && *value) return std::string_view(value).starts_with("zh") ? Lang::zh : Lang::en;
  }
  return Lang::en;
}

namespace {

struct Glyph {
  std::size_t bytes = 1;
  std::size_t width = 1;
};

Glyph glyph_at(std::string_view text, std::size_t i) {
  const auto lead = static_cast<unsigned char>(text[i]);
  const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  char32_t c = bytes == 1 ? lead : lead & (0xffu >> (bytes + 1));
  for (std::size_t k = 1; k < bytes && i + k < text.size(); ++k) {
    c = c << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3f);
  }
  return {bytes, is_wide(c) ? 2u : 1u};
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < text.size();) {
    const Glyph glyph = glyph_at(text, i);
    width += glyph.width;
    i += glyph.bytes;
  }
  return width;
}

std::string fitted(std::string_view text, std::size_t width, bool pad) {
  std::string out;
  std::size_t used = display_width(text);
  if (used <= width) {
    out = text;
  } else {
    used = 0;
    for (std::size_t i = 0; i < text.size();) {
      const Glyph glyph = glyph_at(text, i);
      if (used + glyph.width + 1 > width) break;
      out += text.substr(i, glyph.bytes);
      used += glyph.width;
      i += glyph.bytes;
    }
    if (width > 0) out += "…", ++used;
  }
  if (pad) out.append(width - used, ' ');
  return out;
}

std::string Table::text() const {
  std::vector<std::size_t> widths;
  for (const auto& column : columns_) widths.push_back(display_width(column.title));
  for (const auto& row : rows_) {
    TALLY_CHECK(row.size() == columns_.size());
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], display_width(row[i]));
    }
  }
  std::string text;
  const auto line = [&](const auto& cell_of) {
    std::string out;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string& cell = cell_of(i);
      const std::string pad(widths[i] - display_width(cell), ' ');
      if (i) out += "  ";
      out += columns_[i].right ? pad + cell : cell + pad;
    }
    out.erase(out.find_last_not_of(' ') + 1);
    text += out + "\n";
  };
  line([&](std::size_t i) -> const std::string& { return columns_[i].title; });
  std::vector<std::string> rule;
  for (const auto width : widths) rule.emplace_back(width, '-');
  line([&](std::size_t i) -> const std::string& { return rule[i]; });
  for (const auto& row : rows_) {
    line([&](std::size_t i) -> const std::string& { return row[i]; });
  }
  return text;
}

std::string Table::csv() const {
  std::string text;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    text += (i ? "," : "") + csv_cell(columns_[i].title);
  }
  text += "\r\n";
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) text += (i ? "," : "") + csv_cell(row[i]);
    text += "\r\n";
  }
  return text;
}

std::string grouped(std::string_view decimal) {
  std::string text(decimal);
  const bool negative = text.starts_with('-');
  auto point = text.find('.');
  if (point == std::string::npos) point = text.size();
  const std::size_t first = negative ? 1 : 0;
  for (std::size_t at = point; at > first + 3; at -= 3) text.insert(at - 3, 1, ',');
  return text;
}

}  // namespace tally::cli

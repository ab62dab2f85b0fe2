// The worked examples of the FORMAT.md files: the hexadecimal digits at the left of each line of a
// block that opens with ```hex NAME.
#pragma once

#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "core/base/hex.h"
#include "tests/support/test_data.h"

namespace tally::test {

// `page` is relative to the project. What is no digit at the left of a line ends the line's bytes.
inline Bytes example_bytes(const std::string& page, const std::string& name) {
  std::istringstream text(read_text(test::source_path(page)));
  std::string line;
  while (std::getline(text, line) && line != "```hex " + name) continue;
  EXPECT_TRUE(text.good()) << page << " has no example " << name;
  std::string digits;
  while (std::getline(text, line) && line != "```") {
    digits += line.substr(0, line.find("  "));
  }
  const auto bytes = from_hex(digits);
  EXPECT_TRUE(bytes.has_value()) << page << ": " << name << ": " << digits;
  return bytes.value_or(Bytes());
}

}  // namespace tally::test

// Where the real inputs and official vectors lie: TALLY_TEST_DATA, else beside the project.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace tally::test {

// A file of the project itself.
std::string source_path(const std::string& relative);

inline std::string data_path(const std::string& relative) {
  const char* root = std::getenv("TALLY_TEST_DATA");
  return (root ? std::string(root) : source_path("../shared/data")) + "/" + relative;
}

inline std::string read_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in.good()) << path;
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace tally::test

// First line of a test that needs the data: without it the test says so and is skipped; in CI
// (TALLY_CI set) it fails.
#define TALLY_NEEDS_DATA(relative)                                                  \
  do {                                                                              \
    if (!std::filesystem::exists(::tally::test::data_path(relative))) {             \
      if (std::getenv("TALLY_CI")) FAIL() << "test data is absent: " << (relative); \
      GTEST_SKIP() << "test data is absent: " << (relative);                        \
    }                                                                               \
  } while (false)

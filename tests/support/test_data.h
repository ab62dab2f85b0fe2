// Where the real inputs and official vectors lie: TALLY_TEST_DATA, else beside the project.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace tally::test {

inline std::string data_path(const std::string& relative) {
  const char* root = std::getenv("TALLY_TEST_DATA");
  return std::string(root ? root : TALLY_SOURCE_DIR "/../shared/data") + "/" + relative;
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

#include "tests/support/test_data.h"

namespace tally::test {

std::string source_path(const std::string& relative) {
  return std::string(TALLY_SOURCE_DIR) + "/" + relative;
}

}  // namespace tally::test

#include "core/base/random.h"

#include <sys/random.h>

#include "core/base/check.h"

namespace tally {

void SystemRandom::fill(std::span<std::uint8_t> bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const auto got = getrandom(bytes.data() + done, bytes.size() - done, 0);
    TALLY_CHECK(got > 0);
    done += static_cast<std::size_t>(got);
  }
}

}  // namespace tally

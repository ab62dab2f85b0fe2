// Drives a fuzz function without libFuzzer: N inputs from one printed seed, each random bytes or a
// mutation of an earlier input.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char** argv) {
  const long runs = argc > 1 ? std::strtol(argv[1], nullptr, 10) : 1000;
  const unsigned long seed = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 1;
  std::printf("seed %lu, %ld inputs\n", seed, runs);
  std::mt19937_64 random(seed);
  std::vector<std::uint8_t> input;
  for (long i = 0; i < runs; ++i) {
    if (input.empty() || random() % 4 == 0) {
      input.resize(random() % 600);
      for (auto& byte : input) byte = static_cast<std::uint8_t>(random() % 3 == 0 ? 0 : random());
    } else {
      for (int k = 0; k < 4; ++k)
        input[random() % input.size()] = static_cast<std::uint8_t>(random());
      if (random() % 3 == 0) input.resize(random() % (input.size() + 1));
    }
    LLVMFuzzerTestOneInput(input.data(), input.size());
  }
  return 0;
}

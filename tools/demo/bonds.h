// The special bonds that the sample applies for.
#pragma once

#include <cstdint>

namespace tally::demo {

inline constexpr int kDeclarations = 23;                 // In force; one more was withdrawn.
inline constexpr std::int64_t kDeclaredWan = 1'126'000;  // 112.6亿, without the withdrawn one.

}  // namespace tally::demo

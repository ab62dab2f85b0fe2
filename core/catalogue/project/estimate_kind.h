#pragma once

#include "core/catalogue/common.h"

namespace tally {

// 估算 / 概算 / 调整概算 / 预算 / 决算. The level decides the total investment (amendment A10).
enum class EstimateKind : std::uint8_t {
  feasibility,
  design,
  adjusted_design,
  budget,
  final_accounts,
  forecast
};
template <>
struct EnumNames<EstimateKind> {
  static constexpr std::array<EnumName, 6> kNames = {
      {{"feasibility", {"估算", "feasibility estimate"}},
       {"design", {"概算", "design estimate"}},
       {"adjusted_design", {"调整概算", "adjusted design estimate"}},
       {"budget", {"预算", "construction budget"}},
       {"final_accounts", {"决算", "final accounts"}},
       {"forecast", {"预测", "forecast"}}}};
};

}  // namespace tally

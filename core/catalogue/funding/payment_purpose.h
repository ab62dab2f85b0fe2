#pragma once

#include "core/catalogue/common.h"

namespace tally {

enum class PaymentPurpose : std::uint8_t { advance, progress, settlement, retention, land, other };
template <>
struct EnumNames<PaymentPurpose> {
  static constexpr std::array<EnumName, 6> kNames = {{{"advance", {"预付款", "advance"}},
                                                      {"progress", {"进度款", "progress payment"}},
                                                      {"settlement", {"结算款", "settlement"}},
                                                      {"retention", {"质保金", "retention"}},
                                                      {"land", {"土地款", "land"}},
                                                      {"other", {"其他", "other"}}}};
};

}  // namespace tally

#pragma once

#include "core/catalogue/common.h"

namespace tally {

enum class PauseReason : std::uint8_t {
  hearing,
  tender,
  auction,
  inspection,
  testing,
  quarantine,
  appraisal,
  expert_review
};
template <>
struct EnumNames<PauseReason> {
  static constexpr std::array<EnumName, 8> kNames = {
      {{"hearing", {"听证", "hearing"}},
       {"tender", {"招标", "tender"}},
       {"auction", {"拍卖", "auction"}},
       {"inspection", {"检验", "inspection"}},
       {"testing", {"检测", "testing"}},
       {"quarantine", {"检疫", "quarantine"}},
       {"appraisal", {"鉴定", "appraisal"}},
       {"expert_review", {"专家评审", "expert review"}}}};
};

}  // namespace tally

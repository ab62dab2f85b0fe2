#pragma once

#include "core/catalogue/approval/step_act.h"

namespace tally {

enum class AcceptanceMode : std::uint8_t { normal, tolerant, commitment, deemed_accepted };
template <>
struct EnumNames<AcceptanceMode> {
  static constexpr std::array<EnumName, 4> kNames = {
      {{"normal", {"正常受理", "normal"}},
       {"tolerant", {"容缺受理", "tolerant"}},
       {"commitment", {"告知承诺", "commitment"}},
       {"deemed_accepted", {"视为受理", "deemed accepted"}}}};
};

struct MissingPaper {
  std::string paper;
  std::optional<Date> due;
  bool operator==(const MissingPaper&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("paper", paper, {"材料", "paper"}, Limit::filled),
       field("due", due, {"补交期限", "due"}));
  }
};

struct StepAccepted : StepRef {
  static constexpr TypeInfo kType = step_act("approval.step_accepted", {"受理", "step accepted"});
  std::optional<AcceptanceMode> mode;
  std::optional<std::vector<MissingPaper>> missing;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_ref(ar);
    ar(field("mode", mode, {"受理方式", "mode"}),
       field("missing", missing, {"缺件", "missing papers"}));
  }
};

}  // namespace tally

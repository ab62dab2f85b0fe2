#pragma once

#include "core/catalogue/approval/step_act.h"

namespace tally {

enum class CommitmentResult : std::uint8_t { kept, broken };
template <>
struct EnumNames<CommitmentResult> {
  static constexpr std::array<EnumName, 2> kNames = {
      {{"kept", {"履行", "kept"}}, {"broken", {"违背", "broken"}}}};
};

struct CommitmentChecked : StepRef {
  static constexpr TypeInfo kType =
      step_act("approval.commitment_checked", {"承诺核查", "commitment checked"});
  std::optional<CommitmentResult> result;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_ref(ar);
    ar(field("result", result, {"结果", "result"}));
  }
};

}  // namespace tally

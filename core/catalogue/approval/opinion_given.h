#pragma once

#include "core/catalogue/approval/step_act.h"

namespace tally {

enum class Opinion : std::uint8_t { agree, disagree, none };
template <>
struct EnumNames<Opinion> {
  static constexpr std::array<EnumName, 3> kNames = {{{"agree", {"同意", "agree"}},
                                                      {"disagree", {"不同意", "disagree"}},
                                                      {"none", {"无意见", "none"}}}};
};

struct OpinionGiven : StepRef {
  static constexpr TypeInfo kType =
      step_act("approval.opinion_given", {"出具意见", "opinion given"});
  std::optional<std::string> org;
  std::optional<Opinion> opinion;
  std::optional<bool> deemed;

  template <class Archive>
  void serialize(Archive& ar) {
    serialize_ref(ar);
    ar(field("org", org, {"部门", "organisation"}, Limit::filled),
       field("opinion", opinion, {"意见", "opinion"}),
       field("deemed", deemed, {"视为同意", "deemed"}));
  }
};

}  // namespace tally

#pragma once

#include "core/catalogue/common.h"
#include "core/catalogue/type_info.h"

namespace tally {

enum class PledgeStatus : std::uint8_t { not_started, under_way, kept, missed, dropped };
template <>
struct EnumNames<PledgeStatus> {
  static constexpr std::array<EnumName, 5> kNames = {{{"not_started", {"未启动", "not started"}},
                                                      {"under_way", {"推进中", "under way"}},
                                                      {"kept", {"已兑现", "kept"}},
                                                      {"missed", {"未兑现", "missed"}},
                                                      {"dropped", {"已撤销", "dropped"}}}};
};

struct PledgeStatusReported {
  static constexpr TypeInfo kType{.name = "pledge.status_reported",
                                  .label = {"承诺进展上报", "pledge status reported"},
                                  .category = "pledge",
                                  .key_field = "pledge_id",
                                  .refers = {{{"pledge_id", Subject::pledge}}}};
  std::string pledge_id;
  std::optional<PledgeStatus> status;
  std::optional<std::string> note;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("pledge_id", pledge_id, {"承诺编号", "pledge"}, Limit::filled, Use::identity),
       field("status", status, {"状态", "status"}),
       field("note", note, {"说明", "note"}, Limit::filled));
  }
};

}  // namespace tally

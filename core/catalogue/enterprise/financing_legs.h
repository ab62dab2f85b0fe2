#pragma once

#include "core/catalogue/common.h"

namespace tally {

// “信用+金融+创新”: what each leg of the service contributed.
struct FinancingLegs {
  std::optional<std::string> credit;
  std::optional<std::string> finance;
  std::optional<std::string> innovation;
  bool operator==(const FinancingLegs&) const = default;

  template <class Archive>
  void serialize(Archive& ar) {
    ar(field("credit", credit, {"信用", "credit"}, Limit::filled),
       field("finance", finance, {"金融", "finance"}, Limit::filled),
       field("innovation", innovation, {"创新", "innovation"}, Limit::filled));
  }
};

}  // namespace tally

#pragma once

#include "core/catalogue/approval/step_reason.h"

namespace tally {

struct CertificateRevoked : StepReason {
  static constexpr TypeInfo kType =
      step_act("approval.certificate_revoked", {"撤销批件", "certificate revoked"});
};

}  // namespace tally

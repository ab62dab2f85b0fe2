// What simulated clients send: projects, approvals, payments, corrections, voids and x.* events,
// alone and in atomic batches over several streams. What an event refers to is mostly there.
#pragma once

#include <string>

#include "core/catalogue/types.h"
#include "core/ledger/append.h"
#include "tests/sim/model.h"
#include "tests/support/fixed_sources.h"

namespace tally::test {

class Requests {
 public:
  // Both outlive this. Facts lie in the year before `before`.
  Requests(SeededRandom& dice, const Model& model, Date before)
      : dice_(dice), model_(model), before_(before) {}

  // Three officers and two projects.
  AppendBatch first();
  // A new request with ids that were never used.
  AppendBatch next();

 private:
  ProposedEvent any_event();
  ProposedEvent note();
  ProposedEvent registration();
  ProposedEvent project_event(const std::string& project);
  ProposedEvent approval_event(const std::string& project);
  ProposedEvent money_event(const std::string& project);
  ProposedEvent correction();
  ProposedEvent voiding();
  ProposedEvent event(const Payload& payload, std::string stream);
  ProposedEvent blank(std::string type, std::string stream);
  ProposedEvent about(const std::string& project, const Payload& payload);
  // A recorded event of this type, if one is found soon.
  const Known* recorded(std::string_view type);
  Effective any_day();
  std::string fresh(const std::string& prefix);

  SeededRandom& dice_;
  const Model& model_;
  Date before_;
};

}  // namespace tally::test

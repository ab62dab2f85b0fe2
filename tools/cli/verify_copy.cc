#include "tools/cli/verify_copy.h"

#include <thread>

#include "core/ledger/verify_pages.h"
#include "tools/cli/progress.h"

namespace tally::cli {

Result<VerifyReport> verify_copy(const Context& context, const OpenedStore& copy) {
  const auto head = copy.store->last_commit();
  Verifier verifier(head.size);
  Progress progress(std::string(context.say("核验", "verifying")));
  TALLY_TRY(verify_pages(*copy.store, head.size, std::max(std::thread::hardware_concurrency(), 1u),
                         verifier,
                         [&](std::uint64_t taken) { progress.reached(taken, head.size.value); }));
  verifier.expect_root(head.root);
  TALLY_ASSIGN(const auto check, copy.check(head.size));
  for (const auto& problem : check.problems) verifier.problem(problem);
  auto report = verifier.finish();
  if (report.problem_count == 0) return report;
  return Error(ErrorCode::corrupt, "the copy does not verify: " + report.problems[0]);
}

}  // namespace tally::cli

// A deadline, told to people.
#pragma once

#include <map>
#include <string>

#include "projections/deadline.h"
#include "tools/cli/text.h"

namespace tally::cli {

// "2025-02-20 (Thu)": the due date with its day of the week, or why there is none.
std::string due_text(const DeadlineExplanation& told, Lang lang);
// One sentence for a clerk: "due 2025-02-20 (Thu), 10 working days; Saturday 8 Feb is a make-up
// working day and counts".
std::string due_sentence(const DeadlineExplanation& told, Lang lang);
// Every day on a line. `names`: what calendars call their days.
std::string days_text(const DeadlineExplanation& told, const std::map<Date, std::string>& names,
                      Lang lang);
std::string weekday_name(Date day, Lang lang);

}  // namespace tally::cli

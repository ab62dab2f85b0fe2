// What process mining calls an event: which activity, and where in its life.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "tools/export/export_ledger.h"

namespace tally {

struct Activity {
  std::string name;
  std::string_view transition = "complete";  // Of the standard lifecycle model of XES.
  std::string instance;                      // Which of several of this name; may be empty.
};

// Steps of parallel approval are activities with a life (submitted: schedule, accepted: start,
// paused: suspend, ...), named by their item. Anything else is an activity of its type that is
// complete at once; where a type says several things, the name says which ("stage.changed
// construction"). Types that nobody mapped need nothing here. Fed with events in order.
class Activities {
 public:
  Activity of(const ExportEvent& event);

 private:
  std::map<std::string, std::string> items_;  // Of each step, by "phase/step".
};

}  // namespace tally

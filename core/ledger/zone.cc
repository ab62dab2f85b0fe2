#include <date/tz.h>

#include "core/ledger/ledger.h"

namespace tally {

Result<ZoneOffset> zone_offset(const std::string& zone) {
  const date::time_zone* found = nullptr;
  try {
    found = date::locate_zone(zone);
  } catch (const std::exception&) {
    return invalid("zone", "\"" + zone + "\" is not a zone of the system's time zone database");
  }
  return ZoneOffset([found](Instant at) {
    const date::sys_time<std::chrono::microseconds> time{std::chrono::microseconds(at.us)};
    const auto info = found->get_info(time);
    return UtcOffset{static_cast<std::int16_t>(
        std::chrono::duration_cast<std::chrono::minutes>(info.offset).count())};
  });
}

}  // namespace tally

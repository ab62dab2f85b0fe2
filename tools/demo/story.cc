#include "tools/demo/story.h"

#include <algorithm>
#include <map>

#include "core/base/check.h"
#include "tools/demo/calendar.h"

namespace tally::demo {
namespace {

constexpr std::string_view kSaltDomain = "tallystick/demo-salt/v1\n";

Salt salt_of(const EventId& id) {
  const Hash hash = sha256({as_bytes(kSaltDomain), id.view()});
  Salt salt;
  std::copy_n(hash.bytes.begin(), salt.size(), salt.begin());
  return salt;
}

// What a district discloses of its key projects; money and papers in hand stay internal.
bool is_public(std::string_view type) {
  constexpr std::string_view kPublic[] = {
      "project.registered", "project.code_assigned", "project.listed",       "stage.changed",
      "milestone.reached",  "calendar.published",    "target.set",           "indicator.published",
      "contract.signed",    "codelist.published",    "approval.phase_closed"};
  return std::find(std::begin(kPublic), std::end(kPublic), type) != std::end(kPublic);
}

// The office day: from 08:30, spread over eight hours.
std::int64_t time_of_day_us(std::size_t index, std::size_t count) {
  const std::int64_t spacing =
      8 * 3600 * kMicrosPerSecond / static_cast<std::int64_t>(std::max<std::size_t>(count, 1));
  return (8 * 3600 + 1800) * kMicrosPerSecond + static_cast<std::int64_t>(index) * spacing;
}

}  // namespace

EventId Story::tell(const Note& note, const Payload& payload) {
  const auto* type = type_of(payload);
  TALLY_CHECK(type != nullptr);
  auto bytes = encode_payload(payload);
  if (!bytes.ok()) detail::check_failed(bytes.error().to_string().c_str(), __FILE__, __LINE__);
  Told told;
  told.recorded = on_working_day(note.recorded);
  told.refused_by = note.refused_by;
  told.story = note.planted;
  auto& proposal = told.event.proposal;
  proposal.id = derived_event_id({"demo", std::to_string(seed_), std::to_string(count_++)});
  proposal.type = type->name;
  proposal.schema = type->schema;
  proposal.stream = note.stream.empty() ? stream_of(payload).value() : note.stream;
  proposal.effective = Effective{note.effective, std::nullopt};
  proposal.actor = note.actor;
  if (!note.org.empty()) proposal.organisation = note.org;
  if (!note.role.empty()) proposal.role = note.role;
  proposal.visibility = is_public(type->name) ? Visibility::open : Visibility::internal;
  told.event.payload = std::move(bytes).value();
  told.event.salt = salt_of(proposal.id);
  proposal.commitment = payload_commitment(*told.event.salt, told.event.payload);
  TALLY_CHECK(told.recorded >= kFirstDay);
  TALLY_CHECK(!type->not_in_future || note.effective <= told.recorded);
  const auto id = proposal.id;
  if (told.recorded <= kLastDay) told_.push_back(std::move(told));
  return id;
}

std::vector<SampleEvent> Story::finish() {
  std::stable_sort(told_.begin(), told_.end(),
                   [](const Told& a, const Told& b) { return a.recorded < b.recorded; });
  std::map<Date, std::size_t> of_day;
  for (const auto& told : told_) ++of_day[told.recorded];
  std::map<Date, std::size_t> given;
  std::vector<SampleEvent> events;
  events.reserve(told_.size());
  for (auto& told : told_) {
    const auto index = given[told.recorded]++;
    const std::int64_t local =
        told.recorded.days * kMicrosPerDay + time_of_day_us(index, of_day[told.recorded]);
    told.event.recorded_at =
        RecordedTime{{local - kZoneOffset.minutes * 60 * kMicrosPerSecond}, kZoneOffset};
    events.push_back(std::move(told));
  }
  told_.clear();
  return events;
}

}  // namespace tally::demo

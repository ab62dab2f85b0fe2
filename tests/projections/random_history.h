// Random histories of a few projects with corrections and voids, and the slow way to know what
// counts: for each K, look at every event and ask whether it was taken back by then.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/projections/ledger_fixture.h"
#include "tests/support/fixed_sources.h"

namespace tally::test {

struct Told {
  std::uint64_t position = 0;
  std::string date;
  Payload payload;
  std::optional<std::uint64_t> corrects;  // The position of the original.
  std::optional<std::uint64_t> voids;
};

// An original in its version that counts.
struct LiveEvent {
  FactOrder order;
  Payload payload;
};

class RandomHistory {
 public:
  RandomHistory(std::uint64_t seed, int projects, int events) : random_(seed), projects_(projects) {
    for (int i = 0; i < projects; ++i) add(registered(project(i), maybe_total()), any_date());
    for (int i = 0; i < events; ++i) step();
  }

  TestLedger ledger;
  std::vector<Told> told;

  // In the order of contracts C6: what is live at this K, by that day.
  std::vector<LiveEvent> live(std::uint64_t known, Date effective) const {
    std::vector<LiveEvent> events;
    for (const auto& original : told) {
      if (original.corrects || original.voids || original.position >= known) continue;
      if (voided(original.position, known)) continue;
      const Told* version = &original;
      for (const auto& other : told) {
        if (other.corrects != original.position || other.position >= known) continue;
        if (!voided(other.position, known)) version = &other;
      }
      const Date date = day(version->date);
      if (date > effective) continue;
      events.push_back({{date.days, INT64_MIN, original.position}, version->payload});
    }
    std::sort(events.begin(), events.end(),
              [](const auto& a, const auto& b) { return a.order < b.order; });
    return events;
  }

  std::string any_date() {
    return Date::of(2024, 1, 1)
        .plus_days(static_cast<std::int32_t>(random_.below(900)))
        .to_string();
  }
  SeededRandom& random() { return random_; }

 private:
  bool voided(std::uint64_t position, std::uint64_t known) const {
    for (const auto& other : told) {
      if (other.voids == position && other.position < known) return true;
    }
    return false;
  }

  std::string project(std::uint64_t i) const { return "P-" + std::to_string(i); }
  std::optional<Money> maybe_total() {
    if (random_.below(4) == 0) return std::nullopt;
    return cny(static_cast<std::int64_t>(random_.below(1'000'000'000)));
  }
  void add(const Payload& payload, const std::string& date) {
    told.push_back({ledger.add(payload, date), date, payload, {}, {}});
  }

  Payload any_payload(const std::string& id) {
    switch (random_.below(9)) {
      case 0:
      case 1: {
        auto event = listed(id, "key", 2024 + static_cast<int>(random_.below(3)));
        if (random_.below(2) == 0) {
          event.planned_class = static_cast<PipelineClass>(random_.below(4));
        }
        return event;
      }
      case 2:
        return delisted(id, "key", 2024 + static_cast<int>(random_.below(3)));
      case 3:
        return reached(id, "start");
      case 4:
        return reached(id, "completion_accepted");
      case 5: {
        static const char* const kStages[] = {"design", "construction", "suspended", "cancelled",
                                              "operation"};
        return stage(id, "reserve", kStages[random_.below(5)]);
      }
      case 6:
        return approved(id, static_cast<EstimateKind>(random_.below(5)), maybe_total());
      case 7:
        return payment(id, static_cast<std::int64_t>(random_.below(1000)) + 1);
      default:
        return forecast(id, maybe_total());
    }
  }

  void step() {
    const auto dice = random_.below(10);
    if (dice >= 4) return add(any_payload(project(random_.below(projects_))), any_date());
    const Told target = told[random_.below(told.size())];
    if (target.voids || voided(target.position, UINT64_MAX)) return;
    if (target.corrects && voided(*target.corrects, UINT64_MAX)) return;
    if (dice < 2) {
      told.push_back({ledger.void_event(target.position), "", {}, {}, target.position});
      return;
    }
    if (!target.corrects) correct(target);
  }

  // Another payload of the same type, or only another date.
  void correct(const Told& target) {
    Payload replacement = target.payload;
    const auto id = project_of(target.payload);
    for (int tries = 0; tries < 20; ++tries) {
      Payload other = any_payload(id);
      if (other.index() == target.payload.index()) replacement = other;
    }
    const bool moves = random_.below(2) == 0;
    const auto date = moves ? any_date() : target.date;
    const auto at =
        ledger.correct(target.position, replacement, moves ? std::optional(date) : std::nullopt);
    told.push_back({at, date, replacement, target.position, {}});
  }

  static std::string project_of(const Payload& payload) {
    return stream_id(stream_of(payload).value());
  }

  SeededRandom random_;
  std::uint64_t projects_;
};

}  // namespace tally::test

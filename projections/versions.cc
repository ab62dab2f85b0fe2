#include "projections/versions.h"

namespace tally {
namespace {

// The version that counts; there is always one, since the first is never voided alone.
template <class Versions>
auto& current(Versions& versions) {
  auto version = versions.rbegin();
  while (version->voided) ++version;
  return *version;
}

}  // namespace

Versions::History& Versions::history_of(std::uint64_t original) {
  auto [place, is_new] = histories_.try_emplace(original);
  if (is_new) place->second.versions.push_back({original, original, false});
  return place->second;
}

void Versions::correct(Facts& facts, std::uint64_t original, const FactPlace& place,
                       const Payload& replacement) {
  if (original_of_.count(original) != 0) return;
  History& history = history_of(original);
  if (history.voided) return;
  const std::uint64_t at = place.known_from;
  facts.close(current(history.versions).rows, at);
  fold(facts, place, replacement);
  history.versions.push_back({at, at, false});
  original_of_.emplace(at, original);
}

void Versions::void_event(Facts& facts, std::uint64_t at, std::uint64_t target) {
  const auto correction = original_of_.find(target);
  History& history = history_of(correction == original_of_.end() ? target : correction->second);
  if (history.voided) return;
  if (correction != original_of_.end()) {
    void_correction(facts, at, history, target);
    return;
  }
  facts.close(current(history.versions).rows, at);
  history.voided = true;
}

void Versions::void_correction(Facts& facts, std::uint64_t at, History& history,
                               std::uint64_t correction) {
  const bool counted = current(history.versions).made_by == correction;
  for (auto& version : history.versions) {
    if (version.made_by != correction || version.voided) continue;
    version.voided = true;
    if (counted) facts.close(version.rows, at);
  }
  if (!counted) return;
  Version& back = current(history.versions);
  facts.restore(back.rows, at);
  back.rows = at;
}

bool Versions::set_histories(std::map<std::uint64_t, History> histories) {
  std::map<std::uint64_t, std::uint64_t> original_of;
  for (const auto& [original, history] : histories) {
    const auto& versions = history.versions;
    if (versions.empty() || versions[0].made_by != original || versions[0].voided) return false;
    for (std::size_t i = 0; i < versions.size(); ++i) {
      if (versions[i].rows < versions[i].made_by) return false;
      if (i == 0) continue;
      if (versions[i].made_by <= versions[i - 1].made_by) return false;
      if (!original_of.emplace(versions[i].made_by, original).second) return false;
    }
  }
  histories_ = std::move(histories);
  original_of_ = std::move(original_of);
  return true;
}

std::size_t Versions::memory_bytes() const {
  std::size_t sum = 0;
  for (const auto& [position, history] : histories_) {
    sum += sizeof(position) + sizeof(history) + history.versions.capacity() * sizeof(Version);
  }
  return sum + original_of_.size() * 2 * sizeof(std::uint64_t);
}

}  // namespace tally

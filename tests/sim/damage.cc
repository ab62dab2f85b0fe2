#include "tests/sim/damage.h"

#include <algorithm>

#include "tests/sim/machine.h"

namespace tally::test {
namespace {

constexpr std::uint64_t kSector = 512;

std::vector<std::string> files(const FakeDisk& disk, bool segments_only) {
  std::vector<std::string> paths;
  for (auto& path : disk.file_paths()) {
    if (disk.contents(path).empty() || path.ends_with("/lock")) continue;
    if (path.ends_with(".seg") || !segments_only) paths.push_back(std::move(path));
  }
  return paths;
}

// Where something stands: behind the last byte that is not zero there is little to damage.
std::uint64_t used_bytes(const Bytes& bytes) {
  auto size = bytes.size();
  while (size > 1 && bytes[size - 1] == 0) --size;
  return size;
}

// Mostly near the end, where the last commit stands.
std::uint64_t any_offset(const Bytes& bytes, SeededRandom& dice) {
  const auto used = used_bytes(bytes);
  if (dice.below(12) == 0) return dice.below(bytes.size());
  return dice.below(2) == 0 ? dice.below(used)
                            : used - 1 - dice.below(std::min<std::uint64_t>(used, 700));
}

// Where the last record before this offset begins, or the offset.
std::uint64_t record_before(const Bytes& bytes, std::uint64_t offset) {
  const auto found = as_text(bytes).substr(0, offset).rfind("TRec");
  return found == std::string_view::npos ? offset : found;
}

}  // namespace

std::optional<Damage> Damage::flip(FakeDisk& disk, SeededRandom& dice) {
  const auto paths = files(disk, dice.below(6) != 0);
  if (paths.empty()) return std::nullopt;
  const auto& path = dice.below(2) == 0 ? paths.back() : paths[dice.below(paths.size())];
  const auto bytes = disk.contents(path);
  const auto offset = any_offset(bytes, dice);
  Damage damage;
  damage.places_.push_back({path, offset, {bytes[offset]}});
  disk.flip_bit(path, offset, static_cast<unsigned>(dice.below(8)));
  return damage;
}

std::optional<Damage> Damage::tear(FakeDisk& disk, SeededRandom& dice) {
  const auto paths = files(disk, true);
  if (paths.empty()) return std::nullopt;
  const auto& path = dice.below(2) == 0 ? paths.back() : paths[dice.below(paths.size())];
  auto bytes = disk.contents(path);
  auto begin = any_offset(bytes, dice);
  if (dice.below(2) == 0) begin = record_before(bytes, begin);
  const auto sector_end = std::min<std::uint64_t>((begin / kSector + 1) * kSector, bytes.size());
  const auto rest = sector_end - begin;
  const auto size = dice.below(2) == 0 ? rest : 1 + dice.below(rest);
  Damage damage;
  const auto at = bytes.begin() + static_cast<std::ptrdiff_t>(begin);
  damage.places_.push_back({path, begin, Bytes(at, at + static_cast<std::ptrdiff_t>(size))});
  const bool zeros = damage.zeros_ = dice.below(2) == 0;
  for (std::uint64_t i = 0; i < size; ++i) {
    bytes[begin + i] = zeros ? std::uint8_t{0} : static_cast<std::uint8_t>(dice.below(256));
  }
  disk.set_contents(path, std::move(bytes));
  return damage;
}

Damage Damage::of_flips(FakeDisk& disk, const std::vector<FakeDisk::Flip>& flips) {
  Damage damage;
  for (const auto& flip : flips) {
    const auto now = disk.contents(flip.path)[flip.offset];
    const auto was = static_cast<std::uint8_t>(now ^ (1u << flip.bit));
    damage.places_.push_back({flip.path, flip.offset, {was}});
  }
  return damage;
}

void Damage::undo(FakeDisk& disk) const {
  const auto paths = disk.file_paths();
  for (const auto& place : places_) {
    if (std::find(paths.begin(), paths.end(), place.path) == paths.end()) continue;
    auto bytes = disk.contents(place.path);
    if (place.offset + place.before.size() > bytes.size()) continue;
    std::copy(place.before.begin(), place.before.end(),
              bytes.begin() + static_cast<std::ptrdiff_t>(place.offset));
    disk.set_contents(place.path, std::move(bytes));
  }
}

bool Damage::beside_log() const {
  return std::any_of(places_.begin(), places_.end(), [](const Place& place) {
    return place.path.rfind(Machine::kLog, 0) != 0 && !place.path.ends_with(".tmp") &&
           !place.path.ends_with("/state");
  });
}

std::string Damage::to_string() const {
  std::string text;
  for (const auto& place : places_) {
    text += " " + place.path + "+" + std::to_string(place.offset) + " (" +
            std::to_string(place.before.size()) + " bytes)";
  }
  return text;
}

}  // namespace tally::test

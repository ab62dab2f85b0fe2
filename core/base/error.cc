#include "core/base/error.h"

#include <array>

namespace tally {
namespace {

constexpr std::array<std::string_view, 13> kNames = {
    "unknown",   "invalid",        "conflict",   "id_reused", "partly_recorded", "refused",
    "not_found", "not_authorized", "overloaded", "in_doubt",  "read_only",       "corrupt",
    "io"};

}  // namespace

std::string_view error_name(ErrorCode code) {
  const auto number = static_cast<std::size_t>(code);
  return number < kNames.size() ? kNames[number] : kNames[0];
}

std::optional<ErrorCode> error_from_number(std::uint16_t number) {
  if (number == 0 || number >= kNames.size()) return std::nullopt;
  return static_cast<ErrorCode>(number);
}

Error&& Error::within(std::string_view outer) && {
  if (field.empty()) {
    field = outer;
  } else if (field.front() == '[') {
    field.insert(0, outer);
  } else {
    field.insert(0, std::string(outer) + ".");
  }
  return std::move(*this);
}

std::string Error::to_string() const {
  std::string text(error_name(code));
  if (!rule.empty()) text += " " + rule;
  if (!field.empty()) text += ": " + field;
  text += ": " + message;
  if (index) text += " (event " + std::to_string(*index) + " of the batch)";
  return text;
}

}  // namespace tally

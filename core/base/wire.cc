#include "core/base/wire.h"

namespace tally {

void WireReader::too_short(std::size_t size, std::string_view field) {
  if (error_) return;
  fail(field, "needs " + std::to_string(size) + " bytes at offset " + std::to_string(at_) +
                  ", but " + std::to_string(remaining()) + " remain");
}

void WireReader::too_long(std::size_t size, std::size_t max, std::string_view field) {
  fail(field, "is " + std::to_string(size) + " bytes long; at most " + std::to_string(max) +
                  " are allowed");
}

void WireReader::not_utf8(std::string_view field) { fail(field, "is not UTF-8"); }

void WireReader::no_flag(std::string_view field) { fail(field, "presence byte must be 0 or 1"); }

void WireReader::fail(std::string_view field, std::string message) {
  if (!error_) error_ = Error(ErrorCode::invalid, std::move(message), std::string(field));
  at_ = from_.size();
}

Result<void> WireReader::status() const {
  if (error_) return *error_;
  return {};
}

Error WireReader::unfinished() {
  if (!error_) fail("", std::to_string(remaining()) + " bytes follow the end");
  return *error_;
}

}  // namespace tally

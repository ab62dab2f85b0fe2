#include "core/base/wire.h"

#include "core/base/utf8.h"

namespace tally {

void WireReader::too_short(std::size_t size, std::string_view field) {
  if (error_) return;
  fail(field, "needs " + std::to_string(size) + " bytes at offset " + std::to_string(at_) +
                  ", but " + std::to_string(remaining()) + " remain");
}

ByteView WireReader::bytes(std::string_view field, std::size_t max) {
  const auto size = number<std::uint32_t>(field);
  if (!error_ && size > max) {
    fail(field, "is " + std::to_string(size) + " bytes long; at most " + std::to_string(max) +
                    " are allowed");
  }
  return raw(error_ ? 0 : size, field);
}

std::string_view WireReader::text(std::string_view field, std::size_t max) {
  const auto view = as_text(bytes(field, max));
  if (!error_ && !is_utf8(view)) {
    fail(field, "is not UTF-8");
    return {};
  }
  return view;
}

void WireReader::fail(std::string_view field, std::string message) {
  if (!error_) error_ = Error(ErrorCode::invalid, std::move(message), std::string(field));
}

Result<void> WireReader::status() const {
  if (error_) return *error_;
  return {};
}

Result<void> WireReader::finish() {
  if (!error_ && remaining() != 0) {
    fail("", std::to_string(remaining()) + " bytes follow the end");
  }
  return status();
}

}  // namespace tally

#include "core/codec/canonical_archive.h"

#include "core/base/utf8.h"

namespace tally {

void CanonicalWriter::fail(Error error) {
  if (error_) return;
  error.field = join_path(path_.text(), error.field);
  error_ = std::move(error);
}

void CanonicalWriter::object(const std::string& v) {
  if (!is_utf8(v)) fail("must be UTF-8");
  out_.text(v);
}

void CanonicalWriter::object(const Currency& v) {
  if (auto known = Currency::parse(v.code()); !known.ok()) fail(std::move(known).error());
  out_.raw(as_bytes(std::string_view(v.letters.data(), v.letters.size())));
}

void CanonicalWriter::object(const Money& v) {
  out_.number(v.minor);
  object(v.currency);
}

void CanonicalWriter::object(const Effective& v) {
  out_.number(v.date.days);
  out_.flag(v.time.has_value());
  if (!v.time) return;
  out_.number(v.time->us_of_day);
  out_.number(v.time->offset.minutes);
}

void CanonicalWriter::object(const Period& v) {
  out_.number(v.year);
  out_.number(static_cast<std::uint8_t>(v.kind));
  out_.number(v.index);
}

void CanonicalReader::fail(Error error) {
  if (error_) return;
  error.field = join_path(path_.text(), error.field);
  error_ = std::move(error);
}

void CanonicalReader::wire_failed() {
  Error error = in_.status().error();
  error.field.clear();
  fail(std::move(error));
}

bool CanonicalReader::flag() {
  const bool set = in_.flag("");
  if (in_.failed()) wire_failed();
  return set;
}

void CanonicalReader::embedded_value(EmbeddedField& field) {
  path_.enter(field.name);
  object(field.payload);
  path_.leave();
}

void CanonicalReader::object(std::string& v) {
  v = std::string(in_.text(""));
  if (in_.failed()) wire_failed();
}

void CanonicalReader::object(Bytes& v) {
  const auto view = in_.bytes("");
  if (in_.failed()) return wire_failed();
  v.assign(view.begin(), view.end());
}

void CanonicalReader::object(Currency& v) {
  const auto view = in_.raw(3, "");
  if (in_.failed()) return wire_failed();
  auto parsed = Currency::parse(as_text(view));
  if (!parsed.ok()) return fail(std::move(parsed).error());
  v = *parsed;
}

void CanonicalReader::object(Money& v) {
  v.minor = number<std::int64_t>();
  if (!failed()) object(v.currency);
}

void CanonicalReader::object(Date& v) {
  v.days = number<std::int32_t>();
  if (v < kFirstDate || v > kLastDate) fail("is outside the years 0001 to 9999");
}

void CanonicalReader::object(Effective& v) {
  object(v.date);
  if (failed() || !flag()) return;
  auto& time = v.time.emplace();
  time.us_of_day = number<std::int64_t>();
  time.offset.minutes = number<std::int16_t>();
  if (time.us_of_day < 0 || time.us_of_day >= kMicrosPerDay) fail("has a time beyond the day");
  if (time.offset.minutes < -1080 || time.offset.minutes > 1080) {
    fail("has an offset beyond 18 hours");
  }
}

void CanonicalReader::object(Instant& v) {
  v.us = number<std::int64_t>();
  if (v.us < kFirstDate.days * kMicrosPerDay || v.us >= (kLastDate.days + 1) * kMicrosPerDay) {
    fail("is outside the years 0001 to 9999");
  }
}

void CanonicalReader::object(Period& v) {
  v.year = number<std::int16_t>();
  const auto kind = number<std::uint8_t>();
  v.index = number<std::uint8_t>();
  if (kind > 2) return fail("is of an unknown kind of period");
  v.kind = static_cast<Period::Kind>(kind);
  const int last = kind == 0 ? 1 : kind == 1 ? 4 : 12;
  if (v.year < 1 || v.year > 9999 || v.index < 1 || v.index > last) fail("is not a period");
}

Result<void> CanonicalReader::finish() {
  if (error_) return *error_;
  if (in_.remaining() > 0) {
    return invalid("", std::to_string(in_.remaining()) + " bytes stand behind the end");
  }
  return {};
}

}  // namespace tally

#include "core/codec/canonical_archive.h"

#include "core/base/utf8.h"

namespace tally {
namespace {

// What both directions refuse: the reason, or null for a value that has an encoding.

const char* broken(const Date& v) {
  return v < kFirstDate || v > kLastDate ? "is outside the years 0001 to 9999" : nullptr;
}

const char* broken(const Effective::Time& v) {
  if (v.us_of_day < 0 || v.us_of_day >= kMicrosPerDay) return "has a time beyond the day";
  const bool beyond = v.offset.minutes < -1080 || v.offset.minutes > 1080;
  return beyond ? "has an offset beyond 18 hours" : nullptr;
}

const char* broken(const Instant& v) {
  const bool inside =
      v.us >= kFirstDate.days * kMicrosPerDay && v.us < (kLastDate.days + 1) * kMicrosPerDay;
  return inside ? nullptr : "is outside the years 0001 to 9999";
}

const char* broken(const Period& v) {
  constexpr int kLast[] = {1, 4, 12};
  const auto kind = static_cast<std::size_t>(v.kind);
  if (kind > 2) return "is of an unknown kind of period";
  const bool inside = v.year >= 1 && v.year <= 9999 && v.index >= 1 && v.index <= kLast[kind];
  return inside ? nullptr : "is not a period";
}

}  // namespace

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

void CanonicalWriter::object(const Date& v) {
  if (const char* reason = broken(v)) fail(reason);
  out_.number(v.days);
}

void CanonicalWriter::object(const Effective& v) {
  object(v.date);
  out_.flag(v.time.has_value());
  if (!v.time) return;
  if (const char* reason = broken(*v.time)) fail(reason);
  out_.number(v.time->us_of_day);
  out_.number(v.time->offset.minutes);
}

void CanonicalWriter::object(const Instant& v) {
  if (const char* reason = broken(v)) fail(reason);
  out_.number(v.us);
}

void CanonicalWriter::object(const Period& v) {
  if (const char* reason = broken(v)) fail(reason);
  out_.number(v.year);
  out_.number(static_cast<std::uint8_t>(v.kind));
  out_.number(v.index);
}

void CanonicalReader::fail(Error error) {
  if (error_) return;
  if (in_.failed()) return wire_failed();  // What was read then is no value.
  error.field = join_path(path_.text(), error.field);
  error_ = std::move(error);
}

void CanonicalReader::wire_failed() {
  if (error_) return;
  error_ = in_.status().error();
  error_->field = path_.text();
}

void CanonicalReader::embedded_value(EmbeddedField& field) {
  path_.enter(field.name);
  object(field.payload);
  if (in_.failed()) wire_failed();
  path_.leave();
}

void CanonicalReader::object(std::string& v) { v = in_.text(""); }

void CanonicalReader::object(Bytes& v) {
  const auto view = in_.bytes("");
  v.assign(view.begin(), view.end());
}

void CanonicalReader::object(Currency& v) {
  auto parsed = Currency::parse(as_text(in_.raw(3, "")));
  if (!parsed.ok()) return fail(std::move(parsed).error());
  v = *parsed;
}

void CanonicalReader::object(Money& v) {
  v.minor = in_.number<std::int64_t>("");
  object(v.currency);
}

void CanonicalReader::object(Date& v) {
  v.days = in_.number<std::int32_t>("");
  if (const char* reason = broken(v)) fail(reason);
}

void CanonicalReader::object(Effective& v) {
  v.time.reset();
  object(v.date);
  if (!in_.flag("")) return;
  Effective::Time time;
  time.us_of_day = in_.number<std::int64_t>("");
  time.offset.minutes = in_.number<std::int16_t>("");
  if (const char* reason = broken(time)) fail(reason);
  v.time = time;
}

void CanonicalReader::object(Instant& v) {
  v.us = in_.number<std::int64_t>("");
  if (const char* reason = broken(v)) fail(reason);
}

void CanonicalReader::object(Period& v) {
  v.year = in_.number<std::int16_t>("");
  v.kind = static_cast<Period::Kind>(in_.number<std::uint8_t>(""));
  v.index = in_.number<std::uint8_t>("");
  if (const char* reason = broken(v)) fail(reason);
}

Error CanonicalReader::unfinished() {
  if (in_.failed()) wire_failed();
  if (error_) return *error_;
  return invalid("", std::to_string(in_.remaining()) + " bytes stand behind the end");
}

}  // namespace tally

#include "core/codec/json_archive.h"

#include <algorithm>
#include <charconv>

#include "core/base/hex.h"

namespace tally {

void JsonWriter::embedded_value(const EmbeddedField& field) {
  auto json = embedded_.to_json(field.type, field.schema, field.payload);
  if (json.ok()) {
    current_->set(field.name, std::move(json).value());
  } else if (!error_) {
    error_ = std::move(json).error().within(field.name);
  }
}

Json JsonWriter::object(const Bytes& v) { return to_hex(v); }
Json JsonWriter::object(const Hash& v) { return to_hex(v.view()); }

Json JsonWriter::object(const Money& v) {
  Json money;
  money.set("minor", std::to_string(v.minor));
  money.set("currency", v.currency.code());
  return money;
}

void JsonReader::fail(Error error) {
  if (error_) return;
  error.field = join_path(path_.text(), error.field);
  error_ = std::move(error);
}

const Json* JsonReader::take(std::string_view name) {
  taken_.push_back(name);
  return current_->find(name);
}

void JsonReader::all_taken() {
  const auto& members = *current_->object();
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto& name = members[i].first;
    if (std::find(taken_.begin(), taken_.end(), name) == taken_.end()) {
      return fail(invalid(name, "is not a field here"));
    }
    for (std::size_t k = 0; k < i; ++k) {
      if (members[k].first == name) return fail(invalid(name, "stands twice"));
    }
  }
}

void JsonReader::embedded_value(EmbeddedField& field) {
  const Json* member = take(field.name);
  path_.enter(field.name);
  if (!member) {
    fail("is missing");
  } else if (!failed()) {
    auto bytes = embedded_.from_json(field.type, field.schema, *member);
    if (bytes.ok()) {
      field.payload = std::move(bytes).value();
    } else {
      fail(std::move(bytes).error());
    }
  }
  path_.leave();
}

const std::string* JsonReader::text(const Json& json) {
  if (failed()) return nullptr;
  if (!json.string()) fail("must be text");
  return json.string();
}

std::int64_t JsonReader::integer(const Json& json) {
  if (json.integer()) return *json.integer();
  fail(json.number() ? "must be a whole number within 64 bits" : "must be a number");
  return 0;
}

void JsonReader::object(std::string& v, const Json& json) {
  if (const auto* written = text(json)) v = *written;
}

void JsonReader::object(Bytes& v, const Json& json) {
  const auto* written = text(json);
  if (!written) return;
  auto bytes = from_hex(*written);
  if (!bytes) return fail("must be lower-case hexadecimal digits");
  v = std::move(*bytes);
}

void JsonReader::object(Hash& v, const Json& json) {
  const auto* written = text(json);
  if (!written) return;
  const auto bytes = from_hex(*written);
  if (!bytes || bytes->size() != v.bytes.size()) {
    return fail("must be 64 lower-case hexadecimal digits");
  }
  std::copy(bytes->begin(), bytes->end(), v.bytes.begin());
}

void JsonReader::object(Money& v, const Json& json) {
  if (!json.object())
    return fail("must be an object such as {\"minor\":\"100\",\"currency\":\"CNY\"}");
  const bool stated = json.find("amount") != nullptr;
  for (const auto& [name, member] : *json.object()) {
    const bool known =
        name == "currency" || (stated ? name == "amount" || name == "unit" : name == "minor");
    if (!known) return fail(invalid(name, "is not a field here"));
    if (!member.string()) return fail(invalid(name, "must be text"));
    if (&member != json.find(name)) return fail(invalid(name, "stands twice"));
  }
  const Json* unit = json.find("unit");
  const Json* code = json.find("currency");
  if (!code && !unit) return fail(invalid("currency", "is missing"));
  const auto currency = Currency::parse(code ? *code->string() : "CNY");
  if (!currency.ok()) return fail(invalid("currency", currency.error().message));
  if (stated) {
    auto money =
        parse_money(*json.find("amount")->string(), unit ? *unit->string() : "", *currency);
    if (!money.ok()) return fail(std::move(money).error());
    v = *money;
    return;
  }
  const Json* minor = json.find("minor");
  if (!minor) return fail(invalid("minor", "is missing"));
  const auto& digits = *minor->string();
  const char* end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, v.minor);
  if (read.ec != std::errc() || read.ptr != end || std::to_string(v.minor) != digits) {
    return fail(invalid("minor", "must be a whole number of 64 bits as text, such as \"-1250\""));
  }
  v.currency = *currency;
}

}  // namespace tally

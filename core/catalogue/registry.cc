#include "core/catalogue/registry.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "core/base/hex.h"
#include "core/catalogue/type_entry.h"
#include "core/codec/canonical_archive.h"
#include "core/codec/json_archive.h"

namespace tally {
namespace {

// The payload inside a correction is read and written by the catalogue itself.
class CatalogueCodec final : public EmbeddedCodec {
 public:
  Result<Bytes> from_json(std::string_view type, std::uint16_t schema,
                          const Json& json) const override {
    return payload_from_json(type, schema, json);
  }
  Result<Json> to_json(std::string_view type, std::uint16_t schema,
                       ByteView payload) const override {
    return payload_to_json(type, schema, payload);
  }
};
const CatalogueCodec kCodec;

// A correction's replacement must be a good payload of its type, when the type is known.
Result<void> check_replacement(const EventCorrected& corrected) {
  auto inner =
      decode_payload(corrected.target_type, corrected.target_schema, corrected.replacement);
  if (!inner.ok()) return std::move(inner).error().within("replacement");
  return {};
}

template <class T>
Result<void> decode_as(Payload& to, CanonicalReader& reader) {
  auto* value = std::get_if<T>(&to);
  if (!value) value = &to.emplace<T>();
  reader.value(*value);
  TALLY_TRY(reader.finish());
  if constexpr (std::is_same_v<T, EventCorrected>) return check_replacement(*value);
  return {};
}

template <class T>
Result<Bytes> bytes_from_json(const Json& json) {
  T value;
  JsonReader reader(kCodec);
  reader.value(value, json);
  TALLY_TRY(reader.status());
  return encode_canonical(value);
}

template <class T>
Result<Json> json_from_bytes(ByteView bytes) {
  TALLY_ASSIGN(const T value, decode_canonical<T>(bytes));
  JsonWriter writer(kCodec);
  Json json = writer.value(value);
  TALLY_TRY(writer.status());
  return json;
}

// The first two alternatives are the unknown and the open payload.
constexpr std::size_t kUncatalogued = 2;
constexpr std::size_t kTypes = std::variant_size_v<Payload> - kUncatalogued;

template <std::size_t... I>
constexpr auto make_entries(std::index_sequence<I...>) {
  return std::array<TypeEntry, sizeof...(I)>{
      TypeEntry{&std::variant_alternative_t<I + kUncatalogued, Payload>::kType,
                &decode_as<std::variant_alternative_t<I + kUncatalogued, Payload>>,
                &bytes_from_json<std::variant_alternative_t<I + kUncatalogued, Payload>>,
                &json_from_bytes<std::variant_alternative_t<I + kUncatalogued, Payload>>}...};
}
constexpr auto kEntries = make_entries(std::make_index_sequence<kTypes>());

// Finds entries by name. A name is looked up for every event, and a hash of its ends and its length
// tells the few there are apart.
class EntriesByName {
 public:
  EntriesByName() {
    for (const auto& entry : kEntries) {
      auto slot = first_slot(entry.info->name);
      while (slots_[slot]) slot = next(slot);
      slots_[slot] = &entry;
    }
  }

  const TypeEntry* find(std::string_view name) const {
    for (auto slot = first_slot(name); slots_[slot]; slot = next(slot)) {
      if (slots_[slot]->info->name == name) return slots_[slot];
    }
    return nullptr;
  }

 private:
  static constexpr std::size_t kSlots = 256;
  static_assert(kTypes * 2 < kSlots);

  static std::size_t first_slot(std::string_view name) {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    const auto size = std::min(name.size(), sizeof(first));
    std::memcpy(&first, name.data(), size);
    std::memcpy(&last, name.data() + name.size() - size, size);
    return ((first ^ name.size()) * 0x9e3779b97f4a7c15u + last * 0xbf58476d1ce4e5b9u) >> 56;
  }
  static std::size_t next(std::size_t slot) { return (slot + 1) % kSlots; }

  std::array<const TypeEntry*, kSlots> slots_{};
};

Result<OpenPayload> open_payload(ByteView bytes) {
  TALLY_ASSIGN(const auto json, parse_json(as_text(bytes)));
  TALLY_ASSIGN(auto canonical, canonical_json(json));
  if (canonical != as_text(bytes)) return invalid("", "is not canonical JSON text");
  return OpenPayload{std::move(canonical)};
}

// Finds one field of a struct and tells it as text.
class FieldText : public cereal::OutputArchive<FieldText> {
 public:
  explicit FieldText(std::string_view wanted) : OutputArchive(this), wanted_(wanted) {}
  template <class T>
  void take(const Field<T>& field) {
    if constexpr (std::is_same_v<T, std::string>) {
      if (field.name == wanted_) text = field.value;
    } else if constexpr (std::is_same_v<T, EventId>) {
      if (field.name == wanted_) text = field.value.to_string();
    }
  }
  std::optional<std::string> text;

 private:
  std::string_view wanted_;
};
template <class T>
void CEREAL_SAVE_FUNCTION_NAME(FieldText& archive, const Field<T>& field) {
  archive.take(field);
}
inline void CEREAL_SAVE_FUNCTION_NAME(FieldText&, const EmbeddedField&) {}

// The canonical bytes of each top-level field.
class FieldBytes : public cereal::OutputArchive<FieldBytes> {
 public:
  FieldBytes() : OutputArchive(this) {}
  template <class T>
  void take(const Field<T>& field) {
    Bytes bytes;
    CanonicalWriter writer(bytes);
    writer.value(field.value);
    fields.emplace_back(field.name, std::move(bytes));
  }
  std::vector<std::pair<std::string_view, Bytes>> fields;
};
template <class T>
void CEREAL_SAVE_FUNCTION_NAME(FieldBytes& archive, const Field<T>& field) {
  archive.take(field);
}
inline void CEREAL_SAVE_FUNCTION_NAME(FieldBytes& archive, const EmbeddedField& field) {
  archive.fields.emplace_back(field.name, field.payload);
}

template <class T>
inline constexpr bool kCatalogued =
    !std::is_same_v<T, std::monostate> && !std::is_same_v<T, OpenPayload>;

}  // namespace

const TypeEntry* find_entry(std::string_view name) {
  static const EntriesByName entries;
  return entries.find(name);
}

std::size_t index_of(const TypeEntry& entry) {
  return static_cast<std::size_t>(&entry - kEntries.data());
}

std::span<const TypeInfo* const> catalogue() {
  static const auto infos = [] {
    std::array<const TypeInfo*, kTypes> list{};
    for (std::size_t i = 0; i < kTypes; ++i) list[i] = kEntries[i].info;
    return list;
  }();
  return infos;
}

const TypeInfo* find_type(std::string_view name) {
  const auto* entry = find_entry(name);
  return entry ? entry->info : nullptr;
}

bool is_open_type(std::string_view name) { return name.size() > 2 && name.starts_with("x."); }

const TypeInfo* type_of(const Payload& payload) {
  return payload.index() < kUncatalogued ? nullptr : kEntries[payload.index() - kUncatalogued].info;
}

Result<void> decode_payload_into(Payload& to, std::string_view type, std::uint16_t schema,
                                 ByteView bytes) {
  if (is_open_type(type) && schema == 1) {
    TALLY_ASSIGN(to, open_payload(bytes));
    return {};
  }
  const auto* entry = find_entry(type);  // None for an open type.
  if (entry && entry->info->schema == schema) {
    CanonicalReader reader(bytes);
    return entry->decode(to, reader);
  }
  to.emplace<std::monostate>();
  return {};
}

Result<Payload> decode_payload(std::string_view type, std::uint16_t schema, ByteView bytes) {
  Payload payload;
  TALLY_TRY(decode_payload_into(payload, type, schema, bytes));
  return payload;
}

Result<Bytes> encode_payload(const Payload& payload) {
  if (const auto* corrected = std::get_if<EventCorrected>(&payload)) {
    TALLY_TRY(check_replacement(*corrected));
  }
  return std::visit(
      [](const auto& value) -> Result<Bytes> {
        using T = std::decay_t<decltype(value)>;
        if constexpr (kCatalogued<T>) {
          return encode_canonical(value);
        } else if constexpr (std::is_same_v<T, OpenPayload>) {
          TALLY_ASSIGN(auto open, open_payload(as_bytes(value.json)));
          return to_owned(as_bytes(open.json));
        } else {
          TALLY_CHECK(!"an unknown payload has no encoding");
          return Bytes{};
        }
      },
      payload);
}

Result<Bytes> payload_from_json(std::string_view type, std::uint16_t schema, const Json& json) {
  if (is_open_type(type)) {
    if (schema != 1) return invalid("schema", "is not known for " + std::string(type));
    TALLY_ASSIGN(const auto text, canonical_json(json));
    return to_owned(as_bytes(text));
  }
  const auto* entry = find_entry(type);
  if (!entry) return invalid("type", "\"" + std::string(type) + "\" is not in the catalogue");
  if (entry->info->schema != schema) {
    return invalid("schema", "version " + std::to_string(schema) + " of " + std::string(type) +
                                 " is not known");
  }
  TALLY_ASSIGN(auto bytes, entry->from_json(json));
  TALLY_TRY(decode_payload(type, schema, bytes));
  return bytes;
}

Result<Json> payload_to_json(std::string_view type, std::uint16_t schema, ByteView bytes) {
  if (is_open_type(type) && schema == 1) return parse_json(as_text(bytes));
  const auto* entry = find_entry(type);
  if (!entry || entry->info->schema != schema) {
    Json unknown;
    unknown.set("bytes", to_hex(bytes));
    return unknown;
  }
  return entry->to_json(bytes);
}

std::optional<std::string> key_text(const Payload& payload, std::string_view field) {
  return std::visit(
      [&](const auto& value) -> std::optional<std::string> {
        if constexpr (kCatalogued<std::decay_t<decltype(value)>>) {
          FieldText finder(field);
          finder(value);
          return std::move(finder.text);
        } else {
          return std::nullopt;
        }
      },
      payload);
}

namespace {

std::optional<std::string> stream_of_subject(const Payload& payload) {
  return std::visit(
      [](const auto& value) -> std::optional<std::string> {
        if constexpr (requires { value.subject.category(); }) {
          return stream_name(value.subject.category(), value.subject.id);
        }
        return std::nullopt;
      },
      payload);
}

}  // namespace

std::optional<std::string> stream_of(const Payload& payload) {
  const auto* info = type_of(payload);
  if (!info) return std::nullopt;
  if (info->key == StreamKey::fixed) return stream_name(info->category, info->key_field);
  if (info->key == StreamKey::subject) return stream_of_subject(payload);
  if (info->key != StreamKey::field) return std::nullopt;
  const auto key = key_text(payload, info->key_field);
  TALLY_CHECK(key.has_value());
  return stream_name(info->category, *key);
}

std::vector<std::string> changed_fields(const Payload& before, const Payload& after) {
  TALLY_CHECK(before.index() == after.index());
  const auto list = [](const Payload& payload) {
    FieldBytes fields;
    std::visit(
        [&](const auto& value) {
          if constexpr (kCatalogued<std::decay_t<decltype(value)>>) fields(value);
        },
        payload);
    return std::move(fields.fields);
  };
  if (const auto* open = std::get_if<OpenPayload>(&before)) {
    // An open payload has no declared fields: it is one value.
    if (open->json == std::get<OpenPayload>(after).json) return {};
    return {"payload"};
  }
  const auto old_fields = list(before);
  const auto new_fields = list(after);
  std::vector<std::string> changed;
  for (std::size_t i = 0; i < old_fields.size(); ++i) {
    if (old_fields[i].second != new_fields[i].second) changed.emplace_back(old_fields[i].first);
  }
  return changed;
}

}  // namespace tally

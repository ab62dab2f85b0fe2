// The first byte picks a type, the rest is JSON text: what parses prints to the same value, and a
// payload read from it goes to JSON and back to the same bytes.
#include "core/base/check.h"
#include "core/catalogue/registry.h"

using namespace tally;

namespace {

void check_text(std::string_view text) {
  const auto json = parse_json(text);
  if (!json.ok()) return;
  TALLY_CHECK(*parse_json(to_json_text(*json)) == *json);
  TALLY_CHECK(*parse_json(to_json_pretty(*json)) == *json);
  const auto canonical = canonical_json(*json);
  if (!canonical.ok()) return;
  TALLY_CHECK(*canonical_json(*parse_json(*canonical)) == *canonical);
}

void check_payload(std::string_view type, std::string_view text) {
  const auto json = parse_json(text);
  if (!json.ok()) return;
  const auto bytes = payload_from_json(type, 1, *json);
  if (!bytes.ok()) return;
  const auto shown = payload_to_json(type, 1, *bytes);
  TALLY_CHECK(shown.ok());
  const auto again = payload_from_json(type, 1, *shown);
  TALLY_CHECK(again.ok() && *again == *bytes);
}

// The example's text with some of its bytes overwritten.
std::string damaged_example(const TypeInfo& type, ByteView damage) {
  auto text = to_json_text(example_payload(type));
  for (std::size_t i = 0; i + 1 < damage.size() && i < 4; i += 2) {
    text[damage[i] * text.size() / 256] = static_cast<char>(damage[i + 1]);
  }
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto types = catalogue();
  const ByteView rest(data + 1, size - 1);
  check_text(as_text(rest));
  check_payload("x.fuzz", as_text(rest));
  const auto& type = *types[data[0] % types.size()];
  check_payload(type.name, as_text(rest));
  check_payload(type.name, damaged_example(type, rest));
  check_text(damaged_example(type, rest));
  return 0;
}

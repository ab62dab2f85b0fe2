// The first byte picks a type, the rest is its payload: what decodes encodes to the same bytes, and
// has its JSON.
#include "core/base/check.h"
#include "core/catalogue/registry.h"
#include "core/event/record.h"

using namespace tally;

namespace {

void check_payload(std::string_view type, std::uint16_t schema, ByteView bytes) {
  const auto payload = decode_payload(type, schema, bytes);
  if (!payload.ok()) return;
  const auto again = encode_payload(*payload);
  TALLY_CHECK(again.ok() && equal(*again, bytes));
  const auto json = payload_to_json(type, schema, bytes);
  TALLY_CHECK(json.ok());
  TALLY_CHECK(changed_fields(*payload, *decode_payload(type, schema, *again)).empty());
  static_cast<void>(stream_of(*payload));
}

void check_header(ByteView bytes) {
  const auto header = decode_header(bytes);
  if (!header.ok()) return;
  const auto again = encode_header(header->suite, encode_proposal(header->proposal()),
                                   header->ledger, header->signature);
  TALLY_CHECK(equal(again, bytes));
  static_cast<void>(header->effective_or_recorded().to_string());
}

// A good payload of the type with some of its bytes overwritten: random bytes alone rarely get past
// the first text.
Bytes damaged_example(const TypeInfo& type, ByteView damage) {
  auto bytes = payload_from_json(type.name, type.schema, example_payload(type));
  TALLY_CHECK(bytes.ok());
  for (std::size_t i = 0; i + 1 < damage.size() && i < 8; i += 2) {
    (*bytes)[damage[i] * bytes->size() / 256] = damage[i + 1];
  }
  return std::move(bytes).value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto types = catalogue();
  const ByteView rest(data + 1, size - 1);
  check_header(rest);
  const std::size_t choice = data[0] % (types.size() + 1);
  if (choice == types.size()) {
    check_payload("x.fuzz", 1, rest);
    return 0;
  }
  const auto& type = *types[choice];
  check_payload(type.name, type.schema, rest);
  check_payload(type.name, type.schema, damaged_example(type, rest));
  return 0;
}

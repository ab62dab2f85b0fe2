#include "projections/facts_bytes.h"

#include "projections/fact_archive.h"

namespace tally {

Bytes encode_identity(const std::optional<LedgerIdentity>& identity) {
  Bytes bytes;
  WireWriter to(bytes);
  to.flag(identity.has_value());
  if (!identity) return bytes;
  to.text(identity->origin);
  to.number(identity->suite);
  to.text(identity->currency.code());
  to.text(identity->zone);
  to.flag(identity->sample);
  to.text(identity->operator_id);
  return bytes;
}

Result<std::optional<LedgerIdentity>> decode_identity(ByteView bytes) {
  WireReader from(bytes);
  std::optional<LedgerIdentity> identity;
  if (from.flag("identity")) {
    identity.emplace();
    identity->origin = from.text("origin");
    identity->suite = from.number<std::uint8_t>("suite");
    const auto currency = Currency::parse(from.text("currency"));
    identity->zone = from.text("zone");
    identity->sample = from.flag("sample");
    identity->operator_id = from.text("operator");
    if (!currency.ok()) return currency.error();
    identity->currency = *currency;
  }
  TALLY_TRY(from.finish());
  return identity;
}

Bytes encode_facts(const FactPart& part) {
  Bytes bytes;
  append_counted(bytes, [&](auto& out) { FactWriter(out).part(part); });
  return bytes;
}

Result<void> decode_facts(ByteView bytes, TreeSize size, FactPart& part) {
  return FactReader(bytes, size.value).part(part);
}

}  // namespace tally

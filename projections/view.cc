#include "projections/view.h"

#include "core/base/hex.h"

namespace tally {

Json view_json(const ViewResult& result, bool with_positions) {
  Json out;
  out.set("view", result.view);
  out.set("version", result.version);
  out.set("effective", result.cut.effective.to_string());
  out.set("known_size", result.cut.known.value);
  out.set("root", to_hex(result.root.view()));
  out.set("state_hash", to_hex(result.state_hash.view()));
  Json::Array rows;
  for (const ViewRow& row : result.rows) {
    Json value = row.value;
    if (with_positions) {
      Json::Array positions;
      for (const auto position : row.positions) positions.push_back(position);
      value.set("positions", std::move(positions));
    }
    rows.push_back(std::move(value));
  }
  out.set("rows", std::move(rows));
  if (result.sample) out.set("sample", true);
  return out;
}

Hash view_state_hash(std::string_view view, std::uint32_t version,
                     const std::vector<ViewRow>& rows) {
  constexpr std::size_t kHashedAtOnce = 64u << 10;
  Sha256 hash;
  CanonicalJson canonical;
  std::string text = "tallystick/view/v1\n";
  text.append(view).append("\n").append(std::to_string(version)).append("\n[");
  for (const ViewRow& row : rows) {
    if (&row != &rows.front()) text += ',';
    // Views make rows of unique keys and whole numbers only.
    TALLY_CHECK(canonical.append(text, row.value).ok());
    if (text.size() < kHashedAtOnce) continue;
    hash.update(as_bytes(text));
    text.clear();
  }
  text += ']';
  hash.update(as_bytes(text));
  return hash.finish();
}

}  // namespace tally

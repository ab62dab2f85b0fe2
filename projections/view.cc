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
  Json::Array values;
  values.reserve(rows.size());
  for (const ViewRow& row : rows) values.push_back(row.value);
  const auto text = canonical_json(values);
  TALLY_CHECK(text.ok());  // Views make rows of unique keys and whole numbers only.
  std::string bytes = "tallystick/view/v1\n";
  bytes.append(view).append("\n").append(std::to_string(version)).append("\n");
  bytes += *text;
  return sha256(as_bytes(bytes));
}

}  // namespace tally

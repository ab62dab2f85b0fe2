#include "projections/view.h"

#include <algorithm>

#include "core/base/hex.h"
#include "projections/two_threads.h"

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
  constexpr std::size_t kRowsOfPiece = 32;
  Sha256 hash;
  const auto head =
      "tallystick/view/v1\n" + std::string(view) + "\n" + std::to_string(version) + "\n[";
  hash.update(as_bytes(head));
  std::vector<std::string> texts((rows.size() + kRowsOfPiece - 1) / kRowsOfPiece);
  on_two_threads(
      texts.size(),
      [&](std::size_t piece) {
        CanonicalJson canonical;
        const auto end = std::min(rows.size(), (piece + 1) * kRowsOfPiece);
        for (auto row = piece * kRowsOfPiece; row < end; ++row) {
          if (row > 0) texts[piece] += ',';
          // Views make rows of unique keys and whole numbers only.
          TALLY_CHECK(canonical.append(texts[piece], rows[row].value).ok());
        }
      },
      [&](std::size_t piece) {
        hash.update(as_bytes(texts[piece]));
        texts[piece] = std::string();
      });
  hash.update(as_bytes("]"));
  return hash.finish();
}

}  // namespace tally

// Whatever parses as a note or a checkpoint is written back byte for byte: one content, one text.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/check.h"
#include "core/merkle/checkpoint.h"
#include "core/merkle/note.h"

namespace {

using namespace tally;

void check_body(std::string_view body) {
  const auto checkpoint = parse_checkpoint_body(body);
  if (checkpoint.ok()) TALLY_CHECK(checkpoint_body(*checkpoint) == body);
}

void check_note(std::string_view text) {
  const auto note = parse_note(text);
  if (!note.ok()) return;
  const auto again = format_note(*note);
  TALLY_CHECK(again.ok() && *again == text);
  check_body(note->text);
}

void check_keys(std::string_view text) {
  const auto verifier = NoteVerifier::parse(text);
  if (verifier.ok()) TALLY_CHECK(verifier->line() == text);
  const auto signer = NoteSigner::parse(text);
  if (signer.ok()) TALLY_CHECK(signer->private_text() == text);
}

// A signed checkpoint in which the input overwrites a few bytes: random bytes alone hardly ever get
// past the first line.
void check_damaged(std::string_view input) {
  static constexpr std::uint8_t kSeed[32] = {1, 2, 3};
  class Fixed final : public Random {
   public:
    void fill(std::span<std::uint8_t> bytes) override {
      std::copy_n(kSeed, bytes.size(), bytes.begin());
    }
  };
  static const NoteSigner signer = [] {
    Fixed random;
    return NoteSigner::generate("example.org/ledger", random).value();
  }();
  static const std::string good =
      sign_checkpoint({"example.org/ledger", 77, empty_root(), {"extension"}}, signer).value();
  if (input.size() < 2) return;
  std::string text = good;
  const std::size_t at = static_cast<unsigned char>(input[0]) % text.size();
  const std::size_t cut = static_cast<unsigned char>(input[1]) % 4;
  text.replace(at, cut, input.substr(2, 8));
  check_note(text);
  const auto opened = open_checkpoint(text, signer.verifier());
  TALLY_CHECK(opened.ok() == (text == good));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_note(text);
  check_body(text);
  check_keys(text);
  check_damaged(text);
  return 0;
}

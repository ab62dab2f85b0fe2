#include "core/merkle/note.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/base/hex.h"
#include "core/base/utf8.h"

namespace tally {
namespace {

constexpr std::string_view kSignatureStart = "\xe2\x80\x94 ";  // Em dash, space.

Error not_a_note(std::string message) { return invalid("note", std::move(message)); }

Error bad_signature(std::string message) {
  Error error(ErrorCode::corrupt, std::move(message));
  error.rule = "bad_signature";
  return error;
}

// What holds for every byte of a note, text and signatures alike.
Result<void> check_characters(std::string_view bytes) {
  if (bytes.size() > kNoteBytesMax) return not_a_note("a note is at most 1 MiB");
  if (!is_utf8(bytes)) return not_a_note("a note must be UTF-8");
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\n'; };
  if (std::any_of(bytes.begin(), bytes.end(), is_control)) {
    return not_a_note("a note must not contain control characters");
  }
  return {};
}

Result<void> check_text(std::string_view text) {
  TALLY_TRY(check_characters(text));
  if (!text.ends_with('\n')) return not_a_note("the text must end in a newline");
  return {};
}

// One signature line without its newline.
std::optional<NoteSignature> parse_signature(std::string_view line) {
  if (!line.starts_with(kSignatureStart)) return std::nullopt;
  line.remove_prefix(kSignatureStart.size());
  const auto name_end = line.find(' ');
  if (name_end == std::string_view::npos) return std::nullopt;
  NoteSignature signature;
  signature.name = line.substr(0, name_end);
  if (!check_key_name(signature.name).ok()) return std::nullopt;
  const auto bytes = from_base64(line.substr(name_end + 1));
  if (!bytes || bytes->size() <= signature.id.size()) return std::nullopt;
  std::copy_n(bytes->begin(), signature.id.size(), signature.id.begin());
  signature.signature.assign(bytes->begin() + signature.id.size(), bytes->end());
  return signature;
}

}  // namespace

Result<std::string> format_note(const Note& note) {
  TALLY_TRY(check_text(note.text));
  if (note.signatures.empty()) return not_a_note("a note must have a signature");
  if (note.signatures.size() > kNoteSignaturesMax) return not_a_note("too many signatures");
  std::string out = note.text + '\n';
  for (const NoteSignature& signature : note.signatures) {
    TALLY_TRY(check_key_name(signature.name));
    if (signature.signature.empty()) return not_a_note("a signature must not be empty");
    Bytes bytes(signature.id.begin(), signature.id.end());
    append(bytes, signature.signature);
    out.append(kSignatureStart).append(signature.name);
    out.append(" ").append(to_base64(bytes)).append("\n");
  }
  if (out.size() > kNoteBytesMax) return not_a_note("a note is at most 1 MiB");
  return out;
}

Result<Note> parse_note(std::string_view bytes) {
  TALLY_TRY(check_characters(bytes));
  // The text may hold empty lines; the last one of the note is the separator.
  const auto separator = bytes.rfind("\n\n");
  if (separator == std::string_view::npos) return not_a_note("it has no signatures");
  Note note;
  note.text = bytes.substr(0, separator + 1);
  std::string_view rest = bytes.substr(separator + 2);
  if (!rest.ends_with('\n')) return not_a_note("it must end in a signature line and a newline");
  while (!rest.empty()) {
    const auto line_end = rest.find('\n');
    auto signature = parse_signature(rest.substr(0, line_end));
    if (!signature) return not_a_note("a signature line is malformed");
    note.signatures.push_back(std::move(*signature));
    if (note.signatures.size() > kNoteSignaturesMax) return not_a_note("too many signatures");
    rest.remove_prefix(line_end + 1);
  }
  return note;
}

Result<std::string> sign_note(std::string_view text,
                              const std::vector<const NoteSigner*>& signers) {
  Note note;
  note.text = text;
  for (const NoteSigner* signer : signers) {
    const Ed25519Signature signature = signer->sign(text);
    note.signatures.push_back({signer->name(), signer->verifier().id(), to_owned(signature)});
  }
  return format_note(note);
}

Result<std::string> open_note(std::string_view bytes, const std::vector<NoteVerifier>& known) {
  TALLY_ASSIGN(Note note, parse_note(bytes));
  bool signed_by_known = false;
  for (const NoteSignature& signature : note.signatures) {
    for (const NoteVerifier& verifier : known) {
      if (verifier.name() != signature.name || verifier.id() != signature.id) continue;
      // A wrong signature under a known key is a forgery or damage, even beside a good one.
      if (!verifier.verify(note.text, signature.signature)) {
        return bad_signature("the signature of " + signature.name + " is wrong");
      }
      signed_by_known = true;
    }
  }
  if (!signed_by_known) return bad_signature("no known key has signed it");
  return std::move(note.text);
}

}  // namespace tally

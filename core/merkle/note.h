// C2SP signed notes (c2sp.org/signed-note): text, an empty line, signature lines. Ed25519 only.
// FORMAT.md holds the grammar. note.cc holds the notes, note_key.cc the keys. Safe from any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/merkle/ed25519.h"

namespace tally {

// Big-endian first four bytes of SHA-256(name || 0x0A || 0x01 || public key).
using KeyId = std::array<std::uint8_t, 4>;
KeyId key_id(std::string_view name, const Ed25519PublicKey& key);

// Not empty, UTF-8, no Unicode space, no control character, no '+'. `invalid`, field "name".
Result<void> check_key_name(std::string_view name);

// A public key and the name it signs under.
class NoteVerifier {
 public:
  // `invalid`, field "name".
  static Result<NoteVerifier> make(std::string name, const Ed25519PublicKey& key);
  // From a verifier key line, name+hex8+base64(0x01||key), without a line end. `invalid`, field
  // "verifier_key": other forms, other algorithms, or a hash that is not the key's.
  static Result<NoteVerifier> parse(std::string_view line);
  std::string line() const;

  const std::string& name() const { return name_; }
  const KeyId& id() const { return id_; }
  const Ed25519PublicKey& key() const { return key_; }
  bool verify(std::string_view text, ByteView signature) const;

 private:
  NoteVerifier(std::string name, const Ed25519PublicKey& key);

  std::string name_;
  Ed25519PublicKey key_;
  KeyId id_;
};

// A private key and the name it signs under.
class NoteSigner {
 public:
  // A new key. `invalid`, field "name".
  static Result<NoteSigner> generate(std::string name, Random& random);
  // From PRIVATE+KEY+name+hex8+base64(0x01||seed), without a line end. `invalid`, field
  // "signing_key"; the message never repeats the text.
  static Result<NoteSigner> parse(std::string_view text);
  std::string private_text() const;  // Secret.

  const NoteVerifier& verifier() const { return verifier_; }
  const std::string& name() const { return verifier_.name(); }
  Ed25519Signature sign(std::string_view text) const;

 private:
  NoteSigner(NoteVerifier verifier, Ed25519Key key);

  NoteVerifier verifier_;
  Ed25519Key key_;
};

struct NoteSignature {
  std::string name;
  KeyId id{};
  Bytes signature;  // What follows the key id; its length depends on the key's algorithm.
};

// Text and signature lines, nothing verified yet.
struct Note {
  std::string text;  // Ends in a newline.
  std::vector<NoteSignature> signatures;
};

// Limits of what is read, so that hostile input costs little.
inline constexpr std::size_t kNoteBytesMax = 1u << 20;
inline constexpr std::size_t kNoteSignaturesMax = 100;

// The note in bytes. `invalid`, field "note", for a text that is no note text.
Result<std::string> format_note(const Note& note);
// Strict: format_note(parse_note(x)) is x. `invalid`, field "note".
Result<Note> parse_note(std::string_view bytes);

// Signs `text` with each signer, in order. `invalid`, field "note".
Result<std::string> sign_note(std::string_view text, const std::vector<const NoteSigner*>& signers);

// The text, if at least one of the known keys has signed it. Signatures of other keys are ignored.
// `corrupt`, rule "bad_signature": a known key's signature is wrong, or no known key has signed.
// `invalid`, field "note": not a note.
Result<std::string> open_note(std::string_view bytes, const std::vector<NoteVerifier>& known);

}  // namespace tally

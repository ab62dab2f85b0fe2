// Names of note keys, key hashes and the two key texts.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "core/base/hex.h"
#include "core/base/sha256.h"
#include "core/base/utf8.h"
#include "core/merkle/note.h"

namespace tally {
namespace {

constexpr std::uint8_t kEd25519 = 0x01;  // The signature type byte of the specification.
constexpr std::string_view kPrivatePrefix = "PRIVATE+KEY+";

// The characters of Unicode's White_Space property above ASCII, in UTF-8.
constexpr std::array<std::string_view, 19> kSpaces = {
    "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81",
    "\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86",
    "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\xa8",
    "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80"};

struct KeyText {
  std::string name;
  KeyId id{};
  Bytes key;  // 32 bytes.
};

// name+hex8+base64(0x01||32 bytes). The base64 may itself hold '+', the two parts before it not.
std::optional<KeyText> split_key_text(std::string_view text) {
  const auto name_end = text.find('+');
  if (name_end == std::string_view::npos) return std::nullopt;
  const auto id_end = text.find('+', name_end + 1);
  if (id_end == std::string_view::npos) return std::nullopt;
  KeyText parts;
  parts.name = text.substr(0, name_end);
  const auto id = from_hex(text.substr(name_end + 1, id_end - name_end - 1));
  auto key = from_base64(text.substr(id_end + 1));
  if (!id || id->size() != parts.id.size()) return std::nullopt;
  if (!key || key->size() != 33 || key->front() != kEd25519) return std::nullopt;
  if (!check_key_name(parts.name).ok()) return std::nullopt;
  std::copy(id->begin(), id->end(), parts.id.begin());
  parts.key.assign(key->begin() + 1, key->end());
  return parts;
}

std::string join_key_text(std::string_view name, const KeyId& id, ByteView key) {
  Bytes typed{kEd25519};
  append(typed, key);
  return std::string(name) + '+' + to_hex(id) + '+' + to_base64(typed);
}

}  // namespace

KeyId key_id(std::string_view name, const Ed25519PublicKey& key) {
  constexpr std::uint8_t separator[] = {'\n', kEd25519};
  const Hash hash = sha256({as_bytes(name), ByteView(separator), ByteView(key)});
  KeyId id;
  std::copy_n(hash.bytes.begin(), id.size(), id.begin());
  return id;
}

Result<void> check_key_name(std::string_view name) {
  if (name.empty()) return invalid("name", "a key name must not be empty");
  if (!is_utf8(name)) return invalid("name", "a key name must be UTF-8");
  for (const char c : name) {
    if (c == '+') return invalid("name", "a key name must not contain '+'");
    if (static_cast<unsigned char>(c) <= ' ' || c == '\x7f') {
      return invalid("name", "a key name must not contain spaces or control characters");
    }
  }
  for (const auto space : kSpaces) {
    if (name.find(space) != std::string_view::npos) {
      return invalid("name", "a key name must not contain spaces");
    }
  }
  return {};
}

NoteVerifier::NoteVerifier(std::string name, const Ed25519PublicKey& key)
    : name_(std::move(name)), key_(key), id_(key_id(name_, key_)) {}

Result<NoteVerifier> NoteVerifier::make(std::string name, const Ed25519PublicKey& key) {
  TALLY_TRY(check_key_name(name));
  return NoteVerifier(std::move(name), key);
}

Result<NoteVerifier> NoteVerifier::parse(std::string_view line) {
  const auto parts = split_key_text(line);
  if (!parts) {
    return invalid("verifier_key", "must be name+hash+key, the key an Ed25519 key in base64");
  }
  Ed25519PublicKey key;
  std::copy(parts->key.begin(), parts->key.end(), key.begin());
  NoteVerifier verifier(parts->name, key);
  if (verifier.id() != parts->id) {
    return invalid("verifier_key", "its hash is not that of its name and key");
  }
  return verifier;
}

std::string NoteVerifier::line() const { return join_key_text(name_, id_, key_); }

bool NoteVerifier::verify(std::string_view text, ByteView signature) const {
  return ed25519_verify(key_, as_bytes(text), signature);
}

NoteSigner::NoteSigner(NoteVerifier verifier, Ed25519Key key)
    : verifier_(std::move(verifier)), key_(std::move(key)) {}

Result<NoteSigner> NoteSigner::generate(std::string name, Random& random) {
  TALLY_TRY(check_key_name(name));
  Ed25519Key key = Ed25519Key::generate(random);
  TALLY_ASSIGN(NoteVerifier verifier, NoteVerifier::make(std::move(name), key.public_key()));
  return NoteSigner(std::move(verifier), std::move(key));
}

Result<NoteSigner> NoteSigner::parse(std::string_view text) {
  const bool is_private = text.starts_with(kPrivatePrefix);
  const auto parts = is_private ? split_key_text(text.substr(kPrivatePrefix.size())) : std::nullopt;
  if (!parts) return invalid("signing_key", "must be PRIVATE+KEY+name+hash+seed of an Ed25519 key");
  Ed25519Key key = Ed25519Key::from_seed(parts->key);
  TALLY_ASSIGN(NoteVerifier verifier, NoteVerifier::make(parts->name, key.public_key()));
  if (verifier.id() != parts->id) {
    return invalid("signing_key", "its hash is not that of its name and key");
  }
  return NoteSigner(std::move(verifier), std::move(key));
}

std::string NoteSigner::private_text() const {
  return std::string(kPrivatePrefix) + join_key_text(name(), verifier_.id(), key_.seed());
}

Ed25519Signature NoteSigner::sign(std::string_view text) const { return key_.sign(as_bytes(text)); }

}  // namespace tally

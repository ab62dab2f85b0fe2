// A record is a header and a body. FORMAT.md draws the bytes (contracts C1).
//
// The header is the Merkle leaf: leaf = SHA-256(0x00 || header bytes). It holds
// the author's proposal verbatim, the ledger's own part, and a commitment to the
// body (salt and payload), so that a body can be erased and every proof still holds.
// Encode once: the hashed bytes are the stored bytes are the sent bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/base/sha256.h"
#include "core/event/date.h"
#include "core/event/ids.h"

namespace tally {

inline constexpr std::uint8_t kRecordVersion = 1;
inline constexpr std::uint8_t kSuiteSha256Ed25519 = 1;  // 2 is reserved for SM3 and SM2.
inline constexpr std::size_t kHeaderBytesMax = 4096;
inline constexpr std::size_t kBasisMax = 16;
inline constexpr std::size_t kCodeBytesMax = 256;  // Actor, organisation, role, basis number.
inline constexpr std::size_t kSaltBytes = 16;
inline constexpr std::size_t kPayloadBytesMax = 1 << 20;

using Salt = std::array<std::uint8_t, kSaltBytes>;
using Signature = std::array<std::uint8_t, 64>;

enum class Visibility : std::uint8_t { open = 0, internal = 1, restricted = 2 };  // "public", ...
std::string_view visibility_name(Visibility visibility);
std::optional<Visibility> visibility_from_name(std::string_view name);

// How the event reached the ledger. `local`: written by init or recover on the machine itself.
enum class Channel : std::uint8_t { tcp = 0, import = 1, interface = 2, local = 3 };
std::string_view channel_name(Channel channel);

// A document the event rests on: its number, and the SHA-256 of its bytes where known.
struct Basis {
  std::string number;
  std::optional<Hash> sha256;
  bool operator==(const Basis&) const = default;
};

// What the author says, with a commitment to the payload instead of the payload.
struct Proposal {
  EventId id;
  std::string stream;
  std::string type;
  std::uint16_t schema = 1;
  std::optional<Effective> effective;  // Absent = the recorded day.
  std::string actor;
  std::optional<std::string> organisation;
  std::optional<std::string> role;
  Visibility visibility = Visibility::internal;
  std::optional<EventId> causation;
  std::optional<EventId> correlation;
  std::vector<Basis> basis;
  Hash commitment;
};

// SHA-256("tallystick/payload/v1\n" || salt || payload).
Hash payload_commitment(const Salt& salt, ByteView payload);

// Canonical bytes. The caller has checked names and limits (check_proposal).
Bytes encode_proposal(const Proposal& proposal);
void append_proposal(Bytes& to, const Proposal& proposal);
// Strict: every byte is used, every name and limit is checked.
Result<Proposal> decode_proposal(ByteView bytes);
// Names, limits and UTF-8; `invalid` with the field at fault.
Result<void> check_proposal(const Proposal& proposal);

// The first field in which two proposals differ as to content (contracts C3: salt, commitment and
// signature are not content); nothing when equal. `basis` is left out when `ignore_basis`.
std::optional<std::string> content_difference(const Proposal& a, const Proposal& b,
                                              bool ignore_basis);

// What the ledger adds.
struct LedgerPart {
  Position position;
  Revision revision;
  std::optional<Position> previous;  // Of the event before it in the stream.
  Instant recorded_at;
  UtcOffset recorded_offset;
  Channel channel = Channel::tcp;
};

// `proposal` is copied verbatim; the result is the leaf's preimage.
Bytes encode_header(std::uint8_t suite, ByteView proposal, const LedgerPart& ledger,
                    const std::optional<Signature>& signature);
void append_header(Bytes& to, std::uint8_t suite, ByteView proposal, const LedgerPart& ledger,
                   const std::optional<Signature>& signature);

// A decoded header. The views point into the bytes it was decoded from.
struct HeaderView {
  std::uint8_t suite = 0;
  ByteView proposal_bytes;
  EventId id;
  std::string_view stream;
  std::string_view type;
  std::uint16_t schema = 0;
  std::optional<Effective> effective;
  std::string_view actor;
  std::optional<std::string_view> organisation;
  std::optional<std::string_view> role;
  Visibility visibility = Visibility::internal;
  std::optional<EventId> causation;
  std::optional<EventId> correlation;
  ByteView basis_bytes;  // Undecoded; see basis().
  std::uint16_t basis_count = 0;
  Hash commitment;
  LedgerPart ledger;
  std::optional<Signature> signature;

  // The effective date, or the recorded day where none was given.
  Effective effective_or_recorded() const;
  std::vector<Basis> basis() const;
  Proposal proposal() const;  // An owned copy of the author's part.
  // The same into an object whose memory serves one record after another.
  void copy_proposal(Proposal& to) const;
};

// Strict; `corrupt` when bytes of the ledger's own log do not decode, with the field. A record
// version this code does not know is `corrupt` with field "version": "cannot check", never
// "tampered".
Result<HeaderView> decode_header(ByteView header);
// The same into an object that serves one header after another: its few hundred bytes are then not
// moved about. After an error `view` holds nothing of use.
Result<void> decode_header_into(HeaderView& view, ByteView header);

// A body is salt || payload. The caller knows that it holds at least the salt.
inline ByteView body_payload(ByteView body) { return body.subspan(kSaltBytes); }
Salt body_salt(ByteView body);
Bytes encode_body(const Salt& salt, ByteView payload);

// A record in somebody else's memory.
struct RecordView {
  ByteView header;
  ByteView body;  // Salt and payload; empty when erased.
  bool erased = false;
};

}  // namespace tally

#include "core/event/record.h"

#include "core/base/check.h"
#include "core/base/utf8.h"
#include "core/base/wire.h"

namespace tally {
namespace {

constexpr std::string_view kCommitmentDomain = "tallystick/payload/v1\n";

template <class Out>
void write_optional_text(Out& out, const std::optional<std::string>& text) {
  out.flag(text.has_value());
  if (text) out.text(*text);
}

template <class Out>
void write_optional_id(Out& out, const std::optional<EventId>& id) {
  out.flag(id.has_value());
  if (id) out.raw(id->view());
}

template <class Out>
void write_effective(Out& out, const std::optional<Effective>& effective) {
  out.flag(effective.has_value());
  if (!effective) return;
  out.number(effective->date.days);
  out.flag(effective->time.has_value());
  if (!effective->time) return;
  out.number(effective->time->us_of_day);
  out.number(effective->time->offset.minutes);
}

template <class Out>
void write_proposal(Out& out, const Proposal& proposal) {
  out.raw(proposal.id.view());
  out.text(proposal.stream);
  out.text(proposal.type);
  out.number(proposal.schema);
  write_effective(out, proposal.effective);
  out.text(proposal.actor);
  write_optional_text(out, proposal.organisation);
  write_optional_text(out, proposal.role);
  out.number(static_cast<std::uint8_t>(proposal.visibility));
  write_optional_id(out, proposal.causation);
  write_optional_id(out, proposal.correlation);
  out.number(static_cast<std::uint16_t>(proposal.basis.size()));
  for (const auto& basis : proposal.basis) {
    out.text(basis.number);
    out.flag(basis.sha256.has_value());
    if (basis.sha256) out.raw(basis.sha256->view());
  }
  out.raw(proposal.commitment.view());
}

template <class Out>
void write_header(Out& out, std::uint8_t suite, ByteView proposal, const LedgerPart& ledger,
                  const std::optional<Signature>& signature) {
  out.number(kRecordVersion);
  out.number(suite);
  out.bytes(proposal);
  out.number(ledger.position.value);
  out.number(ledger.revision.value);
  out.flag(ledger.previous.has_value());
  if (ledger.previous) out.number(ledger.previous->value);
  out.number(ledger.recorded_at.us);
  out.number(ledger.recorded_offset.minutes);
  out.number(static_cast<std::uint8_t>(ledger.channel));
  out.flag(signature.has_value());
  if (signature) out.raw(*signature);
}

template <std::size_t N>
void read_array(WireReader& in, std::array<std::uint8_t, N>& to, std::string_view field) {
  const auto view = in.raw(N, field);
  if (!in.failed()) std::copy(view.begin(), view.end(), to.begin());
}

std::optional<EventId> read_optional_id(WireReader& in, std::string_view field) {
  if (!in.flag(field)) return std::nullopt;
  EventId id;
  read_array(in, id.bytes, field);
  return id;
}

std::optional<std::string_view> read_optional_text(WireReader& in, std::string_view field) {
  if (!in.flag(field)) return std::nullopt;
  return in.text(field, kCodeBytesMax);
}

bool in_range(Date date) { return date >= kFirstDate && date <= kLastDate; }
bool in_range(UtcOffset offset) { return offset.minutes >= -18 * 60 && offset.minutes <= 18 * 60; }
bool is_time_of_day(std::int64_t us) { return us >= 0 && us < kMicrosPerDay; }
// So that no sum with an offset overflows.
bool in_range(Instant instant) {
  return instant.us >= kFirstDate.days * kMicrosPerDay &&
         instant.us < (kLastDate.days + 1) * kMicrosPerDay;
}

UtcOffset read_offset(WireReader& in, std::string_view field) {
  const UtcOffset offset{in.number<std::int16_t>(field)};
  if (!in_range(offset)) in.fail(field, "is beyond 18 hours");
  return offset;
}

std::optional<Effective> read_effective(WireReader& in) {
  if (!in.flag("effective")) return std::nullopt;
  Effective effective;
  effective.date.days = in.number<std::int32_t>("effective");
  if (!in_range(effective.date)) in.fail("effective", "is outside the years 0001 to 9999");
  if (!in.flag("effective")) return effective;
  Effective::Time time;
  time.us_of_day = in.number<std::int64_t>("effective");
  if (!is_time_of_day(time.us_of_day)) in.fail("effective", "has a time beyond the day");
  time.offset = read_offset(in, "effective");
  effective.time = time;
  return effective;
}

void read_basis(WireReader& in, HeaderView& view, ByteView all) {
  view.basis_count = in.number<std::uint16_t>("basis");
  if (view.basis_count > kBasisMax) in.fail("basis", "holds more than 16 documents");
  const auto start = in.offset();
  for (std::uint16_t i = 0; i < view.basis_count && !in.failed(); ++i) {
    if (in.text("basis.number", kCodeBytesMax).empty()) in.fail("basis.number", "is empty");
    if (in.flag("basis.sha256")) in.raw(32, "basis.sha256");
  }
  view.basis_bytes = all.subspan(start, in.offset() - start);
}

template <class E>
E read_enum(WireReader& in, std::string_view field, std::uint8_t last) {
  const auto value = in.number<std::uint8_t>(field);
  if (value > last) in.fail(field, "has the unknown value " + std::to_string(value));
  return static_cast<E>(value);
}

void read_proposal(ByteView bytes, HeaderView& view, WireReader& in) {
  view.proposal_bytes = bytes;
  read_array(in, view.id.bytes, "id");
  view.stream = in.text("stream", kHeaderBytesMax);
  view.type = in.text("type", 64);
  view.schema = in.number<std::uint16_t>("schema");
  view.effective = read_effective(in);
  view.actor = in.text("actor", kCodeBytesMax);
  view.organisation = read_optional_text(in, "organisation");
  view.role = read_optional_text(in, "role");
  view.visibility = read_enum<Visibility>(in, "visibility", 2);
  view.causation = read_optional_id(in, "causation");
  view.correlation = read_optional_id(in, "correlation");
  read_basis(in, view, bytes);
  read_array(in, view.commitment.bytes, "commitment");
}

Result<void> check_names(const HeaderView& view) {
  TALLY_TRY(check_stream_name(view.stream));
  TALLY_TRY(check_event_type(view.type));
  if (view.schema == 0) return invalid("schema", "counts from 1");
  if (view.actor.empty()) return invalid("actor", "must be named");
  return {};
}

Error as_corrupt(Error error) {
  error.code = ErrorCode::corrupt;
  return error;
}

}  // namespace

std::string_view visibility_name(Visibility visibility) {
  constexpr std::string_view kNames[] = {"public", "internal", "restricted"};
  return kNames[static_cast<std::size_t>(visibility)];
}

std::optional<Visibility> visibility_from_name(std::string_view name) {
  if (name == "public") return Visibility::open;
  if (name == "internal") return Visibility::internal;
  if (name == "restricted") return Visibility::restricted;
  return std::nullopt;
}

std::string_view channel_name(Channel channel) {
  constexpr std::string_view kNames[] = {"tcp", "import", "interface", "local"};
  return kNames[static_cast<std::size_t>(channel)];
}

Hash payload_commitment(const Salt& salt, ByteView payload) {
  return sha256({as_bytes(kCommitmentDomain), salt, payload});
}

Bytes encode_proposal(const Proposal& proposal) {
  Bytes bytes;
  append_proposal(bytes, proposal);
  return bytes;
}

void append_proposal(Bytes& to, const Proposal& proposal) {
  append_counted(to, [&](auto& out) { write_proposal(out, proposal); });
}

Result<Proposal> decode_proposal(ByteView bytes) {
  WireReader in(bytes);
  HeaderView view;
  read_proposal(bytes, view, in);
  TALLY_TRY(in.finish());
  TALLY_TRY(check_names(view));
  return view.proposal();
}

Result<void> check_proposal(const Proposal& proposal) {
  const auto code = [](std::string_view field, std::string_view text) -> Result<void> {
    if (text.size() > kCodeBytesMax || !is_utf8(text)) {
      return invalid(std::string(field), "must be UTF-8 of at most 256 bytes");
    }
    return {};
  };
  TALLY_TRY(check_stream_name(proposal.stream));
  TALLY_TRY(check_event_type(proposal.type));
  if (proposal.schema == 0) return invalid("schema", "counts from 1");
  if (proposal.effective) {
    const auto& [date, time] = *proposal.effective;
    if (!in_range(date) || (time && !(is_time_of_day(time->us_of_day) && in_range(time->offset)))) {
      return invalid("effective", "is outside the years 0001 to 9999, the day or the offsets");
    }
  }
  if (proposal.actor.empty()) return invalid("actor", "must be named");
  TALLY_TRY(code("actor", proposal.actor));
  if (proposal.organisation) TALLY_TRY(code("organisation", *proposal.organisation));
  if (proposal.role) TALLY_TRY(code("role", *proposal.role));
  if (proposal.basis.size() > kBasisMax) return invalid("basis", "holds more than 16 documents");
  for (const auto& basis : proposal.basis) {
    if (basis.number.empty()) return invalid("basis.number", "is empty");
    TALLY_TRY(code("basis.number", basis.number));
  }
  return {};
}

std::optional<std::string> content_difference(const Proposal& a, const Proposal& b,
                                              bool ignore_basis) {
  if (a.stream != b.stream) return "stream";
  if (a.type != b.type) return "type";
  if (a.schema != b.schema) return "schema";
  if (a.effective != b.effective) return "effective";
  if (a.actor != b.actor) return "actor";
  if (a.organisation != b.organisation) return "organisation";
  if (a.role != b.role) return "role";
  if (a.visibility != b.visibility) return "visibility";
  if (a.causation != b.causation) return "causation";
  if (a.correlation != b.correlation) return "correlation";
  if (!ignore_basis && a.basis != b.basis) return "basis";
  return std::nullopt;
}

Bytes encode_header(std::uint8_t suite, ByteView proposal, const LedgerPart& ledger,
                    const std::optional<Signature>& signature) {
  Bytes bytes;
  append_header(bytes, suite, proposal, ledger, signature);
  return bytes;
}

void append_header(Bytes& to, std::uint8_t suite, ByteView proposal, const LedgerPart& ledger,
                   const std::optional<Signature>& signature) {
  append_counted(to, [&](auto& out) { write_header(out, suite, proposal, ledger, signature); });
}

Result<HeaderView> decode_header(ByteView header) {
  Result<HeaderView> view = HeaderView();
  if (auto done = decode_header_into(*view, header); !done.ok()) return std::move(done).error();
  return view;
}

Result<void> decode_header_into(HeaderView& view, ByteView header) {
  WireReader in(header);
  const auto version = in.number<std::uint8_t>("version");
  if (!in.failed() && version != kRecordVersion) {
    return Error(ErrorCode::corrupt,
                 "record version " + std::to_string(version) +
                     " is not known to this software, which cannot check it",
                 "version");
  }
  view.suite = in.number<std::uint8_t>("suite");
  const auto proposal = in.bytes("proposal", kHeaderBytesMax);
  view.ledger.position.value = in.number<std::uint64_t>("position");
  view.ledger.revision.value = in.number<std::uint64_t>("revision");
  view.ledger.previous.reset();
  if (in.flag("previous")) view.ledger.previous = Position{in.number<std::uint64_t>("previous")};
  view.ledger.recorded_at.us = in.number<std::int64_t>("recorded_at");
  if (!in_range(view.ledger.recorded_at)) {
    in.fail("recorded_at", "is outside the years 0001 to 9999");
  }
  view.ledger.recorded_offset = read_offset(in, "recorded_offset");
  view.ledger.channel = read_enum<Channel>(in, "channel", 3);
  view.signature.reset();
  if (in.flag("signature")) read_array(in, view.signature.emplace(), "signature");
  if (auto whole = in.finish(); !whole.ok()) return as_corrupt(std::move(whole).error());
  WireReader inner(proposal);
  read_proposal(proposal, view, inner);
  if (auto whole = inner.finish(); !whole.ok()) return as_corrupt(std::move(whole).error());
  return {};
}

Effective HeaderView::effective_or_recorded() const {
  if (effective) return *effective;
  return {ledger.recorded_at.date_at(ledger.recorded_offset), std::nullopt};
}

std::vector<Basis> HeaderView::basis() const {
  std::vector<Basis> documents(basis_count);
  WireReader in(basis_bytes);
  for (auto& document : documents) {
    document.number = std::string(in.text("basis.number"));
    if (in.flag("basis.sha256")) read_array(in, document.sha256.emplace().bytes, "basis.sha256");
  }
  TALLY_CHECK(!in.failed());  // Decoded once already.
  return documents;
}

Proposal HeaderView::proposal() const {
  Proposal copy;
  copy_proposal(copy);
  return copy;
}

void HeaderView::copy_proposal(Proposal& to) const {
  to.id = id;
  to.stream = stream;
  to.type = type;
  to.schema = schema;
  to.effective = effective;
  to.actor = actor;
  to.organisation = organisation;
  to.role = role;
  to.visibility = visibility;
  to.causation = causation;
  to.correlation = correlation;
  to.basis = basis();
  to.commitment = commitment;
}

Salt body_salt(ByteView body) {
  Salt salt;
  std::copy_n(body.begin(), kSaltBytes, salt.begin());
  return salt;
}

Bytes encode_body(const Salt& salt, ByteView payload) {
  Bytes body;
  body.reserve(kSaltBytes + payload.size());
  append(body, salt);
  append(body, payload);
  return body;
}

}  // namespace tally

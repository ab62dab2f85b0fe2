#include "core/merkle/checkpoint.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "core/base/check.h"
#include "core/base/hex.h"
#include "core/base/utf8.h"

namespace tally {
namespace {

Error malformed(std::string message) { return invalid("checkpoint", std::move(message)); }

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_hex_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// A line that can stand in a note: origin or extension.
bool is_line(std::string_view line) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' '; };
  return !line.empty() && is_utf8(line) && std::none_of(line.begin(), line.end(), is_control);
}

bool are_lines(const Checkpoint& checkpoint) {
  return is_line(checkpoint.origin) &&
         std::all_of(checkpoint.extensions.begin(), checkpoint.extensions.end(), is_line);
}

// Takes the next line off `rest`, which ends in a newline.
std::string_view take_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  const auto line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return line;
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
  std::uint64_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  // from_chars takes leading zeros; one number has one spelling here.
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  return size;
}

std::optional<Hash> parse_hash(std::string_view text) {
  const auto bytes = from_base64(text);
  Hash hash;
  if (!bytes || bytes->size() != hash.bytes.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), hash.bytes.begin());
  return hash;
}

// host[:port], RFC 3986 without user information and IP literals.
bool is_authority(std::string_view text) {
  const auto colon = text.find(':');
  const auto host = text.substr(0, colon);
  const auto is_host_char = [](char c) { return is_alphanumeric(c) || c == '.' || c == '-'; };
  if (host.empty() || !is_alphanumeric(host.front())) return false;
  if (!std::all_of(host.begin(), host.end(), is_host_char)) return false;
  if (colon == std::string_view::npos) return true;
  const auto port = text.substr(colon + 1);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return !port.empty() && port.size() <= 5 && std::all_of(port.begin(), port.end(), is_digit);
}

bool is_path_segment(std::string_view text) {
  if (text.empty()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size() || !is_hex_digit(text[i + 1]) || !is_hex_digit(text[i + 2])) {
        return false;
      }
      i += 2;
    } else if (!is_alphanumeric(c) && std::string_view("-._~").find(c) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

}  // namespace

Result<void> check_origin(std::string_view origin) {
  const auto refuse = [](std::string message) { return invalid("origin", std::move(message)); };
  if (origin.empty()) return refuse("must not be empty");
  if (origin.size() > kOriginBytesMax) return refuse("must be at most 255 bytes");
  if (origin.find("://") != std::string_view::npos) return refuse("must be given without a schema");
  std::string_view rest = origin;
  bool first = true;
  while (true) {
    const auto slash = rest.find('/');
    const auto part = rest.substr(0, slash);
    if (!(first ? is_authority(part) : is_path_segment(part))) {
      return refuse("must look like example.org/ledger: no spaces, no '+', no other signs");
    }
    if (slash == std::string_view::npos) return {};
    rest.remove_prefix(slash + 1);
    first = false;
  }
}

std::string checkpoint_body(const Checkpoint& checkpoint) {
  TALLY_CHECK(are_lines(checkpoint));
  std::string body = checkpoint.origin + '\n' + std::to_string(checkpoint.size) + '\n' +
                     to_base64(checkpoint.root.view()) + '\n';
  for (const auto& line : checkpoint.extensions) body += line + '\n';
  return body;
}

Result<Checkpoint> parse_checkpoint_body(std::string_view body) {
  if (body.size() > kNoteBytesMax) return malformed("a checkpoint is at most 1 MiB");
  if (!body.ends_with('\n')) return malformed("every line must end in a newline");
  Checkpoint checkpoint;
  checkpoint.origin = take_line(body);
  const auto size = parse_size(take_line(body));
  if (!size) return malformed("the second line must be the tree size, without leading zeros");
  const auto root = parse_hash(take_line(body));
  if (!root) return malformed("the third line must be the root hash, 32 bytes in base64");
  checkpoint.size = *size;
  checkpoint.root = *root;
  while (!body.empty()) checkpoint.extensions.emplace_back(take_line(body));
  if (!are_lines(checkpoint)) {
    return malformed("lines must be UTF-8, not empty and without control characters");
  }
  return checkpoint;
}

Result<std::string> sign_checkpoint(const Checkpoint& checkpoint, const NoteSigner& signer) {
  if (checkpoint.origin != signer.name()) return malformed("the origin is not the key's name");
  if (!are_lines(checkpoint)) {
    return malformed("lines must be UTF-8, not empty and without control characters");
  }
  return sign_note(checkpoint_body(checkpoint), {&signer});
}

Result<Checkpoint> open_checkpoint(std::string_view text, const NoteVerifier& verifier) {
  auto body = open_note(text, {verifier});
  if (!body.ok()) {
    Error error = std::move(body).error();
    if (error.code == ErrorCode::invalid) error.field = "checkpoint";
    return error;
  }
  TALLY_ASSIGN(Checkpoint checkpoint, parse_checkpoint_body(*body));
  if (checkpoint.origin != verifier.name()) {
    return malformed("the origin is not the name of the key that signed it");
  }
  return checkpoint;
}

}  // namespace tally

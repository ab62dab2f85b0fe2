// Interned texts: each is kept once, and rows hold its number.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tally {

// The number of an interned text of one Names object. kNotStated is no text; the empty text is
// another name.
using Name = std::uint32_t;
inline constexpr Name kNotStated = 0;

// Texts stand in chunks that never move; a flat table of hashes finds them. The numbers depend on
// the order of interning, so nothing that a view shows may depend on them. One thread at a time;
// text(), find() and the sizes by any number of threads while nobody interns.
class Names {
 public:
  Names();
  Name intern(std::string_view text);
  Name intern_stated(const std::optional<std::string>& text) {
    return text ? intern(*text) : kNotStated;
  }
  // The name of a text that was interned; kNotStated if it was not.
  Name find(std::string_view text) const;
  // The text of a stated name; it stays valid as long as this object.
  std::string_view text(Name name) const { return {texts_[name].at, texts_[name].size}; }
  // Of the text; equal for equal texts, whoever interned them.
  std::uint32_t hash(Name name) const;
  std::size_t size() const { return texts_.size(); }
  std::size_t memory_bytes() const;

 private:
  struct Text {
    const char* at = nullptr;
    std::size_t size = 0;
  };
  struct Slot {
    std::uint32_t hash = 0;
    Name name = kNotStated;  // kNotStated: a free slot.
  };

  std::size_t slot_of(std::string_view text, std::uint32_t hash) const;
  const char* keep(std::string_view text);
  void grow();

  std::vector<Text> texts_;  // [0] stands for "not stated".
  std::vector<Slot> slots_;  // A power of two, at most half full.
  std::vector<std::unique_ptr<char[]>> chunks_;
  std::size_t chunk_left_ = 0;
  std::size_t chunk_bytes_ = 0;
};

}  // namespace tally

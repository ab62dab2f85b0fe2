#include "core/rules/state.h"

#include "core/rules/state_archive.h"

namespace tally::rules {
namespace {

// Counts the bytes that a value holds outside itself.
class Weight {
 public:
  template <class... T>
  void table(const T&... values) {
    (value(values), ...);
  }
  template <class... T>
  void operator()(const T&... values) {
    (value(values), ...);
  }
  void name(NameId) {}

  std::size_t bytes = 0;

 private:
  static constexpr std::size_t kNodeBytes = 48;   // Links, hash and allocation of a map's entry.
  static constexpr std::size_t kInlineText = 15;  // A std::string holds so much by itself.

  template <class T>
  void value(const T& v) {
    if constexpr (Described<T>) describe(*this, v);
  }
  void value(const EventId&) {}
  void value(const Currency&) {}
  void value(const std::array<Sum, kTotals>&) {}
  void value(const std::string& v) {
    if (v.size() > kInlineText) bytes += v.capacity() + 1;
  }
  template <class T>
  void value(const std::optional<T>& v) {
    if (v) value(*v);
  }
  template <class T>
  void value(const std::vector<T>& v) {
    bytes += v.capacity() * sizeof(T);
    // Rows of numbers hold nothing outside themselves and may be many.
    if constexpr (!std::is_trivially_copyable_v<T>) {
      for (const auto& item : v) value(item);
    }
  }
  template <class T>
  requires Keyed<T>
  void value(const T& v) {
    bytes += v.size() * (kNodeBytes + sizeof(typename T::value_type));
    for (const auto& [key, item] : v) {
      value(key);
      value(item);
    }
  }
  template <Ids Set>
  void value(const Set& v) {
    bytes += v.size() * (kNodeBytes + sizeof(EventId));
  }
};

}  // namespace

NameId Tables::intern(std::string_view name) {
  if (const auto found = name_ids.find(name); found != name_ids.end()) return found->second;
  const auto id = static_cast<NameId>(names.size());
  journal.push_back(names, std::string(name));
  journal.node(name_ids, name) = id;
  return id;
}

std::optional<NameId> Tables::name_id(std::string_view name) const {
  const auto found = name_ids.find(name);
  if (found == name_ids.end()) return std::nullopt;
  return found->second;
}

std::size_t memory_bytes(const Tables& tables) {
  Weight weight;
  describe(weight, tables);
  weight.table(tables.name_ids);
  return sizeof(tables) + weight.bytes;
}

}  // namespace tally::rules

// A hash map that grows without a stall.
//
// A std::unordered_map of a million entries takes some 24 ms to grow, all in one insertion. This
// one is made of many, chosen by the hash, each of which grows on its own: with ten million entries
// one growth moves about ten thousand of them, a fraction of a millisecond. The first thousand
// entries stand in a single part, so that an empty map is small and quickly made.
//
// As of std::unordered_map: references to entries stay good until the entry is erased, lookups take
// whatever the hash and the equality take, and the order of iteration means nothing.
// One thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tally {

template <class Key, class Value, class Hash = std::hash<Key>, class Equal = std::equal_to<Key>>
class SplitMap {
  using Part = std::unordered_map<Key, Value, Hash, Equal>;

  template <class Parts, class At>
  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = typename Part::value_type;
    using difference_type = std::ptrdiff_t;
    using reference = std::remove_reference_t<decltype(*std::declval<At>())>&;
    using pointer = std::remove_reference_t<reference>*;

    Iterator() = default;
    Iterator(Parts* parts, std::size_t index, At at) : parts_(parts), index_(index), at_(at) {}
    reference operator*() const { return *at_; }
    pointer operator->() const { return &*at_; }
    Iterator& operator++() {
      ++at_;
      skip_empty();
      return *this;
    }
    bool operator==(const Iterator& other) const {
      return index_ == other.index_ && (index_ == kNoPart || at_ == other.at_);
    }

   private:
    friend class SplitMap;
    void skip_empty() {
      while (at_ == (*parts_)[index_].end()) {
        if (++index_ == parts_->size()) {
          index_ = kNoPart;
          return;
        }
        at_ = (*parts_)[index_].begin();
      }
    }

    Parts* parts_ = nullptr;
    std::size_t index_ = kNoPart;
    At at_{};
  };

 public:
  using key_type = Key;
  using mapped_type = Value;
  using value_type = typename Part::value_type;
  using iterator = Iterator<std::vector<Part>, typename Part::iterator>;
  using const_iterator = Iterator<const std::vector<Part>, typename Part::const_iterator>;

  SplitMap() : parts_(1) {}

  template <class K>
  iterator find(const K& key) {
    return found<iterator>(parts_, key);
  }
  template <class K>
  const_iterator find(const K& key) const {
    return found<const_iterator>(parts_, key);
  }
  template <class K>
  bool contains(const K& key) const {
    return find(key) != end();
  }
  template <class... Args>
  std::pair<iterator, bool> try_emplace(Key key, Args&&... args) {
    if (size_ == kSplitAt && parts_.size() == 1) split();
    const auto index = part_of(key);
    const auto [at, fresh] = parts_[index].try_emplace(std::move(key), std::forward<Args>(args)...);
    if (fresh) ++size_;
    return {iterator(&parts_, index, at), fresh};
  }
  // `at` is not end().
  void erase(iterator at) {
    parts_[at.index_].erase(at.at_);
    --size_;
  }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  iterator begin() { return first<iterator>(parts_); }
  iterator end() { return {}; }
  const_iterator begin() const { return first<const_iterator>(parts_); }
  const_iterator end() const { return {}; }

 private:
  static constexpr unsigned kPartBits = 10;
  static constexpr std::size_t kParts = std::size_t{1} << kPartBits;
  static constexpr std::size_t kSplitAt = kParts;
  static constexpr std::size_t kNoPart = SIZE_MAX;

  template <class K>
  std::size_t part_of(const K& key) const {
    if (parts_.size() == 1) return 0;
    // Upper bits of a product: within a part the hash is still free to vary in all of its bits.
    const auto hash = static_cast<std::uint64_t>(Hash()(key));
    return static_cast<std::size_t>(hash * 0x9e3779b97f4a7c15u >> (64 - kPartBits));
  }
  // The entries move with their nodes: references to them stay good.
  void split() {
    Part all = std::move(parts_[0]);
    parts_ = std::vector<Part>(kParts);
    while (!all.empty()) {
      auto node = all.extract(all.begin());
      parts_[part_of(node.key())].insert(std::move(node));
    }
  }
  template <class It, class Parts, class K>
  It found(Parts& parts, const K& key) const {
    const auto index = part_of(key);
    const auto at = parts[index].find(key);
    return at == parts[index].end() ? It() : It(&parts, index, at);
  }
  template <class It, class Parts>
  static It first(Parts& parts) {
    It at(&parts, 0, parts[0].begin());
    at.skip_empty();
    return at;
  }

  std::vector<Part> parts_;
  std::size_t size_ = 0;
};

}  // namespace tally

// How a change of the rule state is taken back.
//
// Every change of the tables goes through these few verbs; each leaves its exact inverse. Nodes of
// the maps are never erased except by undo, so references into them stay good until then.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "core/base/check.h"
#include "core/rules/undo_stack.h"

namespace tally::rules {

class Journal {
 public:
  // Nothing is journalled until somebody holds a mark: a replay before the first one costs nothing.
  std::size_t mark() {
    on_ = true;
    return undo_.size();
  }
  void rollback(std::size_t mark) {
    TALLY_CHECK(mark <= undo_.size());
    while (undo_.size() > mark) undo_.undo_last();
  }
  void forget() {
    undo_.clear();
    on_ = false;
  }
  std::size_t size() const { return undo_.size(); }

  // Takes a copy of a small object that is about to change.
  template <class T>
  T& save(T& object) {
    if (on_) undo_.push([&object, old = object] { object = old; });
    return object;
  }

  // The entry of a node-based map, made if there is none.
  template <class Map, class Key>
  typename Map::mapped_type& node(Map& map, const Key& key) {
    auto found = map.find(key);
    if (found == map.end()) {
      found = map.try_emplace(typename Map::key_type(key)).first;
      if (on_) {
        undo_.push([&map, name = &found->first] { map.erase(map.find(*name)); });
      }
    }
    return found->second;
  }

  // Adds to a vector sorted by key(); the key must be new.
  template <class T>
  void insert(std::vector<T>& sorted, T value) {
    const auto key = value.key();
    sorted.insert(place(sorted, key), std::move(value));
    if (on_) undo_.push([&sorted, key] { sorted.erase(place(sorted, key)); });
  }

  // Removes the entry with that key, if there is one.
  template <class T, class Key>
  void erase(std::vector<T>& sorted, const Key& key) {
    const auto found = place(sorted, key);
    if (found == sorted.end() || found->key() != key) return;
    T old = std::move(*found);
    sorted.erase(found);
    if (on_) {
      undo_.push([&sorted, key, old = std::move(old)] { sorted.insert(place(sorted, key), old); });
    }
  }

  template <class T>
  void push_back(std::vector<T>& values, T value) {
    values.push_back(std::move(value));
    if (on_) undo_.push([&values] { values.pop_back(); });
  }

  template <class Set, class Key>
  void insert_into_set(Set& set, const Key& key) {
    if (set.insert(key).second && on_) undo_.push([&set, key] { set.erase(key); });
  }

  // Changes and takes back whatever is done while it lives, whether or not anybody holds a mark.
  class Trial {
   public:
    explicit Trial(Journal& journal)
        : journal_(journal), was_on_(journal.on_), mark_(journal.mark()) {}
    ~Trial() {
      journal_.rollback(mark_);
      journal_.on_ = was_on_;
    }
    Trial(const Trial&) = delete;
    Trial& operator=(const Trial&) = delete;

   private:
    Journal& journal_;
    bool was_on_;
    std::size_t mark_;
  };

 private:
  template <class T, class Key>
  static typename std::vector<T>::iterator place(std::vector<T>& sorted, const Key& key) {
    // Most facts come in their order: look at the end first.
    if (sorted.empty() || sorted.back().key() < key) return sorted.end();
    return std::lower_bound(sorted.begin(), sorted.end(), key,
                            [](const T& value, const Key& wanted) { return value.key() < wanted; });
  }

  UndoStack undo_;
  bool on_ = false;
};

}  // namespace tally::rules

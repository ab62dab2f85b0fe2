// The pages of a rebuild, each read once for all workers and one ahead of them.
//
// Every worker walks over all pages in order. Whoever comes to a page first and finds the one
// behind it neither read nor being read reads that, then goes on with its own: so reading and
// looking at headers is shared out among the workers, and nobody waits for it unless all have
// caught up.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "projections/decoding.h"

namespace tally {

struct FoldPage {
  Position first;
  RecordPage records;
  std::vector<FoldHead> heads;   // Of the first records; all of them unless `stopped`.
  std::optional<Error> stopped;  // Why the record behind the last head has none.
};

class FoldPages {
 public:
  // Events from..until-1, or to the end of the store, for that many workers. The store outlives it.
  FoldPages(const EventStore& store, Position from, TreeSize until, std::size_t parts,
            unsigned workers);

  // The page of that number, counted from 0; null behind the last one. A worker asks for each in
  // order. The error of the store is given to all.
  Result<std::shared_ptr<const FoldPage>> page(std::uint64_t number);
  // No page behind this one is given out: a worker failed in it, and the others need not go on.
  void end_at(std::uint64_t number);

 private:
  Result<std::shared_ptr<const FoldPage>> read(Position from) const;
  // Reads the page behind those there are, without the lock meanwhile.
  void read_next(std::unique_lock<std::mutex>& lock);
  bool there(std::uint64_t number) const { return number < first_ + pages_.size(); }

  const EventStore& store_;
  const TreeSize until_;
  const std::size_t parts_;
  std::mutex mutex_;
  std::condition_variable changed_;
  // The pages that some worker still needs: number first_ and those behind it.
  struct Waiting {
    std::shared_ptr<const FoldPage> page;
    unsigned to_come;  // Workers that have not asked for it.
  };
  std::deque<Waiting> pages_;
  std::uint64_t first_ = 0;
  Position next_;
  unsigned workers_;
  bool reading_ = false;
  std::uint64_t end_ = UINT64_MAX;  // Number of the first page that is not given out.
  std::optional<Error> failed_;
};

}  // namespace tally

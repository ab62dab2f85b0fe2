#include "projections/fold_pages.h"

#include <algorithm>

namespace tally {
namespace {

// Small enough to stay in a core's cache from reading to folding.
constexpr ReadLimits kPage{.records_max = 4096, .bytes_max = 1u << 20};

constexpr std::size_t kPagesMax = 16;

}  // namespace

FoldPages::FoldPages(const EventStore& store, Position from, TreeSize until, std::size_t parts,
                     unsigned workers)
    : store_(store), until_(until), parts_(parts), next_(from), workers_(workers) {}

Result<std::shared_ptr<const FoldPage>> FoldPages::read(Position from) const {
  auto page = std::make_shared<FoldPage>();
  page->first = from;
  if (!until_.holds(from)) return std::shared_ptr<const FoldPage>();
  TALLY_ASSIGN(page->records, store_.read(from, Direction::forward, kPage));
  const auto count = static_cast<std::size_t>(
      std::min<std::uint64_t>(page->records.records.size(), until_.value - from.value));
  if (count == 0) return std::shared_ptr<const FoldPage>();
  page->heads.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    auto head = read_fold_head(page->records.records[i], parts_);
    if (!head.ok()) {
      page->stopped = std::move(head).error();
      break;
    }
    page->heads.push_back(*head);
  }
  return std::shared_ptr<const FoldPage>(std::move(page));
}

void FoldPages::read_next(std::unique_lock<std::mutex>& lock) {
  reading_ = true;
  const Position from = next_;
  lock.unlock();
  auto page = read(from);
  lock.lock();
  reading_ = false;
  const auto behind = first_ + pages_.size();
  if (!page.ok()) {
    failed_ = page.error();
    end_ = std::min(end_, behind);
  } else if (!*page) {
    end_ = std::min(end_, behind);
  } else {
    next_.value += (*page)->heads.size();
    if ((*page)->stopped) end_ = std::min(end_, behind + 1);
    pages_.push_back({std::move(*page), workers_});
  }
  changed_.notify_all();
}

Result<std::shared_ptr<const FoldPage>> FoldPages::page(std::uint64_t number) {
  std::unique_lock lock(mutex_);
  const auto may_read = [this] { return !reading_ && pages_.size() < kPagesMax; };
  while (!there(number) && number < end_) {
    if (may_read()) {
      read_next(lock);
    } else {
      changed_.wait(lock);
    }
  }
  // One worker alone gains nothing from a page ahead.
  const auto ahead = number + 1;
  if (workers_ > 1 && !there(ahead) && ahead < end_ && may_read()) read_next(lock);
  if (number >= end_) {
    if (failed_) return *failed_;
    return std::shared_ptr<const FoldPage>();
  }
  auto& waiting = pages_[static_cast<std::size_t>(number - first_)];
  auto page = waiting.page;
  if (--waiting.to_come > 0) return page;
  // Everybody asks in order, so nobody waits for an older one.
  pages_.pop_front();
  ++first_;
  changed_.notify_all();
  return page;
}

void FoldPages::end_at(std::uint64_t number) {
  const std::lock_guard lock(mutex_);
  end_ = std::min(end_, number + 1);
  changed_.notify_all();
}

}  // namespace tally

#include "projections/books.h"

#include <algorithm>
#include <memory>

#include "projections/two_threads.h"

namespace tally {
namespace {

// Room for the requests of the parts under way: the same is used for part after part.
class Rooms {
 public:
  using Room = std::unique_ptr<OwnEntries<Request>>;

  Room take() {
    const std::lock_guard lock(mutex_);
    if (free_.empty()) return std::make_unique<OwnEntries<Request>>();
    auto room = std::move(free_.back());
    free_.pop_back();
    return room;
  }
  void give(Room room) {
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(room));
  }

 private:
  std::mutex mutex_;
  std::vector<Room> free_;
};

struct Return {
  std::uint32_t part = 0;
  Row<ReturnRow> row;

  std::uint64_t payment() const { return row->disbursed; }
};

struct ByPayment {
  bool operator()(const Return& a, const Return& b) const { return a.payment() < b.payment(); }
  bool operator()(const Return& a, std::uint64_t b) const { return a.payment() < b; }
  bool operator()(std::uint64_t a, const Return& b) const { return a < b.payment(); }
};

}  // namespace

Books::Books(const FactSet& facts, const Cut& cut, bool with_positions)
    : ground_(facts, cut, with_positions) {
  for (std::uint32_t part = 0; part < facts.parts.size(); ++part) {
    parts_.emplace_back(ground_, part);
  }
  take_shared();
  go_through_parts();
  take_aside();
}

void Books::take_shared() {
  std::vector<PartBooks::SharedRows> rows(parts_.size());
  on_two_threads(
      parts_.size(), [&](std::size_t part) { rows[part] = parts_[part].shared_rows(); },
      [&](std::size_t part) { parts_[part].take_shared(rows[part]); });
}

std::vector<std::vector<ReturnedPayment>> Books::find_returned() const {
  const auto& parts = ground_.facts.parts;
  std::vector<std::vector<ReturnedPayment>> found(parts.size());
  std::vector<Return> returns;
  for (std::uint32_t part = 0; part < parts.size(); ++part) {
    each_live(*parts[part], &Facts::returns, ground_.cut, [&](const Row<ReturnRow>& row) {
      returns.push_back({part, row});
    });
  }
  if (returns.empty()) return found;
  std::sort(returns.begin(), returns.end(), ByPayment{});
  // What a payment named counts by K alone: what was returned counts on the day of the return.
  const Cut all_days{kLastDate, ground_.cut.known};
  on_two_threads(parts.size(), [&](std::size_t part) {
    each_live(*parts[part], &Facts::payments, all_days, [&](const Row<PaymentRow>& payment) {
      const auto [first, last] =
          std::equal_range(returns.begin(), returns.end(), payment.order().position, ByPayment{});
      for (auto at = first; at != last; ++at) found[part].push_back({at->part, at->row, payment});
    });
  });
  return found;
}

void Books::go_through_parts() {
  const auto returned = find_returned();
  Rooms rooms;
  on_two_threads(parts_.size(), [&](std::size_t part) {
    auto room = rooms.take();
    parts_[part].go_through(returned[part], *room);
    rooms.give(std::move(room));
  });
}

void Books::take_aside() {
  for (auto& part : parts_) part.take_decisions_aside();
  for (auto& part : parts_) part.book_aside(parts_);
  for (std::uint32_t i = 0; i < ground_.requests.size(); ++i) {
    const Request& request = ground_.requests[i];
    auto& projects = parts_[request.project.part].projects;
    projects.of(request.project.name).settle(request);
  }
}

}  // namespace tally

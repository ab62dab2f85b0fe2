#include "core/postgres/session_pool.h"

namespace tally::postgres {
namespace {

constexpr auto kPatience = std::chrono::seconds(10);

}  // namespace

Result<std::unique_ptr<Session>> SessionPool::take() {
  {
    std::unique_lock lock(mutex_);
    const bool free = freed_.wait_for(lock, kPatience,
                                      [this] { return !idle_.empty() || count_ < sessions_max_; });
    if (!free) {
      return postgres_error(ErrorCode::overloaded, "all connections to the database are busy");
    }
    if (!idle_.empty()) {
      auto session = std::move(idle_.back());
      idle_.pop_back();
      return session;
    }
    ++count_;
  }
  auto session = Session::connect(address_, role_, timeouts_);
  if (!session.ok()) drop(nullptr);
  return session;
}

void SessionPool::give_back(std::unique_ptr<Session> session) {
  {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(session));
  }
  freed_.notify_one();
}

void SessionPool::drop(std::unique_ptr<Session> session) {
  session.reset();
  {
    const std::lock_guard lock(mutex_);
    --count_;
  }
  freed_.notify_one();
}

void SessionPool::forget_idle() {
  std::vector<std::unique_ptr<Session>> idle;
  {
    const std::lock_guard lock(mutex_);
    idle.swap(idle_);
    count_ -= idle.size();
  }
  freed_.notify_all();
}

}  // namespace tally::postgres

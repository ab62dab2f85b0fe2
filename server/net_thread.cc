#include "server/net_thread.h"

#include <boost/asio/post.hpp>

#include "server/session.h"

namespace tally::server {
namespace {

namespace asio = boost::asio;

// Null on threads that are not of the network.
thread_local NetThread* current_thread = nullptr;
// To which the commits made on this thread have answers.
thread_local std::vector<NetThread*> to_tell;

}  // namespace

NetThread::NetThread(WriterRole& role) : role_(role), work_(asio::make_work_guard(io_)) {}

NetThread::~NetThread() = default;

void NetThread::start() {
  thread_ = std::thread([this] {
    current_thread = this;
    io_.run();
  });
}

void NetThread::stop() {
  work_.reset();
  io_.stop();
  if (thread_.joinable()) thread_.join();
}

void NetThread::kick() {
  if (kicked_.exchange(true)) return;
  // Behind the sockets that are ready already: their requests join this commit.
  asio::post(io_, [this] { commit(); });
}

void NetThread::commit() {
  // Cleared first: what is queued from here on is either seen by this step or schedules the next.
  kicked_ = false;
  role_.take(*this);
  tell_others();
  write_replies();
}

void NetThread::answered(std::shared_ptr<Session> session, std::uint64_t request_id,
                         AppendResult result) {
  if (current_thread == this) return session->appended(request_id, std::move(result));
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    first = answered_.empty();
    answered_.push_back({std::move(session), request_id, std::move(result)});
  }
  if (first) to_tell.push_back(this);
}

void NetThread::tell_others() {
  for (auto* const thread : to_tell) {
    asio::post(thread->io_, [thread] { thread->deliver(); });
  }
  to_tell.clear();
}

void NetThread::deliver() {
  std::vector<Answered> taken;
  {
    const std::lock_guard lock(mutex_);
    taken.swap(answered_);
  }
  for (auto& answer : taken) answer.session->appended(answer.request_id, std::move(answer.result));
  write_replies();
}

void NetThread::write_soon(std::shared_ptr<Session> session) {
  if (writing_.empty()) asio::post(io_, [this] { write_replies(); });
  writing_.push_back(std::move(session));
}

void NetThread::write_replies() {
  written_.swap(writing_);
  for (const auto& session : written_) session->write();
  written_.clear();
}

}  // namespace tally::server

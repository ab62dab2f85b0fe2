#include "server/subscription.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/read_page.h"

namespace tally::server {
namespace {

namespace asio = boost::asio;
using protocol::Kind;
using std::chrono::steady_clock;

constexpr std::uint32_t kPageRecords = 512;
constexpr std::size_t kPageBytes = 1u << 20;

// co_spawn needs a default value for what it carries.
using MaybePage = std::optional<Result<protocol::ReadReply>>;

asio::awaitable<MaybePage> read_on_worker(const Ledger& ledger, protocol::ReadRequest request,
                                          PageLimits limits) {
  co_return MaybePage(scan_page(ledger, request, limits));
}

}  // namespace

Subscription::Subscription(asio::any_io_executor executor, const ServerContext& context,
                           asio::thread_pool& workers, SubscriptionSink& sink,
                           std::uint64_t request_id, protocol::SubscribeRequest request)
    : context_(context),
      workers_(workers),
      sink_(sink),
      request_id_(request_id),
      request_(std::move(request)),
      wakened_(std::move(executor)),
      spoke_(steady_clock::now()) {
  ++context_.counters.subscriptions;
}

Subscription::~Subscription() { --context_.counters.subscriptions; }

asio::awaitable<void> Subscription::run() {
  protocol::SubscriptionEnd last_words;
  while (!ended_) {
    auto sent = co_await send_page();
    if (!sent) {
      last_words.error = sent.error();
      break;
    }
    if (steady_clock::now() - spoke_ >= std::chrono::milliseconds(context_.limits.heartbeat_ms)) {
      send_heartbeat();
    }
    if (!*sent) co_await wait();
  }
  if (abandoned_) co_return;
  sink_.send(Kind::subscription_end, request_id_, last_words.encode());
}

asio::awaitable<Result<bool>> Subscription::send_page() {
  if (ended_ || request_.credit == 0 || sink_.congested()) co_return false;
  if (request_.from.value >= head().value) co_return false;
  protocol::ReadRequest read;
  read.selection = request_.selection;
  read.from = request_.from.value;
  read.with_flags = request_.with_flags;
  PageLimits limits;
  limits.records_max = std::min(request_.credit, kPageRecords);
  limits.bytes_max = kPageBytes;
  auto page = co_await asio::co_spawn(workers_, read_on_worker(context_.ledger, read, limits),
                                      asio::use_awaitable);
  if (ended_) co_return false;
  if (!*page) co_return std::move(*page).error();
  auto& reply = **page;
  // Without a next page everything below the size at which reading began has been looked at, and
  // whatever was delivered beyond it.
  request_.from.value = reply.next.value_or(reply.head.value);
  if (!reply.records.empty()) {
    request_.from.value = std::max(request_.from.value, reply.records.back().position.value + 1);
  }
  if (reply.records.empty()) co_return true;
  request_.credit -= static_cast<std::uint32_t>(reply.records.size());
  protocol::Events events;
  events.progress = {request_.from, head()};
  events.records = std::move(reply.records);
  sink_.send(Kind::events, request_id_, events.encode());
  spoke_ = steady_clock::now();
  co_return true;
}

void Subscription::send_heartbeat() {
  sink_.send(Kind::heartbeat, request_id_, protocol::Heartbeat{{request_.from, head()}}.encode());
  spoke_ = steady_clock::now();
}

asio::awaitable<void> Subscription::wait() {
  if (ended_) co_return;
  wakened_.expires_at(spoke_ + std::chrono::milliseconds(context_.limits.heartbeat_ms));
  boost::system::error_code ignored;
  co_await wakened_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

Result<void> Subscription::add_credit(std::uint32_t records) {
  if (records >
      context_.limits.credit_max - std::min(request_.credit, context_.limits.credit_max)) {
    return invalid(
        "credit", "at most " + std::to_string(context_.limits.credit_max) + " records may be open");
  }
  request_.credit += records;
  wake();
  return {};
}

void Subscription::end() {
  ended_ = true;
  wake();
}

void Subscription::abandon() {
  abandoned_ = true;
  end();
}

}  // namespace tally::server

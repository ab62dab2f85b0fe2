// The load generator: any number of connections to a tallyd, driven by one thread over epoll with
// server/protocol's frames. It stands in for the client library where that would cost more than the
// server: requests are stamped, replies checked by frame and kind, not decoded.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "tools/bench/workload.h"

namespace tally::bench {

struct Load {
  std::uint64_t requests = 0;
  std::uint32_t pipeline = 1;  // Of a connection under way, when there is no rate.
  std::uint64_t rate = 0;      // Requests a second, evenly spaced; 0: as fast as answers come.
  bool keep_latencies = false;
};

struct LoadResult {
  std::int64_t us = 0;
  // Of each request, in microseconds, from when it was due (so that a stall is charged to all that
  // it delayed) to its answer; unordered.
  std::vector<std::uint32_t> latencies_us;
};

class LoadGenerator {
 public:
  // Opens the connections and says hello.
  static Result<LoadGenerator> connect(std::uint16_t port, std::uint32_t connections);
  LoadGenerator(LoadGenerator&&) noexcept;
  LoadGenerator& operator=(LoadGenerator&&) noexcept;
  ~LoadGenerator();

  // Sends all requests and waits for all answers. Any answer but "recorded" is an error.
  Result<LoadResult> run(const Load& load, RequestStamp& stamp);

 private:
  class State;
  explicit LoadGenerator(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tally::bench

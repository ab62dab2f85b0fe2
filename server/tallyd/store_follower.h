// Takes in what other servers write into a shared store, and settles what is in doubt, by asking
// the store every now and then: a server nobody writes to stays up to date as well.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "core/ledger/ledger.h"

namespace tally::server {

class StoreFollower {
 public:
  // `ledger` outlives this; `report` hears of an error once, until it is another one.
  StoreFollower(Ledger& ledger, std::function<void(const Error&)> report)
      : ledger_(ledger), report_(std::move(report)) {}
  ~StoreFollower() { stop(); }

  void start();
  void stop();

 private:
  void run();

  Ledger& ledger_;
  std::function<void(const Error&)> report_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace tally::server

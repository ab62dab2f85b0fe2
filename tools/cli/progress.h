// A bar on stderr while long work runs, when stderr is a terminal; nothing otherwise.
#pragma once

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <string>

namespace tally::cli {

class Progress {
 public:
  explicit Progress(std::string what) : what_(std::move(what)), shown_(isatty(2) == 1) {}
  ~Progress() {
    if (shown_ && drawn_) std::fprintf(stderr, "\r\033[K");
  }

  void reached(std::uint64_t done, std::uint64_t total) {
    if (!shown_ || total == 0) return;
    const auto now = std::chrono::steady_clock::now();
    if (drawn_ && now - last_ < std::chrono::milliseconds(100)) return;
    last_ = now;
    drawn_ = true;
    constexpr std::uint64_t kWidth = 30;
    const auto filled = done * kWidth / total;
    std::string bar(filled, '#');
    bar.resize(kWidth, '.');
    std::fprintf(stderr, "\r%s [%s] %llu/%llu", what_.c_str(), bar.c_str(),
                 static_cast<unsigned long long>(done), static_cast<unsigned long long>(total));
  }

 private:
  std::string what_;
  bool shown_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace tally::cli

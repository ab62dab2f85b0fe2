// What this machine last acknowledged, on its own disk (contracts C12): a database that holds less,
// or something else, is not the one that was written to.
//
//   DIR/acknowledged   one line: the size in 20 digits, a space, the root in hexadecimal
//   DIR/lock           held by the process that writes
//
// Written in place after each commit, and when an approved recovery goes on with less; not synced,
// unless something that is signed rests on it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/base/file.h"
#include "core/store/event_store.h"

namespace tally::postgres {

class Acknowledged {
 public:
  // What stands there; nothing if there is no file. `corrupt` if it is not one.
  static Result<std::optional<CommitMark>> read(Disk& disk, const std::string& directory);

  // Takes the lock and keeps the file open; makes the directory where it is missing. `overloaded`,
  // field "lock", if another process writes here.
  static Result<std::unique_ptr<Acknowledged>> open(Disk& disk, const std::string& directory);

  // What stood there when it was opened.
  const std::optional<CommitMark>& before() const { return before_; }
  Result<void> write(const CommitMark& mark);
  // Any thread.
  Result<void> sync() { return file_->sync(); }

 private:
  Acknowledged() = default;
  std::unique_ptr<FileLock> lock_;
  std::unique_ptr<File> file_;
  std::optional<CommitMark> before_;
};

}  // namespace tally::postgres

#include "core/ledger/whole_directory.h"

namespace tally {
namespace {

std::string parent_of(const std::string& path) {
  const auto slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

Result<void> make_whole_directory(
    Disk& disk, const std::string& directory,
    const std::function<Result<void>(const std::string& making)>& fill) {
  TALLY_ASSIGN(const auto there, disk.exists(directory));
  if (there) return invalid("directory", directory + " exists already");
  const auto making = directory + ".new";
  TALLY_ASSIGN(const auto left_over, disk.exists(making));
  if (left_over) {
    return invalid("directory", making + " is left of an unfinished call; remove it first");
  }
  TALLY_TRY(disk.make_directory(making));
  TALLY_TRY(fill(making));
  TALLY_TRY(disk.sync_directory(making));
  TALLY_TRY(disk.rename(making, directory));
  return disk.sync_directory(parent_of(directory));
}

}  // namespace tally

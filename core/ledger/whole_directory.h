// A directory that is there whole or not at all.
#pragma once

#include <functional>
#include <string>

#include "core/base/file.h"

namespace tally {

// Makes DIR.new, lets `fill` put everything there, and renames it last. `invalid`, field
// "directory", if DIR or DIR.new exists; whatever stands there is left alone.
Result<void> make_whole_directory(
    Disk& disk, const std::string& directory,
    const std::function<Result<void>(const std::string& making)>& fill);

}  // namespace tally

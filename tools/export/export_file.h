// A file that an export writes front to back. It stands under its name only when it is whole.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace tally {

class ExportFile {
 public:
  // An empty path is standard output. `io`, field "to".
  static Result<ExportFile> create(const std::string& path);
  ExportFile(ExportFile&&) = default;
  ExportFile& operator=(ExportFile&&) = default;
  // Removes what was not closed.
  ~ExportFile();

  // Errors are kept and told by close().
  void write(std::string_view text);
  // `io`, field "to"; the file then is not there.
  Result<void> close();

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  ExportFile() = default;

  std::string path_;
  std::string unfinished_;  // The name until close(); empty when closed, or on standard output.
  std::unique_ptr<std::FILE, Closer> file_;
  bool failed_ = false;
};

}  // namespace tally

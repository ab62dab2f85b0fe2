#include "tools/export/export_file.h"

#include <utility>

namespace tally {
namespace {

Error cannot_write(const std::string& path) {
  return Error(ErrorCode::io, "cannot write " + path, "to");
}

}  // namespace

Result<ExportFile> ExportFile::create(const std::string& path) {
  ExportFile file;
  file.path_ = path;
  if (path.empty()) return file;
  file.unfinished_ = path + ".unfinished";
  file.file_.reset(std::fopen(file.unfinished_.c_str(), "wb"));
  if (!file.file_) return cannot_write(path);
  return file;
}

ExportFile::~ExportFile() {
  if (!file_) return;
  file_.reset();
  std::remove(unfinished_.c_str());
}

void ExportFile::write(std::string_view text) {
  std::FILE* to = file_ ? file_.get() : stdout;
  failed_ = failed_ || std::fwrite(text.data(), 1, text.size(), to) != text.size();
}

Result<void> ExportFile::close() {
  if (path_.empty()) {
    if (failed_ || std::fflush(stdout) != 0) return cannot_write("standard output");
    return {};
  }
  if (failed_ || !file_) return cannot_write(path_);
  const bool closed = std::fclose(file_.release()) == 0;
  if (closed && std::rename(unfinished_.c_str(), path_.c_str()) == 0) return {};
  std::remove(unfinished_.c_str());
  return cannot_write(path_);
}

}  // namespace tally

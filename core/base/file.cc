#include "core/base/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace tally {
namespace {

Error io_error(const std::string& what, const std::string& path, int number = errno) {
  std::string text = "cannot " + what + " " + path + ": " + std::generic_category().message(number);
  if (number == ENOSPC) text += " (ENOSPC)";
  return Error(ErrorCode::io, std::move(text));
}

// Owns a descriptor. Closing does not sync and its error says nothing that sync() has not said.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int get() const { return number_; }
  bool ok() const { return number_ >= 0; }

 private:
  int number_;
};

template <class F>
auto uninterrupted(F&& call) {
  decltype(call()) result;
  do {
    result = call();
  } while (result < 0 && errno == EINTR);
  return result;
}

class PosixFile final : public File {
 public:
  PosixFile(Descriptor fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}

  Result<std::size_t> pread(std::span<std::uint8_t> to, std::uint64_t offset) override {
    std::size_t done = 0;
    while (done < to.size()) {
      const auto got = uninterrupted([&] {
        return ::pread(fd_.get(), to.data() + done, to.size() - done,
                       static_cast<off_t>(offset + done));
      });
      if (got < 0) return io_error("read", path_);
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  }

  Result<void> pwrite(std::span<const ByteView> parts, std::uint64_t offset) override {
    std::size_t part = 0;  // The first part not wholly written, and how much of it is.
    std::size_t within = 0;
    while (part < parts.size()) {
      std::array<iovec, 1024> vectors;  // IOV_MAX: up to so many parts are one write.
      int count = 0;
      for (auto i = part; i < parts.size() && count < static_cast<int>(vectors.size()); ++i) {
        const auto view = parts[i].subspan(i == part ? within : 0);
        if (view.empty()) continue;
        vectors[count++] = {const_cast<std::uint8_t*>(view.data()), view.size()};
      }
      if (count == 0) break;
      const auto written = uninterrupted(
          [&] { return ::pwritev(fd_.get(), vectors.data(), count, static_cast<off_t>(offset)); });
      if (written < 0) return io_error("write", path_);
      if (written == 0) return io_error("write", path_, EIO);
      offset += static_cast<std::uint64_t>(written);
      auto left = static_cast<std::size_t>(written);
      while (part < parts.size() && left >= parts[part].size() - within) {
        left -= parts[part].size() - within;
        ++part;
        within = 0;
      }
      within += left;
    }
    return {};
  }

  Result<void> sync() override {
    if (uninterrupted([&] { return ::fdatasync(fd_.get()); }) < 0) return io_error("sync", path_);
    return {};
  }

  Result<std::uint64_t> size() override {
    struct stat status;
    if (::fstat(fd_.get(), &status) < 0) return io_error("look at", path_);
    return static_cast<std::uint64_t>(status.st_size);
  }

  Result<void> truncate(std::uint64_t size) override {
    if (uninterrupted([&] { return ::ftruncate(fd_.get(), static_cast<off_t>(size)); }) < 0) {
      return io_error("change the length of", path_);
    }
    return {};
  }

 private:
  Descriptor fd_;
  std::string path_;
};

// flock belongs to the open file description: a second FileLock of this process is refused too,
// and the kernel releases it when the process dies.
class PosixLock final : public FileLock {
 public:
  explicit PosixLock(Descriptor fd) : fd_(std::move(fd)) {}

 private:
  Descriptor fd_;
};

int open_flags(OpenMode mode) {
  switch (mode) {
    case OpenMode::read:
      return O_RDONLY | O_CLOEXEC;
    case OpenMode::read_write:
      return O_RDWR | O_CLOEXEC;
    case OpenMode::create:
    case OpenMode::create_private:
      break;
  }
  return O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC;
}

class PosixDisk final : public Disk {
 public:
  Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override {
    const mode_t bits = mode == OpenMode::create_private ? 0600 : 0644;
    Descriptor fd(uninterrupted([&] { return ::open(path.c_str(), open_flags(mode), bits); }));
    if (!fd.ok()) return io_error("open", path);
    return std::unique_ptr<File>(std::make_unique<PosixFile>(std::move(fd), path));
  }

  Result<bool> exists(const std::string& path) override {
    struct stat status;
    if (::stat(path.c_str(), &status) == 0) return true;
    if (errno == ENOENT || errno == ENOTDIR) return false;
    return io_error("look at", path);
  }

  Result<std::vector<std::string>> list(const std::string& directory) override {
    const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(directory.c_str()), ::closedir);
    if (!open) return io_error("list", directory);
    std::vector<std::string> names;
    while (true) {
      errno = 0;
      const auto* entry = ::readdir(open.get());
      if (!entry && errno != 0) return io_error("list", directory);
      if (!entry) break;
      const std::string name = entry->d_name;
      if (name != "." && name != "..") names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  Result<void> make_directory(const std::string& path) override {
    if (::mkdir(path.c_str(), 0755) < 0) return io_error("make the directory", path);
    return {};
  }

  Result<void> rename(const std::string& from, const std::string& to) override {
    if (::rename(from.c_str(), to.c_str()) < 0) return io_error("rename " + from + " to", to);
    return {};
  }

  Result<void> remove(const std::string& path) override {
    if (::unlink(path.c_str()) < 0) return io_error("remove", path);
    return {};
  }

  Result<void> sync_directory(const std::string& directory) override {
    const Descriptor fd(uninterrupted(
        [&] { return ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
    if (!fd.ok()) return io_error("open", directory);
    if (uninterrupted([&] { return ::fsync(fd.get()); }) < 0) return io_error("sync", directory);
    return {};
  }

  Result<std::unique_ptr<FileLock>> lock(const std::string& path) override {
    Descriptor fd(
        uninterrupted([&] { return ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644); }));
    if (!fd.ok()) return io_error("open", path);
    if (uninterrupted([&] { return ::flock(fd.get(), LOCK_EX | LOCK_NB); }) < 0) {
      if (errno != EWOULDBLOCK) return io_error("lock", path);
      return Error(ErrorCode::overloaded, path + " is locked by another writer", "lock");
    }
    return std::unique_ptr<FileLock>(std::make_unique<PosixLock>(std::move(fd)));
  }

  Result<std::uint64_t> free_bytes(const std::string& directory) override {
    struct statvfs status;
    if (uninterrupted([&] { return ::statvfs(directory.c_str(), &status); }) < 0) {
      return io_error("look at the free space of", directory);
    }
    return std::uint64_t{status.f_bavail} * status.f_frsize;
  }
};

Result<void> write_new_file(Disk& disk, const std::string& path, ByteView bytes, OpenMode mode) {
  TALLY_ASSIGN(const auto file, disk.open(path, mode));
  TALLY_TRY(file->pwrite(bytes, 0));
  return file->sync();
}

}  // namespace

Disk& system_disk() {
  static PosixDisk disk;
  return disk;
}

Result<Bytes> read_file(Disk& disk, const std::string& path, std::uint64_t limit) {
  TALLY_ASSIGN(const auto file, disk.open(path, OpenMode::read));
  TALLY_ASSIGN(const auto size, file->size());
  if (size > limit) {
    return Error(ErrorCode::corrupt, path + " is " + std::to_string(size) +
                                         " bytes long; at most " + std::to_string(limit) +
                                         " were expected");
  }
  Bytes bytes(size);
  TALLY_ASSIGN(const auto got, file->pread(bytes, 0));
  bytes.resize(got);
  return bytes;
}

Result<void> replace_file(Disk& disk, const std::string& directory, const std::string& name,
                          ByteView bytes, OpenMode mode) {
  TALLY_CHECK(mode == OpenMode::create || mode == OpenMode::create_private);
  const auto path = directory + "/" + name;
  const auto temporary = path + ".tmp";
  // What an earlier, interrupted replacement left.
  TALLY_ASSIGN(const bool left_over, disk.exists(temporary));
  if (left_over) TALLY_TRY(disk.remove(temporary));
  auto done = write_new_file(disk, temporary, bytes, mode);
  if (done.ok()) done = disk.rename(temporary, path);
  if (!done.ok()) {
    static_cast<void>(disk.remove(temporary));  // The first error is the one to tell.
    return done;
  }
  return disk.sync_directory(directory);
}

}  // namespace tally

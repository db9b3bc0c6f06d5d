// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/os/file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "core/base/os/posix/descriptor.h"

namespace v4e::os {
namespace {

std::error_code last_error() {
  return {errno, std::generic_category()};
}

std::error_code error_of(int result) {
  return result == 0 ? std::error_code() : last_error();
}

int flags_of(OpenMode mode) {
  switch (mode) {
    case OpenMode::Read:
      return O_RDONLY;
    case OpenMode::CreateNew:
      return O_WRONLY | O_CREAT | O_EXCL;
    case OpenMode::ReadWrite:
      return O_RDWR | O_CREAT;
  }
  return O_RDONLY;
}

int descriptor_of(std::intptr_t handle) {
  return static_cast<int>(handle);
}

void flush_folder_of(const std::filesystem::path& path) {
  const std::filesystem::path folder = path.parent_path();
  const int descriptor = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return;
  // Some file systems cannot flush a folder; the name is theirs to keep then.
  static_cast<void>(flush_descriptor(descriptor, Flush::Everything));
  ::close(descriptor);
}

/// For a file system without rename_new(). Linking is as safe; where there are no links either, looking first is
/// the best there is.
bool link_or_look_first(const std::filesystem::path& from, const std::filesystem::path& to,
                        std::error_code& error) {
  if (::link(from.c_str(), to.c_str()) == 0) {
    ::unlink(from.c_str());
    return true;
  }
  if (errno == EEXIST) return false;
  if (std::filesystem::exists(to)) return false;
  error = error_of(::rename(from.c_str(), to.c_str()));
  return !error;
}

}  // namespace

Trouble trouble_of(const std::error_code& error) {
  switch (error.value()) {
    case ENOSPC:
    case EDQUOT:
      return Trouble::DiskFull;
    case EACCES:
    case EPERM:
    case EROFS:
      return Trouble::NoPermission;
    case ENAMETOOLONG:
      return Trouble::NameTooLong;
    case ENOENT:
      return Trouble::NoFolder;
    default:
      return Trouble::Other;
  }
}

File::File(const std::filesystem::path& path, OpenMode mode, std::error_code& error)
    : handle_(::open(path.c_str(), flags_of(mode) | O_CLOEXEC, 0644)) {
  error = is_open() ? std::error_code() : last_error();
}

void File::close() {
  if (is_open()) ::close(descriptor_of(std::exchange(handle_, kNone)));
}

std::optional<std::uint64_t> File::size() const {
  struct stat status {};
  if (::fstat(descriptor_of(handle_), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  return static_cast<std::uint64_t>(status.st_size);
}

Transfer File::read_at(std::uint64_t offset, void* to, std::size_t size_bytes) const {
  auto* bytes = static_cast<char*>(to);
  Transfer done;
  while (done.bytes < size_bytes) {
    const ssize_t got = ::pread(descriptor_of(handle_), bytes + done.bytes, size_bytes - done.bytes,
                                static_cast<off_t>(offset + done.bytes));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) done.error = last_error();
    if (got <= 0) break;
    done.bytes += static_cast<std::size_t>(got);
  }
  return done;
}

Transfer File::write(const void* data, std::size_t size_bytes) {
  const auto* bytes = static_cast<const char*>(data);
  Transfer done;
  while (done.bytes < size_bytes) {
    const ssize_t written =
        ::write(descriptor_of(handle_), bytes + done.bytes, size_bytes - done.bytes);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      done.error = last_error();
      break;
    }
    done.bytes += static_cast<std::size_t>(written);
  }
  return done;
}

std::error_code File::resize(std::uint64_t size_bytes) {
  const auto offset = static_cast<off_t>(size_bytes);
  const int descriptor = descriptor_of(handle_);
  const bool done =
      ::ftruncate(descriptor, offset) == 0 && ::lseek(descriptor, offset, SEEK_SET) == offset;
  return done ? std::error_code() : last_error();
}

std::error_code File::flush() {
  return error_of(flush_descriptor(descriptor_of(handle_), Flush::Everything));
}

std::error_code File::flush_data() {
  return error_of(flush_descriptor(descriptor_of(handle_), Flush::Data));
}

bool File::try_lock() {
  return ::flock(descriptor_of(handle_), LOCK_EX | LOCK_NB) == 0;
}

std::shared_ptr<void> File::map(std::uint64_t offset, std::size_t size_bytes, std::error_code& error) const {
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  const std::uint64_t lead = offset % page;
  const std::size_t length = size_bytes + lead;
  // NORESERVE: a private writable map larger than the memory would be refused, though we hardly ever write to
  // it.
  void* base = ::mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE,
                      descriptor_of(handle_), static_cast<off_t>(offset - lead));
  if (base == MAP_FAILED) {
    error = last_error();
    return nullptr;
  }
  error.clear();
  const std::shared_ptr<void> owner(base, [length](void* address) { ::munmap(address, length); });
  return {owner, static_cast<char*>(base) + lead};
}

std::error_code replace_file(const std::filesystem::path& from, const std::filesystem::path& to) {
  return error_of(::rename(from.c_str(), to.c_str()));
}

bool move_without_replacing(const std::filesystem::path& from, const std::filesystem::path& to,
                            std::error_code& error) {
  error.clear();
  if (rename_new(from.c_str(), to.c_str()) != 0) {
    if (errno == EEXIST) return false;
    if (errno != EINVAL && errno != ENOSYS) {
      error = last_error();
      return false;
    }
    if (!link_or_look_first(from, to, error)) return false;
  }
  flush_folder_of(to);
  return true;
}

std::error_code flush_file(const std::filesystem::path& path) {
  std::error_code error;
  File file(path, OpenMode::Read, error);
  return file.is_open() ? file.flush() : error;
}

bool is_writable(const std::filesystem::path& path) {
  return ::access(path.c_str(), W_OK) == 0;
}

std::optional<FileStatus> status_of(const std::filesystem::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  const timespec modified = modified_of(status);
  return FileStatus{.size_bytes = status.st_size,
                    .modified_ns = modified.tv_sec * 1'000'000'000LL + modified.tv_nsec,
                    .identity = {status.st_dev, status.st_ino}};
}

}  // namespace v4e::os

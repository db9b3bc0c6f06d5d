// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>

#include "core/base/error.h"
#include "core/base/text.h"

namespace v4e {
namespace {

constexpr std::size_t kMostStemBytes = 64;  // of the target's name in the temporary one

std::string remedy(int error_number) {
  switch (error_number) {
    case ENOSPC:
    case EDQUOT:
      return "the disk is full; free some space or choose another folder";
    case EACCES:
    case EPERM:
    case EROFS:
      return "no permission to write here; choose another folder";
    case ENAMETOOLONG:
      return "the name is too long; give a shorter one";
    case ENOENT:
      return "the folder does not exist; create it or choose another";
    default:
      return std::strerror(error_number);
  }
}

[[noreturn]] void fail(const std::filesystem::path& target, int error_number) {
  throw Error(ErrorCode::FileUnwritable, "cannot write " + target.string() + ": " + remedy(error_number));
}

std::filesystem::path temporary_name(const std::filesystem::path& target) {
  static std::atomic<unsigned> counter{0};
  // Not the whole name: it may be as long as names can be, and this one is longer.
  auto name = "." + cut_text(target.stem().string(), kMostStemBytes) + ".part" + std::to_string(::getpid()) +
              "-" + std::to_string(counter++) + target.extension().string();
  return target.parent_path() / name;
}

}  // namespace

AtomicFile::AtomicFile(std::filesystem::path target)
    : target_(std::move(target)), temporary_(temporary_name(target_)) {
  descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (descriptor_ < 0) fail(target_, errno);
}

AtomicFile::~AtomicFile() {
  if (descriptor_ >= 0) {
    ::close(descriptor_);
    ::unlink(temporary_.c_str());
  }
}

void AtomicFile::write(const void* data, std::size_t size_bytes) {
  const char* bytes = static_cast<const char*>(data);
  while (size_bytes > 0) {
    const ssize_t written = ::write(descriptor_, bytes, size_bytes);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(target_, errno);
    bytes += written;
    size_bytes -= static_cast<std::size_t>(written);
  }
}

void AtomicFile::commit() {
  // A library may have replaced the file at temporary_path(): flush what the name stands for now.
  const int named = ::open(temporary_.c_str(), O_RDONLY | O_CLOEXEC);
  if (named < 0 || ::fsync(named) != 0) {
    const int error_number = errno;
    if (named >= 0) ::close(named);
    fail(target_, error_number);
  }
  ::close(named);
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail(target_, errno);
  ::close(descriptor_);
  descriptor_ = -1;
}

std::string read_file(const std::filesystem::path& path, std::size_t max_bytes) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const auto size = file ? static_cast<std::streamoff>(file.tellg()) : -1;
  if (size < 0 || std::filesystem::is_directory(path)) {
    throw Error(ErrorCode::FileUnreadable,
                "cannot read " + path.string() + ": no such file, or no permission to read it");
  }
  if (static_cast<std::size_t>(size) > max_bytes) {
    throw Error(ErrorCode::FileMalformed, path.string() + " has " + std::to_string(size) +
                                              " bytes, more than the " + std::to_string(max_bytes) +
                                              " allowed for such a file");
  }
  std::string text(static_cast<std::size_t>(size), '\0');
  file.seekg(0);
  if (!file.read(text.data(), size)) {
    throw Error(ErrorCode::FileUnreadable, "cannot read " + path.string() + " to its end");
  }
  return text;
}

}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/file_map.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "core/base/error.h"

namespace v4e {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& why) {
  throw Error(ErrorCode::FileUnreadable, "cannot read " + path.string() + ": " + why);
}

}  // namespace

FileMap::FileMap(const std::filesystem::path& path) : path_(path) {
  descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor_ < 0) fail(path, std::strerror(errno));
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(descriptor_);
    fail(path, "not a regular file");
  }
  size_bytes_ = static_cast<std::uint64_t>(status.st_size);
}

FileMap::~FileMap() {
  ::close(descriptor_);
}

void FileMap::read(std::uint64_t offset, std::uint64_t size_bytes, void* to) const {
  auto* bytes = static_cast<char*>(to);
  while (size_bytes > 0) {
    const ssize_t got = ::pread(descriptor_, bytes, size_bytes, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(path_, std::strerror(errno));
    if (got == 0) fail(path_, "it was cut while in use");
    bytes += got;
    offset += static_cast<std::uint64_t>(got);
    size_bytes -= static_cast<std::uint64_t>(got);
  }
}

std::shared_ptr<void> FileMap::map(std::uint64_t offset, std::uint64_t size_bytes) const {
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0 ||
      static_cast<std::uint64_t>(status.st_size) < offset + size_bytes) {
    fail(path_, "it was cut while in use");
  }
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  const std::uint64_t lead = offset % page;
  const std::size_t length = size_bytes + lead;
  // NORESERVE: a private writable map larger than the memory would be refused, though we hardly ever write to
  // it.
  void* base = ::mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, descriptor_,
                      static_cast<off_t>(offset - lead));
  if (base == MAP_FAILED) fail(path_, std::string("cannot map it into memory: ") + std::strerror(errno));
  const std::shared_ptr<void> owner(base, [length](void* address) { ::munmap(address, length); });
  return {owner, static_cast<char*>(base) + lead};
}

}  // namespace v4e

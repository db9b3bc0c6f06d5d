// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/resumable_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/json_file.h"

namespace v4e {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, int error_number) {
  const bool full = error_number == ENOSPC || error_number == EDQUOT;
  throw Error(ErrorCode::FileUnwritable,
              "cannot write " + path.string() + ": " +
                  (full ? "the disk is full; make room and run the same again: it goes on where it was"
                        : std::strerror(error_number)));
}

}  // namespace

ResumableFile::ResumableFile(std::filesystem::path target, std::string identity)
    : target_(std::move(target)),
      part_(target_.string() + ".part"),
      note_(target_.string() + ".part.json"),
      identity_(std::move(identity)) {
  const std::uint64_t kept = kept_bytes();
  descriptor_ = ::open(part_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ < 0) fail(part_, errno);
  position_ = kept;
  rewind(kept);
}

ResumableFile::~ResumableFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::uint64_t ResumableFile::kept_bytes() const {
  std::error_code ignored;
  if (!std::filesystem::exists(note_, ignored) || !std::filesystem::exists(part_, ignored)) return 0;
  try {
    const nlohmann::json note = read_json_file(note_);
    if (!note.is_object() || note.value("identity", "") != identity_) return 0;
    const std::uint64_t size = std::filesystem::file_size(part_, ignored);
    return std::min<std::uint64_t>(note.value("bytes", std::uint64_t{0}), ignored ? 0 : size);
  } catch (const std::exception&) {
    return 0;  // a note that cannot be read is as none
  }
}

void ResumableFile::rewind(std::uint64_t position) {
  position_ = std::min(position, position_);
  const auto offset = static_cast<off_t>(position_);
  if (::ftruncate(descriptor_, offset) != 0 || ::lseek(descriptor_, offset, SEEK_SET) != offset)
    fail(part_, errno);
}

void ResumableFile::write(const void* data, std::size_t size_bytes) {
  const char* bytes = static_cast<const char*>(data);
  while (size_bytes > 0) {
    const ssize_t written = ::write(descriptor_, bytes, size_bytes);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(part_, errno);
    bytes += written;
    position_ += static_cast<std::uint64_t>(written);
    size_bytes -= static_cast<std::size_t>(written);
  }
}

void ResumableFile::keep() {
  if (::fdatasync(descriptor_) != 0) fail(part_, errno);
  write_json_file(note_, {{"identity", identity_}, {"bytes", position_}});
}

void ResumableFile::commit() {
  if (::fsync(descriptor_) != 0) fail(part_, errno);
  if (::rename(part_.c_str(), target_.c_str()) != 0) fail(target_, errno);
  ::close(descriptor_);
  descriptor_ = -1;
  std::error_code ignored;
  std::filesystem::remove(note_, ignored);
}

}  // namespace v4e

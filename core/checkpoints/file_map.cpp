// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/file_map.h"

#include <optional>
#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/base/os/lost_maps.h"

namespace v4e {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& why) {
  throw Error(ErrorCode::FileUnreadable, "cannot read " + path.string() + ": " + why);
}

}  // namespace

FileMap::FileMap(const std::filesystem::path& path) : path_(path) {
  std::error_code error;
  file_ = os::File(path, os::OpenMode::Read, error);
  if (error) fail(path, error.message());
  const std::optional<std::uint64_t> size = file_.size();
  if (!size) fail(path, "not a regular file");
  size_bytes_ = *size;
}

void FileMap::read(std::uint64_t offset, std::uint64_t size_bytes, void* to) const {
  const os::Transfer done = file_.read_at(offset, to, size_bytes);
  if (done.error) fail(path_, done.error.message());
  if (done.bytes < size_bytes) fail(path_, "it was cut while in use");
}

std::shared_ptr<void> FileMap::map(std::uint64_t offset, std::uint64_t size_bytes) const {
  if (file_.size().value_or(0) < offset + size_bytes) fail(path_, "it was cut while in use");
  std::error_code error;
  std::shared_ptr<void> bytes = file_.map(offset, size_bytes, error);
  if (error) fail(path_, "cannot map it into memory: " + error.message());
  void* const address = bytes.get();
  if (size_bytes == 0) return bytes;
  os::watch_map(address, size_bytes, path_.string());
  return {address, [bytes = std::move(bytes)](void* begin) { os::unwatch_map(begin); }};
}

}  // namespace v4e

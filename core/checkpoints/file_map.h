// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "core/base/os/file.h"

namespace v4e {

/// An open file whose parts can be read or mapped. Thread-safe.
class FileMap {
 public:
  /// Throws Error(FileUnreadable).
  explicit FileMap(const std::filesystem::path& path);
  ~FileMap() = default;
  FileMap(const FileMap&) = delete;
  FileMap& operator=(const FileMap&) = delete;

  [[nodiscard]] std::uint64_t size_bytes() const { return size_bytes_; }

  /// Throws Error(FileUnreadable) on an input/output error or if the file was cut in the meantime.
  void read(std::uint64_t offset, std::uint64_t size_bytes, void* to) const;

  /// A private, writable map of just these bytes: writing copies pages and never reaches the file. It ends
  /// with the last copy of the pointer. Where the file is cut in the meantime its bytes are zeros, and a
  /// MapWatch (map_watch.h) says so.
  [[nodiscard]] std::shared_ptr<void> map(std::uint64_t offset, std::uint64_t size_bytes) const;

 private:
  std::filesystem::path path_;
  os::File file_;
  std::uint64_t size_bytes_ = 0;
};

}  // namespace v4e

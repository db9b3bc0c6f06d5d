// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/os/file.h"

namespace v4e {

/// Writes a file so that its target either keeps its old content or has the whole new one:
/// a temporary neighbour, flushed to disk, renamed by commit(). Without commit() it is removed.
class AtomicFile {
 public:
  /// Throws Error(FileUnwritable) if the folder does not take files.
  explicit AtomicFile(std::filesystem::path target);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  /// Appends bytes. Throws Error(FileUnwritable), naming a full disk as such.
  void write(const void* data, std::size_t size_bytes);
  void write(std::string_view text) { write(text.data(), text.size()); }

  /// Where the bytes go until commit(), for libraries that write by path. Keeps the target's extension.
  [[nodiscard]] const std::filesystem::path& temporary_path() const { return temporary_; }

  /// Flushes to disk and puts the file in place. Throws Error(FileUnwritable).
  void commit();

 private:
  std::filesystem::path target_;
  std::filesystem::path temporary_;
  os::File file_;
};

/// Reads a whole file. Throws Error(FileUnreadable), or Error(FileMalformed) above `max_bytes`.
[[nodiscard]] std::string read_file(const std::filesystem::path& path, std::size_t max_bytes);

}  // namespace v4e

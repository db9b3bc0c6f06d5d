// SPDX-License-Identifier: GPL-3.0-or-later
// Files as the operating system has them: what the standard library has no call for. Errors are the system's own
// numbers and words; trouble_of() says what they mean.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

namespace v4e::os {

enum class Trouble { DiskFull, NoPermission, NameTooLong, NoFolder, Other };

[[nodiscard]] Trouble trouble_of(const std::error_code& error);

enum class OpenMode {
  Read,
  CreateNew,  ///< to write; an error where something has that name already
  ReadWrite,  ///< made where it is missing, else kept as it is
};

/// How far a transfer came; all of it where there is no error.
struct Transfer {
  std::size_t bytes = 0;
  std::error_code error;
};

/// An open file, closed with the object. Programs that are started do not inherit it. While it is open, it can be
/// renamed and removed. Reading, mapping and asking is thread-safe.
class File {
 public:
  File() = default;
  /// Not open, and `error` set, where that fails.
  File(const std::filesystem::path& path, OpenMode mode, std::error_code& error);
  ~File() { close(); }
  File(File&& other) noexcept : handle_(std::exchange(other.handle_, kNone)) {}
  File& operator=(File&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  [[nodiscard]] bool is_open() const { return handle_ != kNone; }
  void close();

  /// In bytes; nothing where it is no regular file.
  [[nodiscard]] std::optional<std::uint64_t> size() const;
  /// Less than asked for, without an error, at the file's end.
  [[nodiscard]] Transfer read_at(std::uint64_t offset, void* to, std::size_t size_bytes) const;
  /// Behind what was written before.
  [[nodiscard]] Transfer write(const void* data, std::size_t size_bytes);
  /// Makes the file so long and goes to its end.
  [[nodiscard]] std::error_code resize(std::uint64_t size_bytes);
  /// Waits until its bytes, and what the system knows of it, are on the disk.
  [[nodiscard]] std::error_code flush();
  /// The same without times and the like.
  [[nodiscard]] std::error_code flush_data();
  /// Claims the file against other programs until it is closed, without waiting; false where another has it.
  [[nodiscard]] bool try_lock();
  /// A private, writable map of just these bytes, which lie inside the file: writing copies pages and never reaches
  /// the file. It outlives the File. Null, and `error` set, where that fails.
  [[nodiscard]] std::shared_ptr<void> map(std::uint64_t offset, std::size_t size_bytes,
                                          std::error_code& error) const;

 private:
  static constexpr std::intptr_t kNone = -1;
  std::intptr_t handle_ = kNone;
};

/// Puts `from` at `to` in one step, in place of what is there. Both on one disk.
[[nodiscard]] std::error_code replace_file(const std::filesystem::path& from, const std::filesystem::path& to);

/// Puts `from` at `to` and its name on the disk. False without an error, and nothing changed, where something is
/// there.
[[nodiscard]] bool move_without_replacing(const std::filesystem::path& from, const std::filesystem::path& to,
                                          std::error_code& error);

/// Waits until the bytes of a closed file are on the disk.
[[nodiscard]] std::error_code flush_file(const std::filesystem::path& path);

/// Whether this program may write to an existing file or folder.
[[nodiscard]] bool is_writable(const std::filesystem::path& path);

struct FileStatus {
  std::int64_t size_bytes = 0;
  std::int64_t modified_ns = 0;  ///< since 1970
  /// Disk and number there: the same for two names of one file.
  std::pair<std::uint64_t, std::uint64_t> identity;
};

/// Nothing where there is no such file.
[[nodiscard]] std::optional<FileStatus> status_of(const std::filesystem::path& path);

}  // namespace v4e::os

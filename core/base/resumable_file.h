// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/base/os/file.h"

namespace v4e {

/// A large file that is written front to back and goes on where it was when the program was ended in between:
/// bytes go to TARGET.part, what of them has reached the disk stands in TARGET.part.json, and commit()
/// renames. Both stay where they are until then, and begin anew where `identity` is another one.
class ResumableFile {
 public:
  /// `identity` names what is being written, inputs included. Throws Error(FileUnwritable).
  ResumableFile(std::filesystem::path target, std::string identity);
  ~ResumableFile() = default;
  ResumableFile(const ResumableFile&) = delete;
  ResumableFile& operator=(const ResumableFile&) = delete;

  /// Bytes that are there from before; the next write() goes behind them, unless rewind() is called.
  [[nodiscard]] std::uint64_t position() const { return position_; }
  /// Drops what lies behind `position`, which is not above position().
  void rewind(std::uint64_t position);

  /// Appends. Throws Error(FileUnwritable), naming a full disk as such.
  void write(const void* data, std::size_t size_bytes);
  /// Flushes, and writes down that all of it is there.
  void keep();
  /// Flushes, puts the file in place and removes the note.
  void commit();

 private:
  [[nodiscard]] std::uint64_t kept_bytes() const;

  std::filesystem::path target_;
  std::filesystem::path part_;
  std::filesystem::path note_;
  std::string identity_;
  std::uint64_t position_ = 0;
  os::File file_;
};

}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/base/run_context.h"

namespace v4e {

/// A file of rows that is stored by columns, as data sets on the Hugging Face hub are: Parquet, or Arrow's
/// stream or file format. Pictures are read one at a time. One thread at a time.
class ColumnFile {
 public:
  /// Reads what columns there are. Throws Error(Unsupported) in a program that was built without Parquet,
  /// Error(FileUnreadable), Error(FileMalformed) for pointers of Git LFS and what is cut off or something
  /// else.
  explicit ColumnFile(const std::filesystem::path& path);
  ~ColumnFile();
  ColumnFile(ColumnFile&&) noexcept;
  ColumnFile& operator=(ColumnFile&&) noexcept;

  /// Columns that hold pictures: bytes, or the structure of bytes and path that the hub has.
  [[nodiscard]] const std::vector<std::string>& picture_columns() const;

  /// Gives each row's texts, numbers and lists of texts by column; of a picture its place in this file, as
  /// PicturePlace::text() has it, but with the file's name alone. What is null is left out. Throws
  /// Error(FileMalformed), Cancelled.
  void for_each_row(const std::function<void(const nlohmann::json& fields, std::int64_t row)>& take,
                    const RunContext& context = {}) const;

  /// A picture's bytes by what stands behind "!" in its place: "ROW/COLUMN". Throws Error(FileMalformed)
  /// where it is null, larger than `max_bytes` or cannot be read, Error(FileUnreadable) where there is no
  /// such row or column.
  [[nodiscard]] std::string picture(const std::string& member, std::uint64_t max_bytes,
                                    const RunContext& context = {}) const;

  struct State;

 private:
  std::unique_ptr<State> state_;
};

/// Whether a file's name is that of one: "x.parquet", "x.arrow".
[[nodiscard]] bool is_column_name(const std::filesystem::path& path);

/// Such files at a path: itself, or those of a folder, or else of its folder data/; in order of their names.
[[nodiscard]] std::vector<std::filesystem::path> column_files_at(const std::filesystem::path& path);

}  // namespace v4e

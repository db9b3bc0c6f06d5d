// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace v4e {

/// Where results go and how they are called.
struct OutputRule {
  std::filesystem::path folder;  ///< empty: beside the photo
  /// Parts in braces are filled in: {name} the photo's, {instruction} its first words, {seed}, {counter},
  /// {date} as 2026-05-31. Text outside stays.
  std::string pattern = "{name} - {instruction}";
  std::string extension = ".png";  ///< empty: the photo's, or .png where it is of no kind that we write

  bool operator==(const OutputRule&) const = default;
};

struct OutputNameParts {
  std::filesystem::path photo;
  std::filesystem::path subfolder;  ///< below OutputRule::folder, so that a dropped tree stays a tree
  std::string instruction;
  std::uint64_t seed = 0;
  int counter = 1;
};

/// The path a rule gives, fit for every common file system. Throws Error(InvalidArgument) on an unknown part
/// in braces.
[[nodiscard]] std::filesystem::path output_path(const OutputRule& rule, const OutputNameParts& parts);

/// "photo.png" -> "photo (2).png" for number 2; number 1 is the name itself.
[[nodiscard]] std::filesystem::path numbered_path(const std::filesystem::path& path, int number);

/// Puts `from` at `to` unless something is there: then returns false and changes nothing. Both on one disk.
/// Throws Error(FileUnwritable).
[[nodiscard]] bool move_without_replacing(const std::filesystem::path& from, const std::filesystem::path& to);

/// Waits until a file's bytes are on the disk. Throws Error(FileUnwritable).
void flush_file(const std::filesystem::path& path);

}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/run_context.h"

namespace v4e {

/// A tar archive (POSIX.1-1988 ustar, pax headers of POSIX.1-2001, GNU's long names) whose members are read
/// where they lie. It may be cut into parts, as data sets are published (x.tar.000, x.tar.001 …); its first
/// part stands for it.
class TarArchive {
 public:
  /// Reads all headers, no contents. Throws Error(FileUnreadable), Error(FileMalformed) where it is packed,
  /// cut off or no archive, Cancelled.
  explicit TarArchive(const std::filesystem::path& first_part, const RunContext& context = {});

  /// Names of regular files in the archive's order.
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  [[nodiscard]] bool contains(const std::string& name) const { return members_.contains(name); }
  /// A member's bytes. Throws Error(FileUnreadable | FileMalformed), also above `max_bytes`.
  [[nodiscard]] std::string read(const std::string& name, std::uint64_t max_bytes) const;

 private:
  struct Part {
    std::filesystem::path path;
    std::uint64_t begin = 0;
    std::uint64_t size = 0;
  };
  struct Member {
    std::uint64_t begin = 0;
    std::uint64_t size = 0;
  };
  void read_headers(const RunContext& context);
  [[nodiscard]] std::string bytes(std::uint64_t begin, std::uint64_t size) const;
  [[nodiscard]] std::uint64_t total() const { return parts_.back().begin + parts_.back().size; }

  std::vector<Part> parts_;
  std::vector<std::string> names_;
  std::map<std::string, Member> members_;
};

/// Whether a file's name is that of an archive's first part: "x.tar", "x.tar.000", "x.tar.split.00".
[[nodiscard]] bool is_tar_name(const std::filesystem::path& path);

}  // namespace v4e

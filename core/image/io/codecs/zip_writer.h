// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace v4e {

/// A ZIP archive in memory, whose files are kept as they are: what documents hold (PNG) is packed already. The
/// same files give the same bytes: no file has a date.
class ZipWriter {
 public:
  /// `name`: plain ASCII. Throws Error(InvalidArgument) where the archive would go beyond 4 GB, which its
  /// offsets do not reach.
  void add(std::string_view name, std::string_view bytes);

  /// The archive; nothing may be added any more.
  [[nodiscard]] std::string finish();

 private:
  std::string bytes_;
  std::string directory_;
  std::uint16_t count_ = 0;
};

}  // namespace v4e

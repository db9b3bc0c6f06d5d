// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace v4e {

/// Whether mapped files have kept their bytes since it was made: what is computed of one that has not is
/// worthless.
class MapWatch {
 public:
  MapWatch();

  [[nodiscard]] bool has_lost() const;
  /// Throws Error(FileUnreadable), naming the file, where has_lost().
  void check() const;

 private:
  unsigned before_;
};

}  // namespace v4e

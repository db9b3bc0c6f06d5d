// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "core/evaluation/benchmark/benchmark.h"
#include "core/evaluation/benchmark/item_outcome.h"
#include "core/image/image.h"

namespace v4e {

/// What an item's edit looks like.
struct ItemPictures {
  Image photo;  ///< that the edit began from: U8 RGB, sRGB, as the others
  Image raw;
  Image composited;
};

/// The folder of a benchmark's run. Edits lie in raw/ and composited/, where the benchmark's own scripts look
/// for them; small copies for the report in pictures/; what became of an item in items/. The last of these is
/// written last, each file whole or not at all: a run that is killed loses the item at work.
class BenchmarkFolder {
 public:
  explicit BenchmarkFolder(std::filesystem::path path) : path_(std::move(path)) {}

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path edit_of(const BenchmarkItem& item, std::string_view system) const;
  /// `what`: "photo" or a system. Relative to path().
  [[nodiscard]] static std::filesystem::path small_copy_of(const BenchmarkItem& item, std::string_view what);

  /// What an earlier run left of the item; nothing where it left nothing that can be read, or where an edit's
  /// file is gone.
  [[nodiscard]] std::optional<ItemOutcome> find(const BenchmarkItem& item) const;
  /// Throws Error(FileUnwritable), Cancelled.
  void keep(const BenchmarkItem& item, const ItemOutcome& outcome, const ItemPictures& pictures,
            const RunContext& context) const;
  /// The same for an item without an edit.
  void keep(const BenchmarkItem& item, const ItemOutcome& outcome) const;

 private:
  [[nodiscard]] std::filesystem::path outcome_file(const BenchmarkItem& item) const;

  std::filesystem::path path_;
};

}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include "core/evaluation/benchmark/benchmark.h"

namespace v4e {

/// How a benchmark is published. A new one is a file in this folder and a name in benchmark.cpp.
struct BenchmarkLayout {
  std::string_view name;
  std::string_view title;
  bool is_mean_of_groups = false;
  /// Only what concerns the rows themselves is filled in: items and problems. Of `options` the language
  /// counts.
  Benchmark (*read)(const std::filesystem::path& path, const BenchmarkOptions& options,
                    const RunContext& context);
};

extern const BenchmarkLayout kGEditBench;
extern const BenchmarkLayout kImgEditBench;  ///< its basic suite
extern const BenchmarkLayout kPieBench;
extern const BenchmarkLayout kMagicBrushDev;  ///< a split, single turns and turns in a row

/// Lists of items are no larger than that.
inline constexpr std::size_t kMostBenchmarkListBytes = 256u << 20;

/// The path without what leads out of a folder or names another root: it comes out of a downloaded list.
[[nodiscard]] inline std::filesystem::path tame(const std::filesystem::path& path) {
  std::filesystem::path kept;
  for (const auto& part : path.relative_path()) {
    if (part != ".." && part != ".") kept /= part;
  }
  return kept;
}

}  // namespace v4e

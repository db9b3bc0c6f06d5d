// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/run_context.h"
#include "core/dataset/dataset.h"
#include "core/dataset/picture_store.h"
#include "core/image/geometry.h"

namespace v4e {

/// One edit that a benchmark asks for.
struct BenchmarkItem {
  std::string id;     ///< unique in its benchmark
  std::string group;  ///< whose mean is reported by itself
  std::string instruction;
  std::filesystem::path
      output;  ///< where the benchmark's own scripts look for the edit, below a system's folder
  std::filesystem::path photo_copy = {};  ///< where they look for the photo, likewise; empty: nowhere
  PicturePlace source = {};
  PicturePlace target = {};  ///< the right edit; empty where there is none
  PicturePlace mask =
      {};  ///< where the edit is meant to be; empty where that is not known, or in `mask_runs`
  /// The same as pairs of start and length in the picture's pixels, row after row. The picture's rim of one
  /// pixel counts as in the mask, too.
  std::vector<std::int64_t> mask_runs = {};
  std::string caption = {};         ///< what the photo shows, where the benchmark says so
  std::string target_caption = {};  ///< what the edit is to show, likewise
  /// Id of an earlier item whose edit this one begins from; empty: from `source`.
  std::string follows = {};
};

/// A published set of edits to be made.
struct Benchmark {
  std::string name;   ///< as on a command line
  std::string title;  ///< e.g. "PIE-Bench"
  /// Whether its score is the mean of the groups' means; else that of all items.
  bool is_mean_of_groups = false;
  std::vector<BenchmarkItem> items;
  std::vector<DatasetProblem> problems;  ///< rows that are no items
};

struct BenchmarkOptions {
  std::string language = {};             ///< of the instructions, "en" or "cn"; empty: all
  std::vector<std::string> groups = {};  ///< only these; empty: all
  int most_per_group = 0;                ///< the first of each group; 0: all
};

/// Names of the benchmarks that are read.
[[nodiscard]] std::vector<std::string> benchmark_names();

/// Lists a benchmark's items out of the files that its makers publish. Throws Error(InvalidArgument) on an
/// unknown name, a group that there is not and where nothing is left, Error(FileUnreadable | FileMalformed)
/// where the lists cannot be read, Error(Unsupported) for Parquet without its library, Cancelled.
[[nodiscard]] Benchmark read_benchmark(const std::string& name, const std::filesystem::path& path,
                                       const BenchmarkOptions& options = {}, const RunContext& context = {});

/// The mask of an item for a picture of that size: U8, one channel, 255 where the edit is meant to be; empty
/// where it has none. Throws as PictureStore::mask(), Error(FileMalformed) where it is of another shape.
[[nodiscard]] Image mask_of(const BenchmarkItem& item, PixelSize size, PictureStore& store,
                            const RunContext& context = {});

}  // namespace v4e

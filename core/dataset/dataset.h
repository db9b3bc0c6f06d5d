// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/run_context.h"
#include "core/dataset/pair_record.h"

namespace v4e {

/// A row of a data set that is no pair, or a pair that cannot be used.
struct DatasetProblem {
  std::string place;  ///< "pairs.jsonl, line 7", or a pair's id
  std::string what;   ///< what is wrong and what to do

  bool operator==(const DatasetProblem&) const = default;
};

struct DatasetOptions {
  /// Names of fields or columns by role (source, target, mask, instruction, video …) where the names are not
  /// guessed right.
  std::map<std::string, std::string> roles = {};
  std::string instruction = {};  ///< of pairs that have none of their own
};

/// What a data set holds. Lists alone are read; pictures are opened by whoever needs them.
struct Dataset {
  std::string layout;                        ///< e.g. "MagicBrush folder"
  std::map<std::string, std::string> roles;  ///< what was taken for what
  std::vector<PairRecord> pairs;
  std::vector<DatasetProblem> problems;
};

/// Names of the layouts that are read, for messages.
[[nodiscard]] std::vector<std::string> dataset_layouts();

/// Recognises the layout of a file or folder and lists its pairs, ids made unique. Throws
/// Error(FileUnreadable), Error(FileMalformed) for a list that cannot be read at all, Error(Unsupported) for
/// Parquet and Arrow in a program that was built without them, Error(InvalidArgument) where no layout fits, a
/// role's column is not there or there are no pairs, Cancelled.
[[nodiscard]] Dataset read_dataset(const std::filesystem::path& path, const DatasetOptions& options = {},
                                   const RunContext& context = {});

}  // namespace v4e

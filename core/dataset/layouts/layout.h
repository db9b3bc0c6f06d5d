// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"

namespace v4e {

/// A way in which pairs are published. A new one is a file in this folder and a row in dataset.cpp.
struct DatasetLayout {
  std::string_view name;
  bool (*fits)(const std::filesystem::path& path);
  Dataset (*read)(const std::filesystem::path& path, const DatasetOptions& options,
                  const RunContext& context);
};

extern const DatasetLayout kPairTable;        ///< pairs.jsonl, and other lists of objects or rows
extern const DatasetLayout kBeforeAfter;      ///< folders before/ and after/
extern const DatasetLayout kInstructPix2Pix;  ///< the release: seeds.json and a folder for each prompt
extern const DatasetLayout kMagicBrush;       ///< the release: edit_turns.json or edit_sessions.json, images/
extern const DatasetLayout kColumnFiles;      ///< Parquet or Arrow files
extern const DatasetLayout kTarShards;        ///< archives in which a pair's files share their name's start

/// Lists of pairs are no larger than that.
inline constexpr std::size_t kMostListBytes = 2ull << 30;

}  // namespace v4e

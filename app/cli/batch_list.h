// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/document/queue/output_name.h"
#include "core/document/queue/queue_item.h"
#include "core/edit/edit_settings.h"

namespace v4e::cli {

/// What holds for every row that says nothing of its own.
struct BatchDefaults {
  EditSettings settings;
  OutputRule output;
  /// Whether a photo found in a folder is the result of an earlier run; empty: none is.
  std::function<bool(const std::filesystem::path& photo)> is_result = {};
};

/// All inputs must be there. Throws Error(FileUnreadable).
void check_inputs(const std::vector<std::filesystem::path>& inputs);

/// What is asked for by `inputs`: photos, folders (deep), or lists. A list is a .csv file with a header line
/// (columns photo, instruction and the other fields of EditSettings; any but the first may be missing) or a
/// .json array of objects with these keys; its photos are relative to it. Files that are not photos, results
/// and folders of other batches are reported in `skipped`. Throws Error(FileUnreadable | FileMalformed), and
/// Error(InvalidArgument) for a row without an instruction.
[[nodiscard]] std::vector<QueueRequest> read_batch(const std::vector<std::filesystem::path>& inputs,
                                                   const BatchDefaults& defaults,
                                                   std::vector<std::string>& skipped);

/// Name of the file in an output folder that remembers what is done.
constexpr const char* kBatchQueueName = "v4e-batch.queue";

}  // namespace v4e::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/document/queue/output_name.h"
#include "core/document/queue/queue_item.h"

namespace v4e::cli {

/// What holds for every row that says nothing of its own.
struct BatchDefaults {
  EditSettings settings;
  OutputRule output;
};

/// What is asked for by `inputs`: photos, folders (deep), or lists. A list is a .csv file with a header line
/// (columns photo and any field of EditSettings' JSON: instruction, caption, seed, steps …; any but the first
/// may be missing) or a .json array of objects with these keys; its photos are relative to it. Files that are no photos are told in `skipped`. Throws
/// Error(FileUnreadable | FileMalformed), and Error(InvalidArgument) for a row without an instruction.
[[nodiscard]] std::vector<QueueRequest> read_batch(const std::vector<std::filesystem::path>& inputs,
                                                   const BatchDefaults& defaults,
                                                   std::vector<std::string>& skipped);

}  // namespace v4e::cli

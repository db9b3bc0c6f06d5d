// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "app/cli/step_options.h"
#include "core/document/queue/output_name.h"
#include "core/document/queue/queue_item.h"

namespace v4e::cli {

/// What holds for every row that says nothing of its own.
struct BatchDefaults {
  StepOrder steps;
  EditSettings settings;  ///< what the steps leave open
  PhotoShape shape;
  OutputRule output;
  std::filesystem::path mask_folder = {};  ///< of masks named like the photos; empty: none
  /// Whether a photo found in a folder is the result of an earlier run; empty: none is.
  std::function<bool(const std::filesystem::path& photo)> is_result = {};
};

/// What a batch leaves out, with why, for a person.
struct LeftOut {
  std::vector<std::string> files;    ///< are no photos to be edited: no fault
  std::vector<std::string> no_mask;  ///< photos that have no mask in the folder of masks
};

/// All inputs must be there. Throws Error(FileUnreadable).
void check_inputs(const std::vector<std::filesystem::path>& inputs);

/// What is asked for by `inputs`: photos, folders (deep), or lists. A list is a .csv file with a header line
/// (columns photo, instruction, look, which is a file, region and the other fields of EditSettings; any but
/// the first may be missing) or a .json array of objects with these keys; its photos and looks are relative
/// to it. Files that are not photos, results, folders of other batches and photos without a mask are reported
/// in `left_out`. Throws Error(FileUnreadable | FileMalformed), Error(InvalidArgument) for a row that asks for
/// nothing or for what does not go together, and what read_look() throws, with the row's place.
[[nodiscard]] std::vector<QueueRequest> read_batch(const std::vector<std::filesystem::path>& inputs,
                                                   const BatchDefaults& defaults,
                                                   LeftOut& left_out);

}  // namespace v4e::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "app/cli/asked_captions.h"
#include "app/cli/batch_shard.h"
#include "app/cli/best_of_options.h"
#include "app/cli/shape_options.h"
#include "app/cli/step_options.h"
#include "core/base/run_context.h"
#include "core/document/queue/output_name.h"
#include "core/document/queue/queue_item.h"
#include "core/edit/editor.h"

namespace v4e::cli {

/// What was given to `v4e batch`.
struct BatchArguments {
  std::vector<std::string> inputs;
  StepArguments steps;
  AskedCaptionOptions captions;
  BestOfOptions best_of;
  EditSettings settings;
  ShapeArguments shape;
  std::string output;
  std::string pattern = OutputRule().pattern;
  std::string format = "png";
  std::string queue;
  std::string mask_folder;
  EditorOptions editor;
  std::string shard;
  bool missing = false;
  bool retry = false;
  bool force = false;
  bool fast = false;
  bool finish = false;  ///< at 2K, as a last step

  [[nodiscard]] BatchShard share() const { return shard.empty() ? BatchShard() : parse_shard(shard); }
  [[nodiscard]] OutputRule output_rule() const;
  /// What remembers what is done.
  [[nodiscard]] std::filesystem::path queue_file() const;
  /// Where the marks of several tries go, a line of JSON for each photo.
  [[nodiscard]] std::filesystem::path marks_file() const;
};

/// What makes two requests the same work: photo, all settings, and where the result goes. A name that counts
/// or holds the date is another one each time, so of such names only folder and format count.
[[nodiscard]] std::string work_key(const QueueRequest& request, const std::string& pattern);

/// Whether nothing is left to do for an item: what is done counts only while the result is there as it was
/// written, of the photo as it is now.
[[nodiscard]] bool is_settled(const QueueItem& item, const RunContext& context);

/// What a queue has done and has left, its own program running or not. Changes nothing in it.
[[nodiscard]] std::vector<QueueItem> items_of(const std::filesystem::path& queue);

/// Whether a photo is the result of one of the items.
[[nodiscard]] std::function<bool(const std::filesystem::path&)> result_finder(
    const std::vector<QueueItem>& items);

/// What the other shares of this batch, and batches before it, have in their queues.
[[nodiscard]] std::vector<QueueItem> items_elsewhere(const BatchArguments& arguments);

}  // namespace v4e::cli

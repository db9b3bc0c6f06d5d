// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/edit/edit_settings.h"
#include "core/image/photo_shape.h"

namespace v4e {

/// waiting -> preparing -> running -> finishing -> one of the last four.
enum class QueueState { Waiting, Preparing, Running, Finishing, Done, Failed, Cancelled, Interrupted };

/// Name of a state as it stands in the queue's file, e.g. "waiting".
[[nodiscard]] std::string_view to_string(QueueState state);
/// Throws Error(FileMalformed) on an unknown name.
[[nodiscard]] QueueState queue_state_from(std::string_view name);

/// True from preparing to finishing: the runner holds the item.
[[nodiscard]] constexpr bool is_active(QueueState state) {
  return state == QueueState::Preparing || state == QueueState::Running || state == QueueState::Finishing;
}
/// True where the item will not move again by itself.
[[nodiscard]] constexpr bool is_over(QueueState state) {
  return state >= QueueState::Done;
}

/// What is asked for: one photo, one instruction or several in turn.
struct QueueRequest {
  std::filesystem::path photo;
  PhotoShape shape;                  ///< in which the photo is edited
  EditSettings settings;             ///< an empty model: the one in use
  std::vector<EditSettings> before;  ///< steps that are done first, each on the result of the one before
  std::string look;                  ///< name of the look that the steps are from; empty: of none
  bool finish = false;  ///< at 2K: the last step's result once more by ChronoEdit's upscaler LoRA, at the end
  /// All of that as it stands in the file, where it cannot be read: the item fails when its turn comes.
  std::string unreadable_order;
  std::filesystem::path output;  ///< where the result is wanted; another name is taken if it is in use
  /// What `output` was made of besides the above, so that it can be made again by another rule.
  std::filesystem::path subfolder;
  int counter = 1;
  int quality = 0;  ///< 1..100 for formats that have one; 0: the best, see WriteOptions

  bool operator==(const QueueRequest&) const = default;
};

/// All steps, in turn, but for the finish, which depends on the photo and the model.
[[nodiscard]] std::vector<EditSettings> steps_of(const QueueRequest& request);
/// `steps`: at least one.
void set_steps(std::vector<EditSettings> steps, QueueRequest& request);
/// What the result is named after: the look, or the instructions.
[[nodiscard]] std::string words_of(const QueueRequest& request);

/// What is to be done to the photo as one text in JSON, and out of it into `request`. Throws
/// Error(FileMalformed).
[[nodiscard]] std::string order_text(const QueueRequest& request);
void take_order(std::string_view text, QueueRequest& request);

struct QueueItem {
  std::int64_t id = 0;
  double position = 0;  ///< order in the queue, ascending
  QueueState state = QueueState::Waiting;
  QueueRequest request;
  std::filesystem::path temporary;  ///< the edit writes its result here; the queue moves it to its place
  std::filesystem::path result;     ///< the result's place, once it is known
  std::int64_t result_bytes = 0;    ///< size of the result; 0: not known
  std::string input_hash;           ///< SHA-256 of the photo when it was edited
  int attempts = 0;
  std::int64_t added_ms = 0;  ///< since 1970, as are the next two; 0: not yet
  std::int64_t started_ms = 0;
  std::int64_t finished_ms = 0;
  std::optional<ErrorCode> error_code;  ///< class of the failure
  std::string error_text;
};

/// What changed in a queue, by item number.
struct QueueChange {
  std::vector<std::int64_t> changed;
  std::vector<std::int64_t> removed;
  bool everything = false;  ///< order or settings changed: read all again
};

struct QueuePause {
  bool paused = false;
  std::string reason;  ///< human-readable; empty if the user paused it
};

}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/library/lora_report.h"
#include "core/region/subject_finder.h"
#include "core/teaching/lesson.h"
#include "core/teaching/teaching_plan.h"
#include "ui/engine/edit_values.h"

namespace v4e::ui {

/// Models behind one thread: every function is called on the engine's worker thread and may take its time.
/// Throws v4e::Error and v4e::Cancelled. Tests put a fake here, the program the module with LibTorch.
class EngineBackend {
 public:
  virtual ~EngineBackend() = default;

  /// Looks for models in `folders`, the embedded one first.
  virtual std::vector<ModelInfo> findModels(const std::vector<std::filesystem::path>& folders) = 0;

  virtual EditResult edit(const EditRequest& request, const EditHooks& hooks) = 0;

  /// The step that makes an edit with those settings of such a photo once more at 2K. As finish_of().
  virtual EditSettings finishOf(const EditSettings& edit, PixelSize photo) = 0;

  /// The same generation at another strength, merged with result.edits.
  virtual EditResult merge(const EditResult& result, double strength, const RunContext& run) = 0;

  /// The pixels that merge() would give in that part of the photo, or nearly those at a smaller size. Nothing
  /// where a part would take as long as the whole.
  virtual std::optional<Photo> mergePart(const EditResult& result, double strength, const LookPart& part,
                                         const RunContext& run) = 0;

  /// What the photo is of, looked at twice where it is small. Takes no model of the user's.
  virtual FoundSubject findSubject(const Image& photo, const RunContext& run) = 0;

  /// Whether a LoRA goes with the model of that id, by their headers. May be called on any thread, also while
  /// another function runs.
  virtual LoraReport checkLora(const std::string& file, const std::string& modelId) = 0;

  /// Keeps what a LoRA is for that goes with the model of that id. As checkLora(), on any thread. Throws as
  /// say_lora_purpose() does.
  virtual void keepLoraPurpose(const std::string& file, const std::string& modelId, LoraPurpose purpose) = 0;

  /// Keeps which model a file is. Throws as answer() does.
  virtual void answerKind(const KindQuestion& question, const std::string& id) = 0;

  /// What teaching a model so many pairs would take. As checkLora(), on any thread.
  virtual TeachingPlan planTeaching(const std::string& modelId, std::size_t pairs) = 0;
  /// Teaches the folder's lesson, going on where it was. Progress as core/teaching/teach.h has it.
  virtual LessonResult teach(const LessonFolder& folder, const RunContext& run) = 0;

  /// Gives the models' memory back; the next edit loads them again.
  virtual void unload() = 0;
};

/// What a backend module exports as `v4e_make_backend`; the caller owns what it returns.
using MakeBackend = EngineBackend* (*)();

}  // namespace v4e::ui

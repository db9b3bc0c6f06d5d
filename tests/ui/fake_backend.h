// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <atomic>
#include <cstdint>
#include <memory>
#include <semaphore>
#include <string>

#include "ui/engine/engine_backend.h"

namespace v4e::ui {

/// What a test and its backend, which lives on another thread, both see.
struct FakeControl {
  std::atomic<int> edits{0};
  std::atomic<int> merges{0};
  std::atomic<int> parts{0};                ///< of the photo that were merged
  std::atomic<double> part_scale{1};        ///< of the last one
  std::atomic<bool> waits_to_merge{false};  ///< until it is false again, or stopped
  std::atomic<int> made{0};                 ///< backends
  std::atomic<bool> fails{false};
  std::atomic<bool> waits{false};            ///< before each step, for `go`
  std::atomic<bool> waits_to_decode{false};  ///< the same before decoding
  std::atomic<int> decoding{0};              ///< edits that came so far
  std::counting_semaphore<> go{0};
  std::atomic<bool> unloaded{false};
  std::atomic<bool> has_subject{true};  ///< in the middle of each photo
  std::atomic<bool> subject_is_clear{true};
  std::atomic<bool> on_gui_thread{false};  ///< some work was done there
  std::atomic<bool> large_has_experts{false};
  std::atomic<int> checks{0};               ///< of LoRAs
  std::atomic<int> purpose{-1};             ///< LoraPurpose that was kept of those called "renamed"
  std::atomic<bool> asks_for_kind{false};   ///< of the second model
  std::atomic<int> kind{-1};                ///< what was answered: a place in the choices
  std::atomic<bool> large_is_ready{false};  ///< the second model, of 28 GB; else it lacks a part
  std::atomic<bool> waits_to_teach{false};  ///< before each step, for `go_teach`
  std::counting_semaphore<> go_teach{0};
  std::atomic<int> taught_steps{0};  ///< that were made, of all lessons
  std::atomic<bool> fails_to_teach{false};
  std::atomic<std::int64_t> free_bytes{0};  ///< where both run; 0: unknown
  std::vector<int> frames{5};  ///< counts that the model can make; set it before models are looked for
};

/// An engine without models: the edit is the photo's negative, the frames are steps towards it.
class FakeBackend : public EngineBackend {
 public:
  explicit FakeBackend(std::shared_ptr<FakeControl> control) : control_(std::move(control)) {
    ++control_->made;
  }

  std::vector<ModelInfo> findModels(const std::vector<std::filesystem::path>& folders) override;
  EditResult edit(const EditRequest& request, const EditHooks& hooks) override;
  EditSettings finishOf(const EditSettings& edit, PixelSize photo) override;
  EditResult merge(const EditResult& result, double strength, const RunContext& run) override;
  std::optional<Photo> mergePart(const EditResult& result, double strength, const LookPart& wanted,
                                 const RunContext& run) override;
  FoundSubject findSubject(const Image& photo, const RunContext& run) override;
  LoraReport checkLora(const std::string& file, const std::string& modelId) override;
  void keepLoraPurpose(const std::string& file, const std::string& modelId, LoraPurpose purpose) override;
  void answerKind(const KindQuestion& question, const std::string& id) override;
  TeachingPlan planTeaching(const std::string& modelId, std::size_t pairs) override;
  LessonResult teach(const LessonFolder& folder, const RunContext& run) override;
  void unload() override { control_->unloaded = true; }

 private:
  std::shared_ptr<FakeControl> control_;
};

/// A colourful photo of that size.
[[nodiscard]] QImage testPicture(int width, int height);

/// The picture as a PNG file in `folder`.
[[nodiscard]] std::string writeTestPhoto(const std::string& folder, int width, int height);

}  // namespace v4e::ui

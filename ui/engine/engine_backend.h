// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

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

  /// The same generation with another frame as the edit, merged with result.edits.
  virtual EditResult mergeFrame(const EditResult& result, std::size_t frame, const RunContext& run) = 0;

  /// Gives the models' memory back; the next edit loads them again.
  virtual void unload() = 0;
};

/// What a backend module exports as `v4e_make_backend`; the caller owns what it returns.
using MakeBackend = EngineBackend* (*)();

}  // namespace v4e::ui

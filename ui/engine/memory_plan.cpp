// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/memory_plan.h"

namespace v4e::ui {

std::vector<MemoryCandidate> memoryCandidates(const QList<ModelInfo>& models) {
  std::vector<MemoryCandidate> candidates;
  for (const ModelInfo& model : models) {
    MemoryCandidate candidate;
    candidate.id = model.id;
    candidate.ready = model.ready;
    candidate.memory = {model.free_bytes, model.value_bytes, model.on_cpu};
    candidate.sizes = model.sizes;
    if (candidate.sizes.weights() == 0) {  // nothing is known but a sum
      candidate.memory.value_bytes = 1;
      candidate.sizes.transformer = model.memory_bytes;
    }
    candidate.area_px = std::int64_t{model.working_width} * model.working_height;
    candidate.frames = model.ranges.frames;
    candidate.default_frames = model.ranges.default_frames;
    candidates.push_back(std::move(candidate));
  }
  return candidates;
}

}  // namespace v4e::ui

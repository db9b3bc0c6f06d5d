// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/memory_check.h"

#include <cstdio>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/library/model_sizes.h"
#include "core/nn/device.h"

namespace v4e::cli {
namespace {

std::string gigabytes(std::int64_t bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f GB", static_cast<double>(bytes) / 1e9);
  return text;
}

/// The other models that are found, as far as they are whole.
std::vector<MemoryCandidate> other_models(const ModelDescription& chosen, const at::Device& device,
                                          at::ScalarType dtype) {
  std::vector<MemoryCandidate> others;
  for (const FoundModel& found : find_models(model_search_folders())) {
    if (!found.description || found.folder == chosen.folder) continue;
    try {
      others.push_back(memory_candidate(*found.description, device, dtype));
    } catch (const Error&) {
      // What cannot be opened is no way out.
    }
  }
  return others;
}

std::string ways_text(const MemoryCandidate& model, int frames, const std::vector<MemoryWay>& ways) {
  std::vector<std::string> texts;
  if (const std::int64_t area = largest_area(model, frames); area > 0) {
    char size[32];
    std::snprintf(size, sizeof size, "--size %.2g", static_cast<double>(area) / 1e6);
    texts.emplace_back(size);
  }
  for (const MemoryWay& way : ways) {
    const bool same = way.model_id == model.id;
    texts.push_back(same ? "--frames " + std::to_string(way.frames)
                         : "--model \"" + way.model_id + "\" (" + gigabytes(way.least_bytes) + ")");
  }
  if (texts.empty()) return "nothing that is here fits";
  std::string joined;
  for (const std::string& text : texts) joined += (joined.empty() ? "" : ", or ") + text;
  return "what fits: " + joined;
}

}  // namespace

void check_memory(const ModelDescription& model, const EditorOptions& options, std::optional<int> frames,
                  std::optional<std::int64_t> area_px) {
  const at::Device device = parse_device(options.device);
  const at::ScalarType dtype = parse_dtype(options.dtype, device);
  MemoryCandidate wanted = memory_candidate(model, device, dtype);
  wanted.area_px = area_px.value_or(wanted.area_px);
  const int count = frames.value_or(wanted.default_frames);
  if (plan_memory({&wanted, 1}, wanted.id, count).fits) return;
  std::vector<MemoryCandidate> models = other_models(model, device, dtype);
  models.insert(models.begin(), wanted);
  const MemoryPlan plan = plan_memory(models, wanted.id, count);
  throw Error(ErrorCode::OutOfMemory,
              "the model \"" + model.name + "\" takes at least " + gigabytes(plan.least_bytes) +
                  " of memory for this edit, and " + gigabytes(plan.free_bytes) + " are free; " +
                  ways_text(wanted, count, plan.ways) + "; --force tries all the same");
}

void check_finish_memory(const ModelDescription& model, const EditorOptions& options, std::int64_t area_px) {
  const at::Device device = parse_device(options.device);
  MemoryCandidate wanted = memory_candidate(model, device, parse_dtype(options.dtype, device));
  wanted.area_px = area_px;
  const MemoryPlan plan = plan_memory({&wanted, 1}, wanted.id, wanted.default_frames);
  if (plan.fits) return;
  char size[32];
  std::snprintf(size, sizeof size, "%.2g", static_cast<double>(area_px) / 1e6);
  throw Error(ErrorCode::OutOfMemory, "to finish the edit at 2K, at " + std::string(size) +
                                          " megapixels, the model \"" + model.name + "\" takes at least " +
                                          gigabytes(plan.least_bytes) + " of memory, and " +
                                          gigabytes(plan.free_bytes) +
                                          " are free; leave --finish-2k out, which the edit itself does not "
                                          "need, or --force to try all the same");
}

}  // namespace v4e::cli

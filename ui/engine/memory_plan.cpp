// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/memory_plan.h"

#include <algorithm>
#include <functional>

#include "ui/engine/find_model.h"

namespace v4e::ui {
namespace {

constexpr std::size_t kMostWays = 2;
constexpr std::int64_t kFrameCopies = 2;  // the decoder's tensor, and the pictures made of it
constexpr std::int64_t kPixelBytes = 3 * sizeof(float);

/// `allowed`: whether an edit with so many bytes of that model is a way.
using Allowed = std::function<bool(const ModelInfo& model, std::int64_t least_bytes)>;

void add_fewer_frames(const ModelInfo& model, int frames, const Allowed& allowed,
                      std::vector<MemoryWay>& ways) {
  const std::vector<int>& counts = model.ranges.frames;
  for (auto count = counts.rbegin(); count != counts.rend(); ++count) {
    const std::int64_t least = leastMemoryBytes(model, *count);
    if (*count < frames && allowed(model, least)) return ways.push_back({model.id, *count, least});
  }
}

/// The larger a model, the nearer it is to what was wanted.
void add_other_models(const QList<ModelInfo>& models, const std::string& but, const Allowed& allowed,
                      std::vector<MemoryWay>& ways) {
  std::vector<MemoryWay> others;
  for (const ModelInfo& model : models) {
    const int frames = model.ranges.default_frames;
    const std::int64_t least = leastMemoryBytes(model, frames);
    if (model.id != but && model.ready && least > 0 && allowed(model, least))
      others.push_back({model.id, frames, least});
  }
  std::stable_sort(others.begin(), others.end(), [](const MemoryWay& one, const MemoryWay& other) {
    return one.least_bytes > other.least_bytes;
  });
  ways.insert(ways.end(), others.begin(), others.end());
}

std::vector<MemoryWay> find_ways(const QList<ModelInfo>& models, const ModelInfo& wanted, int frames,
                                 const Allowed& allowed) {
  std::vector<MemoryWay> ways;
  add_fewer_frames(wanted, frames, allowed, ways);
  add_other_models(models, wanted.id, allowed, ways);
  if (ways.size() > kMostWays) ways.resize(kMostWays);
  return ways;
}

}  // namespace

std::int64_t leastMemoryBytes(const ModelInfo& model, int frames) {
  if (model.memory_bytes <= 0) return 0;
  const std::int64_t pixels = std::int64_t{model.working_width} * model.working_height;
  return model.memory_bytes + kFrameCopies * kPixelBytes * pixels * frames;
}

MemoryPlan planMemory(const QList<ModelInfo>& models, const std::string& model_id, int frames) {
  MemoryPlan plan;
  const ModelInfo* wanted = findModel(models, model_id);
  if (!wanted) return plan;
  plan.least_bytes = leastMemoryBytes(*wanted, frames);
  plan.free_bytes = wanted->free_bytes;
  plan.fits = plan.least_bytes == 0 || plan.free_bytes <= 0 || plan.least_bytes <= plan.free_bytes;
  if (plan.fits) return plan;
  plan.ways = find_ways(models, *wanted, frames, [](const ModelInfo& model, std::int64_t least) {
    return model.free_bytes > 0 && least <= model.free_bytes;
  });
  return plan;
}

std::vector<MemoryWay> smallerWays(const QList<ModelInfo>& models, const std::string& model_id, int frames) {
  const ModelInfo* failed = findModel(models, model_id);
  if (!failed) return {};
  const std::int64_t most = leastMemoryBytes(*failed, frames);
  return find_ways(models, *failed, frames, [&](const ModelInfo& model, std::int64_t least) {
    const bool is_smaller = &model == failed || least < most;
    return is_smaller && (model.free_bytes <= 0 || least <= model.free_bytes);
  });
}

}  // namespace v4e::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/memory_plan.h"

#include <algorithm>
#include <functional>

namespace v4e {
namespace {

constexpr std::size_t kMostWays = 2;

/// `allowed`: whether an edit with so many bytes of that model is a way.
using Allowed = std::function<bool(const MemoryCandidate& model, std::int64_t least_bytes)>;

const MemoryCandidate* find(std::span<const MemoryCandidate> models, const std::string& id) {
  const auto found = std::find_if(models.begin(), models.end(),
                                  [&](const MemoryCandidate& model) { return model.id == id; });
  return found == models.end() ? nullptr : &*found;
}

void add_fewer_frames(const MemoryCandidate& model, int frames, const Allowed& allowed,
                      std::vector<MemoryWay>& ways) {
  for (auto count = model.frames.rbegin(); count != model.frames.rend(); ++count) {
    const std::int64_t least = model.least_bytes(*count);
    if (*count < frames && allowed(model, least)) return ways.push_back({model.id, *count, least});
  }
}

/// The larger a model, the nearer it is to what was wanted.
void add_other_models(std::span<const MemoryCandidate> models, const std::string& but, const Allowed& allowed,
                      std::vector<MemoryWay>& ways) {
  std::vector<MemoryWay> others;
  for (const MemoryCandidate& model : models) {
    const std::int64_t least = model.least_bytes(model.default_frames);
    if (model.id != but && model.ready && least > 0 && allowed(model, least))
      others.push_back({model.id, model.default_frames, least});
  }
  std::stable_sort(others.begin(), others.end(), [](const MemoryWay& one, const MemoryWay& other) {
    return one.least_bytes > other.least_bytes;
  });
  ways.insert(ways.end(), others.begin(), others.end());
}

std::vector<MemoryWay> find_ways(std::span<const MemoryCandidate> models, const MemoryCandidate& wanted,
                                 int frames, const Allowed& allowed) {
  std::vector<MemoryWay> ways;
  add_fewer_frames(wanted, frames, allowed, ways);
  add_other_models(models, wanted.id, allowed, ways);
  if (ways.size() > kMostWays) ways.resize(kMostWays);
  return ways;
}

std::int64_t least_bytes_at(const MemoryCandidate& model, std::int64_t area_px, int frames) {
  // Nothing fits into one byte, so this is the plan that takes the least.
  ComputeMemory none = model.memory;
  none.free_bytes = 1;
  return plan_residency(model.sizes, {area_px, frames}, none).peak_bytes();
}

}  // namespace

std::int64_t MemoryCandidate::least_bytes(int with_frames) const {
  return sizes.weights() <= 0 ? 0 : least_bytes_at(*this, area_px, with_frames);
}

MemoryPlan plan_memory(std::span<const MemoryCandidate> models, const std::string& model_id, int frames) {
  MemoryPlan plan;
  const MemoryCandidate* wanted = find(models, model_id);
  if (!wanted) return plan;
  plan.least_bytes = wanted->least_bytes(frames);
  plan.free_bytes = wanted->memory.free_bytes;
  plan.fits = plan.least_bytes == 0 || plan.free_bytes <= 0 || plan.least_bytes <= plan.free_bytes;
  if (plan.fits) return plan;
  plan.ways = find_ways(models, *wanted, frames, [](const MemoryCandidate& model, std::int64_t least) {
    return model.memory.free_bytes > 0 && least <= model.memory.free_bytes;
  });
  return plan;
}

std::vector<MemoryWay> smaller_ways(std::span<const MemoryCandidate> models, const std::string& model_id,
                                    int frames) {
  const MemoryCandidate* failed = find(models, model_id);
  if (!failed) return {};
  const std::int64_t most = failed->least_bytes(frames);
  return find_ways(models, *failed, frames, [&](const MemoryCandidate& model, std::int64_t least) {
    const bool is_smaller = &model == failed || least < most;
    return is_smaller && (model.memory.free_bytes <= 0 || least <= model.memory.free_bytes);
  });
}

std::int64_t largest_area(const MemoryCandidate& model, int frames) {
  for (int tenths = 9; tenths > 0; --tenths) {
    const std::int64_t area = model.area_px * tenths / 10;
    if (least_bytes_at(model, area, frames) <= model.memory.free_bytes) return area;
  }
  return 0;
}

}  // namespace v4e

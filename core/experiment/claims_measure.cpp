// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/claims_measure.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/dataset/rollout_filters.h"
#include "core/edit/frame_tensors.h"
#include "core/merge/alignment.h"
#include "core/training/filters.h"
#include "core/training/region_shapes.h"

namespace v4e::training {
namespace {

constexpr std::size_t kAtOnce = 48;
constexpr std::int64_t kRim = 2;           ///< pixels around a mask that are neither inside nor outside
constexpr double kMostShiftShare = 0.125;  ///< of the picture

at::Tensor unit(const at::Tensor& bytes) {
  return bytes.to(torch::kFloat) / 255;
}

/// Mean squared Laplacian of luma.
double detail_of(const at::Tensor& picture) {
  const auto kernel =
      torch::tensor({0.0F, 1.0F, 0.0F, 1.0F, -4.0F, 1.0F, 0.0F, 1.0F, 0.0F}).view({1, 1, 3, 3});
  return torch::conv2d(luma(picture).unsqueeze(0), kernel).square().mean().item<double>();
}

std::string words_for(const HeldOutSet& set, std::int64_t item, Words words) {
  if (words == Words::Process) return set.latents.still_caption_of(item);
  if (words == Words::Unseen)
    return set.latents.table.at(static_cast<std::size_t>(set.unseen[item].item<std::int64_t>()));
  return set.latents.text_of(item);
}

Image image_of_picture(const at::Tensor& picture) {
  return to_images(picture.unsqueeze(0).unsqueeze(0)).front();
}

Image image_of_mask(const at::Tensor& mask) {
  const auto whole = mask.contiguous();
  Image image(static_cast<int>(whole.size(1)), static_cast<int>(whole.size(0)), 1, SampleType::U8);
  std::memcpy(image.mutable_data(), whole.const_data_ptr(), image.size_bytes());
  return image;
}

}  // namespace

at::Tensor edited_photos(ClaimsModel& model, const HeldOutSet& held_out,
                         const std::vector<std::int64_t>& items, Words words, int steps,
                         const RunContext& context) {
  const torch::NoGradGuard no_grad;
  std::vector<at::Tensor> edits;
  for (std::size_t begin = 0; begin < items.size(); begin += kAtOnce) {
    context.check();
    const auto end = std::min(items.size(), begin + kAtOnce);
    const std::vector<std::int64_t> part(items.begin() + static_cast<std::ptrdiff_t>(begin),
                                         items.begin() + static_cast<std::ptrdiff_t>(end));
    const auto still = held_out.latents.still.index_select(0, torch::tensor(part)).to(torch::kFloat);
    std::vector<at::Tensor> noise;
    std::vector<std::string> texts;
    for (const auto item : part) {
      noise.push_back(item_noise(held_out.latents.stream, item, still.sizes().slice(1)));
      texts.push_back(words_for(held_out, item, words));
    }
    ClaimsModel::Sampling sampling;
    sampling.steps = steps;
    edits.push_back(model.last_frame(
        model.sample(texts, model.condition(Given::First, still, {}), torch::stack(noise), sampling)));
  }
  return torch::cat(edits);
}

std::vector<ExampleScore> scores_of(const at::Tensor& edits, const HeldOutSet& held_out,
                                    const std::vector<std::int64_t>& items) {
  std::vector<ExampleScore> scores;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto item = items[i];
    const auto edit = edits[static_cast<std::int64_t>(i)];
    const auto photo = unit(held_out.photo[item]);
    const auto target = unit(held_out.target[item]);
    const auto squared = [](const at::Tensor& a, const at::Tensor& b) {
      return (a - b).square().mean(0, true);
    };
    ExampleScore score;
    score.variant = held_out.latents.variant[item].item<int>();
    score.place = held_out.place[item].item<int>();
    score.error = squared(edit, target).sum().item<double>();
    score.copy_error = squared(photo, target).sum().item<double>();
    if (held_out.is_local[item].item<bool>()) {
      const auto outside = 1 - grown(held_out.mask[item].gt(5).to(torch::kFloat).unsqueeze(0), kRim);
      // What the codec loses is no fault of the model's.
      score.outside = (squared(edit, unit(held_out.coded[item])) * outside).sum().item<double>();
      score.outside_area = outside.sum().item<double>();
    }
    score.detail = detail_of(edit);
    score.wanted_detail = detail_of(target);
    scores.push_back(score);
  }
  return scores;
}

double drift_px(const at::Tensor& edits, const HeldOutSet& held_out, const std::vector<std::int64_t>& items) {
  double sum = 0;
  int count = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!held_out.is_local[items[i]].item<bool>()) continue;
    const auto photo = unit(held_out.coded[items[i]]);
    // What is edited is the photo's in both: only the rest can tell.
    const auto inside = grown(held_out.mask[items[i]].gt(5).to(torch::kFloat).unsqueeze(0), kRim);
    const auto rest = photo * inside + edits[static_cast<std::int64_t>(i)] * (1 - inside);
    const auto shift = estimate_shift(image_of_picture(photo), image_of_picture(rest),
                                      kMostShiftShare * static_cast<double>(photo.size(2)));
    if (!shift.reliable) continue;
    sum += std::hypot(shift.dx_px, shift.dy_px);
    ++count;
  }
  return count > 0 ? sum / count : 0;
}

at::Tensor rolled_out(ClaimsModel& teacher, const at::Tensor& still, const at::Tensor& end,
                      const std::vector<std::string>& texts, const at::Tensor& noise, int steps) {
  ClaimsModel::Sampling sampling;
  sampling.steps = steps;
  return teacher.sample(texts, teacher.condition(Given::FirstAndLast, still, end), noise, sampling);
}

WayVerdict judge_way(const at::Tensor& frames, const at::Tensor& edit, const at::Tensor& mask,
                     const RunContext& context) {
  RolloutFrames way;
  way.source = image_of_picture(frames[0]);
  way.target = image_of_picture(edit);
  if (mask.defined()) way.mask = image_of_mask(mask);
  way.frames = to_images(frames.unsqueeze(0));
  const auto verdict = judge_rollout(measure_rollout(way, context));
  return {verdict.failed, verdict.is_fade};
}

}  // namespace v4e::training

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/distill/held_out_look.h"

#include <torch/types.h>

#include <cmath>

#include "core/pipelines/denoise.h"
#include "core/pipelines/noise.h"
#include "core/training/seeds.h"

namespace v4e::training {

double picture_psnr(const at::Tensor& a, const at::Tensor& b) {
  constexpr double kLeastError = 1e-8;
  return -10 * std::log10(std::max(kLeastError, (a - b).square().mean().item<double>()));
}

at::Tensor last_picture(Components& components, const Conditioning& conditioning, const at::Tensor& latents,
                        const at::Tensor& condition, const RunContext& context) {
  const auto clip = conditioning.whole_clip(latents, condition.unsqueeze(0).to(latents.device()));
  WanVae& vae = components.vae();
  const VaeOptions options{.context = context, .tap = {}, .clamp = true};
  const auto video = vae->decode(vae->denormalize(clip), options);  // [1, 3, F, H, W]
  return (video.select(2, video.size(2) - 1)[0].to(at::kCPU, at::kFloat) / 2 + 0.5).clamp(0, 1);
}

HeldOutLook::HeldOutLook(Components& components, const Conditioning& conditioning, const EncodedSet& set,
                         const Student& student, const std::string& split)
    : components_(components), conditioning_(conditioning), set_(set), student_(student) {
  for (std::size_t i = 0; i < set_.entries().size(); ++i) {
    if (set_.entries()[i].split == split && set_.pixels(i).defined()) indices_.push_back(i);
  }
}

at::Tensor HeldOutLook::picture(std::size_t index, int which) const {
  return set_.pixels(index)[which].permute({2, 0, 1}).to(torch::kFloat) / 255;
}

double HeldOutLook::untouched() const {
  double sum = 0;
  for (const auto index : indices_) sum += picture_psnr(picture(index, 0), picture(index, 1));
  return sum / static_cast<double>(std::max<std::size_t>(1, indices_.size()));
}

at::Tensor HeldOutLook::edit_of(std::size_t index, const RunContext& context) const {
  const torch::NoGradGuard no_grad;
  const EncodedPair pair = set_.pair(index);
  const auto& text = set_.entries()[index].texts.front();
  const auto text_len = components_.transformer_config().text_len;
  WanDit& transformer = components_.transformer();
  const auto device = transformer->parameters().front().device();
  const PairBatch batch = stack_pairs({pair}, {set_.text(index, text)}, text_len, conditioning_, device);
  DenoiseInputs inputs;
  inputs.prediction = components_.sampling_config().prediction;
  inputs.prompt_embeds = batch.prompt_embeds;
  inputs.image_embeds = batch.image_embeds;
  inputs.condition = batch.condition;
  const auto scheduler = components_.make_scheduler();
  scheduler->set_timesteps(student_.sampling_steps);
  SingleDenoiser denoiser(transformer, 1);
  const auto noise = draw_noise(batch.target.sizes(), mixed_seed(kHeldoutStream, index));
  const auto made = denoise(denoiser, conditioning_, *scheduler, noise, inputs, {}, context).latents;
  return last_picture(components_, conditioning_, made, pair.condition, context);
}

double HeldOutLook::measure(const RunContext& context, std::vector<at::Tensor>* edits) const {
  double sum = 0;
  for (const auto index : indices_) {
    const auto edit = edit_of(index, context);
    sum += picture_psnr(edit, picture(index, 1));
    if (edits) edits->push_back(edit);
  }
  return sum / static_cast<double>(std::max<std::size_t>(1, indices_.size()));
}

double HeldOutLook::measure(const RunContext& context, const Company& company) const {
  double sum = 0;
  for (auto i = static_cast<std::size_t>(company.rank()); i < indices_.size();
       i += static_cast<std::size_t>(company.world()))
    sum += picture_psnr(edit_of(indices_[i], context), picture(indices_[i], 1));
  return company.sum(sum) / static_cast<double>(std::max<std::size_t>(1, indices_.size()));
}

std::vector<at::Tensor> HeldOutLook::rows(const std::vector<at::Tensor>& before,
                                          const std::vector<at::Tensor>& after) const {
  constexpr std::size_t kMostRows = 8;
  std::vector<at::Tensor> pictures;
  for (std::size_t i = 0; i < indices_.size() && pictures.size() < 4 * kMostRows; ++i) {
    const auto photo = picture(indices_[i], 0);
    if (!pictures.empty() && photo.sizes() != pictures.front().sizes()) continue;
    pictures.insert(pictures.end(), {photo, before[i], after[i], picture(indices_[i], 1)});
  }
  return pictures;
}

}  // namespace v4e::training

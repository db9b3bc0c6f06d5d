// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/question.h"

#include <ATen/ATen.h>

#include <cstring>

#include "core/base/error.h"
#include "core/edit/frame_tensors.h"
#include "core/pipelines/video_pipeline.h"

namespace v4e {
namespace {

Image mask_image(const at::Tensor& mask) {
  const auto plane = mask.contiguous();
  Image image(static_cast<int>(plane.size(1)), static_cast<int>(plane.size(0)), 1, SampleType::F32);
  std::memcpy(image.mutable_data(), plane.data_ptr<float>(), image.size_bytes());
  return image;
}

Image picture(const at::Tensor& frame) {
  return to_byte_image((frame / 2 + 0.5).permute({1, 2, 0}));
}

/// [1, z, h, w]: what the editor itself draws for a photo of this size.
at::Tensor editors_noise(const ModelDescription& model, std::int64_t size_px, std::uint64_t seed) {
  Components components(model.paths, {});
  VideoRequest request;
  request.num_frames = model.default_frames;
  request.height = request.width = size_px;
  request.seed = seed;
  return VideoPipeline(components).prepare_noise(request).select(2, -1);
}

}  // namespace

Question ask(const ModelDescription& model, const training::TripletMaker& maker, std::size_t effect,
             training::TripletOptions options, std::uint64_t seed) {
  options.instruction_share = 1;
  Question question;
  question.seed = seed;
  // Where flakes fall depends on it.
  const auto noise = editors_noise(model, options.size_px, seed);
  const auto batch = maker.batch_of(effect, options, noise, seed);
  options.heldout_wordings = true;
  question.unseen = maker.batch_of(effect, options, noise, seed).texts.front();
  question.seen = batch.texts.front();
  question.photo = std::make_shared<Photo>();
  question.photo->image = picture(batch.video[0].select(1, 0));
  question.target = picture(batch.video[0].select(1, 4));
  question.region = std::make_shared<const Image>(mask_image(batch.region[0][0]));
  return question;
}

Answer answer(Editor& editor, const Question& question, const std::string& instruction, bool in_region,
              const RunContext& context) {
  EditRequest request;
  request.photo = question.photo;
  request.settings.instruction = instruction;
  request.settings.seed = question.seed;
  if (in_region) request.settings.region = region_of_mask(*question.region);
  request.settings.region.feather_px = 0;
  request.force = true;
  EditHooks hooks;
  hooks.run.stop = context.stop;
  Answer answer;
  try {
    answer.result = editor.edit(request, hooks);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::InvalidArgument && error.code() != ErrorCode::Unsupported) throw;
    answer.problem = error.what();
  }
  return answer;
}

}  // namespace v4e

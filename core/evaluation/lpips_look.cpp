// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/lpips_look.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "core/checkpoints/checkpoint.h"
#include "core/edit/frame_tensors.h"
#include "core/evaluation/network_weights.h"
#include "core/image/samples.h"

namespace v4e {
namespace {

LpipsBackbone backbone_in(const std::filesystem::path& file) {
  try {
    return lpips_backbone(*open_checkpoint(file));
  } catch (const Error& error) {
    throw Error(error.code(), file.string() + ": " + error.what());
  }
}

}  // namespace

LpipsLooker::LpipsLooker(const std::filesystem::path& file, at::Device device)
    : file_(file), device_(device), backbone_(backbone_in(file)) {}

std::optional<double> LpipsLooker::distance(const Image& a, const Image& b, const RunContext& context) {
  if (std::min(a.width(), a.height()) < kLeastLpipsSide) return std::nullopt;
  const c10::InferenceMode inference;
  if (!model_) {
    Lpips model(backbone_);
    load_network(*model, *open_checkpoint(file_), file_, device_, context);
    model_ = model;
  }
  return model_(pixels_of(a), pixels_of(b), context).item<double>();
}

at::Tensor LpipsLooker::pixels_of(const Image& image) const {
  const at::Tensor bytes = to_byte_tensor(with_samples(image, SampleType::F32)).to(device_);
  return bytes.permute({2, 0, 1}).unsqueeze(0).to(at::kFloat) / 255 * 2 - 1;
}

}  // namespace v4e

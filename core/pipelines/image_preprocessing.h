// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace v4e {

enum class ResizeFilter { Bicubic, Lanczos };

/// Resizes as Pillow does, bit for bit: antialiased, 8-bit fixed point, passes in its order.
/// image [H, W, C] uint8 on the CPU -> [height, width, C] uint8. Throws Error(InvalidArgument).
[[nodiscard]] at::Tensor resize_like_pillow(const at::Tensor& image, std::int64_t height, std::int64_t width,
                                            ResizeFilter filter);

/// image [H, W, 3] uint8 -> Lanczos to height x width, aspect ratio not kept, [1, 3, height, width] fp32 in
/// -1 … 1: what the VAE gets.
[[nodiscard]] at::Tensor to_vae_input(const at::Tensor& image, std::int64_t height, std::int64_t width);

/// How pictures are made ready for the CLIP tower; defaults are CLIP's. From preprocessor_config.json.
struct ClipPreprocessing {
  enum class Fit {
    Crop,    ///< diffusers: shortest edge resized by Pillow's bicubic, centre crop
    Stretch  ///< original Wan2.1: bicubic without antialias of the -1 … 1 picture straight to the square
  };

  std::int64_t size = 224;
  Fit fit = Fit::Crop;
  std::vector<double> mean = {0.48145466, 0.4578275, 0.40821073};
  std::vector<double> std = {0.26862954, 0.26130258, 0.27577711};

  /// Throws Error(FileMalformed | Unsupported).
  static ClipPreprocessing from_json(const nlohmann::json& json, const std::string& origin);
};

/// Fit::Crop before scaling: image [H, W, 3] uint8 -> [size, size, 3] uint8.
[[nodiscard]] at::Tensor resize_and_crop(const at::Tensor& image, std::int64_t size);

/// image [H, W, 3] uint8 -> [1, 3, size, size] fp32, normalised.
[[nodiscard]] at::Tensor to_clip_input(const at::Tensor& image, const ClipPreprocessing& preprocessing);

}  // namespace v4e

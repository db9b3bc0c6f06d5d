// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/image_preprocessing.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/error.h"
#include "core/checkpoints/state_dict.h"
#include "core/nn/parallel.h"

namespace v4e {
namespace {

constexpr int kPrecisionBits = 32 - 8 - 2;  // Pillow's: 8 bits of pixel, 2 of overshoot
constexpr std::int64_t kMaxSide = 1 << 16;

double bicubic(double x) {
  constexpr double kA = -0.5;
  x = std::abs(x);
  if (x < 1) return ((kA + 2) * x - (kA + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * kA;
  return 0;
}

double sinc(double x) {
  if (x == 0) return 1;
  x *= std::numbers::pi;
  return std::sin(x) / x;
}

double lanczos(double x) {
  return x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
}

/// Which input pixels make up one output pixel, and how much of each in fixed point.
struct Kernel {
  std::int64_t first = 0;
  std::vector<std::int32_t> weights;
};

std::vector<Kernel> make_kernels(std::int64_t input, std::int64_t output, ResizeFilter filter) {
  const double scale = static_cast<double>(input) / static_cast<double>(output);
  const double filter_scale = std::max(scale, 1.0);
  const double support = (filter == ResizeFilter::Bicubic ? 2.0 : 3.0) * filter_scale;
  std::vector<Kernel> kernels(static_cast<std::size_t>(output));
  for (std::int64_t x = 0; x < output; ++x) {
    const double center = (static_cast<double>(x) + 0.5) * scale;
    const auto first = std::max<std::int64_t>(0, static_cast<std::int64_t>(center - support + 0.5));
    const auto last = std::min(input, static_cast<std::int64_t>(center + support + 0.5));
    std::vector<double> weights;
    double sum = 0;
    for (std::int64_t i = first; i < last; ++i) {
      const double position = (static_cast<double>(i) - center + 0.5) / filter_scale;
      weights.push_back(filter == ResizeFilter::Bicubic ? bicubic(position) : lanczos(position));
      sum += weights.back();
    }
    Kernel& kernel = kernels[static_cast<std::size_t>(x)];
    kernel.first = first;
    for (const double weight : weights) {
      const double fixed = (sum != 0 ? weight / sum : weight) * (1 << kPrecisionBits);
      kernel.weights.push_back(static_cast<std::int32_t>(fixed + (fixed < 0 ? -0.5 : 0.5)));
    }
  }
  return kernels;
}

std::uint8_t to_byte(std::int32_t value) {
  return static_cast<std::uint8_t>(std::clamp(value >> kPrecisionBits, 0, 255));
}

/// Resizes the middle axis of [outer, length, inner].
at::Tensor resize_axis(const at::Tensor& image, std::int64_t outer, std::int64_t length, std::int64_t inner,
                       const std::vector<Kernel>& kernels) {
  const auto output_length = static_cast<std::int64_t>(kernels.size());
  at::Tensor output = at::empty({outer * output_length * inner}, at::kByte);
  const std::uint8_t* in = image.const_data_ptr<std::uint8_t>();
  std::uint8_t* out = output.mutable_data_ptr<std::uint8_t>();
  parallel_for(0, outer * output_length, 64, [&](std::int64_t begin, std::int64_t end) {
    std::vector<std::int32_t> sums(static_cast<std::size_t>(inner));
    for (std::int64_t row = begin; row < end; ++row) {
      const Kernel& kernel = kernels[static_cast<std::size_t>(row % output_length)];
      std::fill(sums.begin(), sums.end(), 1 << (kPrecisionBits - 1));
      const std::uint8_t* source = in + (row / output_length * length + kernel.first) * inner;
      for (const std::int32_t weight : kernel.weights) {
        for (std::int64_t i = 0; i < inner; ++i) sums[static_cast<std::size_t>(i)] += source[i] * weight;
        source += inner;
      }
      std::transform(sums.begin(), sums.end(), out + row * inner, to_byte);
    }
  });
  return output;
}

void check_image(const at::Tensor& image) {
  if (image.dim() == 3 && image.scalar_type() == at::kByte && image.is_cpu() && image.numel() > 0) return;
  throw Error(ErrorCode::InvalidArgument,
              "expected an image [H, W, C] of bytes on the CPU, got " + shape_text(image.sizes()));
}

at::Tensor normalised(const at::Tensor& unit, const ClipPreprocessing& preprocessing) {
  const at::Tensor mean = at::tensor(preprocessing.mean, at::kFloat).view({1, 3, 1, 1});
  const at::Tensor std = at::tensor(preprocessing.std, at::kFloat).view({1, 3, 1, 1});
  return (unit - mean) / std;
}

}  // namespace

at::Tensor resize_like_pillow(const at::Tensor& image, std::int64_t height, std::int64_t width,
                              ResizeFilter filter) {
  check_image(image);
  if (height < 1 || width < 1 || height > kMaxSide || width > kMaxSide) {
    throw Error(ErrorCode::InvalidArgument,
                "cannot resize to " + std::to_string(width) + " x " + std::to_string(height));
  }
  const std::int64_t rows = image.size(0);
  const std::int64_t columns = image.size(1);
  const std::int64_t channels = image.size(2);
  at::Tensor result = image.contiguous();
  const auto resize_rows = [&](std::int64_t outer) {
    if (width == columns) return;
    result = resize_axis(result, outer, columns, channels, make_kernels(columns, width, filter));
  };
  const auto resize_columns = [&](std::int64_t inner) {
    if (height == rows) return;
    result = resize_axis(result, 1, rows, inner * channels, make_kernels(rows, height, filter));
  };
  // The passes round to bytes between them, so their order shows. Pillow 13 goes along columns first where
  // that takes away much more than along rows (found by trying 6000 sizes; older versions always begin with
  // rows).
  if (height < rows && rows - height > 2 * (columns - width)) {
    resize_columns(columns);
    resize_rows(height);
  } else {
    resize_rows(rows);
    resize_columns(width);
  }
  return result.view({height, width, channels});
}

at::Tensor to_vae_input(const at::Tensor& image, std::int64_t height, std::int64_t width) {
  const at::Tensor resized = resize_like_pillow(image, height, width, ResizeFilter::Lanczos);
  return (resized.permute({2, 0, 1}).unsqueeze(0).to(at::kFloat) / 255 * 2 - 1).contiguous();
}

at::Tensor resize_and_crop(const at::Tensor& image, std::int64_t size) {
  check_image(image);
  const std::int64_t short_side = std::min(image.size(0), image.size(1));
  const auto scaled = [&](std::int64_t side) {
    // int(size * long / short) of Python, where the quotient is a double.
    return static_cast<std::int64_t>(static_cast<double>(size * side) / static_cast<double>(short_side));
  };
  const std::int64_t height = image.size(0) == short_side ? size : scaled(image.size(0));
  const std::int64_t width = image.size(1) == short_side ? size : scaled(image.size(1));
  return resize_like_pillow(image, height, width, ResizeFilter::Bicubic)
      .narrow(0, (height - size) / 2, size)
      .narrow(1, (width - size) / 2, size)
      .contiguous();
}

at::Tensor to_clip_input(const at::Tensor& image, const ClipPreprocessing& preprocessing) {
  check_image(image);
  const auto planes = [](const at::Tensor& bytes) {
    return bytes.permute({2, 0, 1}).unsqueeze(0).to(at::kFloat) / 255;
  };
  if (preprocessing.fit == ClipPreprocessing::Fit::Crop) {
    return normalised(planes(resize_and_crop(image, preprocessing.size)), preprocessing);
  }
  const at::Tensor signed_image = planes(image).contiguous() * 2 - 1;
  const at::Tensor square =
      at::upsample_bicubic2d(signed_image, {preprocessing.size, preprocessing.size}, false);
  return normalised(square * 0.5 + 0.5, preprocessing);
}

ClipPreprocessing ClipPreprocessing::from_json(const nlohmann::json& json, const std::string& origin) {
  ClipPreprocessing result;
  try {
    const auto& size =
        json.contains("crop_size") ? json.at("crop_size") : json.value("size", nlohmann::json(224));
    result.size = size.is_object() ? size.contains("height") ? size.at("height").get<std::int64_t>()
                                                             : size.at("shortest_edge").get<std::int64_t>()
                                   : size.get<std::int64_t>();
    result.mean = json.value("image_mean", result.mean);
    result.std = json.value("image_std", result.std);
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::FileMalformed, origin + ": " + error.what());
  }
  const bool positive =
      std::all_of(result.std.begin(), result.std.end(), [](double value) { return value > 0; });
  if (result.size < 1 || result.size > 4096 || result.mean.size() != 3 || result.std.size() != 3 ||
      !positive) {
    throw Error(ErrorCode::FileMalformed, origin + ": sizes or statistics out of range");
  }
  return result;
}

}  // namespace v4e

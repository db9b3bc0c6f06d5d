// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/frame_tensors.h"

#include <ATen/ATen.h>

#include <cstring>

#include "core/base/error.h"

namespace v4e {
namespace {

void copy_into(const at::Tensor& contiguous, Image& image) {
  V4E_ASSERT(static_cast<std::size_t>(contiguous.nbytes()) == image.size_bytes());
  std::memcpy(image.mutable_data(), contiguous.const_data_ptr(), image.size_bytes());
}

}  // namespace

at::Tensor to_byte_tensor(const Image& image) {
  V4E_ASSERT(image.channels() == 3 && image.type() == SampleType::F32);
  // from_blob does not write; the cast is its signature's.
  auto* data = const_cast<std::byte*>(image.data());
  const at::Tensor pixels = at::from_blob(data, {image.height(), image.width(), 3}, at::kFloat);
  return (pixels.clamp(0, 1) * 255).round().to(at::kByte);
}

std::vector<Image> to_images(const at::Tensor& video) {
  std::vector<Image> images;
  // [1, F, 3, H, W] -> [F, H, W, 3]
  const at::Tensor frames = video[0].permute({0, 2, 3, 1}).to(at::kCPU, at::kFloat).contiguous();
  for (std::int64_t i = 0; i < frames.size(0); ++i) {
    Image image(static_cast<int>(frames.size(2)), static_cast<int>(frames.size(1)), 3, SampleType::F32);
    copy_into(frames[i], image);
    images.push_back(std::move(image));
  }
  return images;
}

Image to_byte_image(const at::Tensor& pixels) {
  const at::Tensor bytes =
      (pixels.to(at::kCPU, at::kFloat).clamp(0, 1) * 255).round().to(at::kByte).contiguous();
  Image image(static_cast<int>(bytes.size(1)), static_cast<int>(bytes.size(0)), 3, SampleType::U8);
  copy_into(bytes, image);
  return image;
}

}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/frame_tensors.h"

#include <ATen/ATen.h>

#include <cstring>

#include "core/base/error.h"
#include "core/image/samples.h"

namespace v4e {
namespace {

void copy_into(const at::Tensor& contiguous, Image& image) {
  V4E_ASSERT(static_cast<std::size_t>(contiguous.nbytes()) == image.size_bytes());
  std::memcpy(image.mutable_data(), contiguous.const_data_ptr(), image.size_bytes());
}

}  // namespace

at::Tensor to_byte_tensor(const Image& image) {
  V4E_ASSERT(image.channels() == 3 && image.type() == SampleType::F32);
  const Image bytes = with_samples(image, SampleType::U8);
  // from_blob does not write; the cast is its signature's.
  auto* data = const_cast<std::byte*>(bytes.data());
  return at::from_blob(data, {image.height(), image.width(), 3}, at::kByte).clone();
}

at::Tensor to_region_tensor(const Image& region) {
  V4E_ASSERT(region.channels() == 1 && region.type() == SampleType::F32);
  auto* data = const_cast<std::byte*>(region.data());
  return at::from_blob(data, {1, 1, region.height(), region.width()}, at::kFloat).clone();
}

at::Tensor to_clip_tensor(const std::vector<Image>& frames) {
  std::vector<at::Tensor> pictures;
  for (const Image& frame : frames) {
    V4E_ASSERT(frame.channels() == 3 && frame.type() == SampleType::F32);
    auto* data = const_cast<std::byte*>(frame.data());
    pictures.push_back(at::from_blob(data, {frame.height(), frame.width(), 3}, at::kFloat));
  }
  // [F, H, W, 3] -> [1, 3, F, H, W]
  return (at::stack(pictures).permute({3, 0, 1, 2}).unsqueeze(0) * 2 - 1).contiguous();
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
  const at::Tensor shares = pixels.to(at::kCPU, at::kFloat).contiguous();
  Image image(static_cast<int>(shares.size(1)), static_cast<int>(shares.size(0)), 3, SampleType::F32);
  copy_into(shares, image);
  return with_samples(image, SampleType::U8);
}

}  // namespace v4e

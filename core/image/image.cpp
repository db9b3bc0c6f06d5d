// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/image.h"

#include <limits>
#include <new>
#include <string>

#include "core/base/error.h"

namespace v4e {

Image::Image(int width_px, int height_px, int channels, SampleType type)
    : width_(width_px), height_(height_px), channels_(channels), type_(type) {
  if (width_px < 1 || height_px < 1 || channels < 1 || channels > 4) {
    throw Error(ErrorCode::InvalidArgument, "a picture of " + std::to_string(width_px) + " x " +
                                                std::to_string(height_px) + " with " +
                                                std::to_string(channels) + " channels cannot exist");
  }
  try {
    pixels_ = std::make_shared<std::vector<std::byte>>(size_bytes());
  } catch (const std::bad_alloc&) {
    throw Error(ErrorCode::OutOfMemory, "no memory for a picture of " + std::to_string(width_px) + " x " +
                                            std::to_string(height_px) + " (" +
                                            std::to_string(size_bytes() >> 20) + " MiB)");
  }
}

std::byte* Image::mutable_data() {
  if (pixels_ && pixels_.use_count() > 1) pixels_ = std::make_shared<std::vector<std::byte>>(*pixels_);
  return pixels_ ? pixels_->data() : nullptr;
}

}  // namespace v4e

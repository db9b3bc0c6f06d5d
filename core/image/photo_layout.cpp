// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/photo_layout.h"

#include <limits>
#include <opencv2/core.hpp>
#include <utility>

#include "core/base/error.h"
#include "core/image/mat_view.h"

namespace v4e {
namespace {

std::size_t pixel_count(const Image& image) {
  return static_cast<std::size_t>(image.width()) * static_cast<std::size_t>(image.height());
}

template <typename Sample>
Sample* samples(Image& image) {
  return reinterpret_cast<Sample*>(image.mutable_data());
}

template <typename Sample>
Image flatten(const Image& image) {
  constexpr std::uint64_t kMax = std::numeric_limits<Sample>::max();
  const auto colours = static_cast<std::size_t>(image.channels() - 1);
  Image flat(image.width(), image.height(), image.channels() - 1, image.type());
  const auto* source = image.row<Sample>(0);
  auto* target = samples<Sample>(flat);
  for (std::size_t i = pixel_count(image); i-- > 0; source += colours + 1, target += colours) {
    const std::uint64_t alpha = source[colours];
    for (std::size_t c = 0; c < colours; ++c) {
      target[c] = static_cast<Sample>((source[c] * alpha + kMax * (kMax - alpha) + kMax / 2) / kMax);
    }
  }
  return flat;
}

template <typename Sample>
bool is_opaque_of(const Image& image) {
  const auto step = static_cast<std::size_t>(image.channels());
  const auto* alpha = image.row<Sample>(0) + step - 1;
  for (std::size_t i = pixel_count(image); i-- > 0; alpha += step) {
    if (*alpha != std::numeric_limits<Sample>::max()) return false;
  }
  return true;
}

template <typename Sample>
Image expand(const Image& image) {
  const bool has_alpha = image.has_alpha();
  Image rgb(image.width(), image.height(), has_alpha ? 4 : 3, image.type());
  const auto* source = image.row<Sample>(0);
  auto* target = samples<Sample>(rgb);
  for (std::size_t i = pixel_count(image); i-- > 0;) {
    for (int c = 0; c < 3; ++c) *target++ = *source;
    ++source;
    if (has_alpha) *target++ = *source++;
  }
  return rgb;
}

template <typename Sample>
void unpremultiply(Image& image) {
  constexpr std::uint32_t kMax = std::numeric_limits<Sample>::max();
  auto* pixel = reinterpret_cast<Sample*>(image.mutable_data());
  const auto step = static_cast<std::size_t>(image.channels());
  const auto count = static_cast<std::size_t>(image.width()) * static_cast<std::size_t>(image.height());
  for (std::size_t i = 0; i < count; ++i, pixel += step) {
    const std::uint32_t alpha = pixel[step - 1];
    if (alpha == 0 || alpha == kMax) continue;
    for (std::size_t c = 0; c + 1 < step; ++c) {
      pixel[c] = static_cast<Sample>(std::min(kMax, (pixel[c] * kMax + alpha / 2) / alpha));
    }
  }
}

}  // namespace

Image make_upright(const Image& image, int exif_orientation) {
  if (exif_orientation < 2 || exif_orientation > 8) return image;
  const bool swaps_sides = exif_orientation >= 5;
  Image upright(swaps_sides ? image.height() : image.width(), swaps_sides ? image.width() : image.height(),
                image.channels(), image.type());
  const cv::Mat source = view_mat(image);
  cv::Mat target = view_mutable_mat(upright);
  const void* const pixels = target.data;
  constexpr int kAroundBoth = -1;
  switch (exif_orientation) {
    case 2:
      cv::flip(source, target, 1);
      break;
    case 3:
      cv::flip(source, target, kAroundBoth);
      break;
    case 4:
      cv::flip(source, target, 0);
      break;
    case 5:
      cv::transpose(source, target);
      break;
    case 6:
      cv::rotate(source, target, cv::ROTATE_90_CLOCKWISE);
      break;
    case 7:
      cv::transpose(source, target);
      cv::flip(target, target, kAroundBoth);
      break;
    default:
      cv::rotate(source, target, cv::ROTATE_90_COUNTERCLOCKWISE);
      break;
  }
  V4E_ASSERT(target.data == pixels);  // OpenCV wrote into our picture and not into one of its own
  return upright;
}

Image flatten_on_white(const Image& image) {
  if (!image.has_alpha()) return image;
  return image.type() == SampleType::U16 ? flatten<std::uint16_t>(image) : flatten<std::uint8_t>(image);
}

bool is_opaque(const Image& image) {
  if (!image.has_alpha()) return true;
  return image.type() == SampleType::U16 ? is_opaque_of<std::uint16_t>(image)
                                         : is_opaque_of<std::uint8_t>(image);
}

Image expand_grey(const Image& image) {
  if (image.channels() > 2) return image;
  return image.type() == SampleType::U16 ? expand<std::uint16_t>(image) : expand<std::uint8_t>(image);
}

Image unpremultiplied(Image image) {
  if (image.has_alpha())
    image.type() == SampleType::U16 ? unpremultiply<std::uint16_t>(image)
                                    : unpremultiply<std::uint8_t>(image);
  return image;
}

}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/merge/grey.h"

#include <algorithm>
#include <opencv2/core.hpp>

#include "core/base/error.h"
#include "core/image/mat_view.h"

namespace v4e {
namespace {

template <typename Sample>
bool is_grey_of(const Image& picture) {
  const int channels = picture.channels();
  for (int y = 0; y < picture.height(); ++y) {
    const auto* pixel = picture.row<Sample>(y);
    for (int x = 0; x < picture.width(); ++x, pixel += channels) {
      if (pixel[0] != pixel[1] || pixel[1] != pixel[2]) return false;
    }
  }
  return true;
}

template <typename Sample>
void level(Image& picture, int most) {
  const int channels = picture.channels();
  std::byte* bytes = picture.mutable_data();
  for (int y = 0; y < picture.height(); ++y) {
    auto* pixel = reinterpret_cast<Sample*>(bytes + picture.row_bytes() * static_cast<std::size_t>(y));
    for (int x = 0; x < picture.width(); ++x, pixel += channels) {
      const auto [low, high] = std::minmax({pixel[0], pixel[1], pixel[2]});
      if (high - low <= most) pixel[0] = pixel[2] = pixel[1];
    }
  }
}

// What each pixel differs from its brightness by.
Image only_colour(const Image& picture) {
  return copy_from_mat(view_mat(picture) - view_mat(without_colour(picture)));
}

}  // namespace

void end_in_grey(std::vector<Image>& frames) {
  if (frames.size() < 2) return;
  const cv::Mat last = view_mat(frames.back()).clone();
  for (std::size_t i = 1; i < frames.size(); ++i) {
    const bool is_last = i + 1 == frames.size();
    const float share = static_cast<float>(i) / static_cast<float>(frames.size() - 1);
    cv::Mat frame = view_mutable_mat(frames[i]);
    for (int y = 0; y < frame.rows; ++y) {
      const float* end = last.ptr<float>(y);
      float* pixel = frame.ptr<float>(y);
      for (int x = 0; x < frame.cols; ++x, end += 3, pixel += 3) {
        const float grey = luma(end);
        for (int c = 0; c < 3; ++c) pixel[c] = is_last ? grey : pixel[c] - share * (end[c] - grey);
      }
    }
  }
}

LocalAffine fit_grey_keeping_affine(const Image& source, const Image& target, const Image& weights) {
  LocalAffine map = fit_local_affine(source, target, weights);
  const LocalAffine colours =
      fit_local_affine(only_colour(source), only_colour(target), weights, {.keeps_zero = true});
  Image* const inputs[3] = {&map.red, &map.green, &map.blue};
  const Image* const colour_inputs[3] = {&colours.red, &colours.green, &colours.blue};
  for (int y = 0; y < source.height(); ++y) {
    float* row[4];
    const float* colour_row[3];
    for (int i = 0; i < 3; ++i) {
      row[i] = view_mutable_mat(*inputs[i]).ptr<float>(y);
      colour_row[i] = colour_inputs[i]->row<float>(y);
    }
    row[3] = view_mutable_mat(map.constant).ptr<float>(y);
    for (int at = 0; at < 4 * source.width(); at += 4) {
      const float brightness[4] = {luma(row[0] + at), luma(row[1] + at), luma(row[2] + at),
                                   luma(row[3] + at)};
      for (int c = at; c < at + 3; ++c) {
        // The colours are fitted to source - luma(source): taken apart into the source's channels here.
        const float sum = colour_row[0][c] + colour_row[1][c] + colour_row[2][c];
        for (int i = 0; i < 3; ++i) row[i][c] = brightness[i] + colour_row[i][c] - sum * kLuma[i];
        row[3][c] = brightness[3];
      }
    }
  }
  return map;
}

Image without_colour(const Image& picture) {
  Image result = picture;
  cv::Mat pixels = view_mutable_mat(result);
  const int channels = pixels.channels();
  for (int y = 0; y < pixels.rows; ++y) {
    float* pixel = pixels.ptr<float>(y);
    for (int x = 0; x < pixels.cols; ++x, pixel += channels) pixel[0] = pixel[1] = pixel[2] = luma(pixel);
  }
  return result;
}

bool is_grey(const Image& picture) {
  if (picture.channels() < 3) return true;
  return picture.type() == SampleType::U8 ? is_grey_of<std::uint8_t>(picture)
                                          : is_grey_of<std::uint16_t>(picture);
}

void level_greys(Image& picture) {
  if (picture.channels() < 3) return;
  picture.type() == SampleType::U8 ? level<std::uint8_t>(picture, 1) : level<std::uint16_t>(picture, 257);
}

}  // namespace v4e

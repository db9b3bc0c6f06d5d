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

void keep_greys(LocalAffine& map) {
  V4E_ASSERT(map.constant.channels() == 4);
  cv::Mat parts[4] = {view_mutable_mat(map.red), view_mutable_mat(map.green), view_mutable_mat(map.blue),
                      view_mutable_mat(map.constant)};
  for (int y = 0; y < parts[3].rows; ++y) {
    float* rows[4];
    for (int i = 0; i < 4; ++i) rows[i] = parts[i].ptr<float>(y);
    for (int x = 0; x < parts[3].cols; ++x) {
      // A grey v becomes gain[c] * v + constant[c]: both must be one for all channels.
      float gain[3];
      for (int c = 0; c < 3; ++c) gain[c] = rows[0][c] + rows[1][c] + rows[2][c];
      const float common_gain = luma(gain);
      const float common_constant = luma(rows[3]);
      for (int c = 0; c < 3; ++c) {
        rows[c][c] += common_gain - gain[c];
        rows[3][c] = common_constant;
      }
      for (float*& row : rows) row += 4;
    }
  }
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/merge/working_size.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/image/mat_view.h"
#include "core/image/samples.h"

namespace v4e {
namespace {

constexpr int kRowsPerCheck = 64;

int round_up(int value, int multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

int content_size(int photo_side, double scale) {
  return std::max(1, static_cast<int>(std::lround(photo_side * scale)));
}

// The photo's samples under one working pixel, along one axis: first, then one weight each. Sums to 1.
struct AreaTap {
  int first = 0;
  std::vector<float> weights;
};

std::vector<AreaTap> make_area_taps(int photo_side, int content_side, double scale) {
  std::vector<AreaTap> taps(static_cast<std::size_t>(content_side));
  for (int i = 0; i < content_side; ++i) {
    // The last pixel may reach over the photo's edge: only what exists is averaged.
    const double begin = std::min(i / scale, photo_side - 1e-6);
    const double end = std::clamp((i + 1) / scale, begin + 1e-6, static_cast<double>(photo_side));
    AreaTap& tap = taps[static_cast<std::size_t>(i)];
    tap.first = std::min(static_cast<int>(begin), photo_side - 1);
    const int last = std::min(static_cast<int>(std::ceil(end - 1e-9)), photo_side);
    double sum = 0;
    for (int x = tap.first; x < std::max(last, tap.first + 1); ++x) {
      const double covered = std::max(1e-9, std::min(end, x + 1.0) - std::max(begin, double(x)));
      tap.weights.push_back(static_cast<float>(covered));
      sum += covered;
    }
    for (float& weight : tap.weights) weight = static_cast<float>(weight / sum);
  }
  return taps;
}

template <typename Sample>
void shrink_row(const Image& photo, int y, const std::vector<AreaTap>& taps, float* rgb) {
  const Sample* samples = photo.row<Sample>(y);
  const int channels = photo.channels();
  const bool grey = channels < 3;
  const float unit = 1.0F / full_scale(photo.type());
  for (const AreaTap& tap : taps) {
    float sums[3] = {0, 0, 0};
    const Sample* sample = samples + static_cast<std::ptrdiff_t>(tap.first) * channels;
    for (const float weight : tap.weights) {
      sums[0] += weight * static_cast<float>(sample[0]);
      if (!grey) {
        sums[1] += weight * static_cast<float>(sample[1]);
        sums[2] += weight * static_cast<float>(sample[2]);
      }
      sample += channels;
    }
    rgb[0] = sums[0] * unit;
    rgb[1] = grey ? rgb[0] : sums[1] * unit;
    rgb[2] = grey ? rgb[0] : sums[2] * unit;
    rgb += 3;
  }
}

void shrink_row(const Image& photo, int y, const std::vector<AreaTap>& taps, float* rgb) {
  switch (photo.type()) {
    case SampleType::U8:
      return shrink_row<std::uint8_t>(photo, y, taps, rgb);
    case SampleType::U16:
      return shrink_row<std::uint16_t>(photo, y, taps, rgb);
    case SampleType::F32:
      return shrink_row<float>(photo, y, taps, rgb);
  }
}

void check_photo_fits(const Image& photo, const WorkingMap& map) {
  if (photo.width() != map.photo_width || photo.height() != map.photo_height) {
    throw Error(ErrorCode::InvalidArgument,
                "working size was chosen for a photo of " + std::to_string(map.photo_width) + " x " +
                    std::to_string(map.photo_height) + ", this one has " + std::to_string(photo.width()) +
                    " x " + std::to_string(photo.height()));
  }
}

void check_frame_fits(const Image& frame, const WorkingMap& map) {
  if (frame.width() != map.width || frame.height() != map.height) {
    throw Error(ErrorCode::InvalidArgument, "a frame of " + std::to_string(frame.width()) + " x " +
                                                std::to_string(frame.height()) +
                                                " is not of the working size " + std::to_string(map.width) +
                                                " x " + std::to_string(map.height));
  }
}

}  // namespace

void WorkingSizeOptions::validate() const {
  if (multiple < 1 || max_side_px < multiple || max_area_px < std::int64_t{multiple} * multiple) {
    throw Error(ErrorCode::InvalidArgument, "a working size of at most " + std::to_string(max_area_px) +
                                                " pixels, sides at most " + std::to_string(max_side_px) +
                                                ", has no room for one block of " + std::to_string(multiple));
  }
}

WorkingMap choose_working_map(int photo_width, int photo_height, const WorkingSizeOptions& options) {
  options.validate();
  if (photo_width < 1 || photo_height < 1) {
    throw Error(ErrorCode::InvalidArgument, "a photo of " + std::to_string(photo_width) + " x " +
                                                std::to_string(photo_height) + " cannot exist");
  }
  const int long_side = std::max(photo_width, photo_height);
  const int most = std::min(options.max_side_px / options.multiple * options.multiple,
                            round_up(long_side, options.multiple));
  WorkingMap map{.photo_width = photo_width, .photo_height = photo_height};
  // The long side fills whole blocks, so that only the short one needs a border (unless nothing is scaled).
  for (int padded = most; padded >= options.multiple; padded -= options.multiple) {
    map.scale = std::min(1.0, static_cast<double>(padded) / long_side);
    map.content_width = content_size(photo_width, map.scale);
    map.content_height = content_size(photo_height, map.scale);
    map.width = round_up(map.content_width, options.multiple);
    map.height = round_up(map.content_height, options.multiple);
    if (std::int64_t{map.width} * map.height <= options.max_area_px) break;
  }
  map.pad_left = (map.width - map.content_width) / 2;
  map.pad_top = (map.height - map.content_height) / 2;
  return map;
}

Image make_working_image(const Image& photo, const WorkingMap& map, const RunContext& context) {
  check_photo_fits(photo, map);
  const std::vector<AreaTap> columns = make_area_taps(map.photo_width, map.content_width, map.scale);
  const std::vector<AreaTap> rows = make_area_taps(map.photo_height, map.content_height, map.scale);
  cv::Mat content(map.content_height, map.content_width, CV_32FC3, cv::Scalar::all(0));
  for (int begin = 0; begin < map.content_height; begin += kRowsPerCheck) {
    context.check();
    const int end = std::min(begin + kRowsPerCheck, map.content_height);
    cv::parallel_for_(cv::Range(begin, end), [&](const cv::Range& range) {
      std::vector<float> shrunk(static_cast<std::size_t>(map.content_width) * 3);
      for (int y = range.start; y < range.end; ++y) {
        const AreaTap& tap = rows[static_cast<std::size_t>(y)];
        float* target = content.ptr<float>(y);
        for (std::size_t i = 0; i < tap.weights.size(); ++i) {
          shrink_row(photo, tap.first + static_cast<int>(i), columns, shrunk.data());
          for (std::size_t x = 0; x < shrunk.size(); ++x) target[x] += tap.weights[i] * shrunk[x];
        }
      }
    });
  }
  cv::Mat padded;
  cv::copyMakeBorder(content, padded, map.pad_top, map.height - map.content_height - map.pad_top,
                     map.pad_left, map.width - map.content_width - map.pad_left, cv::BORDER_REFLECT);
  return copy_from_mat(padded);
}

Image crop_to_content(const Image& frame, const WorkingMap& map) {
  check_frame_fits(frame, map);
  if (map.content_width == map.width && map.content_height == map.height) return frame;
  const cv::Rect content(map.pad_left, map.pad_top, map.content_width, map.content_height);
  return copy_from_mat(view_mat(frame)(content));
}

}  // namespace v4e

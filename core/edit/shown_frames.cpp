// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/shown_frames.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <utility>

#include "core/edit/edit_region.h"
#include "core/image/mat_view.h"
#include "core/image/pixel_area.h"
#include "core/image/samples.h"
#include "core/merge/working_size.h"

namespace v4e {
namespace {

std::vector<Image> in_8_bits(std::vector<Image> frames) {
  for (Image& frame : frames) frame = with_samples(frame, SampleType::U8);
  return frames;
}

std::vector<Image> contents(const EditResult& result) {
  std::vector<Image> frames;
  for (const Image& frame : result.frames) frames.push_back(crop_to_content(frame, result.map));
  return frames;
}

}  // namespace

std::vector<Image> frames_in_photo(const EditResult& result) {
  std::vector<Image> frames = contents(result);
  if (!result.region) return frames;
  for (Image& frame : frames) frame = shown_in_photo(*result.region, frame);
  return frames;
}

std::vector<Image> frames_in_photo(const EditResult& result, PixelSize size) {
  std::vector<Image> frames = frames_in_photo(result);
  for (Image& frame : frames) {
    if (size_of(frame) == size) continue;
    cv::Mat fitted;
    cv::resize(view_mat(frame), fitted, cv::Size(size.width, size.height), 0, 0, cv::INTER_AREA);
    frame = copy_from_mat(fitted);
  }
  return frames;
}

std::vector<Image> shown_frames(const EditResult& result) {
  return in_8_bits(frames_in_photo(result));
}

std::vector<Image> model_frames(const EditResult& result) {
  return in_8_bits(contents(result));
}

std::vector<Image> previews_in_photo(const EditRegion& region, const WorkingMap& map,
                                     const std::vector<Image>& previews) {
  std::vector<Image> shown;
  for (const Image& preview : previews) {
    const double x = static_cast<double>(preview.width()) / map.width;
    const double y = static_cast<double>(preview.height()) / map.height;
    const PixelArea content{static_cast<int>(map.pad_left * x), static_cast<int>(map.pad_top * y),
                            std::max(1, static_cast<int>(map.content_width * x)),
                            std::max(1, static_cast<int>(map.content_height * y))};
    shown.push_back(shown_in_photo(region, with_samples(cropped(preview, content), SampleType::F32)));
  }
  return in_8_bits(std::move(shown));
}

}  // namespace v4e

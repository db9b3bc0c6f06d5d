// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/merge/merge_memory.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "core/image/mat_view.h"
#include "core/merge/working_size.h"

namespace v4e {
namespace {

constexpr std::size_t kMostStudied = 4;  // some ten pictures at working size each

bool same_pixels(const Image& a, const Image& b) {
  return a.data() == b.data() && a.size_bytes() == b.size_bytes() && a.width() == b.width();
}

Image smaller(const Image& picture, double scale) {
  cv::Mat small;
  const cv::Size size(side_at(scale, picture.width()), side_at(scale, picture.height()));
  cv::resize(view_mat(picture), small, size, 0, 0, cv::INTER_AREA);
  return copy_from_mat(small);
}

}  // namespace

void MergeMemory::prepare_for(const MergeRequest& request) {
  const bool same =
      same_pixels(source_, request.photo) && same_pixels(region_, request.region) &&
      same_pixels(ending_, request.ending) &&
      options_ == request.options.drift &&
      std::equal(frames_.begin(), frames_.end(), request.frames.begin(), request.frames.end(), same_pixels);
  if (same) return;
  *this = MergeMemory();
  source_ = request.photo;
  map_ = request.map;
  region_ = request.region;
  ending_ = request.ending;
  frames_ = request.frames;
  options_ = request.options.drift;
}

void MergeMemory::steady_until(std::size_t last, const RunContext& context) {
  if (steady_.frames.empty()) {
    steady_.frames.push_back(crop_to_content(frames_.front(), map_));
    steady_.drift.emplace_back();
  }
  for (std::size_t i = steady_.frames.size(); i <= last; ++i) {
    // Each frame's drift is measured against the first one alone.
    DriftResult two =
        remove_drift({steady_.frames.front(), crop_to_content(frames_[i], map_)}, options_, context);
    steady_.frames.push_back(std::move(two.frames.back()));
    steady_.drift.push_back(std::move(two.drift.back()));
  }
}

std::vector<FrameDrift> MergeMemory::drift(std::size_t last, const RunContext& context) {
  steady_until(last, context);
  return {steady_.drift.begin(), steady_.drift.begin() + static_cast<std::ptrdiff_t>(last) + 1};
}

std::shared_ptr<const Evolution> MergeMemory::evolution(std::size_t frame, const RunContext& context) {
  for (const auto& [known, evolution] : studied_) {
    if (known == frame) return evolution;
  }
  steady_until(frame, context);
  if (photo_.empty()) photo_ = crop_to_content(make_working_image(source_, map_, context), map_);
  context.check();
  const std::vector<Image> frames(steady_.frames.begin(),
                                  steady_.frames.begin() + static_cast<std::ptrdiff_t>(frame) + 1);
  studied_.emplace_back(
      frame, std::make_shared<const Evolution>(study_evolution(photo_, frames, region_, context)));
  if (studied_.size() > kMostStudied) studied_.pop_front();
  return studied_.back().second;
}

const Image& MergeMemory::smaller_photo(double scale) {
  if (smaller_scale_ != scale) {
    smaller_ = smaller(source_, scale);
    smaller_scale_ = scale;
  }
  return smaller_;
}

const Image& MergeMemory::smaller_ending(double scale) {
  if (smaller_ending_scale_ != scale) {
    smaller_ending_ = ending_.empty() ? Image() : smaller(ending_, scale);
    smaller_ending_scale_ = scale;
  }
  return smaller_ending_;
}

}  // namespace v4e

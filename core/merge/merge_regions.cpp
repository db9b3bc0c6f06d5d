// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/merge/merge_regions.h"

#include <algorithm>
#include <cstdint>
#include <opencv2/core.hpp>

#include "core/base/error.h"
#include "core/image/mat_view.h"
#include "core/image/samples.h"

namespace v4e {
namespace {

template <typename Sample>
Sample blend(Sample from, Sample to, float share) {
  const auto start = static_cast<float>(from);
  return static_cast<Sample>(start + (static_cast<float>(to) - start) * share + 0.5F);
}

// The mask says 0 only where both edits left the photo alone.
std::uint8_t blend_mask(std::uint8_t from, std::uint8_t to, float share) {
  const std::uint8_t mixed = blend(from, to, share);
  const bool touched = (from > 0 && share < 1) || (to > 0 && share > 0);
  return touched ? std::max<std::uint8_t>(mixed, 1) : mixed;
}

// weight(x, y): the share of `moment` there, 0..1.
template <typename Sample, typename Weight>
void blend_rows(const MergeResult& moment, const Weight& weight, MergeResult& result) {
  const int channels = result.edit.channels();
  std::byte* edit = result.edit.mutable_data();
  std::byte* mask = result.mask.mutable_data();
  const auto rows = [&](const cv::Range& range) {
    for (int y = range.start; y < range.end; ++y) {
      const auto row = static_cast<std::size_t>(y);
      auto* pixel = reinterpret_cast<Sample*>(edit + result.edit.row_bytes() * row);
      auto* touched = reinterpret_cast<std::uint8_t*>(mask + result.mask.row_bytes() * row);
      const auto* other = moment.edit.row<Sample>(y);
      const auto* other_touched = moment.mask.row<std::uint8_t>(y);
      for (int x = 0; x < result.edit.width(); ++x, pixel += channels, other += channels) {
        const float share = weight(x, y);
        if (share <= 0) continue;
        for (int c = 0; c < channels; ++c) pixel[c] = blend(pixel[c], other[c], share);
        touched[x] = blend_mask(touched[x], other_touched[x], share);
      }
    }
  };
  cv::parallel_for_(cv::Range(0, result.edit.height()), rows);
}

template <typename Weight>
void blend_results(const MergeResult& moment, const Weight& weight, MergeResult& result) {
  V4E_ASSERT(moment.edit.size_bytes() == result.edit.size_bytes());
  if (result.edit.type() == SampleType::U8) {
    blend_rows<std::uint8_t>(moment, weight, result);
  } else {
    blend_rows<std::uint16_t>(moment, weight, result);
  }
}

void count_edited(MergeResult& result) {
  const cv::Mat touched = view_mat(result.mask);
  result.metrics.edited_share =
      static_cast<double>(cv::countNonZero(touched)) / static_cast<double>(touched.total());
}

}  // namespace

void blend_frames(const MergeResult& next, double share, MergeResult& result) {
  const auto constant = static_cast<float>(share);
  blend_results(
      next, [constant](int, int) { return constant; }, result);
  if (share >= 0.5 || result.way == MergeWay::Unchanged) {
    result.way = next.way;
    result.reason = next.reason;
    result.drift = next.drift;
    result.metrics = next.metrics;
  }
  count_edited(result);
}

void blend_moment(const MergeResult& moment, const Image& weight, MergeResult& result) {
  V4E_ASSERT(weight.width() == result.edit.width() && weight.height() == result.edit.height());
  blend_results(
      moment, [&weight](int x, int y) { return std::clamp(unit_at(weight, x, y), 0.0F, 1.0F); }, result);
  count_edited(result);
}

}  // namespace v4e

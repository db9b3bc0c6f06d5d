// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/merge/transfer_sampling.h"

#include <algorithm>
#include <cmath>

namespace v4e {

AxisTaps make_axis_taps(int photo_side, int content_side, double scale) {
  AxisTaps taps;
  taps.first.reserve(static_cast<std::size_t>(photo_side));
  taps.fraction.reserve(static_cast<std::size_t>(photo_side));
  for (int x = 0; x < photo_side; ++x) {
    const double position = std::clamp((x + 0.5) * scale - 0.5, 0.0, content_side - 1.0);
    const int first = std::min(static_cast<int>(position), std::max(0, content_side - 2));
    taps.first.push_back(first);
    taps.fraction.push_back(static_cast<float>(position - first));
  }
  return taps;
}

std::array<float, 4> cubic_weights(float t) {
  return {((-0.5F * t + 1.0F) * t - 0.5F) * t, (1.5F * t - 2.5F) * t * t + 1.0F,
          ((-1.5F * t + 2.0F) * t + 0.5F) * t, (0.5F * t - 0.5F) * t * t};
}

RowSampler::RowSampler(const Image& small, const AxisTaps& rows, Kind kind)
    : small_(&small),
      rows_(&rows),
      kind_(kind),
      buffer_(static_cast<std::size_t>(small.width() + 3) * static_cast<std::size_t>(small.channels())) {}

const float* RowSampler::nodes(int y) {
  const int first = rows_->first[static_cast<std::size_t>(y)];
  const float fraction = rows_->fraction[static_cast<std::size_t>(y)];
  const int last_row = small_->height() - 1;
  const auto row = [&](int index) { return small_->row<float>(std::clamp(index, 0, last_row)); };
  const auto channels = static_cast<std::size_t>(small_->channels());
  const std::size_t count = static_cast<std::size_t>(small_->width()) * channels;
  float* target = buffer_.data() + channels;
  if (kind_ == Kind::Linear) {
    const float* above = row(first);
    const float* below = row(first + 1);
    for (std::size_t i = 0; i < count; ++i) target[i] = above[i] + fraction * (below[i] - above[i]);
  } else {
    const std::array<float, 4> w = cubic_weights(fraction);
    const float* lines[4] = {row(first - 1), row(first), row(first + 1), row(first + 2)};
    for (std::size_t i = 0; i < count; ++i) {
      target[i] = w[0] * lines[0][i] + w[1] * lines[1][i] + w[2] * lines[2][i] + w[3] * lines[3][i];
    }
  }
  std::copy_n(target, channels, buffer_.data());
  for (std::size_t i = 0; i < 2 * channels; ++i) target[count + i] = target[count - channels + i % channels];
  return buffer_.data();
}

}  // namespace v4e

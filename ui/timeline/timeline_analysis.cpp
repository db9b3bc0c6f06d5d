// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timeline_analysis.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace v4e::ui {
namespace {

const std::uint8_t* bytesOf(const Image& image) {
  return reinterpret_cast<const std::uint8_t*>(image.data());
}

double rootMeanSquare(const Image& a, const Image& b) {
  const std::size_t count = std::min(a.size_bytes(), b.size_bytes());
  if (count == 0) return 0;
  const auto* one = bytesOf(a);
  const auto* other = bytesOf(b);
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const int difference = one[i] - other[i];
    sum += static_cast<std::uint64_t>(difference * difference);
  }
  return std::sqrt(static_cast<double>(sum) / static_cast<double>(count));
}

/// Mean difference of neighbouring pixels: falls where a frame is blurred by motion.
double sharpness(const Image& image) {
  const auto channels = static_cast<std::size_t>(image.channels());
  const auto* bytes = bytesOf(image);
  std::uint64_t sum = 0;
  const std::size_t count = image.size_bytes();
  for (std::size_t i = channels; i < count; ++i) {
    sum += static_cast<std::uint64_t>(std::abs(bytes[i] - bytes[i - channels]));
  }
  return count == 0 ? 0 : static_cast<double>(sum) / static_cast<double>(count);
}

Image toFloat(const Image& image) {
  Image result(image.width(), image.height(), image.channels(), SampleType::F32);
  auto* target = reinterpret_cast<float*>(result.mutable_data());
  const auto* source = bytesOf(image);
  for (std::size_t i = 0; i < image.size_bytes(); ++i) target[i] = static_cast<float>(source[i]) / 255.0F;
  return result;
}

Image toBytes(const Image& image) {
  Image result(image.width(), image.height(), image.channels(), SampleType::U8);
  auto* target = reinterpret_cast<std::uint8_t*>(result.mutable_data());
  const auto* source = reinterpret_cast<const float*>(image.data());
  for (std::size_t i = 0; i < result.size_bytes(); ++i) {
    target[i] = static_cast<std::uint8_t>(std::lround(std::clamp(source[i], 0.0F, 1.0F) * 255.0F));
  }
  return result;
}

bool canBeStabilised(const std::vector<Image>& frames) {
  return frames.size() > 1 && std::all_of(frames.begin(), frames.end(), [&](const Image& frame) {
           return frame.type() == SampleType::U8 && frame.channels() == 3 &&
                  frame.width() == frames[0].width() && frame.height() == frames[0].height();
         });
}

}  // namespace

std::vector<double> measureChange(const std::vector<Image>& frames) {
  std::vector<double> change(frames.size(), 0.0);
  const auto last = static_cast<double>(frames.size()) - 1;
  for (std::size_t i = 1; i < frames.size(); ++i) {
    const double gone = rootMeanSquare(frames[i], frames.front());
    const double left = rootMeanSquare(frames[i], frames.back());
    change[i] = gone + left > 0 ? gone / (gone + left) : static_cast<double>(i) / last;
    change[i] = std::max(change[i], change[i - 1]);
  }
  return change;
}

std::vector<int> suggestStops(const std::vector<Image>& frames, const std::vector<double>& change) {
  const int count = static_cast<int>(frames.size());
  if (count < 2) return {};
  std::vector<double> sharp;
  for (const Image& frame : frames) sharp.push_back(sharpness(frame));
  const auto clearer = [&](int frame) {
    // The sharpest of a frame and its neighbours, but never back to the photo itself.
    int best = frame;
    for (int near = std::max(1, frame - 1); near <= std::min(count - 1, frame + 1); ++near) {
      const auto at = static_cast<std::size_t>(near);
      if (sharp[at] > 1.05 * sharp[static_cast<std::size_t>(best)] && change[at] > 0.4) best = near;
    }
    return best;
  };
  std::vector<int> stops{count - 1};
  for (const double wanted : {0.9, 0.5}) {
    const auto reached = std::find_if(change.begin(), change.end(), [&](double c) { return c >= wanted; });
    if (reached == change.end()) continue;
    const int stop = clearer(static_cast<int>(reached - change.begin()));
    if (stop > 0 && std::find(stops.begin(), stops.end(), stop) == stops.end()) stops.push_back(stop);
  }
  return stops;
}

TimelineAnalysis analyseTrack(const std::vector<Image>& frames, const std::vector<double>& known_change,
                              const RunContext& context) {
  TimelineAnalysis analysis;
  analysis.change = known_change.size() == frames.size() ? known_change : measureChange(frames);
  for (std::size_t i = 1; i < analysis.change.size(); ++i) {
    analysis.change[i] = std::clamp(analysis.change[i], analysis.change[i - 1], 1.0);
  }
  context.check();
  analysis.suggested = suggestStops(frames, analysis.change);
  context.check();
  if (!canBeStabilised(frames)) return analysis;
  std::vector<Image> floats;
  for (const Image& frame : frames) floats.push_back(toFloat(frame));
  DriftResult result = remove_drift(floats, {}, context);
  for (const Image& frame : result.frames) analysis.stabilised.push_back(toBytes(frame));
  analysis.drift = std::move(result.drift);
  return analysis;
}

}  // namespace v4e::ui

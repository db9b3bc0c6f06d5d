// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timeline_analysis.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/image/samples.h"
#include "core/merge/painted_mask.h"

namespace v4e::ui {
namespace {

constexpr double kDoneShare = 0.95;
constexpr double kLateShare = 0.75;
constexpr double kAsSharp = 0.98;
/// Root of the mean square, of 255: what a frame differs from the photo's by the autoencoder alone (38 dB).
constexpr double kBackgroundNoise = 3.2;
constexpr double kLeastBackground = 0.02;

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

/// The first frame with this share of the last one's change.
int firstReaching(const std::vector<double>& change, double share) {
  const auto reached = std::find_if(change.begin(), change.end(),
                                    [&](double value) { return value >= share * change.back(); });
  return static_cast<int>(reached - change.begin());
}

/// Which pixels of a frame the edit leaves alone; empty where there are too few to judge.
std::vector<bool> backgroundOf(const Image& frame, const Image& change_mask) {
  if (change_mask.empty()) return {};
  const Image mask = stretched_mask(change_mask, frame.width(), frame.height());
  std::vector<bool> background(mask.size_bytes());
  for (std::size_t i = 0; i < background.size(); ++i) background[i] = bytesOf(mask)[i] == 0;
  const auto count = std::count(background.begin(), background.end(), true);
  if (static_cast<double>(count) < kLeastBackground * static_cast<double>(background.size())) return {};
  return background;
}

double backgroundDifference(const Image& a, const Image& b, const std::vector<bool>& background) {
  const auto channels = static_cast<std::size_t>(a.channels());
  const auto* one = bytesOf(a);
  const auto* other = bytesOf(b);
  std::uint64_t sum = 0;
  std::uint64_t count = 0;
  for (std::size_t pixel = 0; pixel < background.size(); ++pixel) {
    if (!background[pixel]) continue;
    for (std::size_t i = pixel * channels; i < (pixel + 1) * channels; ++i) {
      const int difference = one[i] - other[i];
      sum += static_cast<std::uint64_t>(difference * difference);
    }
    count += channels;
  }
  return count == 0 ? 0 : std::sqrt(static_cast<double>(sum) / static_cast<double>(count));
}

/// 0 where already the next frame differs, or where there is no background.
int lastWithBackground(const std::vector<Image>& frames, const Image& change_mask) {
  const Image& photo = frames.front();
  const std::vector<bool> background = backgroundOf(photo, change_mask);
  if (background.empty()) return 0;
  int last = 0;
  while (static_cast<std::size_t>(last) + 1 < frames.size()) {
    const Image& next = frames[static_cast<std::size_t>(last) + 1];
    if (next.size_bytes() != photo.size_bytes()) break;
    if (backgroundDifference(next, photo, background) > kBackgroundNoise) break;
    ++last;
  }
  return last;
}

/// Among frames as sharp as each other the later one, which has more of the edit.
int sharpestFrom(const std::vector<Image>& frames, int first) {
  int best = first;
  double most = 0;
  for (int frame = first; static_cast<std::size_t>(frame) < frames.size(); ++frame) {
    const double here = sharpness(frames[static_cast<std::size_t>(frame)]);
    if (here < kAsSharp * most) continue;
    best = frame;
    most = std::max(most, here);
  }
  return best;
}

/// The first with nearly all of the change that is not blurred, as films are where something moves.
int proposedFrame(const std::vector<Image>& frames, const std::vector<double>& change) {
  std::vector<double> sharp;
  for (std::size_t i = 1; i < frames.size(); ++i) sharp.push_back(sharpness(frames[i]));
  std::vector<double> sorted = sharp;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  const int last = static_cast<int>(frames.size()) - 1;
  for (int frame = std::max(1, firstReaching(change, kDoneShare)); frame < last; ++frame) {
    if (sharp[static_cast<std::size_t>(frame) - 1] >= *middle) return frame;
  }
  return last;
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

std::vector<SuggestedStop> suggestStops(const std::vector<Image>& frames, const std::vector<double>& change,
                                        const Image& change_mask) {
  std::vector<SuggestedStop> stops;
  const auto add = [&stops](StopKind kind, int frame) {
    if (frame > 0) stops.push_back({kind, frame});
  };
  if (frames.size() < 2 || change.size() != frames.size()) return stops;
  add(StopKind::Proposed, proposedFrame(frames, change));
  add(StopKind::EditDone, firstReaching(change, kDoneShare));
  add(StopKind::BackgroundKept, lastWithBackground(frames, change_mask));
  add(StopKind::Sharp, sharpestFrom(frames, std::max(1, firstReaching(change, kLateShare))));
  return stops;
}

TimelineAnalysis analyseTrack(const TimelineTrack& track, const RunContext& context) {
  const std::vector<Image>& frames = *track.frames;
  TimelineAnalysis analysis;
  analysis.change = track.change.size() == frames.size() ? track.change : measureChange(frames);
  for (std::size_t i = 1; i < analysis.change.size(); ++i) {
    analysis.change[i] = std::clamp(analysis.change[i], analysis.change[i - 1], 1.0);
  }
  context.check();
  if (canBeStabilised(frames)) {
    std::vector<Image> floats;
    for (const Image& frame : frames) floats.push_back(with_samples(frame, SampleType::F32));
    DriftResult result = remove_drift(floats, {}, context);
    for (const Image& frame : result.frames)
      analysis.stabilised.push_back(with_samples(frame, SampleType::U8));
    analysis.drift = std::move(result.drift);
  }
  // By the frames that the edit is merged from: drift that is taken back spoils no background.
  const std::vector<Image>& merged = analysis.stabilised.empty() ? frames : analysis.stabilised;
  analysis.suggested = suggestStops(merged, analysis.change, track.change_mask);
  context.check();
  return analysis;
}

}  // namespace v4e::ui

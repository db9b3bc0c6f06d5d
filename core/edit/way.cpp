// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/way.h"

#include <algorithm>
#include <opencv2/core.hpp>

#include "core/edit/ending.h"
#include "core/image/mat_view.h"

namespace v4e {
namespace {

/// How far each frame is on the way from the first to the last one, 0 … 1.
std::vector<double> progress_of(const std::vector<Image>& frames) {
  const cv::Mat first = view_mat(frames.front());
  const cv::Mat change = view_mat(frames.back()) - first;
  const double whole = change.dot(change);
  std::vector<double> progress;
  for (std::size_t k = 0; k < frames.size(); ++k) {
    const double time = static_cast<double>(k) / static_cast<double>(frames.size() - 1);
    const cv::Mat gone = view_mat(frames[k]) - first;
    progress.push_back(whole > 0 ? std::clamp(gone.dot(change) / whole, 0.0, 1.0) : time);
  }
  return progress;
}

}  // namespace

void hold_ends(std::vector<Image>& frames, const Image& first, const Image& last) {
  const std::vector<double> progress = progress_of(frames);
  const cv::Mat at_first = view_mat(first) - view_mat(frames.front());
  const cv::Mat at_last = view_mat(last) - view_mat(frames.back());
  for (std::size_t k = 1; k + 1 < frames.size(); ++k) {
    const cv::Mat held = view_mat(frames[k]) + at_first * (1 - progress[k]) + at_last * progress[k];
    frames[k] = copy_from_mat(cv::min(cv::max(held, 0.0), 1.0));
  }
  frames.front() = first;
  frames.back() = last;
}

EvolutionCaption way_caption(const EditSettings& settings, const CaptionRewriter& rewriter) {
  EvolutionCaption caption;
  if (settings.instruction.empty() || !settings.caption.empty()) {
    caption.caption = caption.detailed_caption = settings.caption.empty() ? kSteadyWay : settings.caption;
    return caption;
  }
  const EvolutionCaption read = rewriter.rewrite(settings.instruction);
  // What kind of edit it is matters to what is made of it; here the end is there already.
  caption.wish = read.wish;
  caption.effect = read.effect;
  caption.language = read.language;
  caption.caption = read.caption;
  caption.detailed_caption = read.detailed_caption;
  return caption;
}

}  // namespace v4e

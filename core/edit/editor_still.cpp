// SPDX-License-Identifier: GPL-3.0-or-later
// The sharpest of the late frames, made once more as a picture that stands still: films of image-to-video
// models are soft where something moves (IF-Edit, arXiv 2511.19435).
#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "core/base/log.h"
#include "core/edit/editor_state.h"
#include "core/edit/frame_tensors.h"
#include "core/image/mat_view.h"

namespace v4e {
namespace {

constexpr const char* kStillCaption =
    "A photograph in which nothing moves. The camera stands still, and every detail is sharp and clear "
    "from the beginning to the end.";
constexpr int kStillFrames = 5;

/// Variance of the Laplacian of luma.
double sharpness_of(const Image& frame) {
  cv::Mat luma;
  cv::cvtColor(view_mat(frame), luma, cv::COLOR_RGB2GRAY);
  cv::Mat edges;
  cv::Laplacian(luma, edges, CV_32F);
  cv::Scalar mean;
  cv::Scalar deviation;
  cv::meanStdDev(edges, mean, deviation);
  return deviation[0] * deviation[0];
}

}  // namespace

std::size_t sharpest_late_frame(const std::vector<Image>& frames) {
  // Late is the last third: before it the edit is not complete.
  const std::size_t last = frames.size() - 1;
  std::size_t best = last;
  double most = sharpness_of(frames[last]);
  for (std::size_t i = last; i > 0 && 3 * i >= 2 * last; --i) {
    const double own = sharpness_of(frames[i]);
    if (own > most) {
      most = own;
      best = i;
    }
  }
  return best;
}

void Editor::State::make_still(const EditRequest& request, VideoRequest video, EditResult& result,
                               const EditHooks& hooks, const RunContext& context) {
  if (!request.settings.still_sigma || result.frames.size() < 2) return;
  if (hooks.keep.stop_requested()) {
    result.notes.emplace_back("The end was not made once more as a still: the edit was to be finished soon.");
    return;
  }
  const std::size_t chosen = sharpest_late_frame(result.frames);
  const Image frame = result.frames[chosen];
  video.prompt = kStillCaption;
  video.image = to_byte_tensor(frame);
  video.fill_region = false;
  video.num_frames = kStillFrames;
  video.keep_every.reset();
  video.reasoning_steps.reset();
  video.start = to_clip_tensor(std::vector<Image>(kStillFrames, frame));
  video.start_sigma = *request.settings.still_sigma;
  int steps = 0;  // the result's are those that were asked for
  std::vector<Image> still = sample(video, {.run = {}, .keep = hooks.keep, .on_preview = {}}, context, steps);
  result.frames.resize(chosen);
  result.frames.push_back(std::move(still.back()));
  logger("edit").info("frame {} was made once more as a still, in {} steps", chosen, steps);
}

}  // namespace v4e

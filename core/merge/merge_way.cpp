// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/merge/merge_way.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include "core/image/mat_view.h"

namespace v4e {
namespace {

constexpr double kMinChanged = 2e-4;   // of the pixels: less is a speck of noise
constexpr double kMinTint = 0.3;       // of the pixels, all faintly but evenly changed
constexpr double kWholePicture = 0.8;  // of the pixels: an edit of the picture, not of something in it
constexpr double kMostCells = 0.95;    // of the grid: what one thing in the picture rarely touches
constexpr double kColourExplains = 0.75;
constexpr double kNewStructure = 0.9;

std::string percent(double share) {
  return std::to_string(static_cast<int>(std::lround(100 * share))) + " %";
}

// How well the model kept what it did not edit: for the user to judge the weights by.
void measure_background(const Evolution& evolution, MergeMetrics& metrics) {
  const cv::Mat unchanged = 1.0 - view_mat(evolution.changes.soft);
  const double weight = cv::sum(unchanged)[0];
  if (weight < 1) return;
  cv::Mat difference = view_mat(evolution.after) - view_mat(evolution.before);
  difference = difference.mul(difference);
  cv::Mat channels[3];
  cv::split(difference, channels);
  const double error = unchanged.dot(channels[0] + channels[1] + channels[2]) / (3 * weight);
  metrics.background_psnr_db = error > 1e-10 ? std::min(99.0, -10 * std::log10(error)) : 99.0;
  const auto sharpness = [&](const Image& image) {
    cv::Mat luma;
    cv::cvtColor(view_mat(image), luma, cv::COLOR_RGB2GRAY);
    cv::Laplacian(luma, luma, CV_32F);
    return unchanged.dot(cv::abs(luma));
  };
  const double before = sharpness(evolution.before);
  metrics.background_sharpness = before > 1e-6 * weight ? sharpness(evolution.after) / before : 1.0;
}

}  // namespace

std::string_view to_string(MergeWay way) {
  switch (way) {
    case MergeWay::Auto:
      return "auto";
    case MergeWay::Unchanged:
      return "unchanged";
    case MergeWay::Global:
      return "global";
    case MergeWay::Local:
      return "local";
    case MergeWay::Texture:
      return "texture";
    case MergeWay::Known:
      return "known";
  }
  return "";
}

Evolution study_evolution(const Image& photo, const std::vector<Image>& frames, const Image& region,
                          const RunContext& context) {
  Evolution evolution;
  evolution.photo = photo;
  evolution.before = frames.front();
  evolution.after = frames.back();
  evolution.changes = find_changes(frames, frames.size() - 1, {.region = region});
  context.check();
  evolution.target = copy_from_mat(view_mat(photo) + view_mat(evolution.after) - view_mat(evolution.before));
  evolution.colour = fit_local_affine(photo, evolution.target);
  context.check();
  const Image predicted = apply_local_affine(evolution.colour, photo);

  MergeMetrics& metrics = evolution.metrics;
  metrics.changed_share = evolution.changes.changed_share;
  metrics.spread = evolution.changes.spread;
  metrics.noise = evolution.changes.noise;
  const Image& mask = evolution.changes.soft;
  metrics.colour_explains = explained_share(photo, evolution.target, predicted, mask);
  metrics.new_structure = new_structure_share(photo, evolution.before, evolution.target, predicted, mask);
  context.check();
  measure_background(evolution, metrics);
  return evolution;
}

WayChoice choose_way(const MergeMetrics& metrics, double tint_share, const WayHints& hints) {
  const std::string changed = percent(metrics.changed_share) + " of the picture changed";
  if (hints.whole) return {MergeWay::Global, changed + ", and the edit is of every pixel"};
  if (metrics.changed_share < kMinChanged) {
    if (tint_share >= kMinTint) return {MergeWay::Global, "a faint, even change of the whole picture"};
    return {MergeWay::Unchanged, "nothing changed beyond the model's noise"};
  }
  if (hints.painted && hints.can_edit_tiles) return {MergeWay::Texture, changed + ", by a paint style"};
  // The subject before a new background fills much of the picture, and has to stay what it was.
  if (hints.partial) return {MergeWay::Local, changed + ", and the edit is of a part of it"};
  const bool everywhere = metrics.changed_share >= kWholePicture ||
                          (metrics.spread >= kMostCells && metrics.changed_share >= 0.5) ||
                          // A faint change crosses the threshold in places only, but is there all over.
                          (tint_share >= kWholePicture && metrics.spread >= 0.5);
  if (!everywhere) return {MergeWay::Local, changed + ", the rest stayed"};
  const std::string colour = percent(metrics.colour_explains) + " of it explained by colour alone";
  if (metrics.colour_explains >= kColourExplains && metrics.new_structure < kNewStructure) {
    return {MergeWay::Global, changed + ", " + colour};
  }
  if (hints.can_edit_tiles) return {MergeWay::Texture, changed + " and got new structure: " + colour};
  return {MergeWay::Local, changed + " and got new structure (" + colour +
                               "), but tiles cannot be edited here, so the model's own pixels are used"};
}

}  // namespace v4e

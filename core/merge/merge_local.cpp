// SPDX-License-Identifier: GPL-3.0-or-later
// The layers of a local edit: which pixels are the model's, which the photo's in new colours.
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/image/mat_view.h"
#include "core/image/samples.h"
#include "core/merge/merge_render.h"

namespace v4e {
namespace {

constexpr double kCorrectionRadius = 8.0;  // working pixels over which colour is carried into the mask
constexpr double kMinMisfit = 0.012;       // of the range: less is not seen
constexpr int kGrainBlock = 16;
constexpr int kMaxGrainBlocks = 4096;

// The frame, shifted by what the autoencoder lost around the mask, so that the rim meets the photo.
Image match_surroundings(const Evolution& evolution) {
  const cv::Mat after = view_mat(evolution.after);
  // Not the rim itself: there the two differ by blur, which is no colour.
  cv::Mat unchanged;
  cv::Mat(view_mat(evolution.changes.soft) <= 0).convertTo(unchanged, CV_32F, 1.0 / 255.0);
  cv::erode(unchanged, unchanged, cv::getStructuringElement(cv::MORPH_ELLIPSE, {5, 5}));
  cv::Mat weights;
  cv::GaussianBlur(unchanged, weights, {}, kCorrectionRadius, 0, cv::BORDER_REFLECT);
  cv::Mat loss;
  std::vector<cv::Mat> channels;
  cv::split(view_mat(evolution.photo) - view_mat(evolution.before), channels);
  for (cv::Mat& channel : channels) {
    channel = channel.mul(unchanged);
    cv::GaussianBlur(channel, channel, {}, kCorrectionRadius, 0, cv::BORDER_REFLECT);
    // The small constant lets the correction fade out deep inside the mask.
    channel /= weights + 0.02;
  }
  cv::merge(channels, loss);
  return copy_from_mat(after + loss);
}

Image pre_blur(const Image& image) {
  cv::Mat smooth;
  cv::GaussianBlur(view_mat(image), smooth, {}, 0.8, 0, cv::BORDER_REFLECT);
  return copy_from_mat(smooth);
}

// Root mean square over the channels and a small window.
cv::Mat local_size(const cv::Mat& difference) {
  cv::Mat square;
  cv::blur(difference.mul(difference), square, {5, 5}, {-1, -1}, cv::BORDER_REFLECT);
  cv::Mat channels[3];
  cv::split(square, channels);
  cv::Mat size;
  cv::sqrt((channels[0] + channels[1] + channels[2]) / 3, size);
  return size;
}

// 1 where the colour map makes what the model made: the structure stayed. What it misses must be noise, or
// little against the structure that the model shows there; a smooth map over new texture does not pass.
// Cautious: one misfit in the neighbourhood is enough for the model's pixels.
Image judge_structure(const Image& model, const Image& recoloured, double noise) {
  cv::Mat misfit = view_mat(model) - view_mat(recoloured);
  cv::GaussianBlur(misfit, misfit, {}, 0.8, 0, cv::BORDER_REFLECT);
  cv::Mat even;
  cv::GaussianBlur(view_mat(model), even, {}, 3.0, 0, cv::BORDER_REFLECT);
  const cv::Mat detail = local_size(view_mat(model) - even);
  const double floor = std::max(kMinMisfit, 1.2 * noise);
  cv::Mat limit;
  cv::sqrt(0.12 * detail.mul(detail) + floor * floor, limit);
  cv::Mat ratio;
  cv::divide(local_size(misfit), limit, ratio);
  cv::Mat keep = cv::min(cv::max(3.0 - 2.0 * ratio, 0.0), 1.0);
  cv::erode(keep, keep, cv::getStructuringElement(cv::MORPH_ELLIPSE, {5, 5}));
  cv::blur(keep, keep, {5, 5}, {-1, -1}, cv::BORDER_REFLECT);
  return copy_from_mat(keep);
}

}  // namespace

std::array<float, 3> measure_grain(const Image& photo) {
  // Immerkaer's noise filter: blind to edges and slopes. The quarter of blocks with the least is taken for
  // free of texture.
  const cv::Matx33f filter(1, -2, 1, -2, 4, -2, 1, -2, 1);
  const cv::Mat pixels = view_mat(photo);
  const double range = full_scale(photo.type());
  const int columns = pixels.cols / kGrainBlock;
  const int rows = pixels.rows / kGrainBlock;
  std::array<float, 3> grain{0, 0, 0};
  if (columns < 1 || rows < 1) return grain;
  const int step = std::max(1, columns * rows / kMaxGrainBlocks);
  std::array<std::vector<float>, 3> deviations;
  for (int block = 0; block < columns * rows; block += step) {
    const cv::Rect area(block % columns * kGrainBlock, block / columns * kGrainBlock, kGrainBlock,
                        kGrainBlock);
    cv::Mat response;
    cv::filter2D(pixels(area), response, CV_32F, filter, {-1, -1}, 0, cv::BORDER_REFLECT);
    const cv::Scalar mean = cv::mean(cv::abs(response));
    for (int c = 0; c < 3; ++c) {
      const int source = photo.channels() < 3 ? 0 : c;
      deviations[static_cast<std::size_t>(c)].push_back(
          static_cast<float>(mean[source] * std::sqrt(M_PI / 2) / 6 / range));
    }
  }
  for (std::size_t c = 0; c < 3; ++c) {
    const auto quarter = deviations[c].begin() + static_cast<std::ptrdiff_t>(deviations[c].size() / 4);
    std::nth_element(deviations[c].begin(), quarter, deviations[c].end());
    grain[c] = *quarter;
  }
  return grain;
}

RenderLayers make_replacing_layers(const Evolution& evolution) {
  const cv::Mat after = view_mat(evolution.after);
  const cv::Mat all(after.size(), CV_32F, cv::Scalar(1));
  RenderLayers layers;
  layers.way = MergeWay::Local;
  layers.colour = fit_local_affine(evolution.photo, evolution.after);
  layers.keep_structure = copy_from_mat(cv::Mat::zeros(after.size(), CV_32F));
  cv::Mat with_spare;
  cv::cvtColor(after, with_spare, cv::COLOR_RGB2RGBA);
  layers.model = copy_from_mat(with_spare);
  layers.mask_support = copy_from_mat(all);
  layers.mask = fit_local_affine(evolution.photo, layers.mask_support, {}, {.radius_px = 3, .ridge = 4e-3});
  return layers;
}

RenderLayers make_local_layers(const Image& photo, const Evolution& evolution, double scale,
                               bool match_grain) {
  RenderLayers layers;
  layers.way = MergeWay::Local;
  const Image& mask = evolution.changes.soft;
  const Image model = match_surroundings(evolution);
  // Fitted to the frame itself: `target` would carry the removed object's finest detail along. Both sides
  // are smoothed alike, so the detail which the autoencoder lost does not flatten the map.
  layers.colour = fit_local_affine(pre_blur(evolution.photo), pre_blur(model), mask);
  layers.keep_structure =
      judge_structure(model, apply_local_affine(layers.colour, evolution.photo), evolution.metrics.noise);
  cv::Mat with_spare;
  cv::cvtColor(view_mat(model), with_spare, cv::COLOR_RGB2RGBA);
  layers.model = copy_from_mat(with_spare);
  layers.mask = fit_local_affine(evolution.photo, mask, {}, {.radius_px = 3, .ridge = 4e-3});
  cv::Mat support;
  const cv::Mat reach = cv::getStructuringElement(cv::MORPH_ELLIPSE, {3, 3});
  cv::dilate(cv::Mat(view_mat(mask) > 0), support, reach);
  support.convertTo(support, CV_32F, 1.0 / 255.0);
  layers.mask_support = copy_from_mat(support);
  if (!match_grain) return layers;
  layers.detail = find_detail(evolution.photo, evolution.before, model, mask, scale);
  layers.grain = measure_grain(photo);
  return layers;
}

}  // namespace v4e

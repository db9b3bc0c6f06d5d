// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/merge/tiles.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <opencv2/imgproc.hpp>
#include <string>

#include "core/base/error.h"
#include "core/image/mat_view.h"

namespace v4e {
namespace {

// Starts of tiles that cover `side` evenly with at least the wished overlap.
std::vector<int> cover(int side, int tile, int overlap) {
  if (side <= tile) return {0};
  const int step = tile - overlap;
  const int count = (side - overlap + step - 1) / step;
  std::vector<int> starts;
  for (int i = 0; i < count; ++i) {
    starts.push_back(static_cast<int>(std::lround(double(side - tile) * i / (count - 1))));
  }
  return starts;
}

cv::Mat to_rgb_floats(const cv::Mat& piece) {
  cv::Mat rgb;
  switch (piece.channels()) {
    case 1:
      cv::cvtColor(piece, rgb, cv::COLOR_GRAY2RGB);
      break;
    case 2: {
      cv::Mat grey;
      cv::extractChannel(piece, grey, 0);
      cv::cvtColor(grey, rgb, cv::COLOR_GRAY2RGB);
      break;
    }
    case 4:
      cv::cvtColor(piece, rgb, cv::COLOR_RGBA2RGB);
      break;
    default:
      rgb = piece;
      break;
  }
  cv::Mat floats;
  rgb.convertTo(floats, CV_32F, 1.0 / full_scale(rgb));
  return floats;
}

cv::Mat cut_tile(const cv::Mat& canvas, const cv::Rect& tile) {
  const cv::Rect inside = tile & cv::Rect(0, 0, canvas.cols, canvas.rows);
  cv::Mat piece = to_rgb_floats(canvas(inside));
  cv::Mat padded;
  cv::copyMakeBorder(piece, padded, 0, tile.height - inside.height, 0, tile.width - inside.width,
                     cv::BORDER_REFLECT);
  return padded;
}

cv::Mat enlarge_guide(const cv::Mat& small, const cv::Rect& tile, double working_per_canvas) {
  const double s = working_per_canvas;
  const cv::Matx23d tile_to_small(s, 0, (tile.x + 0.5) * s - 0.5, 0, s, (tile.y + 0.5) * s - 0.5);
  cv::Mat guide;
  cv::warpAffine(small, guide, tile_to_small, tile.size(), cv::INTER_CUBIC | cv::WARP_INVERSE_MAP,
                 cv::BORDER_REFLECT);
  return guide;
}

// Moves the tile's low frequencies onto the guide's.
void match_low_frequencies(cv::Mat& tile, const cv::Mat& guide, double radius_px) {
  const int factor =
      std::clamp(static_cast<int>(radius_px / 2), 1, std::max(1, std::min(tile.cols, tile.rows) / 4));
  cv::Mat difference;
  cv::resize(guide - tile, difference, {(tile.cols + factor - 1) / factor, (tile.rows + factor - 1) / factor},
             0, 0, cv::INTER_AREA);
  cv::GaussianBlur(difference, difference, {}, radius_px / factor, 0, cv::BORDER_REFLECT);
  cv::resize(difference, difference, tile.size(), 0, 0, cv::INTER_CUBIC);
  tile += difference;
}

void blend_in(cv::Mat& canvas, const cv::Mat& tile, const cv::Rect& place, const std::vector<float>& across,
              const std::vector<float>& down) {
  const cv::Rect inside = place & cv::Rect(0, 0, canvas.cols, canvas.rows);
  for (int y = 0; y < inside.height; ++y) {
    const float* source = tile.ptr<float>(y);
    float* target = canvas.ptr<float>(inside.y + y) + static_cast<std::ptrdiff_t>(inside.x) * 3;
    for (int x = 0; x < inside.width; ++x) {
      const float weight = across[static_cast<std::size_t>(x)] * down[static_cast<std::size_t>(y)];
      for (int c = 0; c < 3; ++c) *target++ += weight * *source++;
    }
  }
}

}  // namespace

void TileOptions::validate() const {
  if (tile_width < 16 || tile_height < 16 || overlap_px < 0 ||
      2 * overlap_px > std::min(tile_width, tile_height) || max_canvas_area_px < 1 || !(match_radius > 0)) {
    throw Error(ErrorCode::InvalidArgument,
                "tiles of " + std::to_string(tile_width) + " x " + std::to_string(tile_height) +
                    " with an overlap of " + std::to_string(overlap_px) +
                    " are not possible: at least 16 pixels, overlapping by at most half");
  }
}

TilePlan plan_tiles(int photo_width, int photo_height, const TileOptions& options) {
  options.validate();
  TilePlan plan;
  plan.canvas = choose_working_map(photo_width, photo_height,
                                   {.max_area_px = options.max_canvas_area_px,
                                    .multiple = 1,
                                    .max_side_px = std::numeric_limits<int>::max()});
  plan.left = cover(plan.canvas.width, options.tile_width, options.overlap_px);
  plan.top = cover(plan.canvas.height, options.tile_height, options.overlap_px);
  return plan;
}

std::vector<float> tile_weights(const std::vector<int>& starts, std::size_t tile, int tile_side,
                                int canvas_side) {
  const int length = std::min(tile_side, canvas_side - starts[tile]);
  std::vector<float> weights(static_cast<std::size_t>(length), 1.0F);
  // A rising half cosine over an overlap; the neighbour's falling one is 1 minus it.
  const auto ramp = [](int position, int overlap) {
    return 0.5 - 0.5 * std::cos(M_PI * (position + 0.5) / overlap);
  };
  for (int i = 0; i < length; ++i) {
    double weight = 1.0;
    if (tile > 0) {
      const int overlap = starts[tile - 1] + tile_side - starts[tile];
      if (i < overlap) weight *= ramp(i, overlap);
    }
    if (tile + 1 < starts.size()) {
      const int overlap = starts[tile] + tile_side - starts[tile + 1];
      const int into = i - (tile_side - overlap);
      if (into >= 0) weight *= 1.0 - ramp(into, overlap);
    }
    weights[static_cast<std::size_t>(i)] = static_cast<float>(weight);
  }
  return weights;
}

Image edit_in_tiles(const Image& photo, const Image& small_result, const WorkingMap& map,
                    const TileOptions& options, const TileEditor& editor, const RunContext& context) {
  const TilePlan plan = plan_tiles(photo.width(), photo.height(), options);
  const Image shrunk = plan.canvas.scale < 1 ? make_working_image(photo, plan.canvas, context) : photo;
  const cv::Mat source = view_mat(shrunk);
  const double working_per_canvas = map.scale / plan.canvas.scale;
  const double radius_px = options.match_radius / working_per_canvas;
  Image result(plan.canvas.width, plan.canvas.height, 3, SampleType::F32);
  cv::Mat canvas = view_mutable_mat(result);
  TileRequest request;
  request.total = static_cast<int>(plan.left.size() * plan.top.size());
  for (std::size_t row = 0; row < plan.top.size(); ++row) {
    const std::vector<float> down = tile_weights(plan.top, row, options.tile_height, canvas.rows);
    for (std::size_t column = 0; column < plan.left.size(); ++column) {
      context.tick({Stage::Merge, request.index, request.total});
      const cv::Rect place(plan.left[column], plan.top[row], options.tile_width, options.tile_height);
      request.x = place.x;
      request.y = place.y;
      request.source = copy_from_mat(cut_tile(source, place));
      const cv::Mat guide = enlarge_guide(view_mat(small_result), place, working_per_canvas);
      request.guide = copy_from_mat(guide);
      const Image edited = editor(request);
      if (edited.width() != place.width || edited.height() != place.height || edited.channels() != 3 ||
          edited.type() != SampleType::F32) {
        throw Error(ErrorCode::Internal, "a tile came back with another size or type than it went out with");
      }
      cv::Mat tile = view_mat(edited).clone();
      match_low_frequencies(tile, guide, radius_px);
      blend_in(canvas, tile, place, tile_weights(plan.left, column, options.tile_width, canvas.cols), down);
      ++request.index;
    }
  }
  return result;
}

}  // namespace v4e

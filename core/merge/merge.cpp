// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/merge/merge.h"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <utility>

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/image/mat_view.h"
#include "core/merge/fresh_structure.h"
#include "core/merge/merge_regions.h"
#include "core/merge/merge_render.h"
#include "core/merge/merge_way.h"

namespace v4e {
namespace {

void check_request(const MergeRequest& request) {
  request.options.validate();
  const Image& photo = request.photo;
  if (photo.empty() || photo.type() == SampleType::F32) {
    throw Error(ErrorCode::InvalidArgument, "merge takes a photo of 8 or 16 bits per sample");
  }
  if (photo.width() != request.map.photo_width || photo.height() != request.map.photo_height) {
    throw Error(ErrorCode::InvalidArgument, "the frames were made for a photo of another size");
  }
  if (request.frames.empty()) {
    throw Error(ErrorCode::InvalidArgument, "there are no frames to merge into the photo");
  }
  for (const Image& frame : request.frames) {
    if (frame.channels() != 3 || frame.type() != SampleType::F32) {
      throw Error(ErrorCode::InvalidArgument, "frames must be RGB in 32-bit floating point");
    }
    if (!cv::checkRange(view_mat(frame))) {
      throw Error(ErrorCode::InvalidArgument,
                  "a frame holds values that are no numbers: the model's weights "
                  "or its computing type do not work on this device");
    }
  }
  const auto fits = [&photo](const Image& mask) {
    return mask.channels() == 1 && mask.width() == photo.width() && mask.height() == photo.height();
  };
  const MergeOptions& options = request.options;
  if (!options.user_mask.empty() && !fits(options.user_mask)) {
    throw Error(ErrorCode::InvalidArgument, "the mask must have one channel and the photo's size");
  }
  for (const TimeRegion& region : options.regions) {
    if (!fits(region.weight))
      throw Error(ErrorCode::InvalidArgument, "a region must have one channel and the photo's size");
  }
}

// The frames' contents up to the wanted moment; a moment between two frames is a blend of them.
std::vector<Image> frames_until(const MergeRequest& request) {
  const auto last = static_cast<double>(request.frames.size() - 1);
  const double moment = request.options.position * last;
  const auto whole = static_cast<std::size_t>(moment);
  const double fraction = moment - static_cast<double>(whole);
  std::vector<Image> frames;
  for (std::size_t i = 0; i <= whole; ++i) frames.push_back(crop_to_content(request.frames[i], request.map));
  if (fraction > 1e-6) {
    const Image next = crop_to_content(request.frames[whole + 1], request.map);
    cv::Mat blend;
    cv::addWeighted(view_mat(frames.back()), 1 - fraction, view_mat(next), fraction, 0, blend);
    frames.push_back(copy_from_mat(blend));
  }
  return frames;
}

void leave_unchanged(const MergeRequest& request, MergeResult& result) {
  result.edit = request.photo;
  result.mask = Image(request.photo.width(), request.photo.height(), 1, SampleType::U8);
}

RenderLayers make_texture_layers(const MergeRequest& request, const Evolution& evolution,
                                 const RunContext& context) {
  RenderLayers layers;
  const TileOptions& tiles = request.options.tiles;
  const WorkingMap canvas = plan_tiles(request.photo.width(), request.photo.height(), tiles).canvas;
  layers.canvas =
      edit_in_tiles(request.photo, evolution.after, request.map, tiles, request.tile_editor, context);
  layers.canvas_scale = canvas.scale;
  if (canvas.scale >= 1) return layers;
  // The canvas is smaller than the photo: what the photo's own detail can carry of it stays sharp, the rest
  // is enlarged on top.
  const Image shrunk = make_working_image(request.photo, canvas, context);
  layers.colour = fit_local_affine(shrunk, layers.canvas);
  context.check();
  layers.canvas =
      copy_from_mat(view_mat(layers.canvas) - view_mat(apply_local_affine(layers.colour, shrunk)));
  return layers;
}

RenderLayers make_global_layers(const Evolution& evolution, GreyRule greys) {
  RecolourAndMore parts = part_fresh_structure(evolution);
  if (greys == GreyRule::Kept) {
    keep_greys(parts.colour);
    if (!parts.fresh.empty()) parts.fresh = without_colour(parts.fresh);
  }
  RenderLayers layers;
  layers.colour = std::move(parts.colour);
  layers.model = std::move(parts.fresh);
  return layers;
}

RenderLayers make_layers(const MergeRequest& request, const Evolution& evolution, MergeWay way,
                         const RunContext& context) {
  RenderLayers layers;
  switch (way) {
    case MergeWay::Auto:
    case MergeWay::Unchanged:
    case MergeWay::Global:
      layers = make_global_layers(evolution, request.greys);
      break;
    case MergeWay::Local:
      layers = make_local_layers(request.photo, evolution, request.options.match_grain);
      break;
    case MergeWay::Texture:
      layers = make_texture_layers(request, evolution, context);
      break;
  }
  layers.way = way;
  return layers;
}

MergeResult merge_moment(const MergeRequest& request, const RunContext& context) {
  MergeResult result;
  std::vector<Image> frames = frames_until(request);
  if (frames.size() < 2 || request.options.amount <= 0) {
    leave_unchanged(request, result);
    result.drift.resize(frames.size());
    result.reason = frames.size() < 2 ? "the photo itself was chosen" : "the amount is 0";
    return result;
  }
  DriftResult steady = remove_drift(frames, request.options.drift, context);
  result.drift = std::move(steady.drift);
  const Image photo = crop_to_content(make_working_image(request.photo, request.map, context), request.map);
  context.check();
  const Evolution evolution = study_evolution(photo, steady.frames, context);
  result.metrics = evolution.metrics;
  const bool tiles = static_cast<bool>(request.tile_editor);
  const WayChoice choice = choose_way(evolution.metrics, evolution.changes.tint_share,
                                      {.can_edit_tiles = tiles,
                                       .painted = request.painted,
                                       .partial = request.partial,
                                       .whole = is_grey_everywhere(request) && !request.painted});
  result.way = choice.way;
  result.reason = choice.reason;
  const MergeWay wanted = request.options.way;
  if (wanted != MergeWay::Auto && wanted != choice.way) {
    result.way = wanted;
    result.reason =
        "asked for; by itself it would be " + std::string(to_string(choice.way)) + ": " + choice.reason;
  }
  if (result.way == MergeWay::Texture && !tiles) {
    throw Error(ErrorCode::InvalidArgument,
                "the texture way needs a model that edits tiles; use another way");
  }
  logger("merge").debug("way {}: {}", to_string(result.way), result.reason);
  context.check();
  if (result.way == MergeWay::Unchanged) {
    leave_unchanged(request, result);
    return result;
  }
  const RenderLayers layers = make_layers(request, evolution, result.way, context);
  render_edit(request, layers, result, context);
  return result;
}

// One merge per moment, the progress of all as one.
MergeResult merge_checked(const MergeRequest& request, const RunContext& context) {
  const auto& regions = request.options.regions;
  const int parts = static_cast<int>(regions.size()) + 1;
  const auto part_of = [&context, parts](int part) {
    return RunContext{context.stop, [&context, part, parts](const Progress& progress) {
                        if (!context.on_progress) return;
                        context.on_progress(
                            {progress.stage, part * progress.total + progress.step, parts * progress.total});
                      }};
  };
  MergeResult result = merge_moment(request, part_of(0));
  for (int i = 1; i < parts; ++i) {
    const TimeRegion& region = regions[static_cast<std::size_t>(i) - 1];
    MergeRequest moment = request;
    moment.options.position = region.position;
    const MergeResult other = merge_moment(moment, part_of(i));
    context.check();
    blend_moment(other, region.weight, result);
    if (result.way == MergeWay::Unchanged) {
      result.way = other.way;
      result.reason = other.reason;
    }
  }
  if (parts > 1) {
    const cv::Mat touched = view_mat(result.mask);
    result.metrics.edited_share =
        static_cast<double>(cv::countNonZero(touched)) / static_cast<double>(touched.total());
  }
  return result;
}

}  // namespace

void MergeOptions::validate() const {
  const auto in_range = [](double value) { return value >= 0 && value <= 1; };
  if (!in_range(position) || !in_range(amount)) {
    throw Error(ErrorCode::InvalidArgument, "position and amount go from 0 to 1");
  }
  for (const TimeRegion& region : regions) {
    if (!in_range(region.position))
      throw Error(ErrorCode::InvalidArgument, "a region's position goes from 0 to 1");
  }
  tiles.validate();
}

MergeResult merge(const MergeRequest& request, const RunContext& context) {
  check_request(request);
  try {
    return merge_checked(request, context);
  } catch (const cv::Exception& error) {
    if (error.code == cv::Error::StsNoMem) {
      throw Error(ErrorCode::OutOfMemory, "no memory left to merge the edit into the photo");
    }
    throw Error(ErrorCode::Internal, std::string("merging the edit into the photo failed: ") + error.err);
  } catch (const std::bad_alloc&) {
    throw Error(ErrorCode::OutOfMemory, "no memory left to merge the edit into the photo");
  }
}

}  // namespace v4e

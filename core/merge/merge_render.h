// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include "core/base/run_context.h"
#include "core/merge/detail.h"
#include "core/merge/merge.h"
#include "core/merge/merge_way.h"

namespace v4e {

/// What the full-size pass mixes for every pixel of the photo. Pictures are at working size without borders,
/// except for `canvas`.
struct RenderLayers {
  MergeWay way = MergeWay::Global;
  /// Photo colour -> edited colour, at working size (Global, Local) or at the canvas' (Texture, may be empty)
  LocalAffine colour;
  /// F32 4 channels (fourth unused). Local: the model's pixels; Global: added to the colours, may be empty
  Image model;
  Image keep_structure;  ///< Local: F32, 1 = the colour map on the photo's pixels, 0 = the model's pixels
  LocalAffine mask;      ///< Local: photo colour -> change mask, so that its rim follows the photo's edges
  Image mask_support;    ///< Local: F32, the mask is 0 where this is 0
  DetailField detail;  ///< Local: where the model's pixels get their detail from; may be empty
  std::array<float, 3> grain{0, 0, 0};  ///< Local: deviation of the photo's grain, where there is no detail
  /// Texture: F32 RGB at `canvas_scale`: the picture, or what is to be added to the colours where there are
  /// any
  Image canvas;
  double canvas_scale = 1.0;
};

/// The layers for a local edit. `photo` gives the grain; `scale`: working pixels for each of its own;
/// `match_grain`: give the model's pixels the photo's grain and detail.
[[nodiscard]] RenderLayers make_local_layers(const Image& photo, const Evolution& evolution, double scale,
                                             bool match_grain);

/// The same where all is the model's (MergeRequest::replaces).
[[nodiscard]] RenderLayers make_replacing_layers(const Evolution& evolution);

/// Deviation of the photo's grain per channel, from its smoothest places.
[[nodiscard]] std::array<float, 3> measure_grain(const Image& photo);

/// The whole photo or the area asked for, row band by row band: writes result.edit, result.mask and the
/// edited share. Beyond those two pictures it holds some rows only. Throws Cancelled between bands, a few
/// milliseconds apart.
void render_edit(const MergeRequest& request, const RenderLayers& layers, MergeResult& result,
                 const RunContext& context);

/// The soft change mask at the photo's size, F32: exactly 0 outside the change.
[[nodiscard]] Image refine_mask(const Image& photo, const WorkingMap& map, const Evolution& evolution,
                                const RunContext& context = {});

}  // namespace v4e

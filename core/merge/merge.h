// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/run_context.h"
#include "core/image/image.h"
#include "core/image/pixel_area.h"
#include "core/merge/drift.h"
#include "core/merge/grey.h"
#include "core/merge/tiles.h"
#include "core/merge/working_size.h"

namespace v4e {

/// How the small evolution becomes a full-size edit.
enum class MergeWay {
  Auto,       ///< chosen from the evolution itself
  Unchanged,  ///< nothing happened: the photo, bit for bit
  Global,     ///< tone, colour, weather: a local affine colour map, applied to the photo's own pixels
  Local,      ///< remove, recolour, background: new pixels inside a mask, the photo's outside
  Texture,    ///< sketch, paint: the model itself in tiles at full size
  Known,      ///< the way to a finished edit: its pixels and the photo's, mixed as the frames say
};

/// Name of a way in messages and JSON, e.g. "global".
[[nodiscard]] std::string_view to_string(MergeWay way);

enum class UserMaskMode {
  Restrict,  ///< changes only where the user painted
  Extend,    ///< there as well
  Replace,   ///< exactly there
};

/// A part of the photo that stands at a moment of its own, e.g. the sky later than the face.
struct TimeRegion {
  Image weight;  ///< one channel of the photo's size, any type: 1 wholly at that moment, 0 not at all
  double position = 1.0;  ///< as MergeOptions::position
};

struct MergeOptions {
  MergeWay way = MergeWay::Auto;
  /// The strength: 0 the photo, 1 the last frame; between two frames their full-size merges blend.
  double position = 1.0;
  double amount = 1.0;  ///< strength of the edit, 0..1
  DriftOptions drift;
  Image user_mask;  ///< empty, or one channel of the photo's size, any type
  UserMaskMode user_mask_mode = UserMaskMode::Restrict;
  std::vector<TimeRegion> regions;  ///< later ones lie over earlier ones
  bool match_grain = true;          ///< give the model's pixels the photo's grain
  TileOptions tiles;                ///< of the texture way
  std::optional<PixelArea> area;    ///< only that part of the result is made; nothing: all of it
  /// The result is made at this share of the photo's size, to be looked at: above 0, at most 1. Less than 1
  /// goes with neither an area nor the texture way; the masks are of the result's size then.
  double scale = 1.0;

  /// Throws Error(InvalidArgument).
  void validate() const;
};

class MergeMemory;

struct MergeRequest {
  Image photo;                ///< U8 or U16, any channels; plain RGB, profiles are the caller's
  WorkingMap map;             ///< how `frames` see it
  std::vector<Image> frames;  ///< F32 RGB, map.width x map.height; 0 = the photo through the autoencoder
  MergeOptions options;
  TileEditor tile_editor;  ///< may be empty: then there is no texture way
  /// The edit is a paint style: its strokes are new at any size, so Auto makes it in tiles where it can,
  /// however well a colour map would explain the small frames.
  bool painted = false;
  /// The model is known to leave a faint grid of its blocks in smooth tones: tiles are freed of it, and
  /// frames where the photo is smooth.
  bool has_grid = false;
  /// The edit is of something in the picture (remove, recolour) or of its background: Auto never recolours
  /// the whole, however much changed.
  bool partial = false;
  /// All that a local edit shows is the model's, also where little changed, and none of the photo's detail comes
  /// back: what was blurred or painted over has none. For edits that are held to a region.
  bool replaces = false;
  /// Where the edit was held to a region: F32, one channel, 1 inside, of the frames' size without borders. What
  /// changed there is then taken to go on beyond its rim, which whoever lays the edit into the region draws:
  /// else the rim would be softened twice, and show the photo. Empty: there is none.
  Image region = {};
  /// The finished edit itself, where it is known: RGB of the photo's size and type. The last frame is then
  /// exactly that, whatever way is asked for. Empty: there is none.
  Image ending = {};
  /// What the edit may do to greys, at its end and at its full amount.
  GreyRule greys = GreyRule::Free;
  /// Remembers what the next merge of the same frames need not find again; null: nothing does.
  MergeMemory* memory = nullptr;
};

/// Measured on the evolution at working size, after drift removal.
struct MergeMetrics {
  double changed_share = 0;         ///< of the pixels
  double spread = 0;                ///< share of an 8 x 8 grid's cells that changed
  double colour_explains = 0;       ///< of the change, by a local affine colour map: 0..1
  double new_structure = 0;         ///< structure that no colour map makes, against what was there
  double noise = 0;                 ///< deviation of the model's noise, of the range
  double background_psnr_db = 0;    ///< frame against frame 0 over unchanged pixels (99 = equal)
  double background_sharpness = 1;  ///< mean |Laplacian| there against frame 0's
  double edited_share = 0;          ///< of the photo's pixels, whose value differs in the result
};

/// Whether the whole result has no colour.
[[nodiscard]] inline bool is_grey_everywhere(const MergeRequest& request) {
  return request.greys == GreyRule::Everywhere && !request.partial;
}

struct MergeResult {
  Image edit;  ///< size (or that of the area), type and channels of the photo; alpha as in the photo
  Image mask;  ///< U8, one channel: 0 = the original's pixel, untouched
  MergeWay way = MergeWay::Unchanged;
  std::string reason;  ///< for a person: why this way
  std::vector<FrameDrift> drift;
  MergeMetrics metrics;
};

/// A side of the photo at that scale, in pixels.
[[nodiscard]] int side_at(double scale, int side);

/// Turns the small evolution into an edit of the photo itself. A grey photo stays grey: give it as RGB where
/// the edit brings colour. Ticks Stage::Merge. Throws Error(InvalidArgument | OutOfMemory), Cancelled.
[[nodiscard]] MergeResult merge(const MergeRequest& request, const RunContext& context = {});

}  // namespace v4e

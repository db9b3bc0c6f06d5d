// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

#include "core/image/image.h"

namespace v4e {

/// An affine colour map per working pixel: out = red * r + green * g + blue * b + constant, where each of the
/// four is an F32 picture that holds one output value per channel (1 or 4 channels; the fourth is unused).
struct LocalAffine {
  Image red;
  Image green;
  Image blue;
  Image constant;
};

struct LocalAffineOptions {
  int radius_px = 4;    ///< of the finest window: 9 x 9
  double ridge = 1e-3;  ///< variance below which a window trusts the coarser fit more than itself
  bool keeps_zero = false;  ///< fitted without a constant: 0 stays 0, and `ridge` is a mean square
};

/// Fits `target` (F32, 1 or 3 channels) from `source` (F32 RGB) in every window: ridge regression that leans
/// on the fit of a four times larger window, and that one on the fit of the whole picture, so flat areas,
/// which do not say how detail changes, inherit it from around. `weights` (F32, one channel, may be empty)
/// says which pixels count. After He, Sun and Tang, "Guided Image Filtering", with the three-channel guide.
[[nodiscard]] LocalAffine fit_local_affine(const Image& source, const Image& target,
                                           const Image& weights = {}, const LocalAffineOptions& options = {});

/// The map applied to a picture of its own size: F32 with as many channels as the target had.
[[nodiscard]] Image apply_local_affine(const LocalAffine& map, const Image& source);

/// How well a local affine map explains the change from `source` to `target`, over the pixels in `mask`:
/// 1 wholly, 0 not at all. All F32 and of one size; `predicted` is what the map makes of source.
[[nodiscard]] double explained_share(const Image& source, const Image& target, const Image& predicted,
                                     const Image& mask);

/// Structure in `edited` which a colour map does not make, against the structure that was there: mean
/// |Laplacian(edited - predicted)|, less what the autoencoder's error (`photo` - `reconstruction`, once in
/// each of two frames) accounts for, over mean |Laplacian(photo)|, over the pixels in `mask`.
[[nodiscard]] double new_structure_share(const Image& photo, const Image& reconstruction, const Image& edited,
                                         const Image& predicted, const Image& mask);

}  // namespace v4e

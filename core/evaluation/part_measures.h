// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"

namespace v4e {

/// How well an edited part fits to what is around it. Pictures are U8 or U16 RGB of one size, masks U8 of one
/// channel and that size: inside is where they are over a half.
struct PartMeasures {
  double laplacian = 1;  ///< laplacian_energy() inside over that around: 1 as sharp, less softer
  double period_8 = 1;   ///< period_energy() at 8 pixels inside over that around: more than 1 is a grid
  double period_16 = 1;
  double seam = 1;    ///< seam_jump() over that of the picture as it was
  double colour = 0;  ///< what the step of colour across the rim changed by, of 255 levels
  double noise = 1;   ///< noise_deviation() inside over that around
};

/// `photo`: as it was. Throws Error(InvalidArgument) where sizes differ, the mask is empty, or nothing is
/// around it.
[[nodiscard]] PartMeasures measure_part(const Image& photo, const Image& edited, const Image& mask);

/// How much luma's steps between neighbours repeat after `period` pixels (4 or more), in the mask: spectral
/// energy there over that at neighbouring frequencies, of both axes the greater. About 1 without a grid; 1
/// where the mask has no room for eight periods.
[[nodiscard]] double period_energy(const Image& image, const Image& mask, double period);

/// Mean step of luma, 0..1, from a pixel inside the mask to its neighbour outside.
[[nodiscard]] double seam_jump(const Image& image, const Image& mask);

/// Deviation of luma's grain, 0..1, in the smoothest blocks of the mask (Immerkaer 1996); 0 where no block of
/// 8 x 8 lies in it.
[[nodiscard]] double noise_deviation(const Image& image, const Image& mask);

/// Pixels around the mask, about as many as are in it, but not the next few: U8. What is next to the rim
/// belongs to neither side.
[[nodiscard]] Image surroundings_of(const Image& mask);
/// The mask without its rim.
[[nodiscard]] Image inside_of_rim(const Image& mask);

}  // namespace v4e

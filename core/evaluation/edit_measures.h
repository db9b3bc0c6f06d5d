// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/image/geometry.h"
#include "core/image/image.h"

namespace v4e {

/// Values by the key of their kind. What cannot be measured is not there.
using Measures = std::map<std::string, double>;

/// One of the things that are measured.
struct MeasureKind {
  enum class Better { Higher, Lower, Neither };
  std::string key;    ///< in JSON and CSV
  std::string title;  ///< of a column
  Better better = Better::Neither;
  int digits = 3;  ///< behind the point
  std::string meaning = {};
};

/// All of them, in the order in which tables have them.
[[nodiscard]] const std::vector<MeasureKind>& measure_kinds();

/// Equal pictures have no finite PSNR; they count as this, in dB.
inline constexpr double kEqualPsnr_db = 99;

/// What can be said of an edit without any model, from the photo alone. RGB, sRGB, of one size. `mask`: one
/// channel of that size, U8, 255 where the edit was meant to be; empty where that is not known: then what is
/// said of unchanged pixels is said of all. `model_px`: pixels of the photo, 1 or more, that one of the
/// model's covers: its block grids lie that much wider. Throws Error(InvalidArgument) where sizes differ.
[[nodiscard]] Measures measure_against_photo(const Image& photo, const Image& edited, const Image& mask,
                                             double model_px = 1);

/// The same from the right edit. Where its size is another one, the edit is brought to that size.
[[nodiscard]] Measures measure_against_target(const Image& target, const Image& edited, const Image& mask);

/// The picture with black where the mask is over a half, as PIE-Bench's own measures have it.
[[nodiscard]] Image blacked_out(const Image& image, const Image& mask);

/// The picture at that size: area mean where it shrinks, else cubic.
[[nodiscard]] Image brought_to(const Image& image, PixelSize size);

}  // namespace v4e

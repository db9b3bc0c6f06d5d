// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "core/image/geometry.h"

namespace v4e::cli {

/// How a photo is turned and cropped before it is edited.
struct ShapeArguments {
  int rotate_deg = 0;  ///< clockwise: 0, 90, 180 or 270
  std::string flip;    ///< "h", "v", "hv" or nothing
  double straighten_deg = 0;
  std::string crop;  ///< "X,Y,WIDTH,HEIGHT" or nothing
};

/// --rotate, --flip, --straighten and --crop. `arguments` must outlive the command.
void add_shape_options(CLI::App& command, ShapeArguments& arguments);

/// All of it for a photo of that size, in the order of the options above; a crop is of what straightening
/// leaves. Throws Error(InvalidArgument).
[[nodiscard]] Geometry geometry_of(const ShapeArguments& arguments, PixelSize photo);

}  // namespace v4e::cli

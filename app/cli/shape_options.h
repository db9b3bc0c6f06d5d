// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "core/image/photo_shape.h"

namespace v4e::cli {

/// How photos are turned and cropped before they are edited.
struct ShapeArguments {
  int drawing_side_px = 0;  ///< of drawings, before all else; 0: as they state
  int rotate_deg = 0;  ///< clockwise: 0, 90, 180 or 270
  std::string flip;    ///< "h", "v", "hv" or nothing
  double straighten_deg = 0;
  std::string crop;  ///< "X,Y,WIDTH,HEIGHT", "3:2" or nothing
};

/// --drawing-size, --rotate, --flip, --straighten and --crop. `arguments` must outlive the command.
void add_shape_options(CLI::App& command, ShapeArguments& arguments);

/// All of it, in the order of the options above; a crop is of what straightening leaves. Throws
/// Error(InvalidArgument).
[[nodiscard]] PhotoShape shape_of(const ShapeArguments& arguments);

}  // namespace v4e::cli

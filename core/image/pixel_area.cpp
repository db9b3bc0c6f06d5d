// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/pixel_area.h"

#include "core/base/error.h"
#include "core/image/mat_view.h"

namespace v4e {

bool is_inside(const PixelArea& area, const Image& image) {
  return area.x >= 0 && area.y >= 0 && area.width > 0 && area.height > 0 &&
         area.width <= image.width() - area.x && area.height <= image.height() - area.y;
}

Image cropped(const Image& image, const PixelArea& area) {
  if (!is_inside(area, image)) throw Error(ErrorCode::InvalidArgument, "the part lies outside the picture");
  return copy_from_mat(view_mat(image)({area.x, area.y, area.width, area.height}));
}

}  // namespace v4e

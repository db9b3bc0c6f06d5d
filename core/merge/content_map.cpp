// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/merge/content_map.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/base/error.h"

namespace v4e {

WorkingMap content_map(int photo_width, int photo_height, int frame_width, int frame_height) {
  WorkingMap map{.photo_width = photo_width, .photo_height = photo_height};
  map.width = map.content_width = frame_width;
  map.height = map.content_height = frame_height;
  // The long side was filled exactly, or nothing was scaled; the short side is rounded.
  map.scale =
      static_cast<double>(std::max(frame_width, frame_height)) / std::max({1, photo_width, photo_height});
  const auto fits = [&map](int photo_side, int frame_side) {
    return frame_side >= 1 && std::max(1L, std::lround(photo_side * map.scale)) == frame_side;
  };
  if (map.scale > 1 || !fits(photo_width, frame_width) || !fits(photo_height, frame_height))
    throw Error(ErrorCode::InvalidArgument,
                "frames of " + std::to_string(frame_width) + " x " + std::to_string(frame_height) +
                    " do not belong to a photo of " + std::to_string(photo_width) + " x " +
                    std::to_string(photo_height) + "; make the edit again");
  return map;
}

}  // namespace v4e

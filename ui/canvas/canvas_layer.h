// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <memory>

#include "core/image/image.h"
#include "ui/canvas/image_pyramid.h"

namespace v4e::ui {

/// A picture over the photo, stretched to its place: either one with levels or a small one.
struct CanvasLayer {
  std::shared_ptr<const ImagePyramid> pyramid;
  QImage image;  ///< where there is no pyramid
  /// Where `image` is a change (changeBetween): what it is added to, for the detail that small pictures lack.
  std::shared_ptr<const ImagePyramid> detail;
  Image mask;  ///< one channel, U8, any size: where the layer shows; empty: everywhere
};

}  // namespace v4e::ui

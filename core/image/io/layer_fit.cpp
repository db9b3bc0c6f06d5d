// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/io/layer_fit.h"

#include "core/base/error.h"
#include "core/image/colour/colour.h"
#include "core/image/io/photo_output.h"
#include "core/image/samples.h"

namespace v4e {
namespace {

int colours_of(const Image& image) {
  return image.channels() < 3 ? 1 : 3;
}

bool has_size(const Image& image, int width_px, int height_px) {
  return image.width() == width_px && image.height() == height_px;
}

/// The layer's pixels in the depth, the channels and the profile of the photo; its transparency stays its own.
Image in_encoding_of(const Photo& photo, const Photo& layer, const RunContext& context) {
  const int colours = colours_of(photo.image);
  if (colours_of(layer.image) == colours && layer.icc_profile == photo.icc_profile)
    return with_samples(layer.image, photo.image.type());
  const WorkingPhoto working = to_working_srgb(layer, context);
  Photo like;
  like.icc_profile = photo.icc_profile;
  like.image = Image(layer.image.width(), layer.image.height(), colours + (layer.image.has_alpha() ? 1 : 0),
                     photo.image.type());
  return from_working_srgb(working.rgb, like, working.alpha, context);
}

}  // namespace

FittedLayer fit_layer(const PhotoLayer& layer, const Photo& photo, int width_px, int height_px,
                      const WriteOptions& options, const RunContext& context) {
  const Photo source = layer.picture(context);
  V4E_ASSERT(has_size(source.image, width_px, height_px));
  V4E_ASSERT(layer.cover.empty() || has_size(layer.cover, width_px, height_px));
  Photo picture;
  picture.image = source.image;
  picture.icc_profile = source.icc_profile;
  fit_output(picture, options, context);
  FittedLayer fitted;
  fitted.image = in_encoding_of(photo, picture, context);
  if (!layer.cover.empty()) fitted.cover = scaled_cover(layer.cover, photo.image.width(), photo.image.height());
  return fitted;
}

}  // namespace v4e

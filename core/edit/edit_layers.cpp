// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/edit_layers.h"

#include <cstring>
#include <utility>

#include "core/base/error.h"
#include "core/image/colour/colour.h"
#include "core/image/photo_layout.h"
#include "core/image/samples.h"
#include "core/merge/strength.h"

namespace v4e {
namespace {

bool has_layout_of(const Photo& photo, const Photo& other) {
  return photo.image.channels() == other.image.channels() && photo.image.type() == other.image.type() &&
         photo.icc_profile == other.icc_profile;
}

/// The photo as the edit's numbers mean it: a grey one became RGB where the edit brought colour.
std::shared_ptr<const Photo> photo_below(const LayeredEdit& edit, const RunContext& context) {
  if (has_layout_of(*edit.photo, *edit.edited)) return edit.photo;
  const WorkingPhoto working = to_working_srgb(*edit.photo, context);
  auto photo = std::make_shared<Photo>();
  photo->icc_profile = edit.edited->icc_profile;
  photo->image = from_working_srgb(working.rgb, *edit.edited, working.alpha, context);
  return photo;
}

/// The mask, wholly there wherever a pixel differs that it says nothing of: one that was converted, or that an
/// edit before this one changed.
Image whole_mask(const LayeredEdit& edit, const Image& photo, const RunContext& context) {
  const Image& edited = edit.edited->image;
  Image whole(edited.width(), edited.height(), 1, SampleType::U8);
  const std::size_t pixel = static_cast<std::size_t>(edited.channels()) * bytes_per_sample(edited.type());
  auto* out = reinterpret_cast<std::uint8_t*>(whole.mutable_data());
  for (int y = 0; y < edited.height(); ++y) {
    if (y % 256 == 0) context.check();
    const std::byte* one = photo.row<std::byte>(y);
    const std::byte* other = edited.row<std::byte>(y);
    const auto* touched = edit.mask.empty() ? nullptr : edit.mask.row<std::uint8_t>(y);
    for (int x = 0; x < edited.width(); ++x, one += pixel, other += pixel) {
      const std::uint8_t known = touched ? touched[x] : 0;
      *out++ = known == 0 && std::memcmp(one, other, pixel) != 0 ? 255 : known;
    }
  }
  return whole;
}

/// The mask's numbers as they are, in a picture like the edit.
Photo mask_picture(const Image& mask, const Photo& edited) {
  Photo picture;
  picture.icc_profile = edited.icc_profile;
  picture.image = with_samples(mask, edited.image.type());
  if (edited.image.channels() >= 3) picture.image = expand_grey(picture.image);
  return picture;
}

PhotoLayer layer_of(std::string name, std::shared_ptr<const Photo> photo, bool is_visible, Image cover = {}) {
  return {std::move(name), [photo = std::move(photo)](const RunContext&) { return *photo; }, std::move(cover),
          is_visible};
}

std::string numbered(std::string name, std::size_t number, std::size_t count) {
  for (const auto& [place, value] : {std::pair("%1", number), std::pair("%2", count)}) {
    if (const std::size_t at = name.find(place); at != std::string::npos)
      name.replace(at, 2, std::to_string(value));
  }
  return name;
}

}  // namespace

PhotoLayers edit_layers(const LayeredEdit& edit, const LayerNames& names,
                        const RunContext& context) {
  V4E_ASSERT(edit.mask.empty() || (edit.mask.width() == edit.edited->image.width() &&
                                   edit.mask.height() == edit.edited->image.height()));
  std::shared_ptr<const Photo> photo = photo_below(edit, context);
  const bool is_covered = is_opaque(edit.edited->image);
  PhotoLayers layers;
  const Image mask = whole_mask(edit, photo->image, context);
  layers.push_back(layer_of(names.photo, std::move(photo), is_covered));
  for (std::size_t i = 1; i < edit.states.count; ++i) {
    if (strength_of(i, edit.states.count) == edit.strength) continue;
    PhotoLayer layer;
    layer.name = numbered(names.state, i, edit.states.count - 1);
    layer.picture = [state = edit.states.state, i](const RunContext& run) { return state(i, run); };
    layer.is_visible = false;
    layers.push_back(std::move(layer));
  }
  layers.push_back(layer_of(names.edit, edit.edited, true, is_covered ? mask : Image()));
  layers.push_back(
      layer_of(names.mask, std::make_shared<const Photo>(mask_picture(mask, *edit.edited)), false));
  return layers;
}

}  // namespace v4e

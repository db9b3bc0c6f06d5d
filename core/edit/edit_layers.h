// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/run_context.h"
#include "core/image/io/photo_layers.h"

namespace v4e {

/// The states of an evolution at the photo's size, made when they are asked for; 0 is the photo.
struct EditStates {
  std::size_t count = 0;
  /// In the encoding of the edit. Throws what merging throws.
  std::function<Photo(std::size_t index, const RunContext& context)> state;
};

/// What a file with layers shows of an edit.
struct LayeredEdit {
  std::shared_ptr<const Photo> photo;   ///< before the edit, of its size
  std::shared_ptr<const Photo> edited;
  Image mask;  ///< one channel, U8: 0 where the edit is the photo's pixel; empty: as the pixels differ
  EditStates states = {};               ///< none: without the evolution
  double strength = 1;                  ///< of the edit: a state that is the edit itself is left out
};

/// What the layers are called. A state's name has its number and their count in place of %1 and %2.
struct LayerNames {
  std::string photo = "Photo";
  std::string state = "Evolution %1 of %2";
  std::string edit = "Edit";
  std::string mask = "Mask";
};

/// From the bottom up: the photo, the evolution's states (hidden), the edit, its mask as a grey picture
/// (hidden). The edit covers what it changed, whole pixels of it, since soft rims are in its pixels already:
/// photo and edit together are the edit bit for bit. Of a photo with transparency, which would add up, the
/// edit is whole and the photo is hidden. Throws Error(OutOfMemory), Cancelled.
[[nodiscard]] PhotoLayers edit_layers(const LayeredEdit& edit, const LayerNames& names = {},
                                                  const RunContext& context = {});

}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/image/io/photo_io.h"

namespace v4e {

/// A picture in a file with layers.
struct PhotoLayer {
  std::string name;  ///< as programs show it, UTF-8
  /// Pixels and profile, of the size of the picture that is written; what else a photo holds is not looked at.
  /// Asked for once, when its turn comes: at full size not all layers need fit into memory.
  std::function<Photo(const RunContext& context)> picture;
  /// One channel, U8, of the same size: 0 where what lies below shows, anything else where the layer does.
  /// Empty: the layer is whole.
  Image cover = {};
  bool is_visible = true;
};

/// From the bottom up. Those that are visible must together look like the picture that they are written with.
using PhotoLayers = std::vector<PhotoLayer>;

/// Whether a format can have layers: TIFF, as Photoshop keeps them, and OpenRaster.
[[nodiscard]] bool writes_layers(PhotoFormat format);

/// The usual endings of those formats, for messages: ".tif, .ora".
[[nodiscard]] std::string layered_extensions();

/// write_photo() with layers, of which there may be none. Size, depth and colours of the options change them as
/// they change the photo. Throws Error(InvalidArgument) where the format has no layers or these take more than
/// the 4 GB that it holds, what write_photo() throws, and what the layers throw.
WriteReport write_layered_photo(const std::filesystem::path& path, const Photo& photo,
                                const PhotoLayers& layers, const WriteOptions& options = {},
                                const RunContext& context = {});

/// The same into memory; options.format must be set.
[[nodiscard]] EncodedPhoto encode_layered_photo(const Photo& photo, const PhotoLayers& layers,
                                                const WriteOptions& options, const RunContext& context = {});

}  // namespace v4e

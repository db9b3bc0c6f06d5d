// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/captions/caption_rewriter.h"
#include "core/image/image.h"
#include "core/image/pixel_area.h"
#include "core/merge/working_size.h"

namespace v4e {

/// What is sketched onto a photo for ChronoEdit's paint-brush LoRA to make real. Only the model sees it; it
/// is never a part of the edited photo.
struct Sketch {
  /// RGB and alpha, U8, the photo's size; both sides at most kMostSketchSide. Empty: there is none.
  Image strokes = {};

  [[nodiscard]] bool is_none() const { return strokes.empty(); }
  bool operator==(const Sketch& other) const;

  /// Throws Error(InvalidArgument) on a picture of another kind.
  void validate() const;
};

inline constexpr int kMostSketchSide = 16384;

/// A picture as a sketch: what is transparent in it is no stroke. Throws what read_photo() throws, and
/// Error(InvalidArgument) where nothing of it is transparent, or all.
[[nodiscard]] Sketch sketch_of_file(const std::filesystem::path& file);

/// A text: a PNG in Base64.
[[nodiscard]] nlohmann::json to_json(const Sketch& sketch);
/// Throws Error(FileMalformed) naming `origin`.
[[nodiscard]] Sketch sketch_from(const nlohmann::json& json, std::string_view origin);

/// The caption of an edit whose instruction says what is sketched ("a crown and a hat"): the words that the
/// paint-brush LoRA was trained with. Throws Error(InvalidArgument) on an empty one.
[[nodiscard]] EvolutionCaption sketch_caption(const std::string& instruction);

/// The photo (any type, RGB or grey) with the strokes on it, F32 RGB. Throws Error(InvalidArgument) where
/// they are not of its size.
[[nodiscard]] Image with_strokes(const Image& photo, const Sketch& sketch);

/// What the model's frames would be had nothing been sketched, as a merge takes them. `plain`, `sketched`:
/// the photo as the model would have seen it without and as it saw it with the strokes (F32 RGB, the frames'
/// size). Where a stroke is still to be seen in a frame, the photo is there in its place.
[[nodiscard]] std::vector<Image> without_strokes(std::vector<Image> frames, const Image& plain,
                                                 const Image& sketched);

}  // namespace v4e

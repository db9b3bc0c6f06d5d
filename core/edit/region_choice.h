// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/image/image.h"
#include "core/image/pixel_area.h"

namespace v4e {

/// The part of a photo that an edit is of, as it was asked for. Only pixels inside it change.
struct RegionChoice {
  enum class Kind {
    None,        ///< all of the photo
    Mask,        ///< painted, or out of a file
    Rectangle,   ///< in pixels of the photo as it is seen: upright, turned and cropped
    Subject,     ///< what the picture is of, found when the edit is made
    Background,  ///< all but the subject
  };

  Kind kind = Kind::None;
  PixelArea rectangle = {};  ///< of Rectangle only
  /// Of Mask only: one channel, U8, the photo's shape, both sides at most kMostRegionSide; 255 wholly
  /// inside. Empty where the region is known, but not its mask: a picture's metadata do not carry it.
  Image mask = {};
  /// Of Mask only: the picture that is read where `mask` is empty; else empty.
  std::string file = {};
  /// 0..1000 pixels of the photo over which the edit sets in, inside the region. None by itself: a feather
  /// leaves of the photo a rim along what is edited.
  double feather_px = 0;

  [[nodiscard]] bool is_none() const { return kind == Kind::None; }
  /// Whether it means the same in any photo.
  [[nodiscard]] bool fits_any_photo() const { return kind != Kind::Mask && kind != Kind::Rectangle; }
  bool operator==(const RegionChoice& other) const;

  /// Throws Error(InvalidArgument) where the rectangle or the mask is empty or the feather out of its range.
  void validate() const;
};

/// What a region's mask is kept at; larger ones are averaged to it, which softens their rim. Above the photos that
/// cameras make: what is outside a mask of the photo's size has to stay bit for bit.
inline constexpr int kMostRegionSide = 16384;

/// `choice` in place of a region, whose feather stays.
inline void replace_region(RegionChoice& region, RegionChoice choice) {
  choice.feather_px = region.feather_px;
  region = std::move(choice);
}

/// A region of that mask: one channel of any type and size.
[[nodiscard]] RegionChoice region_of_mask(const Image& mask);

/// A picture as a mask: its bright parts are the region and its transparent ones are not. Throws what
/// read_photo() throws.
[[nodiscard]] RegionChoice region_of_file(const std::filesystem::path& file);

/// "X,Y,WIDTH,HEIGHT"; nothing where the text is anything else.
[[nodiscard]] std::optional<PixelArea> area_from_text(const std::string& text);

/// What becomes of the name of a mask's file.
enum class MaskFile {
  Read,   ///< at once
  Named,  ///< when the edit is made: many masks need not be in memory together
};

/// "X,Y,WIDTH,HEIGHT", "subject", "background", "none" or the file of a mask; a relative path begins at
/// `folder`. Throws Error(InvalidArgument) on numbers that are no rectangle, Error(FileUnreadable) where
/// there is no such file, and what region_of_file() throws.
[[nodiscard]] RegionChoice region_from_text(const std::string& text, const std::filesystem::path& folder = {},
                                            MaskFile mask = MaskFile::Read);
/// The same as text, with "mask" for any mask.
[[nodiscard]] std::string region_text(const RegionChoice& region);

/// A JSON object: kind, rectangle, mask (a PNG in Base64) or file, feather.
[[nodiscard]] nlohmann::json to_json(const RegionChoice& region);
/// What to_json() made; trusts nothing. Throws Error(FileMalformed).
[[nodiscard]] RegionChoice region_choice_from(const nlohmann::json& json, std::string_view origin);

}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/image/photo.h"

namespace v4e {

// All of these are safe to call from several threads: Exiv2 is not, so they take turns behind one lock.

/// The EXIF orientation 1..8; 1 where there is none or it is out of range.
[[nodiscard]] int exif_orientation(const PhotoMetadata& metadata);

/// True if EXIF says that the colours are Adobe RGB, as cameras do without embedding a profile.
[[nodiscard]] bool exif_says_adobe_rgb(const PhotoMetadata& metadata);

/// Makes the metadata true of an upright picture like this one: orientation 1, sizes, channels and bits, no
/// stale thumbnails, no pictures or films behind it. XMP and IPTC inside of EXIF go where they belong. Blocks
/// that were true already keep their bytes. Blocks that do not decode are removed, with a note.
void normalise_metadata(PhotoMetadata& metadata, const Image& image, std::vector<std::string>& notes);

/// Makes the EXIF block fit into `max_bytes` (see exiv2::shrink_exif).
void shrink_exif(PhotoMetadata& metadata, std::size_t max_bytes, std::vector<std::string>& notes);

/// Makes what the metadata states of its colours true of a picture that was converted from inks, Lab or a
/// grey profile to sRGB.
void state_srgb(PhotoMetadata& metadata);

/// Removes the GPS position from EXIF and XMP. Names of places (IPTC) stay. A block that cannot be rid of it
/// goes, with a note.
void strip_gps(PhotoMetadata& metadata, std::vector<std::string>& notes);

/// Sets or replaces properties by their Exiv2 keys; an empty value removes the property. Throws
/// Error(InvalidArgument) on an unknown key. Where the EXIF block cannot be changed without loss it stays as
/// it was, which `notes` says.
void set_properties(PhotoMetadata& metadata, std::span<const MetadataProperty> properties,
                    std::vector<std::string>* notes = nullptr);

/// The text of a property; nothing if it is absent. Throws Error(InvalidArgument) on an unknown key.
[[nodiscard]] std::optional<std::string> property(const PhotoMetadata& metadata, const std::string& key);

/// EXIF without the tags that describe how the pixels are stored, XMP and IPTC of a TIFF file. What does not
/// decode is left out with a note.
[[nodiscard]] PhotoMetadata read_tiff_metadata(std::string_view tiff, std::vector<std::string>& notes);

/// The same of a camera's raw file, without what tells how to develop it: EXIF and XMP.
[[nodiscard]] PhotoMetadata read_raw_metadata(std::string_view raw, std::vector<std::string>& notes);

/// The TIFF file with the metadata put in.
[[nodiscard]] std::string add_tiff_metadata(std::string tiff, const PhotoMetadata& metadata,
                                            std::vector<std::string>& notes);

}  // namespace v4e

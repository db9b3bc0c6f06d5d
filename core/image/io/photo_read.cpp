// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <new>
#include <stdexcept>
#include <utility>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/image/colour/colour.h"
#include "core/image/colour/foreign_colours.h"
#include "core/image/colour/tone_map.h"
#include "core/image/io/codecs/codec.h"
#include "core/image/io/metadata.h"
#include "core/image/io/photo_io.h"
#include "core/image/photo_layout.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

void check_readable(const fs::path& path) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  if (!fs::exists(status)) {
    throw Error(ErrorCode::FileUnreadable,
                "there is no file " + path.string() + "; check its name and folder");
  }
  if (fs::is_directory(status)) {
    throw Error(ErrorCode::FileUnreadable, path.string() + " is a folder; choose a picture inside it");
  }
  // A pipe or device could block for ever.
  if (!fs::is_regular_file(status)) {
    throw Error(ErrorCode::FileUnreadable, path.string() + " is not an ordinary file; choose a picture file");
  }
}

void turn_upright(Decoded& decoded) {
  Photo& photo = decoded.photo;
  const int orientation = decoded.orientation != 0 ? decoded.orientation : exif_orientation(photo.metadata);
  photo.image = make_upright(photo.image, orientation);
  if (orientation < 5) return;
  if (photo.density) std::swap(photo.density->x, photo.density->y);
  if (photo.jpeg) std::swap(photo.jpeg->h_sampling, photo.jpeg->v_sampling);
}

void convert_inks(Decoded& decoded, const RunContext& context) {
  Photo& photo = decoded.photo;
  const bool has_profile = is_usable_profile(photo.icc_profile, ProfileKind::Cmyk);
  photo.image = convert_cmyk(photo.image, photo.icc_profile, context);
  photo.icc_profile.clear();
  state_srgb(photo.metadata);
  photo.notes.emplace_back(
      has_profile ? "its CMYK colours were converted to sRGB through its profile"
                  : "its CMYK colours were converted to sRGB by a plain formula: it has no usable "
                    "profile");
}

bool is_near(const RgbPrimaries& one, const RgbPrimaries& other) {
  const auto near = [](const double* a, const double* b) {
    return std::abs(a[0] - b[0]) < 0.002 && std::abs(a[1] - b[1]) < 0.002;
  };
  return near(one.white_xy, other.white_xy) && near(one.red_xy, other.red_xy) &&
         near(one.green_xy, other.green_xy) && near(one.blue_xy, other.blue_xy);
}

/// Writers round 1/2.2, and mean sRGB by it.
bool is_usual_gamma(double gamma) {
  return gamma > 2.15 && gamma < 2.25;
}

/// The primaries that the file states, else those of sRGB.
RgbPrimaries primaries_in(const ColourHint& hint) {
  if (hint.white_xy[1] <= 0) return {};
  const auto& rgb = hint.primaries_xy;
  return {{hint.white_xy[0], hint.white_xy[1]},
          {rgb[0][0], rgb[0][1]},
          {rgb[1][0], rgb[1][1]},
          {rgb[2][0], rgb[2][1]}};
}

/// Code values of HDR video become those of an ordinary picture.
void map_hdr(Photo& photo, const CodePoints& colours, const RunContext& context) {
  if (photo.image.channels() < 3) photo.image = expand_grey(photo.image);
  photo.notes.emplace_back(std::string("it is an HDR picture (") + (colours.transfer == 16 ? "PQ" : "HLG") +
                           "), made into one for ordinary displays");
  photo.image = tone_mapped(hdr_light(photo.image, colours.transfer, context), photo.notes, context);
  if (const auto primaries = primaries_of(colours.primaries))
    photo.icc_profile = make_display_profile(*primaries);
}

void profile_from_code_points(Photo& photo, const CodePoints& colours, ProfileKind kind,
                              const RunContext& context) {
  if (is_srgb(colours)) return;
  if (colours.transfer == 16 || colours.transfer == 18) return map_hdr(photo, colours, context);
  photo.icc_profile = make_profile(colours, kind);
  if (!photo.icc_profile.empty()) {
    photo.notes.emplace_back("it states its colours by code points; a profile for them was added");
  } else {
    photo.notes.emplace_back("it states colours by code points that are not known; sRGB is assumed");
  }
}

/// Makes a profile where the file states gamma or primaries that are not those of sRGB.
void profile_from_hint(Decoded& decoded, ProfileKind kind, const RunContext& context) {
  const ColourHint& hint = decoded.colour_hint;
  Photo& photo = decoded.photo;
  if (hint.code_points) return profile_from_code_points(photo, *hint.code_points, kind, context);
  if (hint.gamma <= 0) return;
  const RgbPrimaries primaries = primaries_in(hint);
  const bool has_own_primaries = kind == ProfileKind::Rgb && !is_near(primaries, {});
  if (is_usual_gamma(hint.gamma) && !has_own_primaries) return;
  photo.icc_profile =
      kind == ProfileKind::Grey ? make_grey_profile(hint.gamma) : make_rgb_profile(primaries, hint.gamma);
  if (photo.icc_profile.empty()) {
    photo.notes.emplace_back("it states colours that make no profile; sRGB is assumed");
  } else {
    photo.notes.emplace_back(has_own_primaries
                                 ? "it states its colours without a profile; a profile for them was added"
                                 : "it states its gamma; a profile for that was added");
  }
}

/// Why a profile cannot be used for pixels of this kind.
std::string why_unusable(const std::string& icc, ProfileKind kind) {
  if (kind == ProfileKind::Grey && is_usable_profile(icc, ProfileKind::Rgb))
    return "its colour profile is one for RGB, but the picture is grey";
  if (kind == ProfileKind::Rgb && is_usable_profile(icc, ProfileKind::Grey))
    return "its colour profile is one for grey, but the picture is in colour";
  if (is_usable_profile(icc, ProfileKind::Cmyk))
    return "its colour profile is one for CMYK inks, but it has none";
  return "its colour profile is damaged or of a kind that cannot be used";
}

/// Removes a profile that does not fit the pixels, and makes one where the file names its colours otherwise.
void settle_profile(Decoded& decoded, const RunContext& context) {
  Photo& photo = decoded.photo;
  const ProfileKind kind = photo.image.channels() < 3 ? ProfileKind::Grey : ProfileKind::Rgb;
  if (!photo.icc_profile.empty() && !is_usable_profile(photo.icc_profile, kind)) {
    photo.notes.push_back(why_unusable(photo.icc_profile, kind) + "; it was left out, and sRGB is assumed");
    photo.icc_profile.clear();
  }
  if (!photo.icc_profile.empty()) return;
  if (kind == ProfileKind::Rgb && exif_says_adobe_rgb(photo.metadata)) {
    photo.icc_profile = make_adobe_rgb_profile();
    photo.notes.emplace_back("it says that it is in Adobe RGB; a profile for that was added");
    return;
  }
  profile_from_hint(decoded, kind, context);
}

Photo decode(const DecodeRequest& request) {
  const Codec& codec = detect_codec(request.bytes, request.name);
  if (!codec.decode)
    fail_without_library(
        codec.kind, std::string(request.name) + " is a file of the kind " + std::string(codec.kind.name));
  Decoded decoded = codec.decode(request);
  request.context.check();
  if (decoded.is_cmyk) convert_inks(decoded, request.context);
  settle_profile(decoded, request.context);
  turn_upright(decoded);
  Photo& photo = decoded.photo;
  normalise_metadata(photo.metadata, photo.image, photo.notes);
  return std::move(photo);
}

}  // namespace

Photo decode_photo(std::string_view bytes, std::string_view name, const ReadOptions& options,
                   const RunContext& context) {
  context.tick({.stage = Stage::Load});
  try {
    Photo photo =
        decode({bytes, name, options.max_pixels, context, options.drawing_side_px, options.is_raw_draft});
    context.tick({.stage = Stage::Load, .step = 1});
    return photo;
  } catch (const std::bad_alloc&) {
    throw Error(ErrorCode::OutOfMemory, "no memory to open " + std::string(name) +
                                            "; close other programs or make a smaller copy of it");
  } catch (const std::length_error&) {
    throw Error(ErrorCode::OutOfMemory, std::string(name) + " is too large to open on this machine");
  }
}

Photo read_photo(const std::filesystem::path& path, const ReadOptions& options, const RunContext& context) {
  check_readable(path);
  return decode_photo(read_file(path, options.max_file_bytes), path.string(), options, context);
}

}  // namespace v4e

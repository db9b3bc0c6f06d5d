// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/base/run_context.h"
#include "core/image/photo.h"

namespace v4e {

/// A photo in the encoding that models work in.
struct WorkingPhoto {
  Image rgb;    ///< F32, 3 channels, sRGB-encoded, 0..1; colours outside sRGB are clipped
  Image alpha;  ///< F32, 1 channel; empty if the photo has none
};

/// Through the photo's own profile, sRGB where it has none. Grey becomes R = G = B.
/// Throws Error(OutOfMemory), Cancelled.
[[nodiscard]] WorkingPhoto to_working_srgb(const Photo& photo, const RunContext& context = {});

/// The way back into profile, depth and channels of `like`, for edited pixels: rounding and clipping make the
/// round trip inexact, so pixels that nobody edited stay in the photo's own encoding and never go through
/// here. `rgb` may differ from `like` in size. `alpha`: see WorkingPhoto; if empty, that of `like` where the
/// size is the same, opaque otherwise.
[[nodiscard]] Image from_working_srgb(const Image& rgb, const Photo& like, const Image& alpha = {},
                                      const RunContext& context = {});

enum class ProfileKind { Grey, Rgb, Cmyk };

/// True if these bytes are a profile of this kind that Little CMS can convert with.
[[nodiscard]] bool is_usable_profile(const std::string& icc, ProfileKind kind);

/// A profile of RGB with a plain gamma. Zero primaries stand for those of sRGB. Never throws on odd numbers:
/// returns an empty string for those that make no profile.
struct RgbPrimaries {
  double white_xy[2] = {0.3127, 0.3290};
  double red_xy[2] = {0.64, 0.33};
  double green_xy[2] = {0.30, 0.60};
  double blue_xy[2] = {0.15, 0.06};
};
[[nodiscard]] std::string make_rgb_profile(const RgbPrimaries& primaries, double gamma);

/// A grey profile with a plain gamma; empty for numbers that make none.
[[nodiscard]] std::string make_grey_profile(double gamma);

/// Colours by the code points of ITU-T H.273 (PNG's cICP, HEIF's nclx).
struct CodePoints {
  int primaries = 1;  ///< 1: BT.709 and sRGB, 9: BT.2020, 12: Display P3 …
  int transfer = 13;  ///< 13: sRGB, 1: BT.709, 8: linear, 16: PQ, 18: HLG …
};
/// True for sRGB itself, which needs no profile.
[[nodiscard]] bool is_srgb(const CodePoints& colours);
/// A profile of RGB or, for `kind` Grey, of the transfer alone. Empty for code points that are unknown or
/// mean light brighter than white (PQ, HLG), which no such profile holds.
[[nodiscard]] std::string make_profile(const CodePoints& colours, ProfileKind kind);

/// Adobe RGB (1998) by its published numbers.
[[nodiscard]] std::string make_adobe_rgb_profile();

/// These primaries with sRGB's curve; empty for those of sRGB itself and for numbers that make no profile.
[[nodiscard]] std::string make_display_profile(const RgbPrimaries& primaries);

/// The primaries of a code point; nothing for an unknown one.
[[nodiscard]] std::optional<RgbPrimaries> primaries_of(int code);

/// The colours that a picture is written in.
enum class OutputProfile { Own, Srgb, DisplayP3, AdobeRgb };

/// A profile for each choice except Own.
[[nodiscard]] std::string make_output_profile(OutputProfile profile);

/// The same colours in another RGB profile, in the same depth; what it cannot hold is clipped. Where the
/// photo's colours are that profile's already, its pixels stay as they are. Grey becomes RGB, except for sRGB
/// out of grey without a profile, which is sRGB.
void convert_to_profile(Photo& photo, const std::string& icc, const RunContext& context = {});

}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
// Makes and judges ICC profiles.
#include <cmath>
#include <optional>

#include "core/base/error.h"
#include "core/image/colour/colour.h"
#include "core/image/colour/lcms.h"

namespace v4e {
namespace {

using namespace lcms;

std::string to_bytes(const Profile& profile) {
  cmsUInt32Number size_bytes = 0;
  if (!profile || cmsSaveProfileToMem(profile.get(), nullptr, &size_bytes) == 0) return {};
  std::string icc(size_bytes, '\0');
  if (cmsSaveProfileToMem(profile.get(), icc.data(), &size_bytes) == 0) return {};
  const bool is_grey = cmsGetColorSpace(profile.get()) == cmsSigGrayData;
  return is_usable_profile(icc, is_grey ? ProfileKind::Grey : ProfileKind::Rgb) ? icc : std::string();
}

/// `name` is what other programs show; empty: Little CMS's own words.
std::string make_profile(const RgbPrimaries& primaries, cmsToneCurve* curve, const char* name) {
  const cmsCIExyY white{primaries.white_xy[0], primaries.white_xy[1], 1};
  const cmsCIExyYTRIPLE corners{{primaries.red_xy[0], primaries.red_xy[1], 1},
                                {primaries.green_xy[0], primaries.green_xy[1], 1},
                                {primaries.blue_xy[0], primaries.blue_xy[1], 1}};
  cmsToneCurve* const curves[3] = {curve, curve, curve};
  const Profile profile(curve ? cmsCreateRGBProfile(&white, &corners, curves) : nullptr);
  cmsFreeToneCurve(curve);
  if (profile && *name) {
    cmsMLU* const text = cmsMLUalloc(nullptr, 1);
    cmsMLUsetASCII(text, "en", "US", name);
    cmsWriteTag(profile.get(), cmsSigProfileDescriptionTag, text);
    cmsMLUfree(text);
  }
  return to_bytes(profile);
}

/// Takes the curve.
std::string make_grey(cmsToneCurve* curve) {
  const Profile profile(curve ? cmsCreateGrayProfile(cmsD50_xyY(), curve) : nullptr);
  cmsFreeToneCurve(curve);
  return to_bytes(profile);
}

cmsToneCurve* make_srgb_curve() {
  const cmsFloat64Number numbers[5] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
  return cmsBuildParametricToneCurve(nullptr, 4, numbers);
}

/// H.273 table 3, without those of light brighter than white; null for the others.
cmsToneCurve* curve_of(int code) {
  const cmsFloat64Number bt709[5] = {1 / 0.45, 1 / 1.099, 0.099 / 1.099, 1 / 4.5, 0.081};
  switch (code) {
    case 1:
    case 6:
    case 14:
    case 15:
      return cmsBuildParametricToneCurve(nullptr, 4, bt709);
    case 4:
      return cmsBuildGamma(nullptr, 2.2);
    case 5:
      return cmsBuildGamma(nullptr, 2.8);
    case 8:
      return cmsBuildGamma(nullptr, 1.0);
    case 13:
      return make_srgb_curve();
    case 17:
      return cmsBuildGamma(nullptr, 2.6);
    default:
      return nullptr;
  }
}

}  // namespace

/// H.273 table 2, where a display can show them.
std::optional<RgbPrimaries> primaries_of(int code) {
  switch (code) {
    case 1:
      return RgbPrimaries{};
    case 4:
      return RgbPrimaries{{0.310, 0.316}, {0.67, 0.33}, {0.21, 0.71}, {0.14, 0.08}};
    case 5:
      return RgbPrimaries{{0.3127, 0.3290}, {0.64, 0.33}, {0.29, 0.60}, {0.15, 0.06}};
    case 6:
    case 7:
      return RgbPrimaries{{0.3127, 0.3290}, {0.630, 0.340}, {0.310, 0.595}, {0.155, 0.070}};
    case 9:
      return RgbPrimaries{{0.3127, 0.3290}, {0.708, 0.292}, {0.170, 0.797}, {0.131, 0.046}};
    case 11:
      return RgbPrimaries{{0.314, 0.351}, {0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}};
    case 12:
      return RgbPrimaries{{0.3127, 0.3290}, {0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}};
    case 22:
      return RgbPrimaries{{0.3127, 0.3290}, {0.630, 0.340}, {0.295, 0.605}, {0.155, 0.077}};
    default:
      return std::nullopt;
  }
}

std::string make_display_profile(const RgbPrimaries& primaries) {
  const RgbPrimaries srgb;
  const double* const own[] = {primaries.white_xy, primaries.red_xy, primaries.green_xy, primaries.blue_xy};
  const double* const known[] = {srgb.white_xy, srgb.red_xy, srgb.green_xy, srgb.blue_xy};
  bool is_srgb = true;
  for (int i = 0; i < 4; ++i) {
    for (int c = 0; c < 2; ++c) is_srgb = is_srgb && std::abs(own[i][c] - known[i][c]) < 0.002;
  }
  return is_srgb ? std::string() : make_profile(primaries, make_srgb_curve(), "");
}

bool is_usable_profile(const std::string& icc, ProfileKind kind) {
  const Profile profile = open_profile(icc);
  if (!profile) return false;
  const cmsColorSpaceSignature wanted = kind == ProfileKind::Grey  ? cmsSigGrayData
                                        : kind == ProfileKind::Rgb ? cmsSigRgbData
                                                                   : cmsSigCmykData;
  const cmsUInt32Number type = kind == ProfileKind::Grey  ? TYPE_GRAY_FLT
                               : kind == ProfileKind::Rgb ? TYPE_RGB_FLT
                                                          : TYPE_CMYK_FLT;
  if (cmsGetColorSpace(profile.get()) != wanted) return false;
  const Profile srgb(cmsCreate_sRGBProfile());
  return make_transform(profile, type, srgb, TYPE_RGB_FLT) != nullptr;
}

std::string make_rgb_profile(const RgbPrimaries& primaries, double gamma) {
  if (!(gamma > 0.1) || !(gamma < 10)) return {};
  return make_profile(primaries, cmsBuildGamma(nullptr, gamma), "");
}

std::string make_grey_profile(double gamma) {
  if (!(gamma > 0.1) || !(gamma < 10)) return {};
  return make_grey(cmsBuildGamma(nullptr, gamma));
}

bool is_srgb(const CodePoints& colours) {
  return colours.primaries == 1 && colours.transfer == 13;
}

std::string make_profile(const CodePoints& colours, ProfileKind kind) {
  V4E_ASSERT(kind != ProfileKind::Cmyk);
  if (kind == ProfileKind::Grey) return make_grey(curve_of(colours.transfer));
  const auto primaries = primaries_of(colours.primaries);
  if (!primaries) return {};
  return make_profile(*primaries, curve_of(colours.transfer), "");
}

std::string make_adobe_rgb_profile() {
  RgbPrimaries primaries;
  primaries.green_xy[0] = 0.21;
  primaries.green_xy[1] = 0.71;
  return make_profile(primaries, cmsBuildGamma(nullptr, 563.0 / 256.0), "Adobe RGB (1998) compatible");
}

std::string make_output_profile(OutputProfile profile) {
  switch (profile) {
    case OutputProfile::Srgb:
      return make_profile({}, make_srgb_curve(), "sRGB");
    case OutputProfile::DisplayP3:
      return make_profile({{0.3127, 0.3290}, {0.680, 0.320}, {0.265, 0.690}, {0.150, 0.060}},
                          make_srgb_curve(), "Display P3");
    case OutputProfile::AdobeRgb:
      return make_adobe_rgb_profile();
    case OutputProfile::Own:
      break;
  }
  V4E_ASSERT(false);
}

}  // namespace v4e

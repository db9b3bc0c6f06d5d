// SPDX-License-Identifier: GPL-3.0-or-later
// Makes and judges ICC profiles.
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
  return is_usable_profile(icc, ProfileKind::Rgb) ? icc : std::string();
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

cmsToneCurve* make_srgb_curve() {
  const cmsFloat64Number numbers[5] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
  return cmsBuildParametricToneCurve(nullptr, 4, numbers);
}

}  // namespace

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

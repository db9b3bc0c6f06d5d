// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/colour/light_curve.h"

#include <lcms2.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

#include "core/image/colour/colour.h"

namespace v4e {
namespace {

// One for each number of 16 bits: these come back as they were.
constexpr std::size_t kPoints = 65536;
constexpr std::size_t kStarts = 65536;  // as many: a search ends after a step or two

struct ProfileCloser {
  void operator()(void* profile) const { cmsCloseProfile(profile); }
};
using Profile = std::unique_ptr<void, ProfileCloser>;

template <typename Function>
std::vector<float> sampled(std::size_t count, Function light_of) {
  std::vector<float> light(count);
  for (std::size_t i = 0; i < count; ++i)
    light[i] = static_cast<float>(light_of(static_cast<double>(i) / static_cast<double>(count - 1)));
  return light;
}

float unit(float value) {
  return value > 0 ? std::min(value, 1.0f) : 0.0f;  // what is not a number becomes 0
}

double srgb_light(double number) {
  return number <= 0.04045 ? number / 12.92 : std::pow((number + 0.055) / 1.055, 2.4);
}

std::vector<float> sampled_curve(const cmsToneCurve* curve) {
  if (cmsGetToneCurveParametricType(curve) != 0) {
    return sampled(kPoints, [curve](double number) {
      return cmsEvalToneCurveFloat(curve, static_cast<cmsFloat32Number>(number));
    });
  }
  // Little CMS reads tables in steps of 16 bits, which would make one of many dark tones; between the
  // table's own points it is we who interpolate.
  const cmsUInt16Number* table = cmsGetToneCurveEstimatedTable(curve);
  std::vector<float> light(cmsGetToneCurveEstimatedTableEntries(curve));
  for (std::size_t i = 0; i < light.size(); ++i) light[i] = static_cast<float>(table[i]) / 65535.0f;
  return light;
}

std::optional<std::vector<LightCurve>> own_curves(const Profile& profile, int colour_channels) {
  std::vector<cmsTagSignature> tags{cmsSigGrayTRCTag};
  if (colour_channels == 3) tags = {cmsSigRedTRCTag, cmsSigGreenTRCTag, cmsSigBlueTRCTag};
  std::vector<LightCurve> curves;
  for (const cmsTagSignature tag : tags) {
    const auto* curve = static_cast<const cmsToneCurve*>(cmsReadTag(profile.get(), tag));
    if (!curve) return std::nullopt;
    curves.emplace_back(sampled_curve(curve));
  }
  return curves;
}

LightCurve grey_curve(const Profile& profile, int colour_channels) {
  const Profile xyz(cmsCreateXYZProfile());
  const cmsUInt32Number type = colour_channels == 1 ? TYPE_GRAY_DBL : TYPE_RGB_DBL;
  const std::unique_ptr<void, decltype(&cmsDeleteTransform)> transform(
      cmsCreateTransform(profile.get(), type, xyz.get(), TYPE_XYZ_DBL, INTENT_RELATIVE_COLORIMETRIC,
                         cmsFLAGS_NOCACHE),
      &cmsDeleteTransform);
  if (!transform) return {};
  return LightCurve(sampled(1025, [&transform](double number) {
    const double grey[3] = {number, number, number};
    double brightness[3] = {};
    cmsDoTransform(transform.get(), grey, brightness, 1);
    return brightness[1];
  }));
}

}  // namespace

LightCurve::LightCurve() : light_(sampled(kPoints, srgb_light)) {
  make_starts();
}

LightCurve::LightCurve(std::vector<float> light) : light_(std::move(light)) {
  for (std::size_t i = 1; i < light_.size(); ++i)
    light_[i] = std::isfinite(light_[i]) ? std::max(light_[i], light_[i - 1]) : light_[i - 1];
  const float dark = light_.empty() ? 0 : light_.front();
  const float range = light_.empty() ? 0 : light_.back() - dark;
  if (std::isfinite(range) && range > 1e-6f) {
    for (float& value : light_) value = (value - dark) / range;
  } else {
    light_ = sampled(kPoints, srgb_light);
  }
  make_starts();
}

void LightCurve::make_starts() {
  starts_.resize(kStarts + 1);
  for (std::size_t i = 0; i <= kStarts; ++i) {
    const float root = static_cast<float>(i) / kStarts;
    const auto place = std::lower_bound(light_.begin(), light_.end(), root * root);
    starts_[i] = static_cast<std::uint32_t>(
        std::min(light_.size() - 1, static_cast<std::size_t>(place - light_.begin())));
  }
}

float LightCurve::to_light(float number) const {
  const float place = unit(number) * static_cast<float>(light_.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(place), light_.size() - 2);
  return std::lerp(light_[below], light_[below + 1], place - static_cast<float>(below));
}

float LightCurve::from_light(float light) const {
  light = unit(light);
  // A step more to both sides: the square root is rounded.
  const auto root = static_cast<std::size_t>(std::sqrt(light) * kStarts);
  const auto first = light_.begin() + std::ptrdiff_t{starts_[root > 0 ? root - 1 : 0]};
  const auto last = light_.begin() + std::ptrdiff_t{starts_[std::min(root + 2, kStarts)]};
  const auto above = static_cast<std::size_t>(std::lower_bound(first, last, light) - light_.begin());
  if (above == 0) return 0;
  const float step = light_[above] - light_[above - 1];
  const float share = step > 0 ? (light - light_[above - 1]) / step : 0;
  return (static_cast<float>(above - 1) + share) / static_cast<float>(light_.size() - 1);
}

std::vector<LightCurve> light_curves(const std::string& icc, int colour_channels) {
  const ProfileKind kind = colour_channels == 1 ? ProfileKind::Grey : ProfileKind::Rgb;
  const auto count = static_cast<std::size_t>(colour_channels);
  // One table is worked out and copied.
  if (icc.empty() || !is_usable_profile(icc, kind)) return std::vector<LightCurve>(count, LightCurve());
  const Profile profile(cmsOpenProfileFromMem(icc.data(), static_cast<cmsUInt32Number>(icc.size())));
  if (auto curves = own_curves(profile, colour_channels)) return *std::move(curves);
  return std::vector<LightCurve>(count, grey_curve(profile, colour_channels));
}

}  // namespace v4e

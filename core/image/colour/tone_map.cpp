// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/colour/tone_map.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "core/image/colour/lcms.h"
#include "core/image/samples.h"

namespace v4e {
namespace {

constexpr float kKnee = 0.5f;            // of white, in light: brighter is compressed
constexpr double kPeakShare = 0.9995;    // of the pixels: a few glints do not darken a picture's highlights
constexpr double kUsualMiddle = 0.18;    // the light of a grey card
constexpr double kDarkestMiddle = 0.01;  // photos by night are above, pictures in other units below
constexpr double kBrightestMiddle = 0.9;
constexpr double kNoticeable = 1.05;  // of white: less is rounding
constexpr double kDarkest = 1e-6;
constexpr float kMostLight = 1e6f;

/// Numbers of pixels by the logarithm of their brightness.
class Brightness {
 public:
  explicit Brightness(const Image& light) {
    const int channels = light.channels();
    for (int y = 0; y < light.height(); ++y) {
      const float* pixel = light.row<float>(y);
      for (int x = 0; x < light.width(); ++x, pixel += channels) {
        if (channels == 4 && !(pixel[3] > 0)) continue;
        add(std::max({pixel[0], pixel[1], pixel[2]}));
      }
    }
  }

  /// The logarithmic mean of what is not black; 0 where all is.
  [[nodiscard]] double middle() const { return lit_ == 0 ? 0 : std::exp2(sum_ / static_cast<double>(lit_)); }

  /// What this share of the pixels that are not black is not brighter than.
  [[nodiscard]] double at_share(double share) const {
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      below += counts_[i];
      if (static_cast<double>(below) >= share * static_cast<double>(lit_))
        return std::exp2(static_cast<double>(i + 1) / kStepsPerStop - kStopsBelow);
    }
    return 0;
  }

 private:
  static constexpr int kStepsPerStop = 64;
  static constexpr int kStopsBelow = 20;
  static constexpr int kStops = 40;

  void add(float value) {
    if (!(value > kDarkest)) return;
    const double stops = std::log2(std::min(value, kMostLight));
    sum_ += stops;
    ++lit_;
    const auto step = static_cast<std::int64_t>((stops + kStopsBelow) * kStepsPerStop);
    ++counts_[static_cast<std::size_t>(std::clamp<std::int64_t>(step, 0, kStops * kStepsPerStop - 1))];
  }

  std::array<std::uint64_t, kStops * kStepsPerStop> counts_{};
  double sum_ = 0;
  std::uint64_t lit_ = 0;
};

/// Light up to `peak` into 0..1: as it is up to the knee, then along a hyperbola of the same slope there.
float compressed(float light, float peak) {
  if (peak <= 1 || light <= kKnee) return std::min(light, 1.0f);
  if (light >= peak) return 1;
  const float slope = (peak - kKnee) / (1 - kKnee);
  const float share = (light - kKnee) / (peak - kKnee);
  return kKnee + (1 - kKnee) * share * slope / (1 + (slope - 1) * share);
}

float srgb_number(float light) {
  return light <= 0.0031308f ? light * 12.92f : 1.055f * std::pow(light, 1 / 2.4f) - 0.055f;
}

float sound(float value) {
  return value > 0 ? std::min(value, kMostLight) : 0.0f;  // NaN is not above 0
}

std::string in_words(double number) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.*f", number < 10 ? 1 : 0, number);
  return text.data();
}

float pq_light(float number) {
  constexpr float kM1 = 2610.0f / 16384;
  constexpr float kM2 = 2523.0f / 4096 * 128;
  constexpr float kC1 = 3424.0f / 4096;
  constexpr float kC2 = 2413.0f / 4096 * 32;
  constexpr float kC3 = 2392.0f / 4096 * 32;
  const float root = std::pow(number, 1 / kM2);
  return std::pow(std::max(root - kC1, 0.0f) / (kC2 - kC3 * root), 1 / kM1) * 10000 / 203;
}

/// Of the scene, 0..1.
float hlg_light(float number) {
  constexpr float kA = 0.17883277f;
  constexpr float kB = 0.28466892f;
  constexpr float kC = 0.55991073f;
  return number <= 0.5f ? number * number / 3 : (std::exp((number - kC) / kA) + kB) / 12;
}

void hlg_to_display(float* rgb) {
  for (int c = 0; c < 3; ++c) rgb[c] = hlg_light(rgb[c]);
  const float luminance = 0.2627f * rgb[0] + 0.6780f * rgb[1] + 0.0593f * rgb[2];
  const float gain = luminance > 0 ? std::pow(luminance, 0.2f) * 1000 / 203 : 0.0f;
  for (int c = 0; c < 3; ++c) rgb[c] *= gain;
}

}  // namespace

Image tone_mapped(const Image& light, std::vector<std::string>& notes, const RunContext& context) {
  const Brightness brightness(light);
  const double middle = brightness.middle();
  double exposure = 1;
  if (middle > 0 && (middle < kDarkestMiddle || middle > kBrightestMiddle)) exposure = kUsualMiddle / middle;
  double peak = brightness.at_share(kPeakShare) * exposure;
  if (peak < kNoticeable) peak = 1;
  if (exposure != 1)
    notes.push_back("its light is in a unit of its own; it was " +
                    std::string(exposure > 1 ? "brightened " + in_words(exposure)
                                             : "darkened " + in_words(1 / exposure)) +
                    " times");
  if (peak > 1)
    notes.push_back("it holds light up to " + in_words(peak) +
                    " times brighter than white; its highlights were tone-mapped");

  const int channels = light.channels();
  Image picture(light.width(), light.height(), channels, SampleType::U16);
  std::byte* pixels = picture.mutable_data();
  lcms::for_rows(light.height(), context, [&](int y) {
    const float* source = light.row<float>(y);
    auto* target =
        reinterpret_cast<std::uint16_t*>(pixels + picture.row_bytes() * static_cast<std::size_t>(y));
    for (int x = 0; x < light.width(); ++x, source += channels, target += channels) {
      float rgb[3];
      for (int c = 0; c < 3; ++c) rgb[c] = sound(source[c] * static_cast<float>(exposure));
      const float brightest = std::max({rgb[0], rgb[1], rgb[2]});
      const float gain = brightest > 0 ? compressed(brightest, static_cast<float>(peak)) / brightest : 0;
      for (int c = 0; c < 3; ++c) target[c] = from_unit<std::uint16_t>(srgb_number(rgb[c] * gain));
      if (channels == 4) target[3] = from_unit<std::uint16_t>(source[3]);
    }
  });
  return picture;
}

Image hdr_light(const Image& image, int transfer, const RunContext& context) {
  const int channels = image.channels();
  Image light(image.width(), image.height(), channels, SampleType::F32);
  std::byte* pixels = light.mutable_data();
  lcms::for_rows(image.height(), context, [&](int y) {
    auto* target = reinterpret_cast<float*>(pixels + light.row_bytes() * static_cast<std::size_t>(y));
    for (int x = 0; x < image.width(); ++x, target += channels) {
      for (int c = 0; c < channels; ++c) target[c] = unit_at(image, x, y, c);
      if (transfer == 18) {
        hlg_to_display(target);
      } else {
        for (int c = 0; c < 3; ++c) target[c] = pq_light(target[c]);
      }
    }
  });
  return light;
}

}  // namespace v4e

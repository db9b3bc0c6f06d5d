// SPDX-License-Identifier: GPL-3.0-or-later
// Shifts that were put into pictures are found again.
#include "core/evaluation/picture_shift.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "tests/core/evaluation/made_pictures.h"

namespace v4e {
namespace {

using test::made_colours;
using test::made_mask;
using test::made_picture;

const auto kEverywhere = [](int, int) { return true; };

/// L* of an sRGB grey (IEC 61966-2-1, CIE 15).
double lightness(double level) {
  const double linear = level <= 0.04045 ? level / 12.92 : std::pow((level + 0.055) / 1.055, 2.4);
  return 116 * std::cbrt(linear) - 16;
}

/// sRGB of L* = 60, a* = b* = side; by the inverse of CIELAB under D65 and of IEC 61966-2-1.
std::array<double, 3> orange(double side) {
  const double fy = (60.0 + 16) / 116;
  const auto inverse = [](double f) { return f > 6.0 / 29 ? f * f * f : (f - 4.0 / 29) * 3 * 36 / 841; };
  const double x = 0.950456 * inverse(fy + side / 500);
  const double y = inverse(fy);
  const double z = 1.088754 * inverse(fy - side / 200);
  const auto encoded = [](double v) {
    return v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1 / 2.4) - 0.055;
  };
  return {encoded(3.240479 * x - 1.53715 * y - 0.498535 * z),
          encoded(-0.969256 * x + 1.875991 * y + 0.041556 * z),
          encoded(0.055648 * x - 0.204043 * y + 1.057311 * z)};
}

/// Grain of two sizes without repetition, moved by whole pixels.
Image scene(int dx, int dy) {
  const auto grain = [](int x, int y) {
    auto hash = static_cast<std::uint32_t>(x) * 0x9e3779b1U ^ static_cast<std::uint32_t>(y) * 0x85ebca77U;
    hash = (hash ^ (hash >> 15)) * 0x2c1b3c6dU;
    hash = (hash ^ (hash >> 12)) * 0x297a2d39U;
    return static_cast<double>((hash ^ (hash >> 15)) & 0xffffU) / 65535;
  };
  return made_picture(256, 192, [=](int px, int py) {
    const int x = px - dx + 1000;
    const int y = py - dy + 1000;
    return 0.2 + 0.2 * grain(x, y) + 0.4 * grain(x / 5, y / 5);
  });
}

TEST(LabShift, OfGreysIsTheDifferenceOfTheirLightness) {
  // A quarter of the pixels becomes lighter.
  const Image before = made_picture(40, 40, [](int, int) { return 0.4; });
  const Image after = made_picture(40, 40, [](int x, int) { return x < 10 ? 0.6 : 0.4; });
  const double step = lightness(0.6) - lightness(0.4);
  const LabShift shift = lab_shift(before, after, made_mask(40, 40, kEverywhere));
  EXPECT_NEAR(shift.mean, step / 4, 0.02);
  EXPECT_NEAR(shift.deviation, step * std::sqrt(3.0 / 16), 0.02);
  const LabShift elsewhere = lab_shift(before, after, made_mask(40, 40, [](int x, int) { return x >= 10; }));
  EXPECT_NEAR(elsewhere.mean, 0, 1e-6);
}

TEST(ChromaRatio, IsThatOfTheColours) {
  const Image full = made_colours(16, 16, [](int, int) { return orange(30); });
  const Image half = made_colours(16, 16, [](int, int) { return orange(15); });
  const Image all = made_mask(16, 16, kEverywhere);
  EXPECT_NEAR(chroma_ratio(full, half, all).value(), 0.5, 0.005);
  EXPECT_NEAR(chroma_ratio(half, full, all).value(), 2, 0.02);
}

TEST(ChromaRatio, OfAGreyPhotoIsNone) {
  const Image grey = made_picture(16, 16, [](int, int) { return 0.4; });
  const Image colour = made_colours(16, 16, [](int, int) { return orange(30); });
  EXPECT_FALSE(chroma_ratio(grey, colour, made_mask(16, 16, kEverywhere)).has_value());
}

TEST(SharpnessRatio, OfHalfTheContrastIsAHalf) {
  const auto wave = [](double height) {
    return made_picture(64, 64,
                        [height](int x, int y) { return 0.5 + height * std::sin(x * 1.1 + 0.3 * y); });
  };
  const Image all = made_mask(64, 64, kEverywhere);
  EXPECT_NEAR(sharpness_ratio(wave(0.4), wave(0.2), all).value(), 0.5, 1e-4);
  EXPECT_FALSE(sharpness_ratio(wave(0), wave(0.2), all).has_value());
}

TEST(PictureDrift, IsTheMoveThatWasMade) {
  const Image all = made_mask(256, 192, kEverywhere);
  EXPECT_NEAR(picture_drift(scene(0, 0), scene(3, -2), all).value(), std::hypot(3, 2), 0.25);
  EXPECT_NEAR(picture_drift(scene(0, 0), scene(0, 0), all).value(), 0, 1e-3);
}

TEST(PictureDrift, DoesNotSeeWhatIsNotCounted) {
  // The right half moves, the left one does not.
  const Image still = scene(0, 0);
  const Image moved = scene(4, 0);
  Image half = still;
  auto* out = reinterpret_cast<float*>(half.mutable_data());
  for (int y = 0; y < 192; ++y) {
    for (int x = 128; x < 256; ++x) {
      for (int c = 0; c < 3; ++c) out[(y * 256 + x) * 3 + c] = moved.row<float>(y)[3 * x + c];
    }
  }
  EXPECT_NEAR(picture_drift(still, half, made_mask(256, 192, [](int x, int) { return x < 128; })).value(), 0,
              1e-3);
  EXPECT_NEAR(picture_drift(still, half, made_mask(256, 192, [](int x, int) { return x >= 128; })).value(), 4,
              0.3);
}

TEST(PictureDrift, NeedsTilesWithSomethingInThem) {
  const Image even = made_picture(256, 192, [](int, int) { return 0.5; });
  EXPECT_FALSE(picture_drift(even, even, made_mask(256, 192, kEverywhere)).has_value());
  const Image few = made_mask(256, 192, [](int x, int y) { return x < 50 && y < 50; });
  EXPECT_FALSE(picture_drift(scene(0, 0), scene(1, 0), few).has_value());
}

TEST(PictureShift, RefusesWhatDoesNotFit) {
  const Image picture = made_picture(16, 16, [](int, int) { return 0.4; });
  EXPECT_THROW((void)lab_shift(picture, picture, made_mask(16, 15, kEverywhere)), Error);
  EXPECT_THROW((void)lab_shift(picture, picture, made_mask(16, 16, [](int, int) { return false; })), Error);
  EXPECT_THROW((void)chroma_ratio(picture, made_picture(15, 16, [](int, int) { return 0.4; }),
                                  made_mask(16, 16, kEverywhere)),
               Error);
}

}  // namespace
}  // namespace v4e

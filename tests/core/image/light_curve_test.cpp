// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/colour/light_curve.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>

#include "core/image/colour/colour.h"
#include "profile_fixtures.h"

namespace v4e {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

/// A profile of RGB whose colours stand in a pipeline, without a curve of a channel to be read.
std::string pipeline_profile(double gamma) {
  cmsHPROFILE profile = cmsCreateProfilePlaceholder(nullptr);
  cmsSetProfileVersion(profile, 4.3);
  cmsSetDeviceClass(profile, cmsSigInputClass);
  cmsSetColorSpace(profile, cmsSigRgbData);
  cmsSetPCS(profile, cmsSigXYZData);
  cmsToneCurve* curve = cmsBuildGamma(nullptr, gamma);
  cmsToneCurve* straight = cmsBuildGamma(nullptr, 1);
  cmsToneCurve* const curves[3] = {curve, curve, curve};
  cmsToneCurve* const plain[3] = {straight, straight, straight};
  // sRGB's primaries under D50, in the profile's steps, where 1 + 32767 / 32768 is the largest XYZ.
  cmsFloat64Number matrix[9] = {0.4361, 0.3851, 0.1431, 0.2225, 0.7169, 0.0606, 0.0139, 0.0971, 0.7141};
  for (cmsFloat64Number& number : matrix) number *= 32768.0 / 65535.0;
  cmsPipeline* pipeline = cmsPipelineAlloc(nullptr, 3, 3);
  cmsPipelineInsertStage(pipeline, cmsAT_END, cmsStageAllocToneCurves(nullptr, 3, curves));
  cmsPipelineInsertStage(pipeline, cmsAT_END, cmsStageAllocMatrix(nullptr, 3, 3, matrix, nullptr));
  cmsPipelineInsertStage(pipeline, cmsAT_END, cmsStageAllocToneCurves(nullptr, 3, plain));
  EXPECT_TRUE(cmsWriteTag(profile, cmsSigAToB0Tag, pipeline));
  cmsPipelineFree(pipeline);
  cmsFreeToneCurve(curve);
  cmsFreeToneCurve(straight);
  return bytes_of(profile);
}

TEST(LightCurve, KnowsSrgb) {
  const LightCurve curve;
  EXPECT_NEAR(curve.to_light(0.5f), 0.214041, 1e-5);
  EXPECT_NEAR(curve.to_light(0.02f), 0.02 / 12.92, 1e-7);
  EXPECT_NEAR(curve.from_light(0.5f), 0.735357, 1e-5);
  EXPECT_EQ(curve.from_light(0), 0);
  EXPECT_EQ(curve.from_light(1), 1);
}

TEST(LightCurve, EveryNumberOf16BitsComesBack) {
  for (const std::string& icc : {std::string(), make_adobe_rgb_profile(), make_rgb_profile({}, 1.8)}) {
    const LightCurve curve = light_curves(icc, 3).front();
    for (int number = 0; number < 65536; ++number) {
      const float back = curve.from_light(curve.to_light(static_cast<float>(number) / 65535.0f));
      ASSERT_EQ(std::lround(back * 65535.0f), number);
    }
  }
}

TEST(LightCurve, ComesFromTheProfile) {
  EXPECT_NEAR(light_curves(make_rgb_profile({}, 1.8), 3)[1].to_light(0.5f), std::pow(0.5, 1.8), 1e-4);
  EXPECT_NEAR(light_curves(make_grey_profile(2.2), 1)[0].to_light(0.5f), std::pow(0.5, 2.2), 1e-4);
  EXPECT_NEAR(light_curves(pipeline_profile(2), 3)[0].to_light(0.5f), 0.25, 1e-3);
}

TEST(LightCurve, IsThatOfSrgbWithoutAProfileThatFits) {
  const float expected = LightCurve().to_light(0.3f);
  for (const std::string& icc : {std::string(), std::string("no profile"), make_grey_profile(1.0)}) {
    const std::vector<LightCurve> curves = light_curves(icc, 3);
    ASSERT_EQ(curves.size(), 3u);
    EXPECT_EQ(curves[2].to_light(0.3f), expected);
  }
}

TEST(LightCurve, TakesAnythingForACurve) {
  const float expected = LightCurve().to_light(0.3f);
  for (const std::vector<float>& light :
       {std::vector<float>{}, {1}, {0.5f, 0.5f, 0.5f}, {1, 0.5f, 0}, {kNaN, 1}, {0, kNaN}})
    EXPECT_EQ(LightCurve(light).to_light(0.3f), expected);
  const LightCurve bumpy({0.25f, 0.75f, 0.5f, 1.25f});  // becomes 0, 0.5, 0.5, 1
  EXPECT_FLOAT_EQ(bumpy.to_light(0.5f), 0.5f);
  EXPECT_FLOAT_EQ(bumpy.from_light(0.25f), 1.0f / 6);
  EXPECT_EQ(bumpy.to_light(kNaN), 0);
  EXPECT_EQ(bumpy.from_light(kNaN), 0);
  EXPECT_EQ(bumpy.to_light(-3), 0);
  EXPECT_EQ(bumpy.from_light(7), 1);
}

}  // namespace
}  // namespace v4e

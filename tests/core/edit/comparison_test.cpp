// SPDX-License-Identifier: GPL-3.0-or-later
// What variants of an edit are, and what they changed where none of them is.
#include "core/edit/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/edit/outside_change.h"

namespace v4e {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

EditSettings base() {
  EditSettings settings;
  settings.instruction = "make it snow";
  settings.model = "nano";
  settings.seed = 5;
  settings.loras = {{.file = "old.safetensors"}};
  return settings;
}

std::string refusal_of(const std::string& text) {
  try {
    (void)variant_from_text(text, base());
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::InvalidArgument) << text;
    return error.what();
  }
  return "taken";
}

TEST(Variant, ChangesWhatItsTextNames) {
  EditSettings wanted = base();
  wanted.steps = 8;
  wanted.guidance = 1.5;
  wanted.sampler = Sampler::Euler;
  wanted.strength = 0.25;
  const EditVariant variant = variant_from_text("steps=8,guidance=1.5,sampler=euler,strength=0.25", base());
  EXPECT_EQ(variant.settings, wanted);
  EXPECT_EQ(variant.name, "steps=8,guidance=1.5,sampler=euler,strength=0.25");
}

TEST(Variant, NamesItsLorasOrNone) {
  const auto loras = variant_from_text("lora=a.safetensors:0.5,lora=b.safetensors:high", base()).settings.loras;
  ASSERT_EQ(loras.size(), 2u);
  EXPECT_EQ(loras[0], (LoraChoice{.file = "a.safetensors", .strength = 0.5}));
  EXPECT_EQ(loras[1].expert, LoraChoice::Expert::HighNoise);
  EXPECT_TRUE(variant_from_text("lora=", base()).settings.loras.empty());
  EXPECT_EQ(variant_from_text("seed=6", base()).settings.loras, base().loras);
}

TEST(Variant, MayBeJson) {
  const EditSettings settings =
      variant_from_text(R"({"steps": 3, "negative_prompt": "rain, hail"})", base()).settings;
  EXPECT_EQ(settings.steps, 3);
  EXPECT_EQ(settings.negative_prompt, "rain, hail");
}

TEST(Variant, MayEditByAnotherMethod) {
  EXPECT_EQ(variant_from_text("method=t2v", base()).settings.method, EditMethod::ZeroShotT2v);
  EXPECT_THAT(refusal_of("method=v2v"), HasSubstr("student, i2v, t2v or ti2v"));
}

TEST(Variant, SaysWhatIsWrongWithIt) {
  EXPECT_THAT(refusal_of(""), HasSubstr("steps=8"));
  EXPECT_THAT(refusal_of("stepz=8"), HasSubstr("no \"stepz\""));
  EXPECT_THAT(refusal_of("steps"), HasSubstr("NAME=VALUE"));
  EXPECT_THAT(refusal_of("steps="), HasSubstr("no value"));
  EXPECT_THAT(refusal_of("steps=8,steps=9"), HasSubstr("twice"));
  EXPECT_THAT(refusal_of("steps=many"), HasSubstr("number"));
  EXPECT_THAT(refusal_of("steps=0"), HasSubstr("1 to 1000"));
  EXPECT_THAT(refusal_of("strength=2"), HasSubstr("0 to 1"));
  EXPECT_THAT(refusal_of("lora=a:99"), HasSubstr("-10"));
  EXPECT_THAT(refusal_of("instruction=make it night"), HasSubstr("the same in all variants"));
  EXPECT_THAT(refusal_of(R"({"region": {"kind": "subject"}})"), HasSubstr("the same in all variants"));
  EXPECT_THAT(refusal_of("{\"steps\": "), HasSubstr("variant"));
}

std::vector<EditVariant> variants(const std::vector<std::string>& texts) {
  std::vector<EditVariant> made;
  for (const std::string& text : texts) made.push_back(variant_from_text(text, base()));
  return made;
}

TEST(Variants, AreTwoToFourDifferentOnes) {
  EXPECT_NO_THROW(check_variants(variants({"steps=1", "steps=2"})));
  EXPECT_NO_THROW(check_variants(variants({"seed=1", "seed=2", "seed=3", "seed=4"})));
  EXPECT_THROW(check_variants(variants({"steps=1"})), Error);
  EXPECT_THROW(check_variants(variants({"seed=1", "seed=2", "seed=3", "seed=4", "seed=6"})), Error);
  try {
    check_variants(variants({"steps=1", "seed=9", "seed=5,steps=1"}));
    FAIL() << "the third is the first";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("same as \"steps=1\""));
  }
}

TEST(Variants, HaveOneWish) {
  for (std::string EditSettings::*text :
       {&EditSettings::instruction, &EditSettings::caption, &EditSettings::ending}) {
    std::vector<EditVariant> two = variants({"steps=1", "steps=2"});
    two[1].settings.*text = "something else";
    EXPECT_THROW(check_variants(two), Error);
  }
  std::vector<EditVariant> two = variants({"steps=1", "steps=2"});
  two[1].settings.region = region_from_text("subject");
  EXPECT_THROW(check_variants(two), Error);
}

TEST(Variants, ThatReadTheSameWeightsAreMadeInARow) {
  EXPECT_THAT(working_order(variants({"steps=1", "model=b", "steps=3", "model=b,steps=2"})),
              ElementsAre(0, 2, 1, 3));
  EXPECT_THAT(working_order(variants({"lora=a", "lora=b", "lora=a,steps=2", "model=b"})), ElementsAre(0, 2, 1, 3));
  EXPECT_THAT(working_order(variants({"seed=1", "seed=2"})), ElementsAre(0, 1));
}

constexpr int kSide = 20;

/// Grey of one level, another one left of the column.
Image picture(double left, double right, int column, SampleType type, int side = kSide) {
  Image image(side, side, 3, type);
  const auto put = [&](auto* out, double scale) {
    for (int y = 0; y < side; ++y)
      for (int x = 0; x < side; ++x)
        for (int c = 0; c < 3; ++c)
          *out++ = static_cast<std::remove_pointer_t<decltype(out)>>((x < column ? left : right) * scale);
  };
  if (type == SampleType::F32)
    put(reinterpret_cast<float*>(image.mutable_data()), 1);
  else
    put(reinterpret_cast<std::uint8_t*>(image.mutable_data()), 255);
  return image;
}

/// One channel: changed left of the column.
Image mask(int column, int side = 2 * kSide) {
  Image image(side, side, 1, SampleType::U8);
  auto* out = reinterpret_cast<std::uint8_t*>(image.mutable_data());
  for (int i = 0; i < side * side; ++i) out[i] = i % side < column ? 255 : 0;
  return image;
}

TEST(OutsideChanges, AreMeasuredWhereNoEditIs) {
  // The first changes columns 0 to 4, the second 0 to 9; beside that it drifts by 0.2.
  const Image before = picture(0.4, 0.4, 0, SampleType::F32);
  const OutsideChanges changes =
      outside_changes({{before, picture(0.9, 0.4, 5, SampleType::F32), mask(10)},
                       {before, picture(0.9, 0.6, 10, SampleType::F32), mask(20)}});
  EXPECT_DOUBLE_EQ(changes.share, 0.5);
  ASSERT_EQ(changes.rms.size(), 2u);
  EXPECT_NEAR(changes.rms[0], 0, 1e-7);
  EXPECT_NEAR(changes.rms[1], 0.2, 1e-6);
}

TEST(OutsideChanges, TakeFramesOfAnySizeAndDepth) {
  const Image large = picture(0.4, 0.4, 0, SampleType::U8, 2 * kSide);
  const Image small = picture(0.4, 0.4, 0, SampleType::F32);
  const OutsideChanges changes =
      outside_changes({{large, picture(1, 0.6, 20, SampleType::U8, 2 * kSide), mask(20)},
                       {small, picture(1, 0.5, 10, SampleType::F32), mask(20)}});
  ASSERT_EQ(changes.rms.size(), 2u);
  EXPECT_NEAR(changes.rms[0], 0.2, 0.005);
  EXPECT_NEAR(changes.rms[1], 0.1, 1e-6);
}

TEST(OutsideChanges, OnePixelOfAMaskCounts) {
  Image one = mask(0);
  one.mutable_data()[one.size_bytes() - 1] = std::byte{1};
  const Image frame = picture(0.4, 0.4, 0, SampleType::F32);
  EXPECT_NEAR(outside_changes({{frame, frame, one}}).share, 1 - 1.0 / (kSide * kSide), 1e-9);
}

TEST(OutsideChanges, OfTheWholePhotoThereAreNone) {
  const Image before = picture(0.4, 0.4, 0, SampleType::F32);
  const OutsideChanges changes = outside_changes({{before, before, mask(0)}, {before, before, mask(2 * kSide)}});
  EXPECT_EQ(changes.share, 0);
  EXPECT_TRUE(changes.rms.empty());
}

TEST(OutsideChanges, RefuseWhatDoesNotFit) {
  const Image before = picture(0.4, 0.4, 0, SampleType::F32);
  EXPECT_THROW((void)outside_changes({}), Error);
  EXPECT_THROW((void)outside_changes({{before, picture(0, 0, 0, SampleType::F32, kSide + 1), mask(0)}}), Error);
  EXPECT_THROW((void)outside_changes({{before, before, {}}}), Error);
  std::stop_source stopped;
  stopped.request_stop();
  EXPECT_THROW((void)outside_changes({{before, before, mask(0)}}, {stopped.get_token(), {}}), Cancelled);
}

}  // namespace
}  // namespace v4e

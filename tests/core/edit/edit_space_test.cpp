// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/edit_space.h"

#include <gtest/gtest.h>

#include <cstring>

#include "core/image/colour/colour.h"

namespace v4e {
namespace {

std::shared_ptr<Photo> make_photo(int channels, SampleType type) {
  auto photo = std::make_shared<Photo>();
  photo->image = Image(8, 6, channels, type);
  std::byte* bytes = photo->image.mutable_data();
  for (std::size_t i = 0; i < photo->image.size_bytes(); ++i) bytes[i] = static_cast<std::byte>(i * 37 + 11);
  return photo;
}

/// A merge that touched nothing but the first pixel, which it made `value` in all channels.
MergeResult touch_first(const Image& plain) {
  MergeResult result;
  result.edit = plain;
  result.mask = Image(plain.width(), plain.height(), 1, SampleType::U8);
  std::memset(result.edit.mutable_data(), 0,
              static_cast<std::size_t>(plain.channels()) * bytes_per_sample(plain.type()));
  *result.mask.mutable_data() = std::byte{255};
  return result;
}

TEST(EditSpace, PassesSrgbPhotosThrough) {
  const auto photo = make_photo(3, SampleType::U8);
  const EditSpace space(photo, true, {});
  ASSERT_EQ(space.plain().size_bytes(), photo->image.size_bytes());
  EXPECT_EQ(std::memcmp(space.plain().data(), photo->image.data(), photo->image.size_bytes()), 0);
  MergeResult merged = touch_first(space.plain());
  const Photo result = space.finish(merged, {});
  EXPECT_EQ(std::memcmp(result.image.data(), merged.edit.data(), merged.edit.size_bytes()), 0);
}

TEST(EditSpace, PutsUntouchedPixelsOfOtherProfilesBackBitForBit) {
  for (const SampleType type : {SampleType::U8, SampleType::U16}) {
    const auto photo = make_photo(3, type);
    photo->icc_profile = make_adobe_rgb_profile();
    const EditSpace space(photo, true, {});
    EXPECT_EQ(space.plain().type(), SampleType::U16);
    MergeResult merged = touch_first(space.plain());
    const Photo result = space.finish(merged, {});
    ASSERT_EQ(result.image.size_bytes(), photo->image.size_bytes());
    EXPECT_EQ(result.icc_profile, photo->icc_profile);
    const std::size_t pixel = 3 * bytes_per_sample(type);
    EXPECT_NE(std::memcmp(result.image.data(), photo->image.data(), pixel), 0);
    EXPECT_EQ(std::memcmp(result.image.data() + pixel, photo->image.data() + pixel,
                          photo->image.size_bytes() - pixel),
              0);
  }
}

TEST(EditSpace, GreyGetsColourOnlyWhereTheEditMayBringIt) {
  const auto photo = make_photo(1, SampleType::U16);
  EXPECT_EQ(EditSpace(photo, false, {}).plain().channels(), 1);
  const EditSpace coloured(photo, true, {});
  ASSERT_EQ(coloured.plain().channels(), 3);
  EXPECT_EQ(coloured.plain().type(), SampleType::U16);
  for (int c = 0; c < 3; ++c)
    EXPECT_EQ(coloured.plain().row<std::uint16_t>(2)[3 * 4 + c], photo->image.row<std::uint16_t>(2)[4]);
}

TEST(EditSpace, KnowsWhatAnEditMayDoToGreys) {
  const Image grey(4, 4, 3, SampleType::U8);
  const Image coloured = make_photo(3, SampleType::U8)->image;
  EXPECT_EQ(grey_rule(EditGreys::All, coloured), GreyRule::Everywhere);
  EXPECT_EQ(grey_rule(EditGreys::Kept, coloured), GreyRule::Kept);
  EXPECT_EQ(grey_rule(EditGreys::Free, grey), GreyRule::Free);
  // What brings no colour must not tint a grey photo, though it may change a coloured one's greys.
  EXPECT_EQ(grey_rule(EditGreys::KeptInGreyPhotos, grey), GreyRule::Kept);
  EXPECT_EQ(grey_rule(EditGreys::KeptInGreyPhotos, coloured), GreyRule::Free);
}

TEST(EditSpace, RoundingBringsNoColourBack) {
  const auto photo = make_photo(3, SampleType::U8);
  photo->icc_profile = make_adobe_rgb_profile();
  const EditSpace space(photo, false, {});
  MergeResult merged;
  merged.edit = Image(8, 6, 3, SampleType::U16);
  auto* samples = reinterpret_cast<std::uint16_t*>(merged.edit.mutable_data());
  for (int i = 0; i < 48; ++i)
    for (int c = 0; c < 3; ++c) samples[3 * i + c] = static_cast<std::uint16_t>(i * 1365);
  merged.mask = Image(8, 6, 1, SampleType::U8);
  std::memset(merged.mask.mutable_data(), 255, merged.mask.size_bytes());
  EXPECT_TRUE(is_grey(space.finish(merged, {}, true).image));
}

TEST(EditSpace, GreyWithAlphaKeepsItsAlpha) {
  const auto photo = make_photo(2, SampleType::U8);
  const EditSpace space(photo, true, {});
  ASSERT_EQ(space.plain().channels(), 4);
  EXPECT_EQ(space.plain().row<std::uint8_t>(3)[4 * 5 + 3], photo->image.row<std::uint8_t>(3)[2 * 5 + 1]);
}

}  // namespace
}  // namespace v4e

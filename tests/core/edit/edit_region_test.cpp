// SPDX-License-Identifier: GPL-3.0-or-later
// Where a region lies on a photo, and what of the photo is seen for it.
#include "core/edit/edit_region.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "core/image/samples.h"
#include "tests/core/image/photo_fixtures.h"

namespace v4e {
namespace {

using Kind = RegionChoice::Kind;
using testing::HasSubstr;

Photo photo_of(int width, int height) {
  Photo photo;
  photo.image = make_picture(width, height, 3, SampleType::U8);
  return photo;
}

RegionChoice rectangle(int x, int y, int width, int height) {
  RegionChoice choice;
  choice.kind = Kind::Rectangle;
  choice.rectangle = {x, y, width, height};
  return choice;
}

Image box_mask(int width, int height, const PixelArea& box) {
  Photo photo;
  photo.image = Image(width, height, 1, SampleType::U8);
  return *resolve_region(rectangle(box.x, box.y, box.width, box.height), photo, {});
}

int at(const Image& mask, int x, int y) {
  return mask.row<std::uint8_t>(y)[x];
}

TEST(EditRegion, ARectangleIsItsPixels) {
  const auto mask = resolve_region(rectangle(10, 5, 3, 2), photo_of(20, 12), {});
  ASSERT_TRUE(mask);
  for (int y = 0; y < 12; ++y) {
    for (int x = 0; x < 20; ++x)
      EXPECT_EQ(at(*mask, x, y), x >= 10 && x < 13 && y >= 5 && y < 7 ? 255 : 0) << x << ' ' << y;
  }
  EXPECT_EQ(at(*resolve_region(rectangle(18, 10, 100, 100), photo_of(20, 12), {}), 19, 11), 255)
      << "what of it lies in the photo counts";
}

TEST(EditRegion, AllOfThePhotoIsNone) {
  EXPECT_FALSE(resolve_region({}, photo_of(20, 12), {}));
  EXPECT_FALSE(resolve_region(rectangle(0, 0, 20, 12), photo_of(20, 12), {}));
}

TEST(EditRegion, ThatHoldsNothingIsRefused) {
  const auto message = [](const RegionChoice& choice) {
    const Error error = error_of([&] { (void)resolve_region(choice, photo_of(20, 12), {}); });
    EXPECT_EQ(error.code(), ErrorCode::InvalidArgument);
    return std::string(error.what());
  };
  EXPECT_THAT(message(rectangle(20, 0, 5, 5)), HasSubstr("outside the photo"));
  EXPECT_THAT(message(region_of_mask(Image(20, 12, 1, SampleType::U8))), HasSubstr("empty"));
  EXPECT_THAT(message(region_of_mask(Image(12, 20, 1, SampleType::U8))), HasSubstr("photo's shape"));
}

TEST(EditRegion, AMaskMayHaveAnySizeOfThePhotosShape) {
  for (const auto& [width, height] : {std::pair(10, 6), std::pair(7, 4), std::pair(200, 120)}) {
    const Image mask = box_mask(width, height, {0, 0, width / 2, height});
    EXPECT_TRUE(resolve_region(region_of_mask(mask), photo_of(20, 12), {})) << width;
  }
}

TEST(EditRegion, TheSubjectIsAskedFor) {
  RegionChoice choice;
  choice.kind = Kind::Subject;
  EXPECT_EQ(error_of([&] { (void)resolve_region(choice, photo_of(20, 12), {}); }).code(),
            ErrorCode::Unsupported);
  const SubjectSource nothing = [](const Image&, const RunContext&) { return Image(); };
  EXPECT_THAT(error_of([&] { (void)resolve_region(choice, photo_of(20, 12), nothing); }).what(),
              HasSubstr("no clear subject"));
  const SubjectSource left = [](const Image& picture, const RunContext&) {
    EXPECT_EQ(picture.channels(), 3);
    return box_mask(10, 6, {0, 0, 4, 6});
  };
  const auto subject = resolve_region(choice, photo_of(20, 12), left);
  choice.kind = Kind::Background;
  const auto background = resolve_region(choice, photo_of(20, 12), left);
  for (int x = 0; x < 10; ++x) EXPECT_EQ(at(*subject, x, 3) + at(*background, x, 3), 255);
  EXPECT_EQ(at(*subject, 3, 3), 255);
}

TEST(EditRegion, IsSeenWithItsSurroundings) {
  const PixelSize photo{6000, 4000};
  const PixelArea box{2000, 1500, 1000, 800};
  const PixelArea part = seen_part(box_mask(6000, 4000, box), photo, 832 * 480);
  EXPECT_GE(part.width, 2 * box.width);
  EXPECT_LE(part.width, 3 * box.width);
  EXPECT_GE(part.height, 2 * box.height);
  EXPECT_LE(part.height, 3 * box.height);
  EXPECT_NEAR(part.x + part.width / 2.0, box.x + box.width / 2.0, 1) << "in the middle";
  EXPECT_NEAR(part.y + part.height / 2.0, box.y + box.height / 2.0, 1);
  EXPECT_EQ(seen_part(box_mask(600, 400, {200, 150, 100, 80}), photo, 832 * 480), part)
      << "whatever the size of the mask";
}

TEST(EditRegion, InACornerIsSeenFromInsideThePhoto) {
  const PixelArea part = seen_part(box_mask(600, 400, {0, 380, 30, 20}), {6000, 4000}, 832 * 480);
  EXPECT_EQ(part.x, 0);
  EXPECT_EQ(part.y + part.height, 4000);
  EXPECT_GE(part.width, 600);
}

TEST(EditRegion, ThatIsSmallFillsWhatTheModelSees) {
  const PixelArea part = seen_part(box_mask(6000, 4000, {3000, 2000, 20, 20}), {6000, 4000}, 832 * 480);
  EXPECT_NEAR(double(part.width) * part.height, 832 * 480, 2000) << "never enlarged";
  const PixelArea wide = seen_part(box_mask(6000, 4000, {1000, 2000, 1000, 10}), {6000, 4000}, 832 * 480);
  EXPECT_LE(wide.width, 2 * wide.height + 2);
}

TEST(EditRegion, OfMostOfThePhotoIsSeenInAllOfIt) {
  EXPECT_EQ(seen_part(box_mask(600, 400, {100, 50, 300, 300}), {6000, 4000}, 832 * 480),
            (PixelArea{0, 0, 6000, 4000}));
  EXPECT_EQ(seen_part(box_mask(60, 40, {10, 5, 10, 10}), {60, 40}, 832 * 480), (PixelArea{0, 0, 60, 40}));
}

TEST(EditRegion, TheFeatherLiesInside) {
  const Image mask = box_mask(100, 80, {0, 20, 60, 40});
  const Image hard = region_weight(mask, {100, 80}, 0);
  const Image soft = region_weight(mask, {100, 80}, 4);
  for (int y = 0; y < 80; ++y) {
    for (int x = 0; x < 100; ++x) {
      EXPECT_EQ(at(hard, x, y), at(mask, x, y));
      EXPECT_EQ(at(soft, x, y) == 0, at(mask, x, y) == 0) << x << ' ' << y;
    }
  }
  EXPECT_EQ(at(soft, 30, 40), 255);
  EXPECT_EQ(at(soft, 0, 40), 255) << "the photo's edge is no rim";
  for (int x = 55; x < 59; ++x) EXPECT_LT(at(soft, x + 1, 40), at(soft, x, 40)) << x;
  EXPECT_NEAR(at(soft, 59, 40), 255 / 5.0, 4);
  EXPECT_EQ(at(soft, 55, 40), 255) << "the fifth pixel";
}

TEST(EditRegion, IsSeenAtWorkingSize) {
  EditRegion region;
  region.mask = std::make_shared<const Image>(box_mask(400, 300, {120, 120, 40, 30}));
  region.size = {400, 300};
  region.part = {100, 100, 80, 60};
  WorkingSizeOptions size;
  size.max_area_px = 40 * 30;
  size.multiple = 2;
  const WorkingMap map = choose_working_map(80, 60, size);
  ASSERT_EQ(map.scale, 0.5);
  const Image seen = seen_region(region, map);
  EXPECT_EQ(seen.type(), SampleType::F32);
  for (int y = 0; y < 30; ++y) {
    for (int x = 0; x < 40; ++x)
      EXPECT_EQ(seen.row<float>(y)[x], x >= 10 && x < 30 && y >= 10 && y < 25 ? 1.0F : 0.0F) << x << ' ' << y;
  }
}

TEST(EditRegion, IsShownInThePhoto) {
  const Image photo = with_samples(make_picture(400, 300, 3, SampleType::U8), SampleType::F32);
  const auto region = make_region(std::make_shared<const Image>(box_mask(400, 300, {120, 120, 40, 30})),
                                  photo, {100, 100, 80, 60}, 0, 200 * 150);
  EXPECT_LE(region->photo.width() * region->photo.height(), 200 * 150);
  Image white(40, 30, 3, SampleType::F32);
  for (int i = 0; i < 3 * 40 * 30; ++i) reinterpret_cast<float*>(white.mutable_data())[i] = 1;
  const Image shown = shown_in_photo(*region, white);
  const double scale = region->photo.width() / 400.0;
  int inside = 0;
  for (int y = 0; y < shown.height(); ++y) {
    for (int x = 0; x < shown.width(); ++x) {
      const double px = (x + 0.5) / scale;
      const double py = (y + 0.5) / scale;
      const bool far_out = px < 115 || px > 165 || py < 115 || py > 155;
      const bool far_in = px > 125 && px < 155 && py > 125 && py < 145;
      if (far_out) {
        EXPECT_EQ(shown.row<float>(y)[3 * x], region->photo.row<float>(y)[3 * x]);
      }
      if (far_in) {
        EXPECT_EQ(shown.row<float>(y)[3 * x], 1.0F);
      }
      inside += far_in ? 1 : 0;
    }
  }
  EXPECT_GT(inside, 50);
}

}  // namespace
}  // namespace v4e

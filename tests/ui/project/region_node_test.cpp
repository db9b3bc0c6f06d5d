// SPDX-License-Identifier: GPL-3.0-or-later
// Edits of a region: in a project, and on a photo that is turned and cropped after all.
#include <gtest/gtest.h>

#include "tests/core/document/test_folder.h"
#include "ui/engine/shaped_result.h"
#include "ui/project/project_nodes.h"

namespace v4e::ui {
namespace {

std::shared_ptr<const Photo> photo_of(int width, int height) {
  auto photo = std::make_shared<Photo>();
  photo->image = test_picture(width, height, 3, SampleType::U8, 1);
  return photo;
}

EditResult edit_of_a_box() {
  EditResult result;
  result.photo = result.base = photo_of(40, 20);
  result.edited = photo_of(40, 20);
  result.settings.region.kind = RegionChoice::Kind::Rectangle;
  result.settings.region.rectangle = {10, 5, 6, 4};
  result.region = std::make_shared<const Image>(test_picture(40, 20, 1, SampleType::U8, 3));
  result.part = {6, 3, 14, 8};
  for (unsigned i = 0; i < 3; ++i) {
    result.frames.push_back(test_picture(20, 10, 3, SampleType::U8, i));
    result.part_frames.push_back(test_picture(7, 4, 3, SampleType::U8, 10 + i));
  }
  return result;
}

TEST(RegionNode, ComesBackFromAProject) {
  const TestFolder folder;
  const EditResult result = edit_of_a_box();
  SharedPhotos photos;
  Generation generation;
  generation.instruction = "make it blue";
  generation.parameters = nodeParameters(result, result.photo);
  {
    ProjectFile file = ProjectFile::create(folder / "region.v4e");
    file.add_generation(generation, result.frames, storeNodePictures(file, result, result.photo, photos));
  }
  ProjectFile file = ProjectFile::open(folder / "region.v4e");
  SharedPhotos fresh;
  const auto loaded = loadNode(file, file.generations().front(), result.photo, fresh, {});
  EXPECT_EQ(loaded->settings.region, result.settings.region);
  ASSERT_TRUE(loaded->region);
  EXPECT_TRUE(same_pixels(*loaded->region, *result.region));
  EXPECT_EQ(loaded->part, result.part);
  ASSERT_EQ(loaded->part_frames.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_TRUE(same_pixels(loaded->part_frames[i], result.part_frames[i])) << i;
}

TEST(RegionNode, ThatDoesNotFitItsPhotoIsDamaged) {
  const TestFolder folder;
  EditResult result = edit_of_a_box();
  result.part = {30, 3, 14, 8};
  SharedPhotos photos;
  Generation generation;
  generation.parameters = nodeParameters(result, result.photo);
  ProjectFile file = ProjectFile::create(folder / "region.v4e");
  file.add_generation(generation, result.frames, storeNodePictures(file, result, result.photo, photos));
  try {
    (void)loadNode(file, file.generations().front(), result.photo, photos, {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::FileMalformed) << error.what();
  }
}

/// The rectangle where the photo is turned and cropped by `geometry` before the edit.
PixelArea moved_by(const Geometry& geometry) {
  const EditResult result = edit_of_a_box();
  const PixelSize size{40, 20};
  const RegionChoice region = movedRegion(result, shaped_size(geometry, size), placement_of(geometry, size));
  EXPECT_EQ(region.kind, RegionChoice::Kind::Rectangle);
  return region.rectangle;
}

TEST(RegionNode, StaysOnWhatItWasChosenOn) {
  EXPECT_EQ(moved_by({}), (PixelArea{10, 5, 6, 4}));
  Geometry cropped;
  cropped.crop = PixelArea{4, 2, 30, 15};
  EXPECT_EQ(moved_by(cropped), (PixelArea{6, 3, 6, 4}));
  cropped.crop = PixelArea{12, 0, 28, 20};
  EXPECT_EQ(moved_by(cropped), (PixelArea{0, 5, 4, 4})) << "the left of it is cropped away";
  Geometry mirrored;
  mirrored.mirrored = true;
  EXPECT_EQ(moved_by(mirrored), (PixelArea{24, 5, 6, 4}));
  Geometry turned;
  turned.quarter_turns = 1;
  EXPECT_EQ(moved_by(turned), (PixelArea{11, 10, 4, 6}));
}

TEST(RegionNode, StraightenedBecomesAMask) {
  EditResult result = edit_of_a_box();
  Geometry geometry;
  geometry.angle_deg = 10;
  const PixelSize size{40, 20};
  const PixelSize shaped = shaped_size(geometry, size);
  const Placement place = placement_of(geometry, size);
  const RegionChoice region = movedRegion(result, shaped, place);
  ASSERT_EQ(region.kind, RegionChoice::Kind::Mask);
  EXPECT_EQ(size_of(region.mask), shaped);
  const Placement back = inverse(place);
  const auto value = [&](double x, double y) {
    return int{region.mask.row<std::uint8_t>(static_cast<int>(back.y(x, y)))[static_cast<int>(back.x(x, y))]};
  };
  EXPECT_GT(value(13, 7), 200);
  EXPECT_LT(value(20, 12), 50);
  // A mask goes the same way.
  result.settings.region = region_of_mask(test_picture(40, 20, 1, SampleType::U8, 3));
  EXPECT_EQ(size_of(movedRegion(result, shaped, place).mask), shaped);
  result.settings.region = {};
  result.settings.region.kind = RegionChoice::Kind::Subject;
  EXPECT_EQ(movedRegion(result, shaped, place), result.settings.region);
}

}  // namespace
}  // namespace v4e::ui

// SPDX-License-Identifier: GPL-3.0-or-later
// Results with layers by the real program.
#include <gmock/gmock.h>

#include "core/base/atomic_file.h"
#include "tests/core/image/layer_fixtures.h"
#include "tests/end_to_end/edit_fixture.h"

namespace v4e::test {
namespace {

using testing::HasSubstr;

class LayeredEdits : public EditProgram {
 protected:
  [[nodiscard]] std::string bytes(const std::string& name) const { return read_file(file(name), 1 << 26); }
};

Image layer(const std::string& ora, int index) {
  return decode_photo(zip_entry(ora, "data/layer" + std::to_string(index) + ".png"), "layer.png").image;
}

/// Three channels and transparency of 0 or 255: where the upper picture is there it must be the edit's pixel,
/// elsewhere the photo's.
void expect_photo_and_edit(const Image& photo, const Image& upper, const Image& edit) {
  ASSERT_EQ(upper.channels(), 4);
  for (int y = 0; y < edit.height(); ++y) {
    for (int x = 0; x < edit.width(); ++x) {
      const auto* above = upper.row<std::uint8_t>(y) + 4 * x;
      const auto* below = photo.row<std::uint8_t>(y) + 3 * x;
      const auto* whole = edit.row<std::uint8_t>(y) + 3 * x;
      ASSERT_TRUE(above[3] == 0 || above[3] == 255);
      ASSERT_EQ(std::memcmp(above[3] == 255 ? above : below, whole, 3), 0) << x << "," << y;
    }
  }
}

TEST_F(LayeredEdits, OpenRasterHoldsPhotoStatesEditAndMask) {
  const std::string source = photo("a.png");
  const RunResult run = edit({source, "make it black and white", "-o", file("b.ora").string(), "--mask-out",
                              file("m.png").string(), "--frames-dir", file("f").string(), "--evolution-size",
                              "photo", "--merge", "local"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const std::string ora = bytes("b.ora");
  const Image before = read_photo(source).image;
  EXPECT_TRUE(same_pixels(layer(ora, 0), before));
  EXPECT_TRUE(same_pixels(layer(ora, 1), read_photo(file("f/frame-001.png")).image));
  const std::string stack = zip_entry(ora, "stack.xml");
  const auto count = static_cast<int>(std::count(stack.begin(), stack.end(), '\n')) - 5;
  ASSERT_GE(count, 4) << stack;
  expect_photo_and_edit(before, layer(ora, count - 2), read_photo(file("b.ora")).image);
  const Image mask = read_photo(file("m.png")).image;
  EXPECT_EQ(plane_of(layer(ora, count - 1), 0), plane_of(mask, 0));
}

TEST_F(LayeredEdits, TiffHoldsPhotoshopsOnlyWhenAsked) {
  const std::string source = photo("a.png", 120, 80, 3, SampleType::U16);
  ASSERT_EQ(edit({source, "make it night", "-o", file("flat.tif").string()}).exit_code, 0);
  EXPECT_TRUE(image_source_data(bytes("flat.tif")).empty());
  const RunResult run = edit({source, "make it night", "-o", file("b.tif").string(), "--layers"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const PsdLayers found = read_psd_layers(image_source_data(bytes("b.tif")));
  EXPECT_EQ(found.key, "Lr16");
  ASSERT_GE(found.layers.size(), 4U);
  const Image before = read_photo(source).image;
  const Image after = read_photo(file("b.tif")).image;
  EXPECT_TRUE(same_pixels(after, read_photo(file("flat.tif")).image));
  const PsdLayer& upper = found.layers[found.layers.size() - 2];
  EXPECT_EQ(upper.name, "Edit");
  for (int c = 0; c < 3; ++c) {
    EXPECT_EQ(found.layers.front().planes.at(c), plane_of(before, c));
    EXPECT_EQ(upper.planes.at(c), plane_of(after, c));
  }
}

TEST_F(LayeredEdits, OfSeveralStepsBeginWithThePhoto) {
  const std::string source = photo("a.png");
  const RunResult run =
      edit({source, "-i", "make it night", "-i", "make it black and white", "-o", file("b.ora").string()});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const std::string ora = bytes("b.ora");
  const Image before = read_photo(source).image;
  EXPECT_TRUE(same_pixels(layer(ora, 0), before));
  int count = 0;
  while (!zip_entry(ora, "data/layer" + std::to_string(count) + ".png").empty()) ++count;
  expect_photo_and_edit(before, layer(ora, count - 2), read_photo(file("b.ora")).image);
}

TEST_F(LayeredEdits, AreRefusedBeforeAnythingIsReadWhereTheKindHasNone) {
  const RunResult run = edit({photo("a.png"), "make it night", "-o", file("b.jpg").string(), "--layers"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr(".tif, .ora"));
  EXPECT_FALSE(std::filesystem::exists(file("b.jpg")));
}

TEST_F(LayeredEdits, LeaveNothingWhereTheyCannotBeWritten) {
  const RunResult run = edit({photo("a.png"), "make it night", "-o", file("nowhere/b.ora").string()});
  EXPECT_NE(run.exit_code, 0);
  EXPECT_FALSE(std::filesystem::exists(file("nowhere")));
}

}  // namespace
}  // namespace v4e::test

// SPDX-License-Identifier: GPL-3.0-or-later
// The editor itself in a window on a virtual display, used by keys and mouse as a person would.
#include <gmock/gmock.h>

#include "core/base/resources.h"
#include "core/image/io/metadata.h"
#include "core/image/io/photo_io.h"
#include "tests/end_to_end/editor_window.h"

namespace v4e::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class EditorTest : public EditorWindow {
 protected:
  void export_as(const fs::path& target) {
    press("ctrl+shift+e");
    focus("Export");
    press("ctrl+a");
    write(target.string());
    press("Return");
    ASSERT_TRUE(eventually([&] { return fs::exists(target); })) << target;
    focus("Video4Edit");
  }
};

double mean_luma(const Image& image) {
  double sum = 0;
  for (int y = 0; y < image.height(); ++y) {
    const auto* pixel = image.row<std::uint8_t>(y);
    for (int x = 0; x < image.width(); ++x, pixel += image.channels())
      sum += 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2];
  }
  return sum / image.width() / image.height() / 255;
}

TEST_F(EditorTest, APhotoIsOpenedEditedScrubbedAndExported) {
  const fs::path photo = resource_folder() / "samples" / "mountains.jpg";
  start({photo.string()});
  edit("turn day into night");
  const fs::path whole = files_.path() / "whole.png";
  export_as(whole);
  const Photo edited = read_photo(whole);
  const Photo original = read_photo(photo);
  EXPECT_EQ(edited.image.width(), original.image.width());
  EXPECT_EQ(edited.image.height(), original.image.height());
  const double day = mean_luma(original.image);
  const double night = mean_luma(edited.image);
  EXPECT_LT(night, 0.6 * day);
  // What made it goes with the file.
  EXPECT_THAT(property(edited.metadata, "Xmp.iptcExt.DigitalSourceType").value_or(""),
              HasSubstr("compositeWithTrainedAlgorithmicMedia"));
}

TEST_F(EditorTest, EditsOfEditsAndUndo) {
  const fs::path photo = resource_folder() / "samples" / "portrait.jpg";
  start({photo.string()});
  edit("make it black and white");
  edit("make it darker");
  // By the menu: in the instruction's field Ctrl+Z takes the typing back.
  press("alt+e");
  press("u");
  const fs::path target = files_.path() / "undone.png";
  export_as(target);
  const Image undone = read_photo(target).image;
  EXPECT_NEAR(mean_luma(undone), mean_luma(read_photo(photo).image), 0.08);
}

}  // namespace
}  // namespace v4e::test

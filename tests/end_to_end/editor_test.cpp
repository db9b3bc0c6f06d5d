// SPDX-License-Identifier: GPL-3.0-or-later
// The editor itself in a window on a virtual display, used by keys and mouse as a person would.
#include <gmock/gmock.h>

#include <cstring>

#include "core/base/resources.h"
#include "core/edit/edit_provenance.h"
#include "core/image/io/metadata.h"
#include "core/image/io/photo_io.h"
#include "core/image/io/photo_provenance.h"
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

/// The job of the tour: edit, set the strength, edit that, export; then the same from the command line.
TEST_F(EditorTest, AJobByMouseAndKeysGivesWhatTheCommandLineGives) {
  const fs::path photo = resource_folder() / "samples" / "mountains.jpg";
  start({photo.string()});
  edit("turn day into night");
  press("alt+t");  // the strength
  press("ctrl+a");
  write("60");
  press("Return");
  // Over the canvas: looked at closely, moved along, and whole again.
  xdotool({"mousemove", "400", "250", "click", "--repeat", "3", "4"});
  xdotool({"mousemove", "400", "250", "mousedown", "2", "mousemove", "360", "220", "mouseup", "2"});
  press("ctrl+0");
  edit("make it warmer");
  const fs::path target = files_.path() / "job.png";
  export_as(target);
  const Photo exported = read_photo(target);
  const auto record = provenance_of(exported);
  ASSERT_TRUE(record);
  const std::vector<EditSettings> steps = steps_of(*record);
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_DOUBLE_EQ(steps[0].strength, 0.6);
  fs::path made = photo;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const fs::path next = files_.path() / ("step" + std::to_string(i) + ".png");
    // What computes fastest here was measured by the editor: another choice could round another way.
    const RunResult result =
        run_command({"env", "XDG_CACHE_HOME=" + (home() / "cache").string(), V4E_BIN_DIR "/v4e", "edit",
                     made.string(), steps[i].instruction, "--seed", std::to_string(steps[i].seed),
                     "--strength", std::to_string(steps[i].strength), "-o", next.string()},
                    log_.path());
    ASSERT_EQ(result.exit_code, 0) << result.err;
    made = next;
  }
  const Image by_command = read_photo(made).image;
  ASSERT_EQ(by_command.size_bytes(), exported.image.size_bytes());
  EXPECT_EQ(std::memcmp(by_command.data(), exported.image.data(), by_command.size_bytes()), 0);
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

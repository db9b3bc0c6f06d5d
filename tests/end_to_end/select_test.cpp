// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "core/image/io/photo_io.h"
#include "core/region/mask_algebra.h"
#include "core/region/mask_shapes.h"
#include "tests/core/region/region_pictures.h"
#include "tests/end_to_end/program.h"

namespace v4e::test {
namespace {

using testing::HasSubstr;

class Select : public testing::Test {
 protected:
  /// A red ball before a blue wall.
  std::string ball_photo() {
    Photo photo;
    photo.image = photo_by(480, 320, [](int x, int y) {
      const double light = 1.1 - std::hypot(x - 270, y - 140) / 170;
      if (std::hypot(x + 0.5 - 290, y + 0.5 - 170) < 80)
        return Rgb{static_cast<int>(215 * light), static_cast<int>(50 * light), static_cast<int>(40 * light)};
      return Rgb{120 + y / 12, 160 + y / 12, 215};
    });
    return written("ball.png", photo);
  }
  std::string plain_photo() {
    Photo photo;
    photo.image = photo_by(
        240, 160,
        [](int, int) {
          return Rgb{120, 120, 120};
        },
        30);
    return written("plain.png", photo);
  }
  std::string path_of(const std::string& name) { return (folder_.path() / name).string(); }
  RunResult run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "select");
    return run_v4e(arguments, folder_.path());
  }
  Image mask(const std::string& name) { return read_photo(path_of(name)).image; }

 private:
  std::string written(const std::string& name, const Photo& photo) {
    write_photo(path_of(name), photo);
    return path_of(name);
  }

  TemporaryFolder folder_;
};

TEST_F(Select, SubjectAndBackgroundAreEachOthersInverse) {
  const std::string photo = ball_photo();
  const RunResult done = run({photo, "--subject", "-o", path_of("subject.png"), "--json"});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  const auto report = nlohmann::json::parse(done.out);
  EXPECT_EQ(report.at("found"), true);
  EXPECT_NEAR(report.at("share").get<double>(), 3.14159 * 80 * 80 / (480 * 320), 0.01);
  EXPECT_GT(overlap(mask("subject.png"), disc_mask(480, 320, 290, 170, 80)), 0.97);
  ASSERT_EQ(run({photo, "--background", "-o", path_of("background.png")}).exit_code, 0);
  ASSERT_EQ(run({photo, "--subject", "--invert", "-o", path_of("inverse.png")}).exit_code, 0);
  EXPECT_TRUE(same_pixels(mask("background.png"), mask("inverse.png")));
  EXPECT_LT(overlap(mask("background.png"), mask("subject.png")), 0.001);
}

TEST_F(Select, ABoxGrownAndFeathered) {
  const std::string photo = ball_photo();
  ASSERT_EQ(run({photo, "--box", "190,70,200,200", "-o", path_of("box.png")}).exit_code, 0);
  EXPECT_GT(overlap(mask("box.png"), disc_mask(480, 320, 290, 170, 80)), 0.97);
  ASSERT_EQ(run({photo, "--box", "190,70,200,200", "--grow-by", "-20", "-o", path_of("less.png")}).exit_code,
            0);
  EXPECT_GT(overlap(mask("less.png"), disc_mask(480, 320, 290, 170, 60)), 0.96);
  ASSERT_EQ(run({photo, "--box", "190,70,200,200", "--feather", "20", "-o", path_of("soft.png")}).exit_code,
            0);
  const Image soft = mask("soft.png");
  EXPECT_EQ(at(soft, 290, 170), 255);
  EXPECT_NEAR(at(soft, 370, 170), 128, 25);
  EXPECT_GT(at(soft, 362, 170), at(soft, 378, 170) + 60);
}

TEST_F(Select, ABoxBeyondThePhotoIsClippedAloud) {
  const std::string photo = ball_photo();  // 480 x 320
  const RunResult beyond = run({photo, "--box", "190,70,1000,200", "-o", path_of("box.png"), "--json"});
  ASSERT_EQ(beyond.exit_code, 0) << beyond.err;
  EXPECT_THAT(beyond.err, HasSubstr("reaches beyond the photo, which is 480 x 320 pixels"));
  EXPECT_THAT(beyond.err, HasSubstr("190,70,290,200"));
  EXPECT_EQ(nlohmann::json::parse(beyond.out).at("notes").size(), 1U);
  EXPECT_GT(overlap(mask("box.png"), disc_mask(480, 320, 290, 170, 80)), 0.9);
  const RunResult inside = run({photo, "--box", "190,70,200,200", "-o", path_of("in.png")});
  EXPECT_EQ(inside.err, "");
}

TEST_F(Select, SaysWhereThereIsNoSubjectAndWritesNothing) {
  const RunResult none = run({plain_photo(), "--subject", "-o", path_of("none.png")});
  EXPECT_EQ(none.exit_code, 1);
  EXPECT_THAT(none.err, HasSubstr("no clear subject"));
  EXPECT_THAT(none.err, HasSubstr("--box"));
  EXPECT_FALSE(std::filesystem::exists(path_of("none.png")));
}

TEST_F(Select, RefusesWhatCannotBe) {
  const std::string photo = ball_photo();
  EXPECT_EQ(run({photo, "-o", path_of("a.png")}).exit_code, 2);
  EXPECT_EQ(run({photo, "--subject", "--background", "-o", path_of("a.png")}).exit_code, 2);
  EXPECT_EQ(run({photo, "--box", "1,2,3", "-o", path_of("a.png")}).exit_code, 2);
  EXPECT_EQ(run({photo, "--box", "900,2,30,30", "-o", path_of("a.png")}).exit_code, 2);
  EXPECT_EQ(run({photo, "--subject", "-o", path_of("a.jpg")}).exit_code, 2);
  EXPECT_EQ(run({path_of("no.png"), "--subject", "-o", path_of("a.png")}).exit_code, 3);
  EXPECT_EQ(run({photo, "--subject", "-o", photo}).exit_code, 4);
  EXPECT_EQ(names_in(std::filesystem::path(photo).parent_path()),
            (std::vector<std::string>{".stderr", ".stdout", "ball.png"}));
}

}  // namespace
}  // namespace v4e::test

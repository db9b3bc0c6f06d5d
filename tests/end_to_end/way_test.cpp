// SPDX-License-Identifier: GPL-3.0-or-later
// `v4e edit PHOTO --to EDIT`: the way between two pictures, by the built-in model.
#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "core/image/io/photo_io.h"
#include "tests/end_to_end/edit_fixture.h"

namespace v4e::test {
namespace {

using testing::HasSubstr;

class Way : public testing::Test {
 protected:
  Way() {
    const Photo photo = make_photo(150, 100);
    write_photo(photo_, photo);
    Photo edit = photo;
    auto* out = reinterpret_cast<std::uint8_t*>(edit.image.mutable_data());
    for (std::size_t i = 1; i < edit.image.size_bytes(); i += 3)
      out[i] = static_cast<std::uint8_t>(out[i] / 3);
    write_photo(finished_, edit);
  }
  [[nodiscard]] std::string file(const std::string& name) const { return folder_.path() / name; }
  [[nodiscard]] RunResult run(std::vector<std::string> words) const {
    words.insert(words.begin(), "edit");
    return run_v4e(words, folder_.path());
  }

  TemporaryFolder folder_;
  std::string photo_ = file("photo.png");
  std::string finished_ = file("finished.png");
};

TEST_F(Way, BecomesAFilmAtThePhotosSize) {
  const auto made = run({photo_, "--to", finished_, "--video", file("way.gif"), "--frames-dir",
                         file("frames"), "--evolution-size", "photo"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_THAT(made.out, HasSubstr("way.gif"));
  EXPECT_THAT(made.err, HasSubstr("FLF2V")) << "what the model at hand is";
  EXPECT_FALSE(std::filesystem::exists(file("photo-edited.png"))) << "the finished edit is there already";
  EXPECT_TRUE(std::filesystem::exists(file("way.gif")));
  ASSERT_EQ(names_in(file("frames")).size(), 5u);
  const auto same = [](const Image& a, const Image& b) {
    return a.size_bytes() == b.size_bytes() &&
           std::equal(a.data(), a.data() + static_cast<std::ptrdiff_t>(a.size_bytes()), b.data());
  };
  EXPECT_TRUE(same(read_photo(file("frames/frame-000.png")).image, read_photo(photo_).image));
  EXPECT_TRUE(same(read_photo(file("frames/frame-004.png")).image, read_photo(finished_).image));
  EXPECT_FALSE(same(read_photo(file("frames/frame-002.png")).image, read_photo(finished_).image));
}

TEST_F(Way, AStateBetweenIsAPictureOfItsOwn) {
  const auto made = run(
      {photo_, "make it darker", "--to", finished_, "--strength", "0.5", "-o", file("half.png"), "--json"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const auto report = nlohmann::json::parse(made.out);
  EXPECT_EQ(report.at("merge").at("way"), "known") << report;
  const Image half = read_photo(file("half.png")).image;
  const Image photo = read_photo(photo_).image;
  const Image end = read_photo(finished_).image;
  double sums[3] = {};
  for (std::size_t i = 1; i < photo.size_bytes(); i += 3) {
    const auto at = [i](const Image& image) { return std::to_integer<int>(image.data()[i]); };
    sums[0] += at(photo);
    sums[1] += at(half);
    sums[2] += at(end);
  }
  EXPECT_LT(sums[1], sums[0]);
  EXPECT_GT(sums[1], sums[2]);
}

TEST_F(Way, BadPairsAreToldByWhatIsWrong) {
  EXPECT_THAT(run({photo_, "--to", photo_, "--video", file("x.gif")}).err, HasSubstr("same picture"));
  write_photo(file("square.png"), make_photo(100, 100));
  const auto square = run({photo_, "--to", file("square.png"), "--video", file("x.gif")});
  EXPECT_EQ(square.exit_code, 2);
  EXPECT_THAT(square.err, HasSubstr("proportions"));
  EXPECT_EQ(run({photo_, "--to", file("none.png"), "--video", file("x.gif")}).exit_code, 3);
  std::ofstream(file("broken.png")) << "not a picture";
  EXPECT_EQ(run({photo_, "--to", file("broken.png"), "--video", file("x.gif")}).exit_code, 3);
  EXPECT_EQ(run({photo_, "--to", finished_, "--region", "subject", "-o", file("x.png")}).exit_code, 2);
  EXPECT_THAT(run({photo_, "--to", finished_, "-o", finished_, "--overwrite"}).err,
              HasSubstr("would replace"));
  EXPECT_EQ(run({photo_, finished_, "make it snow", "--to", finished_}).exit_code, 2) << "two photos";
  for (const auto& name : names_in(folder_.path())) EXPECT_FALSE(name.starts_with("x.")) << name;
}

}  // namespace
}  // namespace v4e::test

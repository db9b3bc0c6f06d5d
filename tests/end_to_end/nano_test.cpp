// SPDX-License-Identifier: GPL-3.0-or-later
// The built-in model through the real program, on the photos that are shipped.
#include <gmock/gmock.h>

#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "core/base/resources.h"
#include "core/edit/look.h"
#include "core/image/io/photo_io.h"
#include "core/library/model_description.h"
#include "tests/end_to_end/edit_fixture.h"

namespace v4e::test {
namespace {

using testing::HasSubstr;

/// Means over a picture's pixels, 0..1.
struct Look {
  double luma = 0;
  double colourfulness = 0;  ///< largest less smallest of R, G, B
  double warmth = 0;         ///< R less B
};

Look look_at(const Image& image) {
  Look look;
  const double count = 255.0 * image.width() * image.height();
  for (int y = 0; y < image.height(); ++y) {
    const auto* pixel = image.row<std::uint8_t>(y);
    for (int x = 0; x < image.width(); ++x, pixel += image.channels()) {
      const auto [low, high] = std::minmax({pixel[0], pixel[1], pixel[2]});
      look.luma += (0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2]) / count;
      look.colourfulness += (high - low) / count;
      look.warmth += (pixel[0] - pixel[2]) / count;
    }
  }
  return look;
}

class Nano : public testing::Test {
 protected:
  static std::string sample(const char* name) { return (resource_folder() / "samples" / name).string(); }

  Image edited(const char* photo, const std::string& instruction) {
    const auto target = work_.path() / "edit.png";
    const auto run =
        run_v4e({"edit", sample(photo), instruction, "-o", target.string(), "--overwrite"}, log_.path());
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return run.exit_code == 0 ? read_photo(target).image : Image();
  }

  TemporaryFolder work_;
  TemporaryFolder log_;
};

TEST_F(Nano, OffersEditsOfEveryWay) {
  const auto model = choose_model("");
  ASSERT_TRUE(model.capabilities);
  for (const char* effect : {"bw", "sepia", "night", "warm", "cool", "fog", "sketch", "restore"})
    EXPECT_TRUE(model.can_do(effect)) << effect;
}

TEST_F(Nano, TakesTheColoursOut) {
  const Look before = look_at(read_photo(sample("coffee.jpg")).image);
  const Image image = edited("coffee.jpg", "make it black and white");
  ASSERT_FALSE(image.empty());
  EXPECT_EQ(image.width(), 600);
  EXPECT_EQ(image.height(), 400);
  const Look after = look_at(image);
  EXPECT_LT(after.colourfulness, 0.3 * before.colourfulness);
  EXPECT_NEAR(after.luma, before.luma, 0.08);
}

TEST_F(Nano, TurnsDayIntoNightAtThePhotosSize) {
  const Look before = look_at(read_photo(sample("mountains.jpg")).image);
  const Image image = edited("mountains.jpg", "turn day into night");
  ASSERT_FALSE(image.empty());
  EXPECT_EQ(image.width(), 1800);
  const Look after = look_at(image);
  EXPECT_LT(after.luma, 0.6 * before.luma);
  EXPECT_LT(after.warmth, before.warmth);
}

TEST_F(Nano, WarmerAndCoolerGoOppositeWays) {
  const double before = look_at(read_photo(sample("portrait.jpg")).image).warmth;
  EXPECT_GT(look_at(edited("portrait.jpg", "make the light warmer")).warmth, before + 0.03);
  EXPECT_LT(look_at(edited("portrait.jpg", "make it cooler")).warmth, before - 0.03);
}

TEST_F(Nano, DrawsWithAPencilOnPaper) {
  const Look before = look_at(read_photo(sample("mountains.jpg")).image);
  const Look after = look_at(edited("mountains.jpg", "turn it into a pencil sketch"));
  EXPECT_LT(after.colourfulness, 0.3 * before.colourfulness);
  EXPECT_GT(after.luma, before.luma + 0.1);
}

TEST_F(Nano, RestoresFadedColours) {
  auto faded = read_photo(sample("portrait.jpg"));
  auto* pixels = reinterpret_cast<std::uint8_t*>(faded.image.mutable_data());
  for (std::size_t i = 0; i < faded.image.size_bytes(); ++i)
    pixels[i] = static_cast<std::uint8_t>(80 + pixels[i] * 0.5);
  const auto photo = work_.path() / "faded.png";
  write_photo(photo, faded);
  const auto target = work_.path() / "restored.png";
  const auto run =
      run_v4e({"edit", photo.string(), "restore this old photo", "-o", target.string()}, log_.path());
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_GT(look_at(read_photo(target).image).colourfulness, 1.4 * look_at(faded.image).colourfulness);
}

TEST_F(Nano, TwelveMegapixelsStayBelowThreeGigabytes) {
  const auto large = work_.path() / "large.jpg";
  write_photo(large, make_photo(4242, 2828));
  const auto run =
      run_v4e({"edit", large.string(), "turn day into night", "-o", (work_.path() / "night.jpg").string()},
              log_.path());
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(read_photo(work_.path() / "night.jpg").image.width(), 4242);
  EXPECT_LT(run.peak_mib, 3 * 1024);
  RecordProperty("seconds", std::to_string(run.seconds));
  RecordProperty("peak_mib", std::to_string(run.peak_mib));
}

TEST_F(Nano, ALookIsTheSameInABatchBitForBit) {
  v4e::Look look;
  look.steps.emplace_back().settings.instruction = "make the light warmer";
  look.steps.back().settings.strength = 0.6;
  look.steps.emplace_back().settings.instruction = "add fog";
  const std::string file = (work_.path() / "Autumn.v4elook").string();
  write_look(file, look);
  const std::string one = (work_.path() / "one.png").string();
  const auto edit = run_v4e({"edit", sample("coffee.jpg"), "--look", file, "-o", one}, log_.path());
  ASSERT_EQ(edit.exit_code, 0) << edit.err;
  EXPECT_THAT(edit.err, HasSubstr("step 2 of 2, denoise"));
  const std::string out = (work_.path() / "out").string();
  const auto batch =
      run_v4e({"batch", sample("coffee.jpg"), "--look", file, "-o", out, "--pattern", "{name} {instruction}"},
              log_.path());
  ASSERT_EQ(batch.exit_code, 0) << batch.err;
  const Image at_once = read_photo(one).image;
  const Image of_batch = read_photo(work_.path() / "out" / "coffee Autumn.png").image;
  ASSERT_EQ(at_once.size_bytes(), of_batch.size_bytes());
  EXPECT_EQ(std::memcmp(at_once.data(), of_batch.data(), of_batch.size_bytes()), 0);
}

TEST_F(Nano, SaysWhatItCannotDoAndWhatCan) {
  const auto run = run_v4e(
      {"edit", sample("portrait.jpg"), "put a red hat on her", "-o", (work_.path() / "hat.png").string()},
      log_.path());
  EXPECT_EQ(run.exit_code, 6);
  EXPECT_THAT(run.err, HasSubstr("black and white"));
  EXPECT_THAT(run.err, HasSubstr("Wan2.1"));
  EXPECT_THAT(names_in(work_.path()), testing::IsEmpty());
}

}  // namespace
}  // namespace v4e::test

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/prepared_pair.h"

#include <gmock/gmock.h>

#include <opencv2/imgcodecs.hpp>

#include "core/base/error.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/dataset/pair_files.h"

namespace v4e {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class PreparedPairTest : public testing::Test {
 protected:
  PreparedPairTest() {
    record_.id = "x";
    record_.source.file = folder_ / "a.png";
    record_.target.file = folder_ / "b.png";
    test::write_picture(record_.source.file, 96, 64, 1);
    test::write_picture(record_.target.file, 96, 64, 1, 0.5);
  }
  [[nodiscard]] std::string refusal() {
    try {
      PictureStore store;
      static_cast<void>(open_pair(record_, store));
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }
  [[nodiscard]] AlignedPair open() {
    PictureStore store;
    return open_pair(record_, store);
  }

  test::TemporaryFolder folder_;
  PairRecord record_;
};

std::uint8_t byte_at(const Image& image, int x, int y, int channel) {
  return image.row<std::uint8_t>(y)[image.channels() * x + channel];
}

TEST_F(PreparedPairTest, PicturesThatFitKeepTheirPixels) {
  const AlignedPair pair = open();
  EXPECT_THAT(pair.notes, IsEmpty());
  const PreparedPair prepared = prepare_pair(pair, 0, {.area_px = 96 * 64, .block_px = 16});
  EXPECT_EQ(prepared.source.width(), 96);
  EXPECT_EQ(prepared.source.height(), 64);
  const cv::Mat stored = cv::imread(record_.target.file.string());  // BGR
  for (const auto& [x, y] : {std::pair{0, 0}, {50, 33}, {95, 63}}) {
    for (int c = 0; c < 3; ++c)
      EXPECT_EQ(byte_at(prepared.target, x, y, c), stored.at<cv::Vec3b>(y, x)[2 - c]);
  }
}

TEST_F(PreparedPairTest, AnEditOfAnotherSizeIsBroughtToThePhotos) {
  test::write_picture(record_.target.file, 192, 128, 1, 0.5);
  const AlignedPair pair = open();
  EXPECT_EQ(pair.target.width(), 96);
  EXPECT_EQ(pair.target.height(), 64);
  ASSERT_EQ(pair.notes.size(), 1u);
  EXPECT_THAT(pair.notes[0], HasSubstr("192x128"));
}

TEST_F(PreparedPairTest, AspectsThatDifferALittleAreCut) {
  test::write_picture(record_.target.file, 80, 64, 1, 0.5);
  const AlignedPair pair = open();
  EXPECT_EQ(pair.source.width(), 80);
  EXPECT_EQ(pair.source.height(), 64);
  EXPECT_THAT(pair.notes.at(0), HasSubstr("different aspects"));
  // The middle of both: 8 columns of the photo went on either side.
  const cv::Mat stored = cv::imread(record_.source.file.string());
  EXPECT_NEAR(255 * pair.source.row<float>(0)[0], stored.at<cv::Vec3b>(0, 8)[2], 0.01);
}

TEST_F(PreparedPairTest, BadPairsAreRefusedByWhatIsWrong) {
  test::write_picture(record_.target.file, 64, 96, 1, 0.5);
  EXPECT_THAT(refusal(), HasSubstr("too different aspects"));
  test::write_picture(record_.target.file, 96, 64, 1, 1.01);
  EXPECT_THAT(refusal(), HasSubstr("nothing to learn"));
  test::write_text(record_.target.file, "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 9\n");
  EXPECT_THAT(refusal(), HasSubstr("git lfs pull"));
  test::write_text(record_.target.file, "no picture at all");
  EXPECT_THAT(refusal(), HasSubstr("b.png"));
  test::write_text(record_.target.file, "");
  EXPECT_THAT(refusal(), HasSubstr("empty"));
  std::filesystem::remove(record_.target.file);
  EXPECT_THAT(refusal(), HasSubstr("b.png"));
}

/// A mask of the left third, white or transparent there.
cv::Mat left_third(int type) {
  cv::Mat mask = cv::Mat::zeros(64, 96, type);
  const bool by_alpha = type == CV_8UC4;
  if (by_alpha) mask.setTo(cv::Scalar(90, 90, 90, 255));
  mask(cv::Rect(0, 0, 32, 64)).setTo(by_alpha ? cv::Scalar(90, 90, 90, 0) : cv::Scalar::all(255));
  return mask;
}

TEST_F(PreparedPairTest, OutsideOfTheMaskTheEditIsThePhoto) {
  record_.mask.file = folder_ / "m.png";
  for (const int type : {CV_8UC1, CV_8UC4}) {
    cv::imwrite(record_.mask.file.string(), left_third(type));
    const AlignedPair pair = open();
    const PreparedPair cleaned = prepare_pair(pair, 0, {.area_px = 96 * 64, .block_px = 16});
    EXPECT_EQ(byte_at(cleaned.mask, 10, 30, 0), 255);
    EXPECT_EQ(byte_at(cleaned.mask, 60, 30, 0), 0);
    EXPECT_EQ(byte_at(cleaned.target, 60, 30, 1), byte_at(cleaned.source, 60, 30, 1));
    EXPECT_LT(byte_at(cleaned.target, 10, 30, 1), byte_at(cleaned.source, 10, 30, 1) * 2 / 3);
    const PreparedPair whole =
        prepare_pair(pair, 0, {.area_px = 96 * 64, .block_px = 16, .clean_outside = false});
    EXPECT_LT(byte_at(whole.target, 60, 30, 1), byte_at(whole.source, 60, 30, 1) * 2 / 3);
  }
}

TEST_F(PreparedPairTest, ViewsArePartsThatStayTheSame) {
  const AlignedPair pair = open();
  const PrepareOptions options{.area_px = 96 * 64, .block_px = 16};
  const PreparedPair first = prepare_pair(pair, 1, options);
  const PreparedPair again = prepare_pair(pair, 1, options);
  const PreparedPair second = prepare_pair(pair, 2, options);
  const auto bytes = [](const Image& image) {
    return std::string(reinterpret_cast<const char*>(image.data()), image.size_bytes());
  };
  EXPECT_EQ(bytes(first.source), bytes(again.source));
  EXPECT_NE(bytes(first.source), bytes(second.source));
  EXPECT_LE(first.source.width(), 96);
  EXPECT_GE(first.source.width(), 48);
  // The green of the edit is half of the photo's at the same places.
  const int x = first.source.width() / 2;
  const int y = first.source.height() / 2;
  EXPECT_NEAR(byte_at(first.target, x, y, 1), byte_at(first.source, x, y, 1) / 2, 1);
}

TEST_F(PreparedPairTest, APartWithoutTheEditIsLeftOut) {
  cv::Mat photo = cv::imread(record_.source.file.string());
  photo(cv::Rect(0, 0, 3, 3)).setTo(cv::Scalar(0, 0, 0));  // the edit is in the corner
  cv::imwrite(record_.target.file.string(), photo);
  const AlignedPair pair = open();
  int without = 0;
  for (int view = 1; view < 20; ++view)
    without += prepare_pair(pair, view, {.area_px = 96 * 64, .block_px = 16}).source.empty() ? 1 : 0;
  EXPECT_GT(without, 10);
}

}  // namespace
}  // namespace v4e

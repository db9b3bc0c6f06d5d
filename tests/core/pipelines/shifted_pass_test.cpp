// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/shifted_pass.h"

#include <gtest/gtest.h>
#include <torch/types.h>

namespace v4e {
namespace {

/// [H, W, 3] -> one frame of a video.
at::Tensor video_of(const at::Tensor& picture) {
  return picture.permute({2, 0, 1}).unsqueeze(0).unsqueeze(0).contiguous();
}

TEST(ShiftedPass, AModelThatChangesNothingKeepsEveryPixel) {
  const auto picture = torch::rand({40, 56, 3});
  const auto mean = mean_with_moved(video_of(picture), video_of(moved_picture(picture, 8)), 8);
  EXPECT_TRUE(torch::allclose(mean, video_of(picture), 0, 1e-6));
}

TEST(ShiftedPass, SeamsBetweenBlocksGetHalfAsHigh) {
  // What it makes of grey: blocks of 16 that are 0.1 too bright and too dark by turns.
  const auto step = (torch::arange(64).div(16, "floor").remainder(2).to(torch::kFloat) - 0.5) * 0.2;
  const auto blocks = video_of((step.view({1, 64, 1}) + 0.5).expand({64, 64, 3}));
  const auto mean = mean_with_moved(blocks, blocks, 8);
  const auto seam = [](const at::Tensor& video, std::int64_t x) {
    return (video[0][0][0][10][x] - video[0][0][0][10][x - 1]).abs().item<float>();
  };
  EXPECT_NEAR(seam(blocks, 16), 0.2, 1e-5);
  EXPECT_NEAR(seam(mean, 16), 0.1, 1e-5);
  EXPECT_NEAR(seam(mean, 24), 0.1, 1e-5);
}

TEST(ShiftedPass, NoiseMovesAsThePictureDoes) {
  const auto noise = torch::randn({1, 4, 1, 5, 7});
  const auto moved = moved_noise(noise, 1);
  EXPECT_TRUE(moved.slice(3, 1).slice(4, 1).equal(noise.slice(3, 0, 4).slice(4, 0, 6)));
}

TEST(ShiftedPass, WorksOnPicturesSmallerThanTheShift) {
  const auto picture = torch::rand({4, 6, 3});
  EXPECT_EQ(moved_picture(picture, 8).sizes(), picture.sizes());
}

}  // namespace
}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/image_preprocessing.h"

#include <fstream>

#include "core/base/error.h"
#include "core/pipelines/conditioning/mask_and_latents.h"
#include "core/pipelines/noise.h"
#include "core/verify/reference_picture.h"
#include "tests/core/golden.h"

namespace v4e {
namespace {

using test::close;
using test::golden_path;

at::Tensor photo(const std::string& name) {
  return read_reference_picture(golden_path("images/" + name + ".png"));
}

TEST(ImagePreprocessing, ResizesLikePillowBitForBit) {
  const SafetensorsFile golden(golden_path("images/preprocess.safetensors"));
  const at::Tensor expected = golden.read("image0.clip224.resized_cropped_u8");
  const at::Tensor actual = resize_and_crop(photo("image0"), 224).permute({2, 0, 1}).unsqueeze(0);
  EXPECT_TRUE(at::equal(actual, expected));
  for (const std::string name : {"image0", "image1"}) {
    const at::Tensor lanczos = golden.read(name + ".vae_lanczos.32x48");
    EXPECT_TRUE(close(to_vae_input(photo(name), 32, 48), lanczos, 1e-6)) << name;
  }
}

struct Resized {
  std::int64_t width;
  std::int64_t height;
  ResizeFilter filter;
  std::int64_t checksum;  ///< sum of byte * (index % 251 + 1)
};

class PillowTest : public testing::TestWithParam<Resized> {};

// Checksums of image1.png (90 x 140) resized by Pillow 13.0.0.
TEST_P(PillowTest, GivesTheSameBytes) {
  const Resized& expected = GetParam();
  const at::Tensor bytes =
      resize_like_pillow(photo("image1"), expected.height, expected.width, expected.filter)
          .view(-1)
          .to(at::kLong);
  const at::Tensor weights = at::arange(bytes.numel(), at::kLong) % 251 + 1;
  EXPECT_EQ((bytes * weights).sum().item<std::int64_t>(), expected.checksum);
}

INSTANTIATE_TEST_SUITE_P(
    Sizes, PillowTest,
    testing::Values(
        Resized{48, 32, ResizeFilter::Bicubic, 67307850}, Resized{200, 33, ResizeFilter::Bicubic, 291439295},
        Resized{33, 200, ResizeFilter::Bicubic, 291103365},
        Resized{89, 139, ResizeFilter::Bicubic, 547266368},
        Resized{180, 280, ResizeFilter::Bicubic, 2225490495},
        Resized{90, 20, ResizeFilter::Bicubic, 78602678}, Resized{30, 140, ResizeFilter::Bicubic, 185277169},
        Resized{70, 100, ResizeFilter::Bicubic, 308649064}, Resized{1, 1, ResizeFilter::Bicubic, 696},
        Resized{48, 32, ResizeFilter::Lanczos, 67298445}, Resized{200, 33, ResizeFilter::Lanczos, 291468496},
        Resized{33, 200, ResizeFilter::Lanczos, 291098520},
        Resized{89, 139, ResizeFilter::Lanczos, 547283089},
        Resized{180, 280, ResizeFilter::Lanczos, 2225298377},
        Resized{90, 20, ResizeFilter::Lanczos, 78613081}, Resized{30, 140, ResizeFilter::Lanczos, 185271051},
        Resized{70, 100, ResizeFilter::Lanczos, 308641444}, Resized{1, 1, ResizeFilter::Lanczos, 697}));

TEST(ImagePreprocessing, PreparesForClipBothWays) {
  const SafetensorsFile golden(golden_path("images/preprocess.safetensors"));
  for (const std::string name : {"image0", "image1"}) {
    ClipPreprocessing preprocessing;
    preprocessing.size = 56;
    EXPECT_TRUE(
        close(to_clip_input(photo(name), preprocessing), golden.read(name + ".clip56.pixel_values"), 1e-6));
    preprocessing.fit = ClipPreprocessing::Fit::Stretch;
    const at::Tensor expected = golden.read(name + ".wan_native_clip56.pixel_values");
    EXPECT_TRUE(close(to_clip_input(photo(name), preprocessing), expected, 1e-5));
  }
}

TEST(ImagePreprocessing, SameSizeChangesNothing) {
  const at::Tensor image = photo("image1");
  EXPECT_TRUE(
      at::equal(resize_like_pillow(image, image.size(0), image.size(1), ResizeFilter::Lanczos), image));
  EXPECT_THROW((void)resize_like_pillow(image, 0, 4, ResizeFilter::Bicubic), Error);
  EXPECT_THROW((void)resize_like_pillow(image.to(at::kFloat), 4, 4, ResizeFilter::Bicubic), Error);
}

TEST(PngReader, RefusesDamagedFiles) {
  std::ifstream in(golden_path("images/image0.png"), std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(in)), {});
  const auto path = std::filesystem::temp_directory_path() / "v4e_png_reader_test.png";
  const auto write = [&](const std::string& content) { std::ofstream(path, std::ios::binary) << content; };
  for (const std::size_t length : {std::size_t{0}, std::size_t{9}, std::size_t{40}, bytes.size() / 2}) {
    write(bytes.substr(0, length));
    EXPECT_THROW((void)read_reference_picture(path), Error) << length;
  }
  std::string broken = bytes;
  broken[25] = 6;  // colour type: with alpha
  write(broken);
  EXPECT_THROW((void)read_reference_picture(path), Error);
  broken = bytes;
  broken[broken.size() / 2] ^= 0x55;
  write(broken);
  EXPECT_THROW((void)read_reference_picture(path), Error);
  std::filesystem::remove(path);
}

TEST(Conditioning, MaskMarksGivenFramesInTheirSubFrames) {
  const WanVaeConfig config;
  const at::Tensor first = condition_mask(config, 9, 2, 3, false);
  ASSERT_EQ(first.sizes(), at::IntArrayRef({1, 4, 3, 2, 3}));
  EXPECT_EQ(first.sum().item<float>(), 4 * 6);
  EXPECT_EQ(first.select(2, 0).min().item<float>(), 1);
  const at::Tensor both = condition_mask(config, 9, 2, 3, true);
  EXPECT_EQ(both.sum().item<float>(), 5 * 6);
  EXPECT_EQ(both[0][3][2].min().item<float>(), 1);
}

TEST(Conditioning, NoiseIsThatOfPyTorchsCpuGenerator) {
  // torch.randn(4, generator=torch.Generator("cpu").manual_seed(1234))
  const at::Tensor noise = draw_noise({4}, 1234);
  const at::Tensor expected = at::tensor({0.04613046F, 0.4024028F, -1.011529F, 0.2167382F});
  EXPECT_TRUE(close(noise, expected, 1e-6));
  // torch.randn(1, 16, 2, 4, 6, ...): large tensors are filled another way.
  EXPECT_NEAR(draw_noise({1, 16, 2, 4, 6}, 42).sum().item<double>(), 27.41454, 1e-3);
  EXPECT_NEAR(draw_noise({1, 16, 2, 4, 6}, 42).view(-1)[700].item<double>(), -1.2519515, 1e-6);
}

}  // namespace
}  // namespace v4e

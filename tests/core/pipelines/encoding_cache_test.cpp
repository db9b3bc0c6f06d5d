// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/encoding_cache.h"

#include <gtest/gtest.h>
#include <torch/types.h>

#include <cstdlib>
#include <fstream>

#include "core/pipelines/video_pipeline.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/pipelines/tiny_model.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

class EncodingCacheTest : public testing::Test {
 protected:
  [[nodiscard]] EncodingCacheOptions options(std::int64_t most_bytes = 1 << 20) const {
    return {.folder = folder_ / "cache", .most_bytes = most_bytes, .least_weights_bytes = 0};
  }
  [[nodiscard]] ComponentOptions with_cache() const {
    ComponentOptions components;
    components.cache = options();
    return components;
  }
  [[nodiscard]] int kept() const {
    int count = 0;
    for (const auto& entry : fs::directory_iterator(folder_ / "cache"))
      count += entry.is_regular_file() ? 1 : 0;
    return count;
  }

  test::TemporaryFolder folder_;
};

TEST_F(EncodingCacheTest, ASecondEditWithTheSameCaptionLoadsNoEncoder) {
  const ComponentPaths paths = test::tiny_model(false, "unipc");
  const VideoRequest request = test::small_request();
  const at::Tensor plain = [&] {
    Components components(paths, {});
    return VideoPipeline(components).run(request).video;
  }();
  Components first(paths, with_cache());
  EXPECT_TRUE(at::equal(VideoPipeline(first).run(request).video, plain));
  EXPECT_TRUE(first.is_text_encoder_loaded());
  EXPECT_TRUE(first.is_image_encoder_loaded());
  EXPECT_EQ(kept(), 3) << "text, photo for CLIP, photo for the VAE";
  Components second(paths, with_cache());  // as after a new start
  EXPECT_TRUE(at::equal(VideoPipeline(second).run(request).video, plain)) << "bit by bit";
  EXPECT_FALSE(second.is_text_encoder_loaded());
  EXPECT_FALSE(second.is_image_encoder_loaded());
}

TEST_F(EncodingCacheTest, WhatIsAnotherEditIsEncoded) {
  const ComponentPaths paths = test::tiny_model(false, "unipc");
  VideoRequest request = test::small_request();
  request.num_inference_steps = 1;
  Components first(paths, with_cache());
  (void)VideoPipeline(first).run(request);
  request.prompt = "A blue fox";
  Components other_text(paths, with_cache());
  (void)VideoPipeline(other_text).run(request);
  EXPECT_TRUE(other_text.is_text_encoder_loaded());
  EXPECT_FALSE(other_text.is_image_encoder_loaded()) << "the photo is the same";
  request.image = request.image.clone();
  request.image[5][5][0] = 255 - request.image[5][5][0].item<std::uint8_t>();
  Components other_photo(paths, with_cache());
  const VideoResult made = VideoPipeline(other_photo).run(request);
  EXPECT_FALSE(other_photo.is_text_encoder_loaded());
  Components without(paths, {});
  EXPECT_TRUE(at::equal(made.video, VideoPipeline(without).run(request).video)) << "one pixel counts";
}

TEST_F(EncodingCacheTest, OtherWeightsOfTheSameShapesAreOthers) {
  EncodingCache cache(options());
  const fs::path one = folder_ / "one";
  const fs::path two = folder_ / "two";
  std::string weights(4 << 20, 'w');
  std::ofstream(one, std::ios::binary) << weights;
  weights[(4 << 20) / 64 * 40 + 7] = 'x';
  std::ofstream(two, std::ios::binary) << weights;
  fs::create_directories(folder_ / "a");
  fs::create_directories(folder_ / "b");
  fs::rename(one, folder_ / "a/model");
  fs::rename(two, folder_ / "b/model");
  EXPECT_NE(cache.identity(folder_ / "a/model"), cache.identity(folder_ / "b/model"));
  fs::copy_file(folder_ / "a/model", folder_ / "b/model", fs::copy_options::overwrite_existing);
  EXPECT_EQ(EncodingCache(options()).identity(folder_ / "b/model"), cache.identity(folder_ / "a/model"))
      << "wherever they lie";
}

TEST_F(EncodingCacheTest, StaysWithinItsBoundsAndKeepsWhatIsUsed) {
  const EncodingCache cache(options(100'000));
  const auto key = [](std::int64_t number) { return ContentKey("x").add(number); };
  for (std::int64_t i = 0; i < 4; ++i) {
    cache.keep(key(i), torch::full({5000}, static_cast<double>(i)));  // 20 KB each
    // Clocks of file systems are coarse.
    for (const auto& entry : fs::directory_iterator(folder_ / "cache"))
      fs::last_write_time(entry.path(), fs::last_write_time(entry.path()) - std::chrono::seconds(10));
  }
  EXPECT_TRUE(cache.find(key(0)).defined()) << "and so it is the last one used";
  for (std::int64_t i = 4; i < 7; ++i) cache.keep(key(i), torch::full({5000}, static_cast<double>(i)));
  EXPECT_LE(kept(), 4);
  EXPECT_FALSE(cache.find(key(1)).defined());
  ASSERT_TRUE(cache.find(key(0)).defined());
  EXPECT_TRUE(at::equal(cache.find(key(6)), torch::full({5000}, 6.0)));
}

TEST_F(EncodingCacheTest, ADamagedFileIsAsNone) {
  const EncodingCache cache(options());
  const ContentKey key = ContentKey("x").add(std::int64_t{1});
  cache.keep(key, torch::ones({8}));
  ASSERT_TRUE(cache.find(key).defined());
  const fs::path file = folder_ / "cache" / (key.text() + ".safetensors");
  std::ofstream(file) << "not a tensor";
  EXPECT_FALSE(cache.find(key).defined());
  EXPECT_FALSE(fs::exists(file));
  cache.keep(key, torch::full({8}, NAN));
  EXPECT_FALSE(cache.find(key).defined()) << "NaN would be shown as a picture";
  const EncodingCache nowhere({.folder = "/proc/nowhere", .least_weights_bytes = 0});
  nowhere.keep(key, torch::ones({8}));  // only slower
  EXPECT_FALSE(nowhere.find(key).defined());
}

TEST_F(EncodingCacheTest, SmallEncodersAndThoseWhoWantNoneKeepNone) {
  const fs::path weights = folder_ / "weights";
  std::ofstream(weights, std::ios::binary) << std::string(1000, 'w');
  EXPECT_FALSE(EncodingCache({.folder = folder_ / "cache"}).keeps(weights)) << "it is read as fast";
  EXPECT_TRUE(EncodingCache(options()).keeps(weights));
  EXPECT_FALSE(EncodingCache({}).keeps(weights));
  ::setenv("V4E_CACHE_MB", "0", 1);
  EXPECT_EQ(user_encoding_cache().most_bytes, 0);
  ::setenv("V4E_CACHE_MB", "20", 1);
  EXPECT_EQ(user_encoding_cache().most_bytes, 20 << 20);
  ::unsetenv("V4E_CACHE_MB");
}

}  // namespace
}  // namespace v4e

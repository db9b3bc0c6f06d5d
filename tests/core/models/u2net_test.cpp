// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/u2net/u2net.h"

#include <gtest/gtest.h>
#include <torch/types.h>

#include "core/base/error.h"
#include "core/checkpoints/checkpoint.h"
#include "core/checkpoints/load_state.h"
#include "tests/core/golden.h"

namespace v4e {
namespace {

using test::close;
using test::golden_path;

U2Net load_shipped_model() {
  const std::filesystem::path folder = std::filesystem::path(V4E_SOURCE_DIR) / "resources/models/subject";
  U2Net model;
  static_cast<void>(load_state(*model, *open_checkpoint(folder), {.dtype = at::kFloat}));
  return model;
}

/// RGB [H, W, 3], U8, as the network takes it.
at::Tensor as_pixels(const at::Tensor& picture) {
  const at::Tensor scaled = picture.to(at::kFloat) / picture.max();
  const at::Tensor mean = at::tensor({0.485F, 0.456F, 0.406F});
  const at::Tensor deviation = at::tensor({0.229F, 0.224F, 0.225F});
  return ((scaled - mean) / deviation).permute({2, 0, 1}).unsqueeze(0);
}

TEST(U2Net, SaliencyOfDrawingsMatchesOnnxRuntime) {
  const c10::InferenceMode inference;
  U2Net model = load_shipped_model();
  const SafetensorsFile golden(golden_path("u2net/drawings.safetensors"));
  for (const std::string drawing : {"ball", "bottle"}) {
    const at::Tensor saliency = model(as_pixels(golden.read(drawing + ".picture")))[0][0];
    EXPECT_TRUE(close(saliency, golden.read(drawing + ".saliency"), 1e-4)) << drawing;
    // Weights of 16 bits move it a little; most in the bottle, of which the network is unsure.
    const at::Tensor published = golden.read(drawing + ".published");
    EXPECT_LT((saliency - published).abs().mean().item<double>(), 0.02) << drawing;
  }
}

TEST(U2Net, APictureInABatchIsAsItIsAlone) {
  const c10::InferenceMode inference;
  U2Net model = load_shipped_model();
  const at::Tensor pixels = at::rand({2, 3, 64, 48});
  const at::Tensor both = model(pixels);
  EXPECT_EQ(both.sizes(), (at::IntArrayRef{2, 1, 64, 48}));
  EXPECT_TRUE(close(model(pixels.slice(0, 1, 2)), both.slice(0, 1, 2), 1e-4));
}

TEST(U2Net, TakesPicturesOfAnySize) {
  const c10::InferenceMode inference;
  U2Net model = load_shipped_model();
  for (const auto& [height, width] : {std::pair{1, 1}, {1, 70}, {33, 2}, {65, 31}}) {
    const at::Tensor saliency = model(at::rand({1, 3, height, width}));
    EXPECT_EQ(saliency.sizes(), (at::IntArrayRef{1, 1, height, width}));
    EXPECT_TRUE(at::isfinite(saliency).all().item<bool>());
  }
}

TEST(U2Net, RefusesWhatIsNoPicture) {
  U2Net model = load_shipped_model();
  EXPECT_THROW(model(at::zeros({3, 32, 32})), Error);
  EXPECT_THROW(model(at::zeros({1, 4, 32, 32})), Error);
  EXPECT_THROW(model(at::zeros({1, 3, 0, 32})), Error);
  EXPECT_THROW(U2Net(U2NetConfig{.channels = 0}), Error);
}

TEST(U2Net, StopsBetweenStages) {
  const c10::InferenceMode inference;
  U2Net model = load_shipped_model();
  std::stop_source source;
  source.request_stop();
  RunContext context;
  context.stop = source.get_token();
  EXPECT_THROW(model(at::zeros({1, 3, 32, 32}), context), Cancelled);
}

}  // namespace
}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/lpips/lpips.h"

#include <gmock/gmock.h>
#include <torch/types.h>

#include "core/base/error.h"
#include "core/checkpoints/load_state.h"
#include "tests/core/models/made_lpips.h"

namespace v4e {
namespace {

MemoryStateDict made_weights(LpipsBackbone backbone) {
  return MemoryStateDict(test::made_lpips(backbone));
}

/// 64 x 48 pixels, in -1 … 1.
at::Tensor picture(int across, int down, int step) {
  at::Tensor pixels = at::empty({1, 3, 48, 64});
  auto out = pixels.accessor<float, 4>();
  for (int c = 0; c < 3; ++c) {
    for (int y = 0; y < 48; ++y) {
      for (int x = 0; x < 64; ++x)
        out[0][c][y][x] = static_cast<float>(test::level_at(x, y, c, across, down, step)) / 255 * 2 - 1;
    }
  }
  return pixels;
}

Lpips loaded(LpipsBackbone backbone) {
  Lpips model(backbone);
  load_state(*model, made_weights(backbone));
  return model;
}

TEST(Lpips, DistancesAreThoseOfThePackage) {
  const c10::InferenceMode inference;
  const at::Tensor a = picture(5, 3, 40);
  const at::Tensor b = picture(4, 6, 11);
  EXPECT_NEAR(loaded(LpipsBackbone::AlexNet)(a, b).item<double>(), test::kAlexNetDistance, 1e-5);
  EXPECT_NEAR(loaded(LpipsBackbone::Vgg16)(a, b).item<double>(), test::kVgg16Distance, 1e-5);
}

TEST(Lpips, EqualPicturesAreAtNoDistanceAndPairsAreMeasuredByThemselves) {
  const c10::InferenceMode inference;
  Lpips model = loaded(LpipsBackbone::AlexNet);
  const at::Tensor a = picture(5, 3, 40);
  const at::Tensor b = picture(4, 6, 11);
  const at::Tensor both = model(at::cat({a, a}), at::cat({a, b}));
  EXPECT_EQ(both[0].item<double>(), 0);
  EXPECT_NEAR(both[1].item<double>(), test::kAlexNetDistance, 1e-5);
}

TEST(Lpips, TheBackboneIsToldByItsFirstConvolution) {
  EXPECT_EQ(lpips_backbone(made_weights(LpipsBackbone::AlexNet)), LpipsBackbone::AlexNet);
  EXPECT_EQ(lpips_backbone(made_weights(LpipsBackbone::Vgg16)), LpipsBackbone::Vgg16);
  // SqueezeNet's, and none.
  EXPECT_THROW((void)lpips_backbone(MemoryStateDict({{"features.0.weight", at::zeros({64, 3, 3, 4})}})),
               Error);
  EXPECT_THROW((void)lpips_backbone(MemoryStateDict({{"x", at::zeros({1})}})), Error);
}

TEST(Lpips, ReadsAWholeClassifierButMissesNoHead) {
  Lpips model(LpipsBackbone::AlexNet);
  const MemoryStateDict whole = made_weights(LpipsBackbone::AlexNet);
  std::vector<std::pair<std::string, at::Tensor>> tensors{{"classifier.1.weight", at::zeros({2, 2})}};
  for (const auto& name : whole.names()) tensors.emplace_back(name, whole.read(name));
  EXPECT_NO_THROW(load_state(*model, MemoryStateDict(tensors)));
  std::erase_if(tensors, [](const auto& one) { return one.first == "lin3.model.1.weight"; });
  EXPECT_THROW(load_state(*model, MemoryStateDict(tensors)), Error);
}

TEST(Lpips, RefusesOtherShapesAndStops) {
  const c10::InferenceMode inference;
  Lpips model = loaded(LpipsBackbone::AlexNet);
  EXPECT_THROW(model(at::zeros({1, 3, 31, 64}), at::zeros({1, 3, 31, 64})), Error);
  EXPECT_THROW(model(at::zeros({1, 3, 32, 64}), at::zeros({1, 3, 64, 32})), Error);
  EXPECT_THROW(model(at::zeros({1, 1, 64, 64}), at::zeros({1, 1, 64, 64})), Error);
  EXPECT_NO_THROW(model(at::zeros({1, 3, 32, 32}), at::zeros({1, 3, 32, 32})));
  std::stop_source stop;
  stop.request_stop();
  const RunContext context{stop.get_token(), {}};
  EXPECT_THROW(model(picture(5, 3, 40), picture(5, 3, 40), context), Cancelled);
}

}  // namespace
}  // namespace v4e

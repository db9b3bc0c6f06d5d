// SPDX-License-Identifier: GPL-3.0-or-later
// What a training begins from goes where the model is.
#include <gtest/gtest.h>
#include <torch/types.h>

#include "core/training/nano_model.h"
#include "core/training/recipe.h"
#include "tests/core/fake_device.h"

namespace v4e::training {
namespace {

TEST(StartDevice, LoadedWeightsAreOnTheModelsDevice) {
  const std::filesystem::path folder = std::filesystem::path(V4E_SOURCE_DIR) / "resources/models/nano";
  const Recipe recipe = Recipe::from_file(folder / "recipe.json");
  NanoModel there = NanoModel::random(recipe, folder / "tokenizer/spiece.model");
  NanoModel here = NanoModel::random(recipe, folder / "tokenizer/spiece.model");
  there.dit->to(test::fake_device());
  there.text_encoder->to(test::fake_device());
  there.load_transformer(folder);
  here.load_transformer(folder);
  const torch::NoGradGuard no_grad;
  const auto expect_alike = [](torch::nn::Module& one, torch::nn::Module& other) {
    const auto expected = other.named_parameters();
    for (const auto& item : one.named_parameters()) {
      EXPECT_EQ(item.value().device(), test::fake_device()) << item.key();
      EXPECT_TRUE(at::equal(item.value().cpu(), expected[item.key()])) << item.key();
    }
  };
  expect_alike(*there.dit, *here.dit);
  expect_alike(*there.text_encoder, *here.text_encoder);
}

}  // namespace
}  // namespace v4e::training

// SPDX-License-Identifier: GPL-3.0-or-later
// `v4e train` from pictures to a model that edits, in the smallest sizes that are still all of it.
#include <gmock/gmock.h>
#include <torch/types.h>

#include <chrono>
#include <csignal>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/base/json_file.h"
#include "core/base/resources.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/training/distributed/peers.h"
#include "tests/end_to_end/edit_fixture.h"
#include "tests/end_to_end/tiny_archive.h"

namespace v4e::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// The shipped recipe with a small transformer, a decoder to train and a few steps of everything.
nlohmann::json tiny_recipe() {
  auto recipe = read_json_file(resource_folder() / "models/nano/recipe.json");
  recipe["vae"]["linear_decoder"] = false;
  recipe["transformer"]["num_attention_heads"] = 2;
  recipe["transformer"]["attention_head_dim"] = 16;
  recipe["transformer"]["ffn_dim"] = 64;
  recipe["transformer"]["num_layers"] = 1;
  recipe["transformer_training"]["phases"] = {{{"steps", 6}, {"size_px", 32}, {"batch_size", 2}}};
  recipe["decoder_training"]["phases"] = {{{"steps", 2}, {"size_px", 32}, {"batch_size", 2}}};
  return recipe;
}

class Train : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    shared_ = std::make_unique<TemporaryFolder>();
    write_tiny_archive(shared_->path() / "data.safetensors");
    write_json_file(shared_->path() / "recipe.json", tiny_recipe());
    const auto run = run_stage("recipe.json", shared_->path() / "first", "codec");
    ASSERT_EQ(run.exit_code, 0) << run.err;
  }
  static void TearDownTestSuite() { shared_.reset(); }

  static std::vector<std::string> words(const std::string& recipe, const fs::path& output,
                                        const std::string& stage) {
    return {"train",   (shared_->path() / recipe).string(),
            "--data",  (shared_->path() / "data.safetensors").string(),
            "-o",      output.string(),
            "--stage", stage};
  }
  static RunResult run_stage(const std::string& recipe, const fs::path& output, const std::string& stage,
                             const std::vector<std::string>& more = {}) {
    auto arguments = words(recipe, output, stage);
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_v4e(arguments, shared_->path());
  }
  /// A folder that has the codec and nothing else yet.
  static fs::path begun(const std::string& name) {
    const auto folder = shared_->path() / name;
    fs::create_directories(folder);
    for (const char* part : {"codec.safetensors", "tokenizer"})
      fs::copy(shared_->path() / "first" / part, folder / part, fs::copy_options::recursive);
    return folder;
  }
  /// begun(), and then all that makes a model: it lies in the folder "model".
  static fs::path taught(const std::string& name, const std::string& recipe = "recipe.json") {
    const auto folder = begun(name);
    for (const char* stage : {"transformer", "decoder", "model"}) {
      const auto run = run_stage(recipe, folder, stage);
      EXPECT_EQ(run.exit_code, 0) << stage << ": " << run.err;
    }
    return folder;
  }
  /// Edits a shipped photo with the model in a folder.
  static void expect_edit(const fs::path& folder) {
    const auto photo = fs::directory_iterator(resource_folder() / "samples")->path();
    const auto target = folder / "edit.png";
    const auto run = run_v4e({"edit", photo.string(), "make it night", "--model", (folder / "model").string(),
                              "-o", target.string()},
                             shared_->path());
    EXPECT_EQ(run.exit_code, 0) << run.err;
    EXPECT_TRUE(fs::exists(target));
  }
  static at::Tensor weights(const fs::path& folder, const char* which) {
    return SafetensorsFile(folder / "transformer/state.safetensors").read(which).clone();
  }

  static std::unique_ptr<TemporaryFolder> shared_;
};

std::unique_ptr<TemporaryFolder> Train::shared_;

TEST_F(Train, MakesAModelThatEdits) {
  const auto folder = taught("whole");
  EXPECT_TRUE(fs::exists(folder / "transformer/samples.png"));
  expect_edit(folder);
}

TEST_F(Train, TheDecoderAsksForTheTransformer) {
  const auto run = run_stage("recipe.json", begun("early"), "decoder");
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("run the stage transformer first"));
}

TEST_F(Train, AStoppedTrainingEndsAsIfItHadNotBeenStopped) {
  auto recipe = tiny_recipe();
  recipe["transformer_training"]["phases"][0]["steps"] = 80;
  write_json_file(shared_->path() / "longer.json", recipe);
  const auto through = begun("through");
  ASSERT_EQ(run_stage("longer.json", through, "transformer").exit_code, 0);
  const auto stopped = begun("stopped");
  {
    Program program(words("longer.json", stopped, "transformer"), shared_->path());
    while (program.is_running() && !fs::exists(stopped / "transformer"))
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    program.send(SIGTERM);
    EXPECT_EQ(program.wait().exit_code, 130);
  }
  const auto before = SafetensorsFile(stopped / "transformer/state.safetensors").read("step").item<int>();
  EXPECT_LT(before, 80);
  ASSERT_EQ(run_stage("longer.json", stopped, "transformer").exit_code, 0);
  EXPECT_TRUE(weights(through, "values").equal(weights(stopped, "values")));
  EXPECT_TRUE(weights(through, "ema").equal(weights(stopped, "ema")));
}

TEST_F(Train, ProcessesThatShareWeightsMakeTheStepsOfOne) {
  if (!training::has_peers()) GTEST_SKIP() << "built without Gloo's headers";
  // In 16 bits the order of sums shows, and AdamW makes much of it.
  const EnvironmentValue in_fp32("V4E_PATHS", "dtype=fp32");
  auto recipe = tiny_recipe();
  recipe["transformer"]["num_layers"] = 3;
  recipe["transformer_training"]["phases"][0]["steps"] = 16;
  write_json_file(shared_->path() / "deep.json", recipe);
  const auto one = begun("one");
  ASSERT_EQ(run_stage("deep.json", one, "transformer").exit_code, 0);
  const auto two = begun("two");
  const auto made = run_stage("deep.json", two, "transformer", {"--nproc", "2", "--sharding", "zero3"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_THAT(made.err, HasSubstr("2 processes, started by this program"));
  EXPECT_EQ(made.out.find("held-out error"), made.out.rfind("held-out error")) << made.out;
  EXPECT_TRUE(fs::exists(two / "transformer/samples.png"));
  for (const char* which : {"values", "ema"}) {
    const auto wanted = weights(one, which);
    EXPECT_LT((weights(two, which) - wanted).abs().max().item<double>(),
              5e-3 * wanted.abs().max().item<double>())
        << which;
  }
}

TEST_F(Train, BeginsFromAnotherModel) {
  const auto first = taught("taught");
  // Steps so small that the weights stay where they began, and another random start beside them.
  auto recipe = tiny_recipe();
  recipe["seed"] = 9;
  recipe["transformer_training"]["learning_rate"] = 1e-9;
  write_json_file(shared_->path() / "still.json", recipe);
  const auto model = (first / "model").string();
  const auto from = begun("from");
  ASSERT_EQ(run_stage("still.json", from, "transformer", {"--from", model}).exit_code, 0);
  const auto nothing = begun("nothing");
  ASSERT_EQ(run_stage("still.json", nothing, "transformer").exit_code, 0);
  const auto wanted = weights(first, "ema");
  // The model's file has 16 bits of each weight.
  EXPECT_TRUE(torch::allclose(weights(from, "values"), wanted, 1e-2, 1e-4));
  EXPECT_FALSE(torch::allclose(weights(nothing, "values"), wanted, 1e-2, 1e-4));
}

TEST_F(Train, BeginsWithTheCodecOfAnotherModel) {
  const auto first = taught("other_latents");
  // Other effects make other principal components.
  auto recipe = tiny_recipe();
  recipe["seed"] = 9;
  write_json_file(shared_->path() / "seed9.json", recipe);
  const auto codec = [&](const std::string& name, const std::vector<std::string>& more) {
    const auto folder = shared_->path() / name;
    const auto run = run_stage("seed9.json", folder, "codec", more);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return SafetensorsFile(folder / "codec.safetensors").read("encoder_weight").clone();
  };
  const auto wanted = SafetensorsFile(first / "codec.safetensors").read("encoder_weight").clone();
  EXPECT_TRUE(
      torch::allclose(codec("taken_over", {"--from", (first / "model").string()}), wanted, 1e-2, 1e-3));
  EXPECT_FALSE(torch::allclose(codec("its_own", {}), wanted, 1e-2, 1e-3));
  EXPECT_TRUE(fs::exists(shared_->path() / "taken_over/tokenizer/spiece.model"));
}

TEST_F(Train, ALinearDecoderNeedsNoStage) {
  auto recipe = tiny_recipe();
  recipe["vae"]["linear_decoder"] = true;
  recipe.erase("decoder_training");
  write_json_file(shared_->path() / "linear.json", recipe);
  const auto folder = taught("linear", "linear.json");
  const SafetensorsFile vae(folder / "model/vae/diffusion_pytorch_model.safetensors");
  for (const auto& name : vae.names()) EXPECT_THAT(name, HasSubstr("shortcut"));
  expect_edit(folder);
}

TEST_F(Train, RefusesToBeginFromAModelOfOtherSizes) {
  const auto nano = (resource_folder() / "models/nano").string();
  const auto transformer = run_stage("recipe.json", begun("other"), "transformer", {"--from", nano});
  EXPECT_EQ(transformer.exit_code, 5) << transformer.err;
  auto recipe = tiny_recipe();
  recipe["vae"]["z_dim"] = 46;
  for (const char* list : {"latents_mean", "latents_std"}) recipe["vae"][list] = std::vector<double>(46, 1.0);
  write_json_file(shared_->path() / "narrow.json", recipe);
  const auto codec = run_stage("narrow.json", shared_->path() / "narrow", "codec", {"--from", nano});
  EXPECT_EQ(codec.exit_code, 5) << codec.err;
  EXPECT_THAT(codec.err, HasSubstr("shape"));
}

}  // namespace
}  // namespace v4e::test

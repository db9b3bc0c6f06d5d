// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/verify/verify.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>
#include <unistd.h>

#include <fstream>
#include <set>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/checkpoints/load_state.h"
#include "core/models/wan_dit/wan_dit.h"
#include "core/nn/placeholder.h"
#include "core/verify/verify_report.h"
#include "tests/core/golden.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

/// Every stored case of the reference: this is the test of all models and pipelines together.
TEST(Verify, AllGoldensPass) {
  const auto cases = verify_folder(test::golden_path(""), at::kCPU);
  std::set<std::string> areas;
  for (const VerifyCase& item : cases) {
    EXPECT_EQ(item.verdict, Verdict::Pass)
        << item.name << ": absolute " << item.max_abs_error << ", relative " << item.relative_error
        << " (allowed " << item.tolerance << ") " << item.note;
    if (item.verdict == Verdict::Pass) areas.insert(item.name.substr(0, item.name.find_first_of("/ ")));
  }
  EXPECT_EQ(areas, (std::set<std::string>{"dit_t2v", "dit_i2v", "dit_flf2v", "dit_ti2v", "dit_a14b_high",
                                          "dit_a14b_low", "vae", "vae22", "umt5", "clip", "images",
                                          "schedulers", "tokenizer", "pipelines", "pipelines22", "fp8",
                                          "gguf", "lora"}));
  EXPECT_TRUE(all_passed(cases));
}

/// The same on a CUDA device.
TEST(VerifyOnCuda, AllGoldensPass) {
  if (!at::hasCUDA()) GTEST_SKIP() << "there is no CUDA device";
  const auto cases = verify_folder(test::golden_path(""), at::Device(at::kCUDA, 0));
  for (const VerifyCase& item : cases) {
    EXPECT_NE(item.verdict, Verdict::Fail)
        << item.name << ": absolute " << item.max_abs_error << ", relative " << item.relative_error
        << " (allowed " << item.tolerance << ") " << item.note;
  }
  EXPECT_TRUE(all_passed(cases));
}

class WorkFolder {
 public:
  WorkFolder() : path_(fs::temp_directory_path() / ("v4e_verify_" + std::to_string(::getpid()))) {
    fs::create_directories(path_);
  }
  ~WorkFolder() { fs::remove_all(path_); }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

TEST(Verify, FindsOneWrongNumberAndGoesOn) {
  const WorkFolder work;
  fs::copy(test::golden_path("vae"), work.path() / "vae", fs::copy_options::recursive);
  fs::copy(test::golden_path("schedulers"), work.path() / "schedulers", fs::copy_options::recursive);
  fs::permissions(work.path() / "vae/decode.safetensors", fs::perms::owner_all);
  std::vector<std::pair<std::string, at::Tensor>> tensors;
  {
    const SafetensorsFile golden(test::golden_path("vae/decode.safetensors"));
    for (const std::string& name : golden.names()) tensors.emplace_back(name, golden.read(name).clone());
  }
  for (auto& [name, value] : tensors) {
    if (name == "dec2.out.video") value.view(-1)[5] += 0.01;
  }
  save_safetensors(work.path() / "vae/decode.safetensors", tensors);
  fs::remove(work.path() / "schedulers/scheduler_config_euler.json");

  int wrong = 0;
  int unreadable = 0;
  const auto cases = verify_folder(work.path(), at::kCPU);
  for (const VerifyCase& item : cases) {
    if (item.verdict != Verdict::Fail) continue;
    if (item.name.ends_with("dec2"))
      ++wrong;
    else if (item.name.starts_with("schedulers/euler"))
      ++unreadable;
    else
      ADD_FAILURE() << item.name << " " << item.note;
  }
  EXPECT_EQ(wrong, 2) << "the weights in both of their files";
  EXPECT_GE(unreadable, 4);
  EXPECT_FALSE(all_passed(cases));
}

/// A folder of the same layout with sizes, shards and seeds of its own.
class OtherFolder {
 public:
  explicit OtherFolder(const fs::path& root) : folder_(root / "dit_other") {
    fs::create_directories(folder_ / "diffusers");
    WanDitConfig config;
    config.num_attention_heads = 3;
    config.attention_head_dim = 24;
    config.in_channels = 40;
    config.out_channels = 18;
    config.text_dim = 20;
    config.text_len = 11;
    config.freq_dim = 48;
    config.ffn_dim = 100;
    config.num_layers = 3;
    WanDit model(config);
    initialize_parameters(*model, 99);
    write_json_file(folder_ / "diffusers/config.json", config.to_json());
    write_shards(state_of(*model), 4);
    const at::Tensor latents = at::randn({2, 40, 3, 4, 10});
    const at::Tensor text = at::randn({2, 11, 20});
    const at::Tensor timestep = at::tensor({17, 903}, at::kLong);
    const c10::InferenceMode mode;
    save_safetensors(folder_ / "forward.safetensors",
                     {{"in.hidden_states", latents},
                      {"in.timestep", timestep},
                      {"in.encoder_hidden_states", text},
                      {"out.sample", model->forward(latents, timestep, text, {})}});
  }

  void damage_a_shard() const {
    const fs::path shard = folder_ / "diffusers/part-2.safetensors";
    std::vector<std::pair<std::string, at::Tensor>> tensors;
    {
      const SafetensorsFile file(shard);
      for (const std::string& name : file.names()) tensors.emplace_back(name, file.read(name) + 0.5);
    }
    save_safetensors(shard, tensors);
  }

 private:
  void write_shards(const std::vector<std::pair<std::string, at::Tensor>>& state, std::size_t count) const {
    nlohmann::json map;
    std::vector<std::vector<std::pair<std::string, at::Tensor>>> shards(count);
    for (std::size_t i = 0; i < state.size(); ++i) {
      shards[i % count].push_back(state[i]);
      map[state[i].first] = "part-" + std::to_string(i % count) + ".safetensors";
    }
    for (std::size_t i = 0; i < count; ++i)
      save_safetensors(folder_ / "diffusers" / ("part-" + std::to_string(i) + ".safetensors"), shards[i]);
    write_json_file(folder_ / "diffusers/diffusion_pytorch_model.safetensors.index.json",
                    {{"metadata", nlohmann::json::object()}, {"weight_map", map}});
  }

  fs::path folder_;
};

TEST(Verify, TakesSizesAndShardsFromTheFolder) {
  const WorkFolder work;
  const OtherFolder other(work.path());
  const auto cases = verify_folder(work.path(), at::kCPU);
  ASSERT_EQ(cases.size(), 1U);
  EXPECT_EQ(cases[0].name, "dit_other out.sample");
  EXPECT_EQ(cases[0].shape, (std::vector<std::int64_t>{2, 18, 3, 4, 10}));
  EXPECT_EQ(cases[0].verdict, Verdict::Pass) << cases[0].note;
  other.damage_a_shard();
  EXPECT_FALSE(all_passed(verify_folder(work.path(), at::kCPU)));
}

TEST(Verify, FailsWhereTheFolderHoldsWhatIsNotComputed) {
  const WorkFolder work;
  for (const char* part : {"umt5", "clip"}) {
    fs::create_directories(work.path() / part);
    fs::copy(test::golden_path(std::string(part) + "/hf"), work.path() / part / "hf");
    std::vector<std::pair<std::string, at::Tensor>> tensors;
    const SafetensorsFile golden(test::golden_path(std::string(part) + "/forward.safetensors"));
    for (const std::string& name : golden.names()) tensors.emplace_back(name, golden.read(name));
    const std::string prefix = part == std::string("umt5") ? "short." : "";
    tensors.emplace_back(prefix + "hidden_states.77", at::zeros({1, 2, 3}));
    save_safetensors(work.path() / part / "forward.safetensors", tensors);
  }
  std::vector<std::string> failed;
  for (const VerifyCase& item : verify_folder(work.path(), at::kCPU)) {
    if (item.verdict == Verdict::Fail) failed.push_back(item.name);
  }
  EXPECT_EQ(failed, (std::vector<std::string>{"clip/hidden_states.77", "umt5/short.hidden_states.77"}));
}

TEST(Verify, FailsOnNanAndOnAnotherShape) {
  const RunContext context;
  VerifyReport report(at::kCPU, context);
  report.compare("nan", at::full({2}, NAN), at::zeros({2}), 1);
  report.compare("shape", at::zeros({3}), at::zeros({2}), 1);
  report.compare("good", at::ones({2}), at::ones({2}), 0);
  report.unsupported("later", "why");
  const auto cases = report.take();
  ASSERT_EQ(cases.size(), 4U);
  EXPECT_EQ(cases[0].verdict, Verdict::Fail);
  EXPECT_EQ(cases[1].verdict, Verdict::Fail);
  EXPECT_EQ(cases[2].verdict, Verdict::Pass);
  const auto json = to_json(cases);
  EXPECT_TRUE(json[0].at("max_abs_error").is_null());
  EXPECT_EQ(json[2].at("verdict"), "pass");
  EXPECT_EQ(json[3].at("verdict"), "unsupported");
  for (const auto& object : json) {
    for (const char* key : {"case", "shape", "max_abs_error", "relative_error", "tolerance", "verdict"}) {
      EXPECT_TRUE(object.contains(key)) << key;
    }
  }
  EXPECT_NE(to_table(cases).find("1 passed, 2 failed, 1 unsupported"), std::string::npos);
}

TEST(Verify, RefusesAFolderWithoutCases) {
  const WorkFolder work;
  EXPECT_THROW((void)verify_folder(work.path(), at::kCPU), Error);
  EXPECT_THROW((void)verify_folder(work.path() / "nowhere", at::kCPU), Error);
  // Folders with other contents, or that cannot be entered, are none of its business.
  fs::create_directories(work.path() / "something/original");
  fs::create_symlink(work.path() / "nowhere", work.path() / "something/original/dangling");
  EXPECT_THROW((void)verify_folder(work.path(), at::kCPU), Error);
}

TEST(Verify, Stops) {
  std::stop_source stop;
  stop.request_stop();
  RunContext context;
  context.stop = stop.get_token();
  EXPECT_THROW((void)verify_folder(test::golden_path(""), at::kCPU, context), Cancelled);
}

}  // namespace
}  // namespace v4e

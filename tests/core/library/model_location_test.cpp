// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/model_location.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <fstream>

#include "core/base/error.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/library/model_description.h"
#include "tests/core/checkpoints/temporary_folder.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;

void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

/// What read_model_folder() wants to see; no weights.
void make_model(const fs::path& folder) {
  write(folder / "model_index.json", R"({"_class_name": "WanImageToVideoPipeline",
    "transformer": ["diffusers", "WanTransformer3DModel"], "vae": ["diffusers", "AutoencoderKLWan"],
    "text_encoder": ["transformers", "UMT5EncoderModel"], "tokenizer": ["transformers", "T5TokenizerFast"],
    "scheduler": ["diffusers", "UniPCMultistepScheduler"]})");
  for (const char* file : {"transformer/config.json", "vae/config.json", "text_encoder/config.json",
                           "tokenizer/spiece.model", "scheduler/scheduler_config.json"})
    write(folder / file, "{}");
}

/// An entry of the cache, as huggingface_hub lays it out: files are links into blobs.
class HubCache : public testing::Test {
 protected:
  void make_snapshot(const std::string& hash, int age_hours) {
    const fs::path snapshot = entry_ / "snapshots" / hash;
    make_model(snapshot);
    fs::create_directories(entry_ / "blobs");
    fs::rename(snapshot / "model_index.json", entry_ / "blobs" / ("index-" + hash));
    fs::create_symlink("../../blobs/index-" + hash, snapshot / "model_index.json");
    fs::last_write_time(snapshot, fs::file_time_type::clock::now() - std::chrono::hours(age_hours));
  }

  TemporaryFolder folder_;
  fs::path entry_ = folder_ / "models--Wan-AI--Wan2.1-I2V-14B-480P-Diffusers";
};

TEST_F(HubCache, TheSnapshotThatMainNamesIsTheModel) {
  make_snapshot("aaaa", 0);
  make_snapshot("bbbb", 5);
  write(entry_ / "refs/main", "bbbb\n");
  EXPECT_EQ(locate_model(entry_), entry_ / "snapshots/bbbb");
  EXPECT_EQ(choose_model(entry_.string()).folder, entry_ / "snapshots/bbbb");
  EXPECT_EQ(choose_model(entry_.string()).name, "Wan-AI/Wan2.1-I2V-14B-480P-Diffusers");
  EXPECT_EQ(choose_model(entry_.string() + "/snapshots/aaaa/").name, "Wan-AI/Wan2.1-I2V-14B-480P-Diffusers");
}

TEST_F(HubCache, WithoutItTheNewestThatIsComplete) {
  make_snapshot("old", 9);
  make_snapshot("middle", 5);
  make_snapshot("new", 0);
  fs::remove(entry_ / "snapshots/new/vae/config.json");
  EXPECT_EQ(locate_model(entry_), entry_ / "snapshots/middle");
  for (const char* reference : {"gone", "../../elsewhere", "..", "", "/etc"}) {
    write(entry_ / "refs/main", reference);
    EXPECT_EQ(locate_model(entry_), entry_ / "snapshots/middle") << reference;
  }
}

TEST_F(HubCache, IsFoundInTheModelFolders) {
  make_snapshot("aaaa", 0);
  make_model(folder_ / "plain");
  fs::create_directories(folder_ / "models--someone--else/blobs");
  const std::vector<FoundModel> models = find_models({folder_.path()});
  ASSERT_EQ(models.size(), 2u);
  EXPECT_EQ(models[0].description->name, "Wan-AI/Wan2.1-I2V-14B-480P-Diffusers");
  EXPECT_EQ(models[1].description->name, "plain");
  ASSERT_EQ(find_models({entry_}).size(), 1u) << "the entry itself";
  ::setenv("V4E_MODELS", folder_.path().c_str(), 1);
  EXPECT_EQ(choose_model("Wan-AI/Wan2.1-I2V-14B-480P-Diffusers").folder, entry_ / "snapshots/aaaa");
  ::unsetenv("V4E_MODELS");
}

/// choose_model() fails with this code; returns the message.
std::string refusal(const std::string& path, ErrorCode code) {
  try {
    (void)choose_model(path);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "chosen";
  return {};
}

TEST_F(HubCache, WithoutAWholeSnapshotItIsCalledSo) {
  fs::create_directories(entry_ / "blobs");
  const std::string message = refusal(entry_.string(), ErrorCode::FileUnreadable);
  EXPECT_NE(message.find("Hugging Face cache"), message.npos) << message;
  EXPECT_NE(message.find("download the model again"), message.npos) << message;
}

TEST(ChooseModel, ASingleFileIsCalledWhatItIs) {
  const TemporaryFolder folder;
  const fs::path file = folder / "file.safetensors";
  const auto expect = [&](const char* tensor, const char* text) {
    save_safetensors(file, {{tensor, at::ones({2, 2})}});
    const std::string message = refusal(file.string(), ErrorCode::Unsupported);
    EXPECT_NE(message.find(text), message.npos) << message;
    EXPECT_NE(message.find("model_index.json"), message.npos) << message;
  };
  expect("blocks.0.attn1.to_q.lora_A.weight", "is a LoRA: it changes a model");
  expect("decoder.middle.0.residual.0.gamma", "is a VAE and no whole model");
  expect("x", "is a single file and no whole model");
  save_safetensors(file, {{"model.diffusion_model.blocks.0.self_attn.norm_q.weight", at::ones({2, 2})}});
  EXPECT_NE(refusal(file.string(), ErrorCode::CheckpointMismatch).find("patch_embedding.weight is missing"),
            std::string::npos)
      << "a transformer, but not all of it";
  write(file, "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5678\n");
  EXPECT_NE(refusal(file.string(), ErrorCode::FileMalformed).find("git lfs pull"), std::string::npos);
}

TEST(ChooseModel, FoldersWithoutAModelSaySo) {
  const TemporaryFolder folder;
  EXPECT_NE(refusal(folder.path().string(), ErrorCode::FileUnreadable).find("no model_index.json"),
            std::string::npos);
}

}  // namespace
}  // namespace v4e

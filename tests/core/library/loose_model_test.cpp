// SPDX-License-Identifier: GPL-3.0-or-later
// Models as people keep them: ComfyUI's folders, one folder, the original Wan's, a cache entry; small, but
// with the shapes by which releases are told apart.
#include "core/library/loose_model.h"

#include <gmock/gmock.h>

#include <fstream>

#include "core/library/folder_parts.h"
#include "core/library/kind_memory.h"
#include "core/library/model_description.h"
#include "core/library/model_sizes.h"
#include "core/pipelines/components.h"
#include "tests/core/library/loose_files.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;
using test::copy_golden;
using test::golden_path;
using test::LooseModelTest;
using test::refusal;
using test::write_dit;
using test::write_text_encoder;
using testing::ElementsAre;
using testing::HasSubstr;

TEST_F(LooseModelTest, ComfyFoldersAreOneModel) {
  const fs::path root = folder_ / "ComfyUI/models";
  const fs::path file = root / "diffusion_models/wan/wan2.1_i2v_480p_14B_fp16.safetensors";
  write_dit(file, {});
  write_companions(root);
  fs::create_directories(root / "loras");
  copy_golden("lora/kohya.safetensors", root / "diffusion_models/a_lora.safetensors");
  for (const fs::path& given : {file, root, folder_ / "ComfyUI"}) {
    SCOPED_TRACE(given);
    const ModelDescription model = choose_model(given.string());
    EXPECT_EQ(model.name, "wan2.1_i2v_480p_14B_fp16");
    EXPECT_EQ(model.pipeline_class, "WanImageToVideoPipeline");
    EXPECT_EQ(model.default_shift, 3.0);
    EXPECT_EQ(model.paths.tokenizer, model.paths.text_encoder);
    EXPECT_THAT(model.notes, testing::IsEmpty());
    EXPECT_GT(model.disk_bytes, static_cast<std::int64_t>(fs::file_size(file)));
  }
  // All of it loads.
  const ModelDescription model = choose_model(file.string());
  Components parts(model.paths, {});
  EXPECT_TRUE(parts.kind().edits());
  EXPECT_EQ(parts.transformer()->config().num_layers, 2);
  EXPECT_EQ(parts.vae()->config().z_dim, 16);
  EXPECT_EQ(parts.text_encoder()->config().d_model, 32);
  EXPECT_EQ(parts.image_encoder()->config().tokens(), 17);
  EXPECT_EQ(parts.tokenizer().vocabulary_size(), Tokenizer::open(golden_path("tokenizer")).vocabulary_size());
  parts.make_scheduler()->set_timesteps(4);
  EXPECT_GT(measure_model(model.paths).image_encoder, 0);
  std::vector<std::string> names;
  for (const FolderPart& part : folder_parts(file).parts) {
    EXPECT_TRUE(part.found) << part.name << part.note;
    names.push_back(part.name);
  }
  EXPECT_THAT(names, ElementsAre("transformer", "vae", "text_encoder", "tokenizer", "image_encoder"));
  ASSERT_EQ(find_models({root}).size(), 1u);
  EXPECT_EQ(find_models({root}).front().folder, file);
}

/// All parts in one file, as ComfyUI saves checkpoints.
void write_all_in_one(const fs::path& file, const fs::path& parts) {
  std::vector<std::pair<std::string, at::Tensor>> tensors;
  const auto add = [&tensors](const fs::path& part, const std::string& prefix) {
    const auto weights = open_checkpoint(part);
    for (const std::string& name : weights->names()) {
      // The tokenizer lies beside the text encoder's weights.
      const bool is_beside = name == "spiece_model";
      tensors.emplace_back((is_beside ? "text_encoders.umt5xxl." : prefix) + name, weights->read(name));
    }
  };
  add(parts / "diffusion_models/wan2.1_t2v_1.3B.safetensors", "model.diffusion_model.");
  add(parts / "text_encoders/umt5_xxl_fp16.safetensors", "text_encoders.umt5xxl.transformer.");
  add(parts / "vae/wan_2.1_vae.safetensors", "first_stage_model.");
  fs::create_directories(file.parent_path());
  save_safetensors(file, tensors);
}

TEST_F(LooseModelTest, OneFileMayHoldAllParts) {
  const fs::path apart = folder_ / "apart";
  write_dit(apart / "diffusion_models/wan2.1_t2v_1.3B.safetensors", {.in = 16, .image = false});
  write_companions(apart);
  const fs::path file = folder_ / "ComfyUI/models/checkpoints/wan2.1_t2v_1.3B-AllInOne.safetensors";
  write_all_in_one(file, apart);
  for (const fs::path& given : {file, folder_ / "ComfyUI"}) {
    SCOPED_TRACE(given);
    const ComponentPaths paths = choose_model(given.string()).paths;
    for (const fs::path& path : {paths.transformer, paths.text_encoder, paths.vae, paths.tokenizer})
      EXPECT_EQ(path, file);
    EXPECT_EQ(choose_model(given.string()).disk_bytes, static_cast<std::int64_t>(fs::file_size(file)));
  }
  const ComponentPaths whole = choose_model(file.string()).paths;
  const ComponentPaths single = choose_model((apart / "diffusion_models").string()).paths;
  Components from_whole(whole, {});
  Components from_single(single, {});
  EXPECT_EQ(from_whole.tokenizer().vocabulary_size(), from_single.tokenizer().vocabulary_size());
  const auto equal = [](const torch::nn::Module& a, const torch::nn::Module& b) {
    const auto left = a.named_parameters();
    for (const auto& weight : left) {
      if (!at::equal(weight.value(), b.named_parameters()[weight.key()])) return false;
    }
    return left.size() > 4;
  };
  EXPECT_TRUE(equal(*from_whole.transformer(), *from_single.transformer()));
  EXPECT_TRUE(equal(*from_whole.text_encoder(), *from_single.text_encoder()));
  EXPECT_TRUE(equal(*from_whole.vae(), *from_single.vae()));
  const ModelSizes sizes = measure_model(whole);
  const ModelSizes expected = measure_model(single);
  EXPECT_EQ(sizes.transformer, expected.transformer) << "each part counts what is its own";
  EXPECT_EQ(sizes.vae, expected.vae);
}

TEST_F(LooseModelTest, APartThatAnAllInOneFileLacksIsLookedForBesideIt) {
  const fs::path root = folder_ / "models";
  write_companions(root);
  write_dit(root / "diffusion_models/wan2.1_t2v_1.3B.safetensors", {.in = 16, .image = false});
  const fs::path file = root / "checkpoints/whole.safetensors";
  write_all_in_one(file, root);
  std::vector<std::pair<std::string, at::Tensor>> kept;
  const auto weights = open_checkpoint(file);
  for (const std::string& name : weights->names()) {
    if (!name.starts_with("first_stage_model.")) kept.emplace_back(name, weights->read(name).clone());
  }
  const fs::path cut = root / "checkpoints/cut.safetensors";
  save_safetensors(cut, kept);
  const ComponentPaths paths = choose_model(cut.string()).paths;
  EXPECT_EQ(paths.text_encoder, cut);
  EXPECT_EQ(paths.vae, root / "vae/wan_2.1_vae.safetensors");
}

TEST_F(LooseModelTest, WhatIsMissingIsNamedAndOtherPartsAreNoSubstitute) {
  const fs::path file = folder_ / "models/unet/wan.safetensors";
  write_dit(file, {.in = 48, .out = 48, .image = false});
  write_companions(folder_ / "models");
  fs::remove(folder_ / "models/text_encoders/umt5_xxl_fp16.safetensors");
  const std::string message = refusal(ErrorCode::FileUnreadable, [&] { (void)choose_model(file.string()); });
  EXPECT_THAT(message, HasSubstr("Wan2.2 TI2V 5B"));
  EXPECT_THAT(message, HasSubstr("umt5_xxl_fp8_e4m3fn_scaled.safetensors"));
  EXPECT_THAT(message, HasSubstr("wan2.2_vae.safetensors")) << "Wan2.1's does not go with it";
  EXPECT_THAT(message, HasSubstr("spiece.model"));
  EXPECT_THAT(message, testing::Not(HasSubstr("clip_vision")));
}

TEST_F(LooseModelTest, TextAndPhotoModelOfWan22) {
  const fs::path root = folder_.path();
  write_dit(root / "wan2.2_ti2v_5B_fp16.safetensors", {.in = 48, .out = 48, .image = false});
  write_text_encoder(root / "umt5.safetensors", false);
  copy_golden("vae22/original/wan2.2_vae_bf16.safetensors", root / "wan2.2_vae.safetensors");
  copy_golden("tokenizer/spiece.model", root / "google/umt5-xxl/spiece.model");
  const ModelDescription model = choose_model(root.string());
  EXPECT_TRUE(model.paths.expand_timesteps);
  EXPECT_EQ(model.paths.tokenizer, root / "google/umt5-xxl");
  Components parts(model.paths, {});
  EXPECT_EQ(parts.kind().conditioning, ConditioningKind::FirstLatent);
  EXPECT_TRUE(parts.vae()->config().is_residual);
}

TEST_F(LooseModelTest, ExpertsArePairedByNames) {
  const fs::path root = folder_ / "models";
  write_companions(root);
  const fs::path high = root / "diffusion_models/Wan2.2-I2V-A14B-HighNoise-Q4.safetensors";
  const fs::path low = root / "diffusion_models/Wan2.2-I2V-A14B-LowNoise-Q4.safetensors";
  write_dit(high, {.image = false, .seed = 1});
  EXPECT_THAT(refusal(ErrorCode::FileUnreadable, [&] { (void)choose_model(high.string()); }),
              HasSubstr("the expert for little noise"));
  write_dit(low, {.image = false, .seed = 2});
  for (const fs::path& given : {high, low, root}) {
    const ModelDescription model = choose_model(given.string());
    EXPECT_EQ(model.paths.transformer, high) << given;
    EXPECT_EQ(model.paths.transformer_2, low) << given;
    EXPECT_EQ(model.paths.boundary_ratio, 0.9);
    EXPECT_EQ(model.default_guidance_2, 3.5);
    EXPECT_TRUE(model.paths.image_encoder.empty());
  }
  fs::remove(low);
  fs::copy_file(high, low);
  EXPECT_THAT(refusal(ErrorCode::CheckpointMismatch, [&] { (void)choose_model(high.string()); }),
              HasSubstr("the same expert"));
}

TEST_F(LooseModelTest, TheOriginalFolderOfTwoExperts) {
  const fs::path root = folder_ / "Wan2.2-I2V-A14B";
  write_dit(root / "high_noise_model/diffusion_pytorch_model.safetensors", {.image = false, .seed = 1});
  write_dit(root / "low_noise_model/diffusion_pytorch_model.safetensors", {.image = false, .seed = 2});
  copy_golden("umt5/original/models_t5_umt5-xxl-enc-bf16.pth", root / "models_t5_umt5-xxl-enc-bf16.pth");
  copy_golden("vae/original/Wan2.1_VAE.pth", root / "Wan2.1_VAE.pth");
  copy_golden("tokenizer/spiece.model", root / "google/umt5-xxl/spiece.model");
  const ModelDescription model = choose_model(root.string());
  EXPECT_EQ(model.paths.transformer.parent_path(), root / "high_noise_model");
  EXPECT_EQ(model.paths.transformer_2.parent_path(), root / "low_noise_model");
  EXPECT_EQ(Components(model.paths, {}).vae()->config().base_dim, 4);
}

TEST_F(LooseModelTest, WhatNobodyCanTellIsAskedOnceAndKept) {
  const fs::path root = folder_ / "models";
  write_companions(root);
  const fs::path one = root / "diffusion_models/one.safetensors";
  const fs::path two = root / "diffusion_models/two.safetensors";
  write_dit(one, {.image = false, .seed = 1});
  write_dit(two, {.image = false, .seed = 2});
  EXPECT_THAT(refusal(ErrorCode::InvalidArgument, [&] { (void)choose_model(one.string()); }),
              HasSubstr("model kind i2v-a14b-high or i2v-a14b-low"));
  refusal(ErrorCode::InvalidArgument, [&] { (void)choose_model(one.string(), "chronoedit"); });
  (void)assemble_loose_model(two, "i2v-a14b-low");
  (void)assemble_loose_model(one, "i2v-a14b-high");
  EXPECT_EQ(choose_model(one.string()).paths.transformer_2, two);
  // By what the weights are, not by what the file is called.
  fs::rename(one, root / "diffusion_models/moved.safetensors");
  EXPECT_EQ(choose_model(two.string()).paths.transformer, root / "diffusion_models/moved.safetensors");
  std::ofstream(kind_memory_file()) << "[]";
  refusal(ErrorCode::InvalidArgument, [&] { (void)choose_model(two.string()); });
}

TEST_F(LooseModelTest, FilesOfOneShapeAreToldApartByMetadataAndName) {
  const auto kind = [&](const std::string& name, const std::map<std::string, std::string>& metadata = {}) {
    write_dit(folder_ / (name + ".safetensors"), {}, metadata);
    return std::string(assemble_loose_model(folder_ / (name + ".safetensors")).kind.model->id);
  };
  EXPECT_EQ(kind("some_file"), "i2v-720p") << "the usual one";
  EXPECT_EQ(kind("Wan2_1-I2V-14B_ChronoEdit_fp16"), "chronoedit");
  EXPECT_EQ(kind("chrono_edit_14B_fp16"), "chronoedit");
  EXPECT_EQ(kind("Wan2_1-I2V-14B-480P_fp8_e4m3fn"), "i2v-480p");
  EXPECT_EQ(kind("wan2.1-fun-inp-14b"), "fun-inp");
  EXPECT_EQ(kind("480p_by_name", {{"v4e.kind", "chronoedit"}}), "chronoedit");
  EXPECT_EQ(kind("480p_of_another", {{"v4e.kind", "t2v"}}), "i2v-480p") << "what the shapes do not allow";
}

TEST_F(LooseModelTest, ChronoEditIsOneInAllThatFollows) {
  const fs::path root = folder_ / "models";
  write_companions(root);
  write_dit(root / "unet/wan.safetensors", {});
  const ModelDescription model = choose_model((root / "unet/wan.safetensors").string(), "chronoedit");
  EXPECT_TRUE(model.can_reason);
  EXPECT_EQ(model.default_negative_prompt, "");
  EXPECT_EQ(Components(model.paths, {}).transformer_config().rope_temporal_skip_len, 8);
}

TEST_F(LooseModelTest, AmongSeveralTheLargestIsTakenAndSaid) {
  const fs::path root = folder_ / "models";
  write_companions(root);
  write_dit(root / "unet/wan.safetensors", {});
  write_text_encoder(root / "text_encoders/small.safetensors", false);
  const ModelDescription model = choose_model(root.string());
  EXPECT_EQ(model.paths.text_encoder.filename(), "umt5_xxl_fp16.safetensors");
  ASSERT_EQ(model.notes.size(), 1u);
  EXPECT_THAT(model.notes[0], HasSubstr("small.safetensors"));
  write_dit(root / "unet/other.safetensors", {.seed = 3});
  EXPECT_THAT(refusal(ErrorCode::InvalidArgument, [&] { (void)choose_model(root.string()); }),
              HasSubstr("other.safetensors"));
  EXPECT_EQ(find_models({root}).size(), 2u);
}

TEST_F(LooseModelTest, AnEntryOfTheCacheWithComfysFiles) {
  const fs::path entry = folder_ / "models--Comfy-Org--Wan_2.1_ComfyUI_repackaged";
  const fs::path snapshot = entry / "snapshots/abc";
  const fs::path parts = snapshot / "split_files";
  write_companions(parts);
  write_dit(entry / "blobs/1234", {});
  fs::create_directories(parts / "diffusion_models");
  fs::create_symlink("../../../../blobs/1234",
                     parts / "diffusion_models/wan2.1_i2v_720p_14B_bf16.safetensors");
  fs::create_directories(entry / "refs");
  std::ofstream(entry / "refs/main") << "abc\n";
  const ModelDescription model = choose_model(entry.string());
  EXPECT_EQ(model.name, "wan2.1_i2v_720p_14B_bf16");
  EXPECT_EQ(model.default_shift, 5.0);
}

TEST_F(LooseModelTest, AShardStandsForAllOfThem) {
  const fs::path root = folder_ / "models";
  fs::create_directories(root);
  for (const auto& item : fs::directory_iterator(golden_path("dit_flf2v/diffusers"))) {
    if (item.path().filename() != "config.json") fs::copy(item.path(), root / item.path().filename());
  }
  std::ofstream(root / "config.json") << R"({"dim": 64, "num_heads": 2})";
  const std::string shard = (root / "diffusion_pytorch_model-00002-of-00003.safetensors").string();
  EXPECT_EQ(assemble_loose_model(shard).kind.model->id, "flf2v");
}

}  // namespace
}  // namespace v4e

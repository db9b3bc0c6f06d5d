// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/checkpoint.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <torch/types.h>

#include <fstream>

#include "core/base/error.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/checkpoints/formats/sharded.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/golden.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;
using test::golden_path;
using test::TemporaryFolder;

const char* const kSecondShard = "diffusion_pytorch_model-00002-of-00003.safetensors";

void write(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

/// Opening fails with this code; returns the message.
std::string refusal(const fs::path& path, ErrorCode code) {
  try {
    const auto reader = open_checkpoint(path);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "opened";
  return {};
}

class ShardedTest : public testing::Test {
 protected:
  void SetUp() override {
    fs::copy(golden_path("dit_flf2v/diffusers"), folder_.path(), fs::copy_options::recursive);
  }
  TemporaryFolder folder_;
};

TEST_F(ShardedTest, AllTensorsAreThereOnce) {
  const auto reader = open_checkpoint(folder_.path());
  EXPECT_TRUE(std::is_sorted(reader->names().begin(), reader->names().end()));
  std::size_t in_shards = 0;
  for (const auto& item : fs::directory_iterator(folder_.path())) {
    if (item.path().extension() != ".safetensors") continue;
    const SafetensorsFile shard(item.path());
    in_shards += shard.names().size();
    for (const std::string& name : shard.names()) {
      EXPECT_EQ(reader->source(name), item.path().filename().string());
      EXPECT_TRUE(at::equal(reader->read(name), shard.read(name))) << name;
    }
  }
  EXPECT_EQ(reader->names().size(), in_shards);
}

TEST_F(ShardedTest, AllMissingShardsAreNamedWithTheirNumber) {
  fs::remove(folder_ / kSecondShard);
  fs::remove(folder_ / "diffusion_pytorch_model-00003-of-00003.safetensors");
  const std::string message = refusal(folder_.path(), ErrorCode::FileUnreadable);
  EXPECT_NE(message.find("shard 2 of 3 is missing: " + std::string(kSecondShard)), message.npos) << message;
  EXPECT_NE(message.find("shard 3 of 3 is missing"), message.npos) << message;
  EXPECT_NE(message.find("download into " + folder_.path().string()), message.npos) << message;
}

TEST_F(ShardedTest, OneFileForEachBlockIsOneModel) {
  const auto whole = open_checkpoint(folder_.path());
  const TemporaryFolder cut;
  std::map<std::string, std::vector<std::pair<std::string, at::Tensor>>> files;
  for (const std::string& name : whole->names()) {
    const bool in_block = name.starts_with("blocks.");
    files[in_block ? "block_" + name.substr(7, 1) : "non_block"].emplace_back(name, whole->read(name));
  }
  for (const auto& [file, tensors] : files) save_safetensors(cut / (file + ".safetensors"), tensors);
  ASSERT_TRUE(fs::exists(cut / "block_1.safetensors"));
  const auto reader = open_checkpoint(cut.path());
  EXPECT_EQ(reader->names(), whole->names());
  for (const std::string& name : whole->names())
    EXPECT_TRUE(at::equal(reader->read(name), whole->read(name))) << name;

  fs::copy(cut / "block_1.safetensors", cut / "block_2.safetensors");
  EXPECT_NE(refusal(cut.path(), ErrorCode::FileMalformed).find("two models"), std::string::npos);
  fs::rename(cut / "block_2.safetensors", cut / "block_3.safetensors");
  EXPECT_NE(refusal(cut.path(), ErrorCode::FileUnreadable).find("block_2.safetensors"), std::string::npos);
}

TEST_F(ShardedTest, ThePlainIndexIsTakenBesideAVariant) {
  fs::copy(folder_ / "diffusion_pytorch_model.safetensors.index.json",
           folder_ / "diffusion_pytorch_model.fp16.safetensors.index.json");
  EXPECT_EQ(find_weights(folder_.path()), folder_ / "diffusion_pytorch_model.safetensors.index.json");
}

TEST_F(ShardedTest, CutShardIsNamedWithItsNumber) {
  fs::resize_file(folder_ / kSecondShard, fs::file_size(folder_ / kSecondShard) - 100);
  const std::string message = refusal(folder_.path(), ErrorCode::FileMalformed);
  EXPECT_NE(message.find("shard 2 of 3"), message.npos) << message;
  EXPECT_NE(message.find("100 of"), message.npos) << message;
}

TEST_F(ShardedTest, ShardThatIsAPointerIsNamedWithItsNumber) {
  write(folder_ / kSecondShard, "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5678\n");
  const std::string message = refusal(folder_.path(), ErrorCode::FileMalformed);
  EXPECT_NE(message.find("shard 2 of 3"), message.npos) << message;
  EXPECT_NE(message.find("git lfs pull"), message.npos) << message;
}

TEST_F(ShardedTest, TensorThatItsShardLacksIsNamed) {
  save_safetensors(folder_ / kSecondShard, {{"something.else", at::ones({2})}});
  const std::string message = refusal(folder_.path(), ErrorCode::FileMalformed);
  EXPECT_NE(message.find("lacks tensor"), message.npos) << message;
}

TEST_F(ShardedTest, IndexCannotReachOutsideItsFolder) {
  const fs::path index = folder_ / "diffusion_pytorch_model.safetensors.index.json";
  for (const char* name : {"../x.safetensors", "/etc/passwd", "a/b.safetensors", "..", ""}) {
    write(index, std::string(R"({"weight_map":{"a":")") + name + "\"}}");
    EXPECT_NE(refusal(folder_.path(), ErrorCode::FileMalformed).find("plain file name"), std::string::npos)
        << name;
  }
  for (const char* text :
       {"{}", "[]", "3", R"({"weight_map":3})", R"({"weight_map":{}})", R"({"weight_map":{"a":3}})", "{"}) {
    write(index, text);
    refusal(folder_.path(), ErrorCode::FileMalformed);
  }
}

TEST(OpenCheckpoint, TakesAFileOrAFolderWithOneModel) {
  const TemporaryFolder folder;
  save_safetensors(folder / "odd_name.safetensors", {{"a", at::ones({2})}});
  EXPECT_EQ(open_checkpoint(folder.path())->names().size(), 1U);
  EXPECT_EQ(open_checkpoint(folder / "odd_name.safetensors")->names().size(), 1U);
  save_safetensors(folder / "other.safetensors", {{"a", at::ones({2})}});
  EXPECT_NE(
      refusal(folder.path(), ErrorCode::InvalidArgument).find("odd_name.safetensors, other.safetensors"),
      std::string::npos);
  save_safetensors(folder / "model.safetensors", {{"b", at::ones({2})}});
  EXPECT_TRUE(open_checkpoint(folder.path())->contains("b"));
}

TEST(OpenCheckpoint, EmptyOrMissingFoldersSaySo) {
  const TemporaryFolder folder;
  EXPECT_NE(refusal(folder.path(), ErrorCode::FileUnreadable).find("no weights"), std::string::npos);
  refusal(folder / "nowhere", ErrorCode::FileUnreadable);
  write(folder / "model.safetensors", "");
  refusal(folder.path(), ErrorCode::FileMalformed);
}

TEST(OpenCheckpoint, WhatLiesInTheWeightsPlaceIsToldWithTheRemedy) {
  const TemporaryFolder folder;
  const fs::path file = folder / "model.safetensors";
  const auto malformed = ErrorCode::FileMalformed;
  write(file, "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5678\n");
  EXPECT_NE(refusal(file, malformed).find("git lfs pull"), std::string::npos);
  EXPECT_NE(refusal(folder.path(), malformed).find(file.string()), std::string::npos);
  write(file, "<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>");
  EXPECT_NE(refusal(file, malformed).find("web page"), std::string::npos);
  write(file, "Entry not found");
  EXPECT_NE(refusal(file, malformed).find("it holds text (\"Entry not found\")"), std::string::npos);
  write(file, std::string("\x10\0\0", 3));
  EXPECT_NE(refusal(file, malformed).find("fetch it again"), std::string::npos);
  fs::remove(file);
  write(folder / "model.safetensors.part", "x");
  EXPECT_NE(refusal(folder.path(), ErrorCode::FileUnreadable).find("model.safetensors.part is a download"),
            std::string::npos);
}

TEST(OpenCheckpoint, OtherKindsOfFilesAreCalledWhatTheyAre) {
  const TemporaryFolder folder;
  const fs::path file = folder / "model.safetensors";
  for (const auto& [start, text] :
       {std::pair<std::string, std::string>{"\x1f\x8b\x08", "packed archive; unpack"},
        {"7z\xbc\xaf\x27\x1c", "packed archive; unpack"},
        {"\xff\xd8\xff\xe0", "a picture"},
        {"\x89HDF\r\n", "HDF5"},
        {"\x08\x08\x12\x07pytorch", "safetensors, GGUF and PyTorch files"},
        {std::string(8, '\0'), "its download has not ended"}}) {
    write(file, start + std::string(100, '\1'));
    EXPECT_NE(refusal(file, ErrorCode::FileMalformed).find(text), std::string::npos) << text;
  }
  // 35615 is how gzip begins.
  const std::string metadata(35615 - std::string(R"({"__metadata__":{"a":""}})").size(), 'x');
  write(file, std::string("\x1f\x8b\0\0\0\0\0\0", 8) + R"({"__metadata__":{"a":")" + metadata + "\"}}");
  EXPECT_EQ(open_checkpoint(file)->metadata().size(), 1u);
}

TEST(OpenCheckpoint, WhatIsNoFileIsRefusedAtOnce) {
  const TemporaryFolder folder;
  fs::create_symlink(folder / "ring", folder / "ring");
  refusal(folder / "ring", ErrorCode::FileUnreadable);
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_NE(refusal(folder / "pipe", ErrorCode::FileUnreadable).find("ordinary file"), std::string::npos);
}

TEST(OpenCheckpoint, OtherFormatsAreRead) {
  EXPECT_TRUE(open_checkpoint(golden_path("vae/original/Wan2.1_VAE.pth"))->contains("conv1.bias"));
  EXPECT_TRUE(open_checkpoint(golden_path("gguf/wan_i2v_Q8_0.gguf"))->contains("head.head.bias"));
}

TEST(OpenCheckpoint, FormatIsToldByContentNotByName) {
  const TemporaryFolder folder;
  fs::copy(golden_path("gguf/wan_i2v_Q8_0.gguf"), folder / "model.safetensors");
  EXPECT_EQ(detect_format(folder / "model.safetensors"), CheckpointFormat::Gguf);
  save_safetensors(folder / "weights.bin", {{"a", at::ones({2})}});
  EXPECT_EQ(detect_format(folder / "weights.bin"), CheckpointFormat::Safetensors);
}

}  // namespace
}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>
#include <torch/types.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/checkpoints/checkpoint.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/checkpoints/load_state.h"
#include "core/models/clip_vision/clip_vision.h"
#include "core/models/wan_dit/wan_dit.h"
#include "core/nn/placeholder.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/golden.h"

/// Small models as people keep them, with the shapes by which releases are told apart.
namespace v4e::test {

namespace fs = std::filesystem;

inline constexpr std::int64_t kImageWidth = 80;  // one head of CLIP's

struct DitShape {
  std::int64_t in = 36;
  std::int64_t out = 16;
  bool image = true;
  std::uint64_t seed = 1;
};

inline void write_dit(const fs::path& file, const DitShape& shape,
                      const std::map<std::string, std::string>& metadata = {}) {
  WanDitConfig config;
  config.num_attention_heads = 1;
  config.in_channels = shape.in;
  config.out_channels = shape.out;
  config.text_dim = 32;
  config.ffn_dim = 64;
  config.num_layers = 2;
  config.freq_dim = 16;
  if (shape.image) config.image_dim = kImageWidth;
  WanDit model(config);
  initialize_parameters(*model, shape.seed);
  fs::create_directories(file.parent_path());
  save_safetensors(file, state_of(*model), metadata);
}

inline void write_text_encoder(const fs::path& file, bool with_tokenizer = true) {
  const auto weights = open_checkpoint(golden_path("umt5/hf"));
  std::vector<std::pair<std::string, at::Tensor>> tensors;
  for (const std::string& name : weights->names()) tensors.emplace_back(name, weights->read(name));
  const std::string model = read_file(golden_path("tokenizer/spiece.model"), 8 << 20);
  if (with_tokenizer)
    tensors.emplace_back("spiece_model", at::tensor(std::vector<std::uint8_t>(model.begin(), model.end())));
  fs::create_directories(file.parent_path());
  save_safetensors(file, tensors);
}

inline void write_clip(const fs::path& file) {
  ClipVisionConfig config;
  config.hidden_size = kImageWidth;
  config.intermediate_size = 96;
  config.num_hidden_layers = 3;  // the last one is not used and not written
  config.num_attention_heads = 1;
  config.image_size = 56;
  ClipVision model(config);
  std::vector<std::pair<std::string, at::Tensor>> tensors;
  for (const auto& [name, weight] : state_of(*model))
    tensors.emplace_back(name, at::full(weight.sizes(), 0.01, weight.options()));
  fs::create_directories(file.parent_path());
  save_safetensors(file, tensors);
}

inline void copy_golden(const std::string& golden, const fs::path& to) {
  fs::create_directories(to.parent_path());
  fs::copy_file(golden_path(golden), to);
}

/// Opening fails with this code; returns the message.
template <typename Open>
std::string refusal(ErrorCode code, const Open& open) {
  try {
    open();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "opened";
  return {};
}

/// The user's data folder is one of its own.
class LooseModelTest : public testing::Test {
 protected:
  LooseModelTest() { ::setenv("XDG_DATA_HOME", (folder_ / "data").c_str(), 1); }
  ~LooseModelTest() override { ::unsetenv("XDG_DATA_HOME"); }

  /// ComfyUI's folders with all but a transformer.
  void write_companions(const fs::path& root) const {
    write_text_encoder(root / "text_encoders/umt5_xxl_fp16.safetensors");
    copy_golden("vae/original/wan_2.1_vae_bf16.safetensors", root / "vae/wan_2.1_vae.safetensors");
    write_clip(root / "clip_vision/clip_vision_h.safetensors");
  }

  TemporaryFolder folder_;
};

}  // namespace v4e::test

// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <functional>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/models/clip_vision/clip_vision_config.h"
#include "core/models/umt5/umt5_config.h"
#include "core/models/wan_dit/wan_dit_config.h"
#include "tests/core/golden.h"

namespace v4e {
namespace {

using nlohmann::json;
using test::golden_path;

/// Reading fails; returns the message.
std::string refusal(const std::function<void()>& read) {
  try {
    read();
  } catch (const Error& error) {
    EXPECT_TRUE(error.code() == ErrorCode::FileMalformed || error.code() == ErrorCode::Unsupported)
        << error.what();
    return error.what();
  }
  ADD_FAILURE() << "accepted";
  return {};
}

json dit_json(const char* folder = "dit_i2v/diffusers") {
  return read_json_file(golden_path(folder) / "config.json");
}

std::string dit_refusal(const char* key, const json& value) {
  json changed = dit_json();
  changed[key] = value;
  std::string message = refusal([&] { static_cast<void>(WanDitConfig::from_json(changed, "test.json")); });
  EXPECT_NE(message.find("test.json"), message.npos) << message;
  EXPECT_NE(message.find(key), message.npos) << message;
  return message;
}

TEST(WanDitConfig, ReadsTheGoldens) {
  const WanDitConfig image = WanDitConfig::from_json(dit_json());
  EXPECT_EQ(image.width(), 64);
  EXPECT_EQ(image.in_channels, 36);
  EXPECT_EQ(image.image_dim, 32);
  EXPECT_FALSE(image.rope_temporal_skip_len.has_value());
  EXPECT_FALSE(WanDitConfig::from_json(dit_json("dit_t2v/diffusers")).image_dim.has_value());
  EXPECT_EQ(WanDitConfig::from_json(dit_json("dit_flf2v/diffusers")).pos_embed_seq_len, 34);
  const auto chrono =
      WanDitConfig::from_json(read_json_file(golden_path("pipelines/chronoedit_transformer_config.json")));
  EXPECT_EQ(chrono.rope_temporal_skip_len, 8);
}

TEST(WanDitConfig, JsonRoundTrip) {
  WanDitConfig nano;
  nano.text_len = 64;
  nano.in_channels = 36;
  const json once = nano.to_json();
  const WanDitConfig read = WanDitConfig::from_json(once);
  EXPECT_EQ(read.to_json(), once);
  EXPECT_EQ(read.text_len, 64);
  for (const char* folder : {"dit_t2v/diffusers", "dit_i2v/diffusers", "dit_flf2v/diffusers"}) {
    json written = WanDitConfig::from_json(dit_json(folder)).to_json();
    json original = dit_json(folder);
    original.erase("_diffusers_version");
    EXPECT_EQ(written, original) << folder;
  }
}

TEST(WanDitConfig, HugeAndOddSizesAreRefusedByName) {
  for (const char* key : {"num_attention_heads", "attention_head_dim", "in_channels", "out_channels",
                          "text_dim", "text_len", "freq_dim", "ffn_dim", "num_layers", "rope_max_seq_len",
                          "image_dim", "pos_embed_seq_len", "rope_temporal_skip_len", "added_kv_proj_dim"}) {
    for (const json& value :
         {json(0), json(-1), json(1LL << 40), json(9223372036854775807LL), json(18446744073709551615ULL),
          json(1e300), json(1.5), json("8"), json(true), json::array({1}), json::object()}) {
      dit_refusal(key, value);
    }
  }
  dit_refusal("attention_head_dim", 33);
  dit_refusal("freq_dim", 63);
  dit_refusal("eps", "small");
  dit_refusal("eps", -1);
  dit_refusal("patch_size", json::array({1, 2}));
  dit_refusal("patch_size", json::array({1, 2, 0}));
  dit_refusal("patch_size", 2);
  // Each is in range, together they are not.
  json changed = dit_json();
  changed["num_attention_heads"] = 1024;
  changed["attention_head_dim"] = 1024;
  refusal([&] { static_cast<void>(WanDitConfig::from_json(changed)); });
}

TEST(WanDitConfig, OtherModelsAreRefusedWithTheReason) {
  EXPECT_NE(dit_refusal("_class_name", "WanVACETransformer3DModel").find("not supported"), std::string::npos);
  EXPECT_NE(dit_refusal("qk_norm", "layer_norm").find("rms_norm_across_heads"), std::string::npos);
  dit_refusal("cross_attn_norm", false);
  dit_refusal("added_kv_proj_dim", 65);
  dit_refusal("added_kv_proj_dim", nullptr);
  refusal([] { static_cast<void>(WanDitConfig::from_json(json::array())); });
}

TEST(WanDitConfig, ConfigurationsOfOtherModelsAreRefused) {
  for (const char* file : {"umt5/hf/config.json", "clip/hf/config.json", "vae/diffusers/config.json",
                           "dit_i2v/original/config.json"}) {
    refusal([&] { static_cast<void>(WanDitConfig::from_json(read_json_file(golden_path(file)))); });
  }
  refusal([] { static_cast<void>(WanDitConfig::from_json(json::object())); });
  refusal(
      [] { static_cast<void>(Umt5Config::from_json(read_json_file(golden_path("clip/hf/config.json")))); });
  refusal([] {
    static_cast<void>(ClipVisionConfig::from_json(read_json_file(golden_path("umt5/hf/config.json"))));
  });
}

TEST(Umt5Config, ReadsTheGoldenAndItsOwnJson) {
  const Umt5Config config = Umt5Config::from_json(read_json_file(golden_path("umt5/hf/config.json")));
  EXPECT_EQ(config.vocab_size, 560);
  EXPECT_EQ(config.d_model, 32);
  EXPECT_EQ(config.num_heads, 4);
  EXPECT_EQ(Umt5Config::from_json(config.to_json()).to_json(), config.to_json());
}

TEST(Umt5Config, OddValuesAreRefusedByName) {
  for (const char* key : {"vocab_size", "d_model", "d_kv", "d_ff", "num_layers", "num_heads",
                          "relative_attention_num_buckets", "relative_attention_max_distance"}) {
    for (const json& value : {json(0), json(-3), json(1LL << 50), json(2.5), json("x")}) {
      json changed = Umt5Config{}.to_json();
      changed[key] = value;
      const std::string message = refusal([&] { static_cast<void>(Umt5Config::from_json(changed)); });
      EXPECT_NE(message.find(key), message.npos) << message;
    }
  }
  json changed = Umt5Config{}.to_json();
  changed["feed_forward_proj"] = "relu";
  refusal([&] { static_cast<void>(Umt5Config::from_json(changed)); });
}

TEST(ClipVisionConfig, ReadsTheGoldenAndRefusesOddValues) {
  const json good = read_json_file(golden_path("clip/hf/config.json"));
  EXPECT_EQ(ClipVisionConfig::from_json(good).tokens(), 17);
  for (const char* key : {"hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads",
                          "image_size", "patch_size", "num_channels"}) {
    for (const json& value : {json(0), json(-3), json(1LL << 50), json(2.5), json("x")}) {
      json changed = good;
      changed[key] = value;
      const std::string message = refusal([&] { static_cast<void>(ClipVisionConfig::from_json(changed)); });
      EXPECT_NE(message.find(key), message.npos) << message;
    }
  }
  json changed = good;
  changed["num_attention_heads"] = 5;
  refusal([&] { static_cast<void>(ClipVisionConfig::from_json(changed)); });
  changed = good;
  changed["hidden_act"] = "relu";
  refusal([&] { static_cast<void>(ClipVisionConfig::from_json(changed)); });
}

TEST(ClipVisionConfig, ReadsTheTowerOfAWholeClip) {
  // As openai/clip-vit-base-patch32 has it: what is transformers' default is left out.
  const json whole =
      json::parse(R"({"model_type": "clip", "projection_dim": 512, "text_config": {"hidden_size": 512},
      "vision_config": {"model_type": "clip_vision_model", "patch_size": 32}})");
  const ClipVisionConfig config = ClipVisionConfig::from_json(whole);
  EXPECT_EQ(config.hidden_size, 768);
  EXPECT_EQ(config.tokens(), 50);
  EXPECT_EQ(config.activation, ClipActivation::QuickGelu);
  EXPECT_EQ(ClipVisionConfig::from_json(read_json_file(golden_path("clip/hf/config.json"))).activation,
            ClipActivation::Gelu);
}

}  // namespace
}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/end_to_end/tiny_model.h"

#include <torch/nn/module.h>
#include <torch/utils.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "core/checkpoints/formats/safetensors.h"
#include "core/checkpoints/load_state.h"
#include "core/models/sampling_config.h"
#include "core/models/umt5/umt5_encoder.h"
#include "core/models/wan_dit/wan_dit.h"
#include "core/models/wan_vae/wan_vae.h"
#include "core/nn/placeholder.h"

namespace v4e::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::int64_t kLatentChannels = 24;

void write_json(const fs::path& path, const json& content) {
  fs::create_directories(path.parent_path());
  std::ofstream(path) << content.dump(2);
}

void save_part(const fs::path& folder, const char* file, json config, const char* class_name,
               const torch::nn::Module& module) {
  config["_class_name"] = class_name;
  write_json(folder / "config.json", config);
  save_safetensors(folder / file, state_of(module));
}

json vae_config() {
  return {{"_class_name", "AutoencoderKLWan"},
          {"base_dim", 8},
          {"z_dim", kLatentChannels},
          {"dim_mult", {1, 2, 4}},
          {"num_res_blocks", 1},
          {"temperal_downsample", {true, true}},
          {"in_channels", 12},
          {"out_channels", 12},
          {"patch_size", 2},
          {"latents_mean", std::vector<double>(kLatentChannels, 0.0)},
          {"latents_std", std::vector<double>(kLatentChannels, 1.0)},
          {"linear_shortcut", true},
          {"linear_encoder", true}};
}

void write_vae(const fs::path& folder) {
  WanVae vae(WanVaeConfig::from_json(vae_config(), "test"));
  initialize_parameters(*vae, 1);
  save_part(folder, "diffusion_pytorch_model.safetensors", vae->config().to_json(), "AutoencoderKLWan", *vae);
}

void write_transformer(const fs::path& folder, const TinyModelOptions& options) {
  WanDitConfig config;
  config.num_attention_heads = 2;
  config.attention_head_dim = 16;
  config.in_channels = 2 * kLatentChannels + 4;
  config.out_channels = 2 * kLatentChannels;  // gain and offset
  config.text_dim = 32;
  config.text_len = 32;
  config.freq_dim = 32;
  config.ffn_dim = 64;
  config.num_layers = options.num_layers;
  WanDit dit(config);
  initialize_parameters(*dit, 2);
  {
    // A push in one direction, so that the random model's edit is more than noise.
    const torch::NoGradGuard no_grad;
    dit->named_parameters()["proj_out.bias"].fill_(1.0);
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(4);
    if (options.listens) dit->named_parameters()["proj_out.weight"].normal_(0.0, 0.05, generator);
  }
  json written = config.to_json();
  SamplingConfig{.prediction = Prediction::X0Affine,
                 .source_on_every_frame = true,
                 .denoise_first_latent = false,
                 .boundary_ratio = {}}
      .add_to(written);
  save_part(folder, "diffusion_pytorch_model.safetensors", written, "WanTransformer3DModel", *dit);
}

void write_text_encoder(const fs::path& folder) {
  Umt5Config config;
  config.vocab_size = 560;
  config.d_model = 32;
  config.d_kv = 16;
  config.d_ff = 64;
  config.num_layers = 1;
  config.num_heads = 2;
  Umt5Encoder encoder(config);
  initialize_parameters(*encoder, 3);
  save_part(folder, "model.safetensors", config.to_json(), "UMT5EncoderModel", *encoder);
}

}  // namespace

void write_tiny_model(const fs::path& folder, const TinyModelOptions& options) {
  fs::create_directories(folder / "tokenizer");
  write_vae(folder / "vae");
  write_transformer(folder / "transformer", options);
  write_text_encoder(folder / "text_encoder");
  fs::copy_file(fs::path(V4E_SOURCE_DIR) / "tests" / "goldens" / "tokenizer" / "spiece.model",
                folder / "tokenizer" / "spiece.model", fs::copy_options::overwrite_existing);
  write_json(
      folder / "scheduler" / "scheduler_config.json",
      {{"_class_name", "FlowMatchEulerDiscreteScheduler"}, {"num_train_timesteps", 1000}, {"shift", 1.0}});
  json index{{"_class_name", "WanImageToVideoPipeline"},
             {"transformer", {"diffusers", "WanTransformer3DModel"}},
             {"vae", {"diffusers", "AutoencoderKLWan"}},
             {"text_encoder", {"transformers", "UMT5EncoderModel"}},
             {"tokenizer", {"transformers", "T5TokenizerFast"}},
             {"scheduler", {"diffusers", "FlowMatchEulerDiscreteScheduler"}},
             {"v4e_name", "tiny"},
             {"v4e_defaults",
              {{"num_inference_steps", 2},
               {"guidance_scale", 1.0},
               {"num_frames", 5},
               {"working_area_px", 96 * 64},
               {"tile_px", 64}}}};
  if (options.capabilities) index["v4e_capabilities"] = *options.capabilities;
  write_json(folder / "model_index.json", index);
}

}  // namespace v4e::test

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

namespace v4e::test {

/// A folder as ChronoEdit is published, with the random weights of the goldens, and its LoRAs beside it.
inline void write_tiny_chronoedit(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  const fs::path goldens = fs::path(V4E_SOURCE_DIR) / "tests/goldens";
  const auto take = [&](const std::string& from, const std::string& to) {
    fs::create_directories((folder / to).parent_path());
    fs::copy(goldens / from, folder / to, fs::copy_options::recursive);
  };
  take("dit_i2v/diffusers", "transformer");
  take("vae/diffusers", "vae");
  take("umt5/hf", "text_encoder");
  take("clip/hf", "image_encoder");
  take("tokenizer", "tokenizer");
  fs::create_directories(folder / "scheduler");
  take("schedulers/scheduler_config_unipc.json", "scheduler/scheduler_config.json");
  const fs::path config_file = folder / "transformer/config.json";
  nlohmann::json config = nlohmann::json::parse(std::ifstream(config_file));
  config["_class_name"] = "ChronoEditTransformer3DModel";
  config["rope_temporal_skip_len"] = 8;
  fs::permissions(config_file, fs::perms::owner_write, fs::perm_options::add);
  std::ofstream(config_file) << config.dump(2);
  nlohmann::json index{
      {"_class_name", "ChronoEditPipeline"},
      {"v4e_defaults", {{"num_inference_steps", 2}, {"guidance_scale", 1.0}, {"working_area_px", 64 * 48}}}};
  for (const char* part : {"transformer", "vae", "text_encoder", "image_encoder", "tokenizer", "scheduler"})
    index[part] = {"diffusers", "ofThatName"};
  std::ofstream(folder / "model_index.json") << index.dump(2);
}

/// A LoRA that reaches all of that transformer's layers, under that name.
inline std::string write_tiny_lora(const std::filesystem::path& file) {
  std::filesystem::copy_file(std::filesystem::path(V4E_SOURCE_DIR) / "tests/goldens/lora/distill.safetensors",
                             file);
  return file.string();
}

}  // namespace v4e::test

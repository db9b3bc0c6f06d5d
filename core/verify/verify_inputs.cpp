// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>

#include <regex>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/pipelines/image_preprocessing.h"
#include "core/schedulers/scheduler.h"
#include "core/tokenizers/prompt_cleaning.h"
#include "core/tokenizers/tokenizer.h"
#include "core/verify/reference_picture.h"
#include "core/verify/verify_report.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

void verify_image(VerifyReport& report, const SafetensorsFile& golden, const at::Tensor& image,
                  const std::string& name) {
  // Exact in our case, since the resampling is Pillow's; the reference allows one grey level.
  constexpr double kLevel = 1.0;
  const at::Tensor expected = golden.read(name);
  std::smatch parts;
  using Measure = VerifyReport::Measure;
  if (std::regex_match(name, parts, std::regex(R"([^.]+\.clip(\d+)\.resized_cropped_u8)"))) {
    const at::Tensor resized = resize_and_crop(image, std::stoll(parts[1]));
    report.compare("images/" + name, resized.permute({2, 0, 1}).unsqueeze(0), expected, kLevel,
                   Measure::Absolute);
  } else if (std::regex_match(name, parts, std::regex(R"([^.]+\.vae_lanczos\.(\d+)x(\d+))"))) {
    const at::Tensor resized = to_vae_input(image, std::stoll(parts[1]), std::stoll(parts[2]));
    report.compare("images/" + name, resized, expected, 2 * kLevel / 255, Measure::Absolute);
  } else if (std::regex_match(name, parts, std::regex(R"([^.]+\.(wan_native_)?clip(\d+)\.pixel_values)"))) {
    ClipPreprocessing preprocessing;
    preprocessing.size = std::stoll(parts[2]);
    if (parts[1].matched) preprocessing.fit = ClipPreprocessing::Fit::Stretch;
    report.compare("images/" + name, to_clip_input(image, preprocessing), expected, 1e-4);
  } else {
    report.unsupported("images/" + name, "unknown kind of preprocessing");
  }
}

at::Tensor fake_velocity(const at::Tensor& x, const at::Tensor& timestep) {
  return 0.3 * x + at::sin(timestep.to(at::kFloat));
}

void verify_trajectory(VerifyReport& report, const SafetensorsFile& golden, const fs::path& folder,
                       const std::string& tag) {
  std::smatch parts;
  if (!std::regex_match(tag, parts,
                        std::regex(R"((unipc|euler)(?:_order(\d))?\.shift([\d.]+)\.steps(\d+))"))) {
    report.unsupported("schedulers/" + tag, "unknown kind of scheduler");
    return;
  }
  const fs::path file = folder / ("scheduler_config_" + parts[1].str() + ".json");
  auto config = read_json_file(file);
  if (parts[2].matched) config["solver_order"] = std::stoi(parts[2]);
  const auto scheduler = make_scheduler(config, file.filename().string());
  scheduler->set_timesteps(std::stoll(parts[4]), std::stod(parts[3]));

  const std::string name = "schedulers/" + tag;
  report.compare(name + ".sigmas", at::tensor(scheduler->sigmas()), golden.read(tag + ".sigmas"), 1e-6,
                 VerifyReport::Measure::Absolute);
  const at::Tensor timesteps = golden.read(tag + ".timesteps");
  report.compare(name + ".timesteps", scheduler->timesteps(), timesteps,
                 timesteps.is_floating_point() ? 1e-6 : 0);
  std::vector<at::Tensor> trajectory;
  at::Tensor x = golden.read("x_init").to(report.device());
  for (std::int64_t i = 0; i < scheduler->num_inference_steps(); ++i) {
    x = scheduler->step(fake_velocity(x, scheduler->timesteps()[i].to(report.device())), i, x);
    trajectory.push_back(x.cpu());
  }
  report.compare(name + ".trajectory", at::stack(trajectory), golden.read(tag + ".trajectory"), 1e-5);
}

}  // namespace

void verify_images(VerifyReport& report, const fs::path& folder) {
  const SafetensorsFile golden(folder / "preprocess.safetensors");
  for (const std::string& name : golden.names()) {
    report.guard("images/" + name, [&] {
      verify_image(report, golden, read_reference_picture(folder / (name.substr(0, name.find('.')) + ".png")),
                   name);
    });
  }
}

void verify_schedulers(VerifyReport& report, const fs::path& folder) {
  const SafetensorsFile golden(folder / "schedulers.safetensors");
  for (const std::string& tag : stems(golden.names(), ".trajectory")) {
    report.guard("schedulers/" + tag, [&] { verify_trajectory(report, golden, folder, tag); });
  }
}

void verify_tokenizer(VerifyReport& report, const fs::path& folder) {
  const auto golden = read_json_file(folder / "expected.json");
  const Tokenizer plain = Tokenizer::open_model(folder / "spiece.model");
  const Tokenizer with_json = Tokenizer::open(folder);
  const bool has_json = fs::exists(folder / "tokenizer.json");
  const std::int64_t max_length = golden.value("max_length", 512);
  using Ids = std::vector<std::int64_t>;
  const auto real = [](const TokenizedText& text) {
    return Ids(text.token_ids.begin(), text.token_ids.begin() + text.length);
  };
  int index = 0;
  for (const auto& example : golden.at("cases")) {
    const std::string name = "tokenizer/" + std::to_string(index++);
    report.guard(name, [&] {
      const std::string prompt = example.at("prompt");
      const Ids expected = example.at("ids_eos");
      std::string wrong;
      if (clean_prompt(prompt) != example.at("cleaned").get<std::string>()) wrong += "cleaned text ";
      if (real(plain.encode(prompt, max_length)) != expected) wrong += "ids ";
      if (has_json && example.contains("ids_json") &&
          real(with_json.encode(prompt, max_length)) != example.at("ids_json").get<Ids>()) {
        wrong += "ids with special tokens ";
      }
      report.exact(name, static_cast<std::int64_t>(expected.size()), wrong.empty() ? 0 : 1,
                   "differs in: " + wrong);
    });
  }
}

}  // namespace v4e

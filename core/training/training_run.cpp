// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/training_run.h"
#include "core/pipelines/noise.h"

#include <spdlog/fmt/fmt.h>
#include <torch/types.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/nn/device.h"
#include "core/training/dit_objective.h"
#include "core/training/linear_codec.h"
#include "core/training/nano_model.h"
#include "core/training/seeds.h"
#include "core/training/sheet.h"
#include "core/training/tokenizer_training.h"
#include "core/training/triplets.h"
#include "core/training/vae_objective.h"
#include "core/training/wordings.h"

namespace v4e::training {
namespace {

using Say = std::function<void(const std::string&)>;

/// What every stage works with.
struct Workshop {
  Workshop(const Recipe& chosen, const TrainingPaths& given)
      : recipe(chosen),
        paths(given),
        data(paths.archive, paths.parts),
        wordings(paths.captions),
        maker(data, wordings, draw_weights({})) {
    std::filesystem::create_directories(paths.output);
  }

  [[nodiscard]] std::filesystem::path tokenizer_file() const {
    return paths.output / "tokenizer" / "spiece.model";
  }
  [[nodiscard]] std::filesystem::path codec_file() const { return paths.output / "codec.safetensors"; }
  [[nodiscard]] std::filesystem::path stage_folder(const char* stage) const { return paths.output / stage; }

  Recipe recipe;
  TrainingPaths paths;
  TrainingData data;
  Wordings wordings;
  TripletMaker maker;
};

std::vector<std::string> subject_names(const TrainingData& data) {
  std::vector<std::string> names;
  for (const bool heldout : {false, true}) {
    const auto found = data.cutout_names(heldout);
    names.insert(names.end(), found.begin(), found.end());
  }
  return names;
}

/// A transformer knows the latents and tokens that it was taught with, and no others: one to begin from
/// brings its codec and its tokenizer.
void make_codec(const Workshop& shop, const Say& say) {
  const auto& start = shop.paths.start;
  std::filesystem::create_directories(shop.tokenizer_file().parent_path());
  if (start.empty()) {
    train_tokenizer(shop.wordings.all_texts(subject_names(shop.data)), shop.recipe.text_encoder.vocab_size,
                    shop.tokenizer_file());
  } else {
    const auto tokenizer = start / "tokenizer" / "spiece.model";
    if (!std::filesystem::exists(tokenizer))
      throw Error(ErrorCode::FileUnreadable,
                  tokenizer.string() + " is missing: training begins from a whole model only");
    std::filesystem::copy_file(tokenizer, shop.tokenizer_file(),
                               std::filesystem::copy_options::overwrite_existing);
  }
  const auto codec =
      start.empty() ? fit_codec(shop.recipe, shop.maker) : read_linear_codec(start / "vae", shop.recipe.vae);
  save_safetensors(shop.codec_file(), {{"encoder_weight", codec.encoder_weight},
                                       {"decoder_weight", codec.decoder_weight},
                                       {"latents_mean", torch::tensor(codec.latents_mean, torch::kDouble)},
                                       {"latents_std", torch::tensor(codec.latents_std, torch::kDouble)}});
  say(start.empty() ? "tokenizer and linear codec are made" : "tokenizer and linear codec are taken over");
}

std::vector<double> numbers(const at::Tensor& tensor) {
  return {tensor.data_ptr<double>(), tensor.data_ptr<double>() + tensor.numel()};
}

/// All but the blocks, which are brought to the device a part in each process: whole they may not fit there.
void place_without_blocks(WanDitImpl& dit, at::Device device) {
  const torch::NoGradGuard no_grad;
  for (auto& item : dit.named_parameters()) {
    if (!item.key().starts_with("blocks.")) item.value().set_data(item.value().detach().to(device));
  }
}

/// The model with its codec, otherwise untrained.
NanoModel open_model(Workshop& shop, at::Device device, Sharding sharding = Sharding::None) {
  if (!std::filesystem::exists(shop.codec_file())) {
    throw Error(ErrorCode::FileUnreadable,
                "there is no codec in " + shop.paths.output.string() + " yet: run the stage codec first");
  }
  const SafetensorsFile file(shop.codec_file());
  LinearCodec codec{file.read("encoder_weight").clone(), file.read("decoder_weight").clone(),
                    numbers(file.read("latents_mean")), numbers(file.read("latents_std"))};
  shop.recipe.vae.latents_mean = codec.latents_mean;
  shop.recipe.vae.latents_std = codec.latents_std;
  auto model = NanoModel::random(shop.recipe, shop.tokenizer_file());
  install(codec, model.vae);
  model.device = device;
  model.vae->to(device);
  if (sharding == Sharding::Weights) {
    place_without_blocks(*model.dit, device);
  } else {
    model.dit->to(device);
  }
  model.text_encoder->to(device);
  return model;
}

/// Puts a stage's averaged weights into the model, if it has been trained.
bool load_averaged(const std::filesystem::path& folder, FlatParameters& parameters) {
  const auto path = folder / "state.safetensors";
  if (!std::filesystem::exists(path)) return false;
  const torch::NoGradGuard no_grad;
  parameters.values().copy_(SafetensorsFile(path).read("ema"));
  return true;
}

FlatParameters decoder_parameters(NanoModel& model) {
  for (auto& item : model.vae->named_parameters()) {
    const bool linear = item.key().find("shortcut") != std::string::npos &&
                        item.key().find("conv_shortcut") == std::string::npos;
    item.value().requires_grad_(!linear);
  }
  return FlatParameters({{"vae", model.vae.get()}});
}

FlatParameters transformer_parameters(NanoModel& model, Sharding sharding = Sharding::None) {
  return FlatParameters({{"dit", model.dit.get()}, {"text", model.text_encoder.get()}}, sharding,
                        model.dit->blocks());
}

std::string describe(const TrainingStatus& status, std::int64_t steps) {
  return fmt::format("step {}/{}  loss {:.4f}  {:.1f} samples/s  {:.0f} min left", status.step, steps,
                     status.loss, status.samples_per_second, std::ceil(status.seconds_left / 60));
}

/// Runs `body` with the averaged weights in place of the trained ones.
template <typename Body>
void with_averaged(Trainer& trainer, const Body& body) {
  const torch::NoGradGuard no_grad;
  trainer.swap_averaged();
  body();
  trainer.swap_averaged();
}

double decibels(double error) {
  return -10 * std::log10(error);
}

void train_decoder(Workshop& shop, at::Device device, const RunContext& context, const Say& say) {
  if (shop.recipe.vae.linear_decoder) {
    say("the recipe's decoder is linear: the codec is all of it");
    return;
  }
  auto model = open_model(shop, device);
  {
    auto transformer = transformer_parameters(model);
    if (!load_averaged(shop.stage_folder("transformer"), transformer)) {
      throw Error(ErrorCode::FileUnreadable,
                  "the decoder learns from the transformer's edits: run the stage transformer first");
    }
  }
  auto parameters = decoder_parameters(model);
  auto options = shop.recipe.decoder_stage.optimiser;
  options.folder = shop.stage_folder("decoder");
  const TripletMaker maker(shop.data, shop.wordings, draw_weights(shop.recipe.decoder_stage.effect_weights));
  VaeObjective objective(model, maker, shop.recipe.decoder_stage, shop.recipe.seed + 20);
  Trainer trainer(options, parameters);
  trainer.resume();
  const auto report_error = [&](std::int64_t step) {
    with_averaged(trainer, [&] {
      const auto errors = objective.heldout_errors();
      say(fmt::format("step {}  held-out round trip {:.2f} dB, edits {:.2f} dB", step,
                      decibels(errors.round_trip), decibels(errors.edits)));
    });
  };
  report_error(trainer.step());
  trainer.run([&](std::int64_t step) { return objective.loss(step); },
              [&](const TrainingStatus& status) { say(describe(status, options.steps)); }, report_error,
              context);
}

/// One line of JSON for each look at held-out examples: error ratio and PSNR, by effect.
void append_scores(const std::filesystem::path& path, std::int64_t step,
                   const std::map<std::string, EffectScore>& scores) {
  nlohmann::json json{{"step", step}};
  for (const auto& [effect, score] : scores) {
    json[effect] = {{"ratio", score.ratio()}, {"psnr_db", decibels(score.error / score.area)}};
  }
  std::ofstream(path, std::ios::app) << json.dump() << '\n';
}

double mean_ratio(const std::map<std::string, EffectScore>& scores) {
  double sum = 0;
  for (const auto& [effect, score] : scores) sum += score.ratio();
  return sum / static_cast<double>(scores.size());
}

void train_transformer(Workshop& shop, at::Device device, const RunContext& context, const Say& say,
                       const Company& company) {
  auto model = open_model(shop, device, company.sharding);
  if (!shop.paths.start.empty()) model.load_transformer(shop.paths.start);
  auto parameters = transformer_parameters(model, company.sharding);
  auto options = shop.recipe.dit_stage.optimiser;
  options.folder = shop.stage_folder("transformer");
  DitObjectiveOptions objective_options;
  objective_options.seed = shop.recipe.seed + 30;
  objective_options.dtype = training_dtype(device, company);
  objective_options.state_channels = shop.recipe.state_channels;
  objective_options.company = company;
  const TripletMaker maker(shop.data, shop.wordings, draw_weights(shop.recipe.dit_stage.effect_weights));
  DitObjective objective(model, maker, shop.recipe.dit_stage, objective_options);
  Trainer trainer(options, parameters, company);
  if (auto source = trainer.block_source()) model.dit->bring_blocks(std::move(source));
  trainer.resume();
  const auto show = [&](std::int64_t step) {
    with_averaged(trainer, [&] {
      // Blocks whose weights are shared compute in all processes or in none.
      if (!company.leads() && company.sharding != Sharding::Weights) return;
      const auto scores = objective.evaluate(2, 1, false);
      const auto samples = objective.samples();
      if (!company.leads()) return;
      append_scores(options.folder / "scores.jsonl", step, scores);
      write_sheet(options.folder / "samples.png", samples, 12);
      say(fmt::format("step {}  held-out error over the copy's {:.3f}", step, mean_ratio(scores)));
    });
  };
  trainer.run([&](std::int64_t step) { return objective.loss(step); },
              [&](const TrainingStatus& status) { say(describe(status, options.steps)); }, show, context);
}

void write_model(Workshop& shop, at::Device device, const Say& say) {
  auto model = open_model(shop, device);
  auto transformer = transformer_parameters(model);
  if (!load_averaged(shop.stage_folder("transformer"), transformer))
    throw Error(ErrorCode::FileUnreadable, "train the transformer first");
  if (!shop.recipe.vae.linear_decoder) {
    auto decoder = decoder_parameters(model);
    if (!load_averaged(shop.stage_folder("decoder"), decoder))
      throw Error(ErrorCode::FileUnreadable, "train the decoder first");
  }
  const auto folder = shop.paths.output / "model";
  model.save(folder, at::kBFloat16);
  std::filesystem::create_directories(folder / "tokenizer");
  std::filesystem::copy_file(shop.tokenizer_file(), folder / "tokenizer" / "spiece.model",
                             std::filesystem::copy_options::overwrite_existing);
  std::filesystem::create_directories(folder / "scheduler");
  write_json_file(folder / "scheduler" / "scheduler_config.json", shop.recipe.scheduler);
  auto index = shop.recipe.model_index;
  // All that it was taught; an evaluation shortens the list to what it has learnt.
  std::vector<std::string> of_regions;
  auto of_photos = effect_ids();
  std::erase_if(of_photos, [&](const std::string& id) {
    const bool local = effects()[variants_of(id).front()].local;
    if (local) of_regions.push_back(id);
    return local;
  });
  index["v4e_capabilities"] = of_photos;
  if (shop.recipe.sampling.region_channels > 0) index["v4e_region_capabilities"] = of_regions;
  write_json_file(folder / "model_index.json", index);
  say("wrote " + folder.string());
}

}  // namespace

LinearCodec fit_codec(const Recipe& recipe, const TripletMaker& maker, std::int64_t examples) {
  std::uint64_t index = 0;
  const auto next_video = [&] {
    const auto seed = mixed_seed(recipe.seed + 10, index++);
    constexpr std::int64_t kSize = 128;
    constexpr std::int64_t kBatch = 8;
    const auto side = kSize / recipe.vae.spatial_factor();
    TripletOptions options;
    options.size_px = kSize;
    return maker.batch(options, draw_noise({kBatch, recipe.vae.z_dim, side, side}, seed), seed).video;
  };
  LinearCodecOptions options;
  options.state_channels = recipe.state_channels;
  options.video_count = examples;
  return fit_linear_codec(recipe.vae, options, next_video);
}

void run_training(TrainingStage stage, const Recipe& recipe, const TrainingPaths& paths, at::Device device,
                  const RunContext& context, const Say& say, const Company& company) {
  if (company.peers && stage != TrainingStage::Transformer)
    throw Error(ErrorCode::Unsupported, "only the stage transformer can be trained by several processes");
  Workshop shop(recipe, paths);
  say(fmt::format("{} photos and {} cut-outs to train on, {} and {} held out", shop.data.photo_count(false),
                  shop.data.cutout_count(false), shop.data.photo_count(true), shop.data.cutout_count(true)));
  switch (stage) {
    case TrainingStage::Codec:
      return make_codec(shop, say);
    case TrainingStage::Decoder:
      return train_decoder(shop, device, context, say);
    case TrainingStage::Transformer:
      return train_transformer(shop, device, context, say, company);
    case TrainingStage::Model:
      return write_model(shop, device, say);
  }
}

}  // namespace v4e::training

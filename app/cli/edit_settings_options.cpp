// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/edit_settings_options.h"

#include <cmath>
#include <filesystem>
#include <string>

#include "app/cli/device_option.h"

namespace v4e::cli {
namespace {

const CLI::Validator kFinite(
    [](const std::string& text) {
      double number = 0;
      return CLI::detail::lexical_cast(text, number) && std::isfinite(number) ? "" : text + " is no number";
    },
    "", "finite");

/// Numbers of the sampling.
void add_numbers(CLI::App& command, EditSettings& settings) {
  command.add_option("--steps", settings.steps, "Denoising steps (default: the model's)")
      ->check(CLI::Range(1, 1000))
      ->group(kModelGroup);
  command
      .add_option("--guidance", settings.guidance,
                  "Classifier-free guidance; 1 = none (default: the model's)")
      ->check(CLI::Range(0.0, 100.0))
      ->check(kFinite)  // no range keeps out what compares with nothing
      ->group(kModelGroup);
  command.add_option("--frames", settings.frames, "Frames of the evolution (default: the model's)")
      ->check(CLI::Range(1, 1001))
      ->group(kModelGroup);
  command
      .add_option("--shift", settings.shift,
                  "Of the noise schedule: more works longer on the large shapes (default: the model's)")
      ->check(CLI::Range(0.01, 100.0))
      ->check(kFinite)
      ->group(kModelGroup);
  command
      .add_option_function<std::string>(
          "--sampler", [&settings](const std::string& name) { settings.sampler = samplers().at(name); },
          "unipc or euler, which few-step models want (default: the model's)")
      ->check(CLI::IsMember(samplers()))
      ->group(kModelGroup);
  command
      .add_option(
          "--keep-every", settings.keep_every,
          "Of an image-to-video model's film only every so many-th latent frame goes on once the layout is "
          "settled, which is faster (2 to 16; 3 is usual; default: all)")
      ->check(CLI::Range(2, 16))
      ->group(kModelGroup);
  command
      .add_option(
          "--still", settings.still_sigma,
          "Make the sharpest late frame of such a film once more as a picture that stands still, from this "
          "noise level (0.05 to 1; default: not)")
      ->option_text("SIGMA")
      ->check(CLI::Range(0.05, 1.0))
      ->check(kFinite)
      ->group(kModelGroup);
  command
      .add_option(
          "--reasoning-steps", settings.reasoning_steps,
          "Steps in which ChronoEdit also works on the frames between; needs --frames 29 (default: 0)")
      ->check(CLI::Range(0, 1000))
      ->group(kModelGroup);
  command.add_option("--seed", settings.seed, "Same seed, same picture (default: 0)")->group(kModelGroup);
  command
      .add_option_function<double>(
          "--size",
          [&settings](double megapixels) {
            settings.working_area_px = static_cast<std::int64_t>(megapixels * 1e6);
          },
          "Megapixels that the model works at; the result has the photo's size (default: the model's)")
      ->check(CLI::Range(0.001, 64.0))
      ->check(kFinite)
      ->group(kModelGroup);
}

/// Either may come first.
void set_region(EditSettings& settings, const std::string& text) {
  replace_region(settings.region, region_from_text(text));
}

}  // namespace

void make_absolute(std::vector<LoraChoice>& loras) {
  for (LoraChoice& lora : loras) lora.file = std::filesystem::absolute(lora.file).lexically_normal().string();
}

void add_settings_options(CLI::App& command, EditSettings& settings) {
  command
      .add_option("--model", settings.model,
                  "Folder or name of a model (default: the embedded one; see v4e models)")
      ->group(kModelGroup);
  command
      .add_option_function<std::string>(
          "--method", [&settings](const std::string& name) { settings.method = edit_methods().at(name); },
          "How the model edits: student (taught to), i2v (image to video), t2v (text to video, the photo "
          "held as the first latent frame) or ti2v (default: the model's; see v4e models)")
      ->check(CLI::IsMember(edit_methods()))
      ->group(kModelGroup);
  command
      .add_option("--caption", settings.caption,
                  "Evolution caption to use as it is (default: made from the instruction)")
      ->group(kModelGroup);
  command
      .add_option_function<std::string>(
          "--negative-prompt", [&settings](const std::string& text) { settings.negative_prompt = text; },
          "What to avoid, with guidance above 1; \"\" = nothing (default: the model's)")
      ->group(kModelGroup);
  add_numbers(command, settings);
  command
      .add_option_function<std::vector<std::string>>(
          "--lora",
          [&settings](const std::vector<std::string>& texts) {
            settings.loras.clear();
            for (const std::string& text : texts) settings.loras.push_back(lora_choice_from(text));
            make_absolute(settings.loras);
          },
          "LoRA to add, FILE[:STRENGTH][:high|low] (default strength: 1; high, low: of two experts one)")
      ->group(kModelGroup);
  command
      .add_option_function<std::string>(
          "--merge", [&settings](const std::string& way) { settings.merge = merge_ways().at(way); },
          "How the full-size result is made: auto, global, local or texture")
      ->check(CLI::IsMember(merge_ways()))
      ->group(kModelGroup);
  command
      .add_option_function<std::string>(
          "--refine", [&settings](const std::string& mode) { settings.refine = refine_modes().at(mode); },
          "Make what changed once more, from near: where little of the photo did (auto, the default), "
          "wherever it can be (on), or never (off)")
      ->check(CLI::IsMember(refine_modes()))
      ->group(kModelGroup);
  command.add_option("--amount", settings.amount, "How much of the result is mixed into the photo, 0 to 1")
      ->check(CLI::Range(0.0, 1.0))
      ->check(kFinite)
      ->group(kModelGroup);
}

void add_region_options(CLI::App& command, EditSettings& settings, std::string* mask_folder) {
  CLI::Option* region = command.add_option_function<std::string>(
      "--region",
      [&settings, mask_folder](const std::string& text) {
        std::error_code ignored;
        if (mask_folder && std::filesystem::is_directory(text, ignored))
          *mask_folder = text;
        else
          set_region(settings, text);
      },
      std::string("Edit only that part of the photo, as it is seen once it is turned and cropped: a picture "
                  "that is white there") +
          (mask_folder ? " (or a folder of such, named like the photos)" : "") +
          ", a rectangle in pixels, the subject or the background; all else keeps its bits");
  region
      ->option_text(mask_folder ? "MASK|FOLDER|X,Y,WIDTH,HEIGHT|subject|background"
                                : "MASK|X,Y,WIDTH,HEIGHT|subject|background")
      ->group(kModelGroup);
  command
      .add_option("--region-feather", settings.region.feather_px,
                  "Pixels over which the edit sets in, inside the region's rim (default: 0)")
      ->check(CLI::Range(0.0, 1000.0))
      ->check(kFinite)
      ->group(kModelGroup);
}

void add_fast_option(CLI::App& command, bool& fast) {
  command
      .add_flag(
          "--fast", fast,
          "Take steps, guidance, shift and sampler that a few-step LoRA or a distilled model was made for, "
          "where they are not given")
      ->group(kModelGroup);
}

void add_finish_option(CLI::App& command, bool& finish) {
  command
      .add_flag(
          "--finish-2k", finish,
          "Make the edit once more at up to 2048 pixels along its longer side, with ChronoEdit's upscaler "
          "LoRA, which is given with --lora and works in this alone")
      ->group(kModelGroup);
}

void add_strength_option(CLI::App& command, std::vector<double>& strengths) {
  command
      .add_option("--strength", strengths,
                  "How far to go from the photo, 0, to the whole edit, 1 (default); the states between are "
                  "real. Of several instructions one for all, or one for each")
      ->allow_extra_args(false)
      ->check(CLI::Range(0.0, 1.0))
      ->check(kFinite)
      ->group(kModelGroup);
}

void add_editor_options(CLI::App& command, EditorOptions& options) {
  add_device_option(command, options.device);
  command.add_option("--dtype", options.dtype, "auto, fp32 or bf16")->group(kModelGroup);
}

}  // namespace v4e::cli

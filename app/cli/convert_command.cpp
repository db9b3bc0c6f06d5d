// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "app/cli/commands.h"
#include "app/cli/kind_option.h"
#include "app/cli/progress_line.h"
#include "core/base/text.h"
#include "core/checkpoints/all_in_one.h"
#include "core/checkpoints/convert.h"
#include "core/checkpoints/recognise.h"
#include "core/library/kind_memory.h"
#include "core/library/known_models.h"
#include "core/models/clip_vision/keys.h"
#include "core/models/umt5/keys.h"
#include "core/models/wan_dit/keys.h"
#include "core/models/wan_vae/keys.h"
#include "core/pipelines/part_config.h"

namespace v4e::cli {
namespace {

namespace fs = std::filesystem;

struct ConvertArguments {
  std::string in;
  std::string out;
  std::string model_kind;
  std::vector<std::string> loras;
  ConvertOptions options;
  bool json = false;
};

const std::map<std::string, NameStyle> kStyles{{"comfy", NameStyle::Comfy},
                                               {"original", NameStyle::Original},
                                               {"diffusers", NameStyle::Diffusers},
                                               {"gguf", NameStyle::Gguf}};
const std::map<std::string, WeightFormat> kFormats{
    {"fp32", WeightFormat::F32}, {"fp16", WeightFormat::F16},  {"bf16", WeightFormat::BF16},
    {"fp8", WeightFormat::Fp8},  {"q8_0", WeightFormat::Q8_0}, {"q4_0", WeightFormat::Q4_0}};

const WeightFamily& family_of_part(ModelPart part) {
  switch (part) {
    case ModelPart::Transformer:
      return wan_dit_family();
    case ModelPart::TextEncoder:
      return umt5_family();
    case ModelPart::Vae:
      return wan_vae_family();
    case ModelPart::ImageEncoder:
      return clip_vision_family();
  }
  throw Error(ErrorCode::Internal, "unknown part of a model");
}

/// A LoRA as FILE or FILE:STRENGTH.
LoraFile lora_of(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos || fs::exists(text)) return {text, 1};
  char* end = nullptr;
  const double strength = std::strtod(text.c_str() + colon + 1, &end);
  if (end == text.c_str() + colon + 1 || *end != '\0' || !(strength > -100 && strength < 100))
    throw Error(ErrorCode::InvalidArgument, "--lora " + text + ": give FILE or FILE:STRENGTH");
  return {text.substr(0, colon), strength};
}

/// The release that a transformer is, where that is sure: its header alone may not tell.
std::string sure_kind(const fs::path& in, const std::string& answer) {
  const auto weights = open_checkpoint(in, wan_dit_family());
  const std::string fingerprint = release_fingerprint(*weights);
  const IdentifiedModel found = identify_model(read_transformer_config(in), *weights, in,
                                               answer.empty() ? remembered_kind(fingerprint) : answer);
  if (!answer.empty()) remember_kind(fingerprint, answer);
  // Where its shapes are others' as well, what they are taken for is no fact to be written down.
  const bool is_guess = found.alternatives.size() > 1 && found.reason.starts_with("by its shapes");
  return found.model == nullptr || is_guess ? std::string() : std::string(found.model->id);
}

std::map<std::string, std::string> metadata_of(const fs::path& in, ModelPart part,
                                               const std::string& answer) {
  std::map<std::string, std::string> metadata{{"v4e.source", in.filename().string()}};
  if (part != ModelPart::Transformer) return metadata;
  try {
    const std::string kind = sure_kind(in, answer);
    if (!kind.empty()) metadata[kKindMetadata] = kind;
  } catch (const Error&) {
    if (!answer.empty()) throw;  // of other sizes than the releases: it is converted all the same
  }
  return metadata;
}

void convert(ConvertArguments arguments, CommandContext& context) {
  const fs::path in = arguments.in;
  const auto stored = open_checkpoint(in);
  const Recognised found = recognise(*stored);
  if (found.kind != Recognised::Kind::Part)
    throw Error(ErrorCode::Unsupported,
                in.string() + " is " + (found.text.empty() ? "no part of Wan" : found.text) +
                    " and is not converted; give a transformer, a text encoder, a VAE "
                    "or an image encoder");
  if (!parts_in_one_file(*stored).empty())
    context.err << "note: of " << in.filename().string()
                << " the transformer alone is converted; its other parts stay in that file\n";
  for (const std::string& lora : arguments.loras) arguments.options.loras.push_back(lora_of(lora));
  arguments.options.metadata = metadata_of(in, *found.part, arguments.model_kind);
  ProgressLine line(context.err, context.is_terminal);
  const RunContext run{context.stop, [&line](const Progress& progress) { line.show(progress); }};
  const ConvertReport report =
      convert_weights(in, arguments.out, family_of_part(*found.part), arguments.options, run);
  line.finish();
  if (arguments.json) {
    context.out << json_text({{"output", arguments.out},
                              {"tensors", report.tensors},
                              {"packed", report.packed},
                              {"bytes", report.bytes},
                              {"resumed_bytes", report.resumed_bytes}})
                << '\n';
    return;
  }
  if (report.resumed_bytes > 0)
    context.err << "note: went on behind " << (report.resumed_bytes >> 20) << " MiB that were there\n";
  context.out << arguments.out << std::endl;
}

}  // namespace

void add_convert_command(CLI::App& app, CommandContext& context) {
  auto arguments = std::make_shared<ConvertArguments>();
  CLI::App* command = app.add_subcommand("convert", "Write weights in another format");
  command->add_option("IN", arguments->in, "A file of weights, or a part's folder")->required();
  command->add_option("OUT", arguments->out, "The new file, .safetensors or .gguf")->required();
  command
      ->add_option("--to", arguments->options.names,
                   "Whose names it has: comfy (default), original (the original Wan), diffusers, or gguf")
      ->transform(CLI::CheckedTransformer(kStyles));
  command
      ->add_option(
          "--dtype", arguments->options.format,
          "fp32, fp16, bf16 (default), fp8 (with scales), or in GGUF q8_0 (8 bits) and q4_0 (4 bits)")
      ->transform(CLI::CheckedTransformer(kFormats));
  command->add_option("--lora", arguments->loras, "Add a LoRA for good, FILE[:STRENGTH]")
      ->allow_extra_args(false);
  command->add_flag("--allow-requantise", arguments->options.allow_requantise,
                    "Pack weights again that are packed already, which loses more");
  command->add_flag("--overwrite", arguments->options.overwrite, "Replace a file that is there");
  add_kind_option(*command, arguments->model_kind);
  command->add_flag("--json", arguments->json, "Print a report as JSON");
  command->footer(
      "Reads and writes one weight after the other. Stopped, it goes on where it was when it is run again; "
      "until\n"
      "it is whole, the file is OUT.part.\n\nExamples:\n"
      "  v4e convert wan2.1_i2v_720p_14B_bf16.safetensors wan-i2v-Q8_0.gguf --to gguf --dtype q8_0\n"
      "  v4e convert transformer/ wan_i2v_fp8_scaled.safetensors --dtype fp8\n"
      "  v4e convert models_t5_umt5-xxl-enc-bf16.pth umt5_xxl_fp16.safetensors --dtype fp16");
  command->callback([arguments, &context] { convert(*arguments, context); });
}

}  // namespace v4e::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>

#include "app/cli/commands.h"
#include "app/cli/kind_option.h"
#include "core/base/text.h"
#include "core/library/memory_plan.h"
#include "core/library/model_sizes.h"
#include "core/library/plan_text.h"
#include "core/nn/device.h"

namespace v4e::cli {
namespace {

struct PlanArguments {
  std::string model;
  std::string model_kind;
  std::string size;
  int frames = 0;  ///< 0: the model's own
  std::string vram;
  std::string ram;
  std::string dtype = "auto";
  bool json = false;
};

/// What a graphics driver, the screen and the libraries keep for themselves.
constexpr double kUsableShare = 0.9;

/// "832x480" or megapixels as "0.4", in pixels.
std::int64_t area_of(const std::string& text) {
  const auto wrong = [&text]() -> std::int64_t {
    throw Error(ErrorCode::InvalidArgument,
                "--size " + text + ": give WIDTHxHEIGHT in pixels, or megapixels such as 0.4");
  };
  const std::size_t cross = text.find('x');
  if (cross != text.npos) {
    int width = 0;
    int height = 0;
    const char* end = text.data() + text.size();
    const auto first = std::from_chars(text.data(), text.data() + cross, width);
    const auto second = std::from_chars(text.data() + cross + 1, end, height);
    const bool whole = first.ec == std::errc() && first.ptr == text.data() + cross &&
                       second.ec == std::errc() && second.ptr == end;
    if (!whole || width < 16 || height < 16 || width > 1 << 16 || height > 1 << 16) return wrong();
    return std::int64_t{width} * height;
  }
  char* end = nullptr;
  const double megapixels = std::strtod(text.c_str(), &end);
  if (end == text.c_str() || *end != '\0' || !(megapixels > 0.001 && megapixels < 100)) return wrong();
  return std::llround(megapixels * 1e6);
}

/// "12G", "12GiB" or "512M", in bytes.
std::int64_t bytes_of(const std::string& option, const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  const std::string unit = end;
  const bool mega = unit == "M" || unit == "MiB";
  const bool known = unit.empty() || unit == "G" || unit == "GiB" || unit == "GB" || mega;
  if (end == text.c_str() || !known || !(value > 0 && value < 1e6))
    throw Error(ErrorCode::InvalidArgument, option + " " + text + ": give a size such as 12G");
  return static_cast<std::int64_t>(value * (mega ? 1 << 20 : 1 << 30));
}

/// Where the edit would be made: on this machine, or on one with so much memory.
MemoryCandidate candidate_of(const PlanArguments& arguments, const ModelDescription& model) {
  const at::Device device = parse_device("auto");
  MemoryCandidate candidate = memory_candidate(model, device, parse_dtype(arguments.dtype, device));
  const bool chosen = arguments.dtype != "auto";
  if (!arguments.vram.empty()) {
    const auto all = static_cast<double>(bytes_of("--vram", arguments.vram));
    candidate.memory.free_bytes = static_cast<std::int64_t>(all * kUsableShare);
    candidate.memory.on_cpu = false;
    candidate.memory.main_free_bytes = arguments.ram.empty() ? 0 : bytes_of("--ram", arguments.ram);
    if (!chosen) candidate.memory.value_bytes = 2;  // as every card does that is worth it
  } else if (!arguments.ram.empty()) {
    candidate.memory.free_bytes = bytes_of("--ram", arguments.ram);
    candidate.memory.on_cpu = true;
  }
  return candidate;
}

/// With a graphics card main memory holds no weights of the transformer, but what is read again in each step
/// should stay in its cache.
std::string main_memory_note(const PlanArguments& arguments, const MemoryCandidate& candidate,
                             const ResidencyPlan& plan) {
  if (arguments.vram.empty() || arguments.ram.empty() || !plan.stream_blocks) return "";
  const std::int64_t read = streamed_bytes(candidate.sizes, candidate.memory);
  if (read <= bytes_of("--ram", arguments.ram)) return "";
  return "the weights are more than the main memory: each step reads them from the disk";
}

void plan(const PlanArguments& arguments, CommandContext& context) {
  const ModelDescription model = choose_model(arguments.model, arguments.model_kind);
  MemoryCandidate candidate = candidate_of(arguments, model);
  if (!arguments.size.empty()) candidate.area_px = area_of(arguments.size);
  const EditShape shape{candidate.area_px,
                        arguments.frames > 0 ? arguments.frames : candidate.default_frames};
  const ResidencyPlan plan = plan_residency(candidate.sizes, shape, candidate.memory);
  std::vector<std::string> notes = model.notes;
  if (std::string note = main_memory_note(arguments, candidate, plan); !note.empty())
    notes.push_back(std::move(note));
  const std::int64_t largest = plan.fits ? 0 : largest_area(candidate, shape.frames);
  if (!plan.fits) context.exit_code = kFailed;
  if (arguments.json) {
    context.out << json_text({{"model", model.name},
                              {"fits", plan.fits},
                              {"free_bytes", candidate.memory.free_bytes},
                              {"peak_bytes", plan.peak_bytes()},
                              {"encode_bytes", plan.encode_bytes},
                              {"sample_bytes", plan.sample_bytes},
                              {"decode_bytes", plan.decode_bytes},
                              {"stream_blocks", plan.stream_blocks},
                              {"packed", plan.packed},
                              {"keep_encoders", plan.keep_encoders},
                              {"encoders_on_cpu", plan.encoders_on_cpu},
                              {"tile_vae", plan.tile_vae},
                              {"largest_area_px", largest},
                              {"notes", notes}})
                << '\n';
    return;
  }
  context.out << plan_text(plan, candidate.sizes, shape, candidate.memory) << '\n';
  if (!plan.fits)
    context.out << (largest > 0
                        ? "what would fit: --size " + std::to_string(largest / 10000 / 100.0).substr(0, 4) +
                              ", or fewer frames\n"
                        : "a smaller model, or more memory, is needed\n");
  for (const std::string& note : notes) context.err << "note: " << note << '\n';
}

}  // namespace

void add_plan_command(CLI::App& app, CommandContext& context) {
  auto arguments = std::make_shared<PlanArguments>();
  CLI::App* command =
      app.add_subcommand("plan", "Say what an edit takes in memory, here or on another machine");
  command->add_option("MODEL", arguments->model, "Folder, file or name of a model; only headers are read")
      ->required();
  command->add_option("--size", arguments->size, "WIDTHxHEIGHT that the model works at, or megapixels");
  command->add_option("--frames", arguments->frames, "Number of frames (default: the model's)")
      ->check(CLI::Range(1, 1001));
  command->add_option("--vram", arguments->vram, "Plan for a graphics card with so much memory, such as 12G");
  command->add_option("--ram", arguments->ram,
                      "Main memory of that machine; without --vram the edit is made in it");
  command->add_option("--dtype", arguments->dtype, "auto, fp32 or bf16");
  add_kind_option(*command, arguments->model_kind);
  command->add_flag("--json", arguments->json, "Print a JSON object");
  command->footer(
      "Exit code 1: it does not fit.\n\nExamples:\n"
      "  v4e plan ~/models/Wan2.1-I2V-14B-480P-Diffusers --size 832x480 --frames 5 --vram 12G --ram 32G\n"
      "  v4e plan wan2.2_ti2v_5B_fp16.safetensors --ram 16G");
  command->callback([arguments, &context] { plan(*arguments, context); });
}

}  // namespace v4e::cli

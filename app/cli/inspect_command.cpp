// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <filesystem>
#include <iomanip>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>
#include <sstream>
#include <string>

#include "app/cli/commands.h"
#include "app/cli/kind_option.h"
#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/base/text.h"
#include "core/checkpoints/checkpoint.h"
#include "core/library/file_report.h"
#include "core/library/loose_model.h"
#include "core/library/lora_purpose.h"
#include "core/library/model_location.h"
#include "core/library/model_sizes.h"
#include "core/library/plan_text.h"
#include "core/library/weight_search.h"
#include "core/nn/device.h"

namespace v4e::cli {
namespace {

namespace fs = std::filesystem;

struct InspectArguments {
  std::string checkpoint;
  std::string model_kind;
  std::string lora_purpose;  ///< one of lora_purposes(); empty: as it is known
  bool json = false;
  bool tensors = false;
};

/// The parts of a diffusers folder, or the one thing that was named.
std::map<std::string, fs::path> parts_of(const fs::path& checkpoint) {
  if (!fs::exists(checkpoint / "model_index.json")) return {{checkpoint.filename().string(), checkpoint}};
  std::map<std::string, fs::path> parts;
  const nlohmann::json index = read_json_file(checkpoint / "model_index.json");
  for (const auto& [name, entry] : index.items()) {
    const fs::path folder = checkpoint / name;
    const bool holds_weights = entry.is_array() && fs::exists(folder / "config.json");
    if (holds_weights) parts.emplace(name, folder);
  }
  return parts;
}

/// A folder that is no part by itself: all files of weights in it and in ComfyUI's folders, by their path in
/// it.
std::map<std::string, fs::path> loose_files(const fs::path& folder) {
  std::map<std::string, fs::path> files;
  for (const fs::path& root : {folder, folder / "models"}) {
    for (const ModelPart part :
         {ModelPart::Transformer, ModelPart::TextEncoder, ModelPart::Vae, ModelPart::ImageEncoder}) {
      for (const fs::path& place : folders_of(part, root)) {
        if (!fs::is_directory(place)) continue;
        for (const fs::path& file : weight_files(place, place == root ? 0 : 2))
          files.emplace(file == folder ? file.filename().string() : file.lexically_relative(folder).string(),
                        file);
      }
    }
    if (!fs::is_directory(root / "loras")) continue;
    for (const fs::path& file : weight_files(root / "loras", 2))
      files.emplace(file.lexically_relative(folder).string(), file);
  }
  return files;
}

bool is_one_part(const fs::path& path) {
  if (!fs::is_directory(path) || fs::exists(path / "model_index.json")) return true;
  if (fs::exists(path / "config.json") && !fs::exists(path / "high_noise_model")) {
    // A part's own folder; the original Wan's folders have a config.json as well, beside further parts.
    return loose_files(path).size() < 2;
  }
  return false;
}

/// What a LoRA is for, as far as that is known.
nlohmann::json purpose_report(const KnownPurpose& known) {
  const auto named =
      std::ranges::find(lora_purposes(), known.purpose, [](const auto& each) { return each.second; });
  nlohmann::json report{{"is", named->first}};
  switch (known.basis) {
    case PurposeBasis::Open:
      break;
    case PurposeBasis::Said:
      report["by"] = "what you said";
      break;
    case PurposeBasis::Own:
      report["by"] = "what its file says";
      break;
    case PurposeBasis::Name:
      report["by"] = "its name";
      break;
  }
  return report;
}

std::string purpose_text(const nlohmann::json& purpose) {
  static const std::map<std::string, std::string> texts{
      {"style", "adds a style or a subject to edits"},
      {"finish", "finishes edits at 2K, with a ChronoEdit model"},
      {"sketch", "makes sketches real, with a ChronoEdit model"}};
  const std::string text = texts.at(purpose.at("is").get<std::string>());
  if (purpose.contains("by")) return text + ", by " + purpose.at("by").get<std::string>();
  return "taken for a style or a subject; where a ChronoEdit model is to use it otherwise, say it once: "
         "--lora-purpose finish, or sketch";
}

nlohmann::json describe(const fs::path& path, const InspectArguments& arguments) {
  const auto reader = open_checkpoint(path);
  const FileReport report = report_file(path, *reader, arguments.model_kind);
  nlohmann::json part{{"path", path.string()},           {"container", report.container},
                      {"disk_bytes", report.disk_bytes}, {"tensors", reader->names().size()},
                      {"parameters", report.parameters}, {"dtypes", report.storages},
                      {"metadata", reader->metadata()}};
  if (!report.kind.empty()) part["kind"] = report.kind;
  if (!report.reason.empty()) part["reason"] = report.reason;
  if (!report.problem.empty()) part["note"] = report.problem;
  if (report.purpose) part["purpose"] = purpose_report(*report.purpose);
  if (report.part) part["part"] = part_text(*report.part);
  if (arguments.tensors) {
    nlohmann::json list = nlohmann::json::array();
    for (const std::string& name : reader->names()) {
      const TensorInfo info = reader->info(name);
      list.push_back({{"name", name},
                      {"shape", info.shape},
                      {"dtype", storage_text(info)},
                      {"file", reader->source(name)}});
    }
    part["list"] = std::move(list);
  }
  if (fs::exists(path / "config.json")) {
    const nlohmann::json config = read_json_file(path / "config.json");
    if (config.contains("_class_name")) part["class"] = config.at("_class_name");
  }
  return part;
}

void print_part(const std::string& name, const nlohmann::json& part, std::ostream& out) {
  out << readable(name);
  for (const char* key : {"class", "kind"}) {
    if (part.contains(key)) out << "  " << part.at(key).get<std::string>();
  }
  if (part.contains("reason")) out << " (" << part.at("reason").get<std::string>() << ')';
  out << "\n  " << part.at("container").get<std::string>() << ", " << part.at("tensors") << " tensors, "
      << std::fixed << std::setprecision(2) << part.at("parameters").get<double>() / 1e6 << " M parameters:";
  for (const auto& [dtype, count] : part.at("dtypes").items())
    out << ' ' << dtype << ' ' << count.get<double>() / 1e6 << " M";
  out << '\n';
  if (part.contains("note")) out << "  " << readable(part.at("note").get<std::string>()) << '\n';
  if (part.contains("purpose")) out << "  " << purpose_text(part.at("purpose")) << '\n';
  if (!part.contains("list")) return;
  for (const auto& tensor : part.at("list")) {
    out << "  " << readable(tensor.at("name").get<std::string>()) << "  " << tensor.at("shape").dump() << ' '
        << tensor.at("dtype").get<std::string>() << "  (" << tensor.at("file").get<std::string>() << ")\n";
  }
}

/// What an edit by a whole model takes here, at the size and the number of frames that it works at.
nlohmann::json memory_of(const ModelDescription& model) {
  const at::Device device = parse_device("auto");
  const MemoryCandidate candidate = memory_candidate(model, device, parse_dtype("auto", device));
  const EditShape shape{candidate.area_px, candidate.default_frames};
  const ResidencyPlan plan = plan_residency(candidate.sizes, shape, candidate.memory);
  return {{"plan", plan_text(plan, candidate.sizes, shape, candidate.memory)},
          {"peak_bytes", plan.peak_bytes()},
          {"least_bytes", candidate.least_bytes(shape.frames)},
          {"free_bytes", candidate.memory.free_bytes}};
}

/// A model as a whole: which it is, where its parts lie, what is missing, what it takes in memory.
nlohmann::json describe_whole(const fs::path& path, const std::string& kind) {
  nlohmann::json model{{"path", path.string()}};
  try {
    if (!fs::exists(path / "model_index.json")) {
      const LooseModel loose = assemble_loose_model(path, kind);
      model["kind"] = loose.kind.model->name;
      model["reason"] = loose.kind.reason;
      model["missing"] = loose.missing;
      const ComponentPaths& paths = loose.paths;
      for (const auto& [name, part] :
           std::map<std::string, fs::path>{{"transformer", paths.transformer},
                                           {"transformer_2", paths.transformer_2},
                                           {"text_encoder", paths.text_encoder},
                                           {"tokenizer", paths.tokenizer},
                                           {"vae", paths.vae},
                                           {"image_encoder", paths.image_encoder}}) {
        if (!part.empty()) model["parts"][name] = part.string();
      }
      if (!loose.missing.empty()) return model;
    }
    const ModelDescription description = describe_model(path, kind);
    model["name"] = description.name;
    model["notes"] = description.notes;
    model["memory"] = memory_of(description);
  } catch (const Error& error) {
    model["problem"] = error.what();
  }
  return model;
}

void print_whole(const nlohmann::json& model, std::ostream& out) {
  out << "model  " << model.value("kind", model.value("name", "")) << '\n';
  // items() only looks at what it is called on, which has to live as long.
  const nlohmann::json parts = model.value("parts", nlohmann::json::object());
  for (const auto& [name, path] : parts.items())
    out << "  " << name << ": " << path.get<std::string>() << '\n';
  for (const auto& part : model.value("missing", nlohmann::json::array()))
    out << "  missing: " << part.get<std::string>() << '\n';
  for (const auto& note : model.value("notes", nlohmann::json::array()))
    out << "  note: " << note.get<std::string>() << '\n';
  if (model.contains("problem"))
    out << "  cannot be used: " << model.at("problem").get<std::string>() << '\n';
  if (!model.contains("memory")) return;
  std::istringstream lines(model.at("memory").at("plan").get<std::string>());
  for (std::string line; std::getline(lines, line);) out << "  " << line << '\n';
}

/// The models that a path leads to, each by what assemble_loose_model() or describe_model() takes.
std::vector<fs::path> models_of(const fs::path& checkpoint, const nlohmann::json& parts) {
  if (fs::exists(checkpoint / "model_index.json")) return {checkpoint};
  if (fs::is_directory(checkpoint) && !is_one_part(checkpoint)) return loose_transformers(checkpoint);
  const bool is_transformer =
      parts.size() == 1 && parts.front().value("part", "") == part_text(ModelPart::Transformer);
  return is_transformer ? std::vector{checkpoint} : std::vector<fs::path>();
}

void report_problem(const std::string& name, const Error& error, CommandContext& context) {
  context.exit_code = exit_code_of(error.code());
  // Most name the file themselves, by all of its path.
  const std::string text = error.what();
  const bool is_named = text.find(name) != std::string::npos;
  context.err << "v4e: " << (is_named ? "" : readable(name) + ": ") << text << '\n';
}

void inspect(const InspectArguments& arguments, CommandContext& context) {
  fs::path checkpoint = arguments.checkpoint;
  std::error_code trouble;
  const fs::file_status status = fs::status(checkpoint, trouble);
  if (trouble && status.type() != fs::file_type::not_found)
    throw Error(ErrorCode::FileUnreadable, arguments.checkpoint + ": " + trouble.message());
  if (!fs::exists(status))
    throw Error(ErrorCode::FileUnreadable, arguments.checkpoint + ": there is no such file or folder");
  if (const fs::path located = locate_model(checkpoint); !located.empty())
    checkpoint = located;
  else if (const fs::path snapshot = cache_snapshot(checkpoint); !snapshot.empty())
    checkpoint = snapshot;
  if (!arguments.lora_purpose.empty())
    say_lora_purpose(checkpoint, lora_purposes().at(arguments.lora_purpose));
  nlohmann::json report = nlohmann::json::object();
  for (const auto& [name, path] : is_one_part(checkpoint) ? parts_of(checkpoint) : loose_files(checkpoint)) {
    if (context.stop.stop_requested()) throw Cancelled();
    try {
      report[name] = describe(path, arguments);
    } catch (const Error& error) {
      // One damaged part must not hide the others.
      report[name] = {{"path", path.string()}, {"problem", error.what()}};
      report_problem(name, error, context);
    }
  }
  if (report.empty())
    throw Error(ErrorCode::FileUnreadable, arguments.checkpoint + ": no weights were found there");
  nlohmann::json models = nlohmann::json::array();
  for (const fs::path& path : models_of(checkpoint, report))
    models.push_back(describe_whole(path, arguments.model_kind));
  if (arguments.json) {
    if (!models.empty()) report["models"] = models;
    context.out << json_text(report) << '\n';
    return;
  }
  for (const auto& [name, part] : report.items()) {
    if (!part.contains("problem")) print_part(name, part, context.out);
  }
  for (const auto& model : models) print_whole(model, context.out);
}

}  // namespace

void add_inspect_command(CLI::App& app, CommandContext& context) {
  auto arguments = std::make_shared<InspectArguments>();
  CLI::App* command = app.add_subcommand(
      "inspect", "Say what a file or folder of weights is, what is missing, and what it takes");
  command
      ->add_option("CHECKPOINT", arguments->checkpoint,
                   "A model's folder, a part of one, a folder of files, or one file")
      ->required();
  add_kind_option(*command, arguments->model_kind);
  command
      ->add_option(
          "--lora-purpose", arguments->lora_purpose,
          "What a LoRA is for, where neither its file nor its name tells: style (a style or a subject), "
          "finish (ChronoEdit's upscaler) or sketch (ChronoEdit's paint brush); said once, it is kept")
      ->check(CLI::IsMember(lora_purposes()));
  command->add_flag("--tensors", arguments->tensors, "List every tensor with shape, type and file");
  command->add_flag("--json", arguments->json, "Print a JSON object");
  command->footer(
      "Examples:\n  v4e inspect ~/models/Wan2.1-I2V-14B-480P-Diffusers\n"
      "  v4e inspect ~/ComfyUI/models\n"
      "  v4e inspect wan2.1_unknown.gguf --model-kind chronoedit\n"
      "  v4e inspect renamed_lora.safetensors --lora-purpose finish\n"
      "  v4e inspect --tensors model.safetensors");
  command->callback([arguments, &context] { inspect(*arguments, context); });
}

}  // namespace v4e::cli

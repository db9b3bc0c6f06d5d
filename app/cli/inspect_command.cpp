// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <iomanip>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>

#include "app/cli/commands.h"
#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/base/text.h"
#include "core/checkpoints/checkpoint.h"

namespace v4e::cli {
namespace {

namespace fs = std::filesystem;

struct InspectArguments {
  std::string checkpoint;
  bool json = false;
  bool tensors = false;
};

/// The parts of a model folder, or the one thing that was named.
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

std::int64_t elements(const TensorInfo& info) {
  std::int64_t count = 1;
  for (const std::int64_t side : info.shape) count *= side;
  return count;
}

nlohmann::json describe(const fs::path& path, bool with_tensors) {
  const auto reader = open_checkpoint(path);
  nlohmann::json part{{"path", path.string()}, {"tensors", reader->names().size()}};
  std::map<std::string, std::int64_t> dtypes;
  std::int64_t parameters = 0;
  nlohmann::json list = nlohmann::json::array();
  for (const std::string& name : reader->names()) {
    const TensorInfo info = reader->info(name);
    parameters += elements(info);
    dtypes[dtype_text(info.dtype)] += elements(info);
    if (with_tensors)
      list.push_back({{"name", name},
                      {"shape", info.shape},
                      {"dtype", dtype_text(info.dtype)},
                      {"file", reader->source(name)}});
  }
  part["parameters"] = parameters;
  part["dtypes"] = dtypes;
  part["metadata"] = reader->metadata();
  if (with_tensors) part["list"] = std::move(list);
  if (fs::exists(path / "config.json")) {
    const nlohmann::json config = read_json_file(path / "config.json");
    if (config.contains("_class_name")) part["class"] = config.at("_class_name");
  }
  return part;
}

void print_part(const std::string& name, const nlohmann::json& part, std::ostream& out) {
  out << name;
  if (part.contains("class")) out << "  " << part.at("class").get<std::string>();
  out << "\n  " << part.at("tensors") << " tensors, " << std::fixed << std::setprecision(2)
      << part.at("parameters").get<double>() / 1e6 << " M parameters:";
  for (const auto& [dtype, count] : part.at("dtypes").items())
    out << ' ' << dtype << ' ' << count.get<double>() / 1e6 << " M";
  out << '\n';
  if (!part.contains("list")) return;
  for (const auto& tensor : part.at("list")) {
    out << "  " << tensor.at("name").get<std::string>() << "  " << tensor.at("shape").dump() << ' '
        << tensor.at("dtype").get<std::string>() << "  (" << tensor.at("file").get<std::string>() << ")\n";
  }
}

void inspect(const InspectArguments& arguments, CommandContext& context) {
  const fs::path checkpoint = arguments.checkpoint;
  if (!fs::exists(checkpoint))
    throw Error(ErrorCode::FileUnreadable, arguments.checkpoint + ": there is no such file or folder");
  nlohmann::json report = nlohmann::json::object();
  for (const auto& [name, path] : parts_of(checkpoint)) {
    if (context.stop.stop_requested()) throw Cancelled();
    try {
      report[name] = describe(path, arguments.tensors);
    } catch (const Error& error) {
      // One damaged part must not hide the others.
      report[name] = {{"path", path.string()}, {"problem", error.what()}};
      context.exit_code = exit_code_of(error.code());
      context.err << "v4e: " << name << ": " << error.what() << '\n';
    }
  }
  if (report.empty())
    throw Error(ErrorCode::FileUnreadable, arguments.checkpoint + ": no weights were found there");
  if (arguments.json) {
    context.out << json_text(report) << '\n';
    return;
  }
  for (const auto& [name, part] : report.items()) {
    if (!part.contains("problem")) print_part(name, part, context.out);
  }
}

}  // namespace

void add_inspect_command(CLI::App& app, CommandContext& context) {
  auto arguments = std::make_shared<InspectArguments>();
  CLI::App* command = app.add_subcommand("inspect", "Show what is in a checkpoint, without loading it");
  command->add_option("CHECKPOINT", arguments->checkpoint, "A model folder, a part of one, or a weight file")
      ->required();
  command->add_flag("--tensors", arguments->tensors, "List every tensor with shape, type and file");
  command->add_flag("--json", arguments->json, "Print a JSON object");
  command->footer(
      "Examples:\n  v4e inspect ~/models/Wan2.1-I2V-14B-480P-Diffusers\n"
      "  v4e inspect --tensors model.safetensors");
  command->callback([arguments, &context] { inspect(*arguments, context); });
}

}  // namespace v4e::cli

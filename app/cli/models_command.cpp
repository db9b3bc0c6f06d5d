// SPDX-License-Identifier: GPL-3.0-or-later
#include <iomanip>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>

#include "app/cli/commands.h"
#include "core/base/resources.h"
#include "core/base/text.h"
#include "core/captions/caption_rewriter.h"
#include "core/library/folder_parts.h"
#include "core/library/model_description.h"

namespace v4e::cli {
namespace {

nlohmann::json to_json(const FoundModel& found) {
  nlohmann::json entry{{"folder", found.folder.string()}, {"usable", found.description.has_value()}};
  if (!found.description) {
    entry["problem"] = found.problem;
    return entry;
  }
  const ModelDescription& model = *found.description;
  entry["name"] = model.name;
  entry["class"] = model.pipeline_class;
  entry["disk_bytes"] = model.disk_bytes;
  entry["defaults"] = {{"steps", model.default_steps},
                       {"guidance", model.default_guidance},
                       {"frames", model.default_frames},
                       {"working_area_px", model.working_area_px}};
  entry["methods"] = nlohmann::json::array();
  for (const EditMethod method : model.methods) entry["methods"].push_back(std::string(to_string(method)));
  if (model.capabilities) entry["capabilities"] = *model.capabilities;
  for (const FolderPart& part : folder_parts(model.folder).parts)
    entry["parts"].push_back({{"name", part.name}, {"found", part.found}, {"note", part.note}});
  return entry;
}

void print_parts(const ModelDescription& model, std::ostream& out) {
  const char* separator = "  parts: ";
  for (const FolderPart& part : folder_parts(model.folder).parts) {
    out << separator << part.name;
    if (!part.note.empty()) out << " (" << part.note << ')';
    if (!part.found && part.note.empty()) out << " (missing)";
    separator = ", ";
  }
  out << '\n';
}

void print_model(const FoundModel& found, const CaptionRewriter& rewriter, CommandContext& context) {
  if (!found.description) {
    context.err << found.folder.string() << "\n  cannot be used: " << found.problem << '\n';
    return;
  }
  std::ostream& out = context.out;
  const ModelDescription& model = *found.description;
  out << model.name << "  " << std::fixed << std::setprecision(1)
      << static_cast<double>(model.disk_bytes) / (1 << 20) << " MiB, " << model.pipeline_class << "\n  "
      << model.folder.string() << '\n';
  print_parts(model, out);
  out << "  method: ";
  if (model.methods.empty()) out << "none for one photo";
  for (std::size_t i = 0; i < model.methods.size(); ++i)
    out << (i > 0 ? ", " : "") << to_string(model.methods[i]);
  out << "\n  can do: ";
  if (!model.capabilities) {
    out << "any instruction\n";
    return;
  }
  const char* separator = "";
  for (const std::string& effect : *model.capabilities) {
    out << separator << rewriter.effect_title(effect);
    separator = ", ";
  }
  out << '\n';
}

}  // namespace

void add_models_command(CLI::App& app, CommandContext& context) {
  auto json = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("models", "List the models found, and what each can do");
  command->add_flag("--json", *json, "Print a JSON array");
  command->footer(
      "Models are looked for in the program's resources, in the folders of $V4E_MODELS (split by ':'), and "
      "in\n"
      "~/.local/share/video4edit/models. Any other folder works with `v4e edit --model FOLDER`.");
  command->callback([json, &context] {
    const std::vector<FoundModel> models = find_models(model_search_folders());
    if (*json) {
      nlohmann::json list = nlohmann::json::array();
      for (const FoundModel& model : models) list.push_back(to_json(model));
      context.out << json_text(list) << '\n';
      return;
    }
    const auto rewriter = CaptionRewriter::from_folder(resource_folder() / "captions");
    for (const FoundModel& model : models) print_model(model, rewriter, context);
    if (models.empty()) context.err << "no model was found; see v4e models --help\n";
  });
}

}  // namespace v4e::cli

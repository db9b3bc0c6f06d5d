// SPDX-License-Identifier: GPL-3.0-or-later
#include <iomanip>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>

#include "app/cli/commands.h"
#include "core/base/text.h"
#include "core/nn/device.h"
#include "core/nn/path_choice.h"

namespace v4e::cli {
namespace {

double gibibytes(std::int64_t bytes) {
  return static_cast<double>(bytes) / (1 << 30);
}

nlohmann::json to_json(const DeviceInfo& device) {
  nlohmann::json json{{"id", device.id},
                      {"name", device.name},
                      {"memory_bytes", device.memory_bytes},
                      {"free_bytes", device.free_bytes},
                      {"dtype", device.fast_bf16 ? "bf16" : "fp32"}};
  if (device.id != "cpu") return json;
  json["machine"] = machine_name();
  json["paths"] = nlohmann::json::array();
  for (const PathChoice& choice : chosen_paths())
    json["paths"].push_back({{"work", choice.work}, {"path", choice.path}, {"speedup", choice.speedup}});
  return json;
}

void print_paths(std::ostream& out) {
  const std::vector<PathChoice> choices = chosen_paths();
  if (choices.empty()) return;
  out << "\nFastest ways to compute here, as measured (" << machine_name() << "):\n" << std::setprecision(2);
  for (const PathChoice& choice : choices) {
    out << "  " << std::left << std::setw(62) << choice.work << ' ' << choice.path;
    if (choice.speedup > 1.0) out << " (" << choice.speedup << "x)";
    out << '\n';
  }
}

}  // namespace

void add_devices_command(CLI::App& app, CommandContext& context) {
  auto json = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("devices", "List where models can run");
  command->add_flag("--json", *json, "Print a JSON array");
  command->footer(
      "The first one is what --device auto takes; dtype is what --dtype auto takes there.\n"
      "On a CPU the fastest way to compute is measured when a size first comes up; $V4E_PATHS forces ways\n"
      "(\"linear=matmul,attention=torch\", or \"first\" to measure nothing).");
  command->callback([json, &context] {
    const std::vector<DeviceInfo> devices = list_devices();
    if (*json) {
      nlohmann::json list = nlohmann::json::array();
      for (const DeviceInfo& device : devices) list.push_back(to_json(device));
      context.out << json_text(list) << '\n';
      return;
    }
    context.out << std::fixed << std::setprecision(1);
    for (const DeviceInfo& device : devices) {
      context.out << std::left << std::setw(8) << device.id << ' ' << device.name << ", "
                  << gibibytes(device.memory_bytes) << " GiB (" << gibibytes(device.free_bytes) << " free), "
                  << (device.fast_bf16 ? "bf16" : "fp32") << '\n';
    }
    print_paths(context.out);
  });
}

}  // namespace v4e::cli

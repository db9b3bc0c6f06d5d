// SPDX-License-Identifier: GPL-3.0-or-later
#include <iomanip>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>

#include "app/cli/commands.h"
#include "core/nn/device.h"

namespace v4e::cli {
namespace {

double gibibytes(std::int64_t bytes) {
  return static_cast<double>(bytes) / (1 << 30);
}

nlohmann::json to_json(const DeviceInfo& device) {
  return {{"id", device.id},
          {"name", device.name},
          {"memory_bytes", device.memory_bytes},
          {"free_bytes", device.free_bytes},
          {"dtype", device.fast_bf16 ? "bf16" : "fp32"}};
}

}  // namespace

void add_devices_command(CLI::App& app, CommandContext& context) {
  auto json = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("devices", "List where models can run");
  command->add_flag("--json", *json, "Print a JSON array");
  command->footer("The first one is what --device auto takes; dtype is what --dtype auto takes there.");
  command->callback([json, &context] {
    const std::vector<DeviceInfo> devices = list_devices();
    if (*json) {
      nlohmann::json list = nlohmann::json::array();
      for (const DeviceInfo& device : devices) list.push_back(to_json(device));
      context.out << list.dump(2) << '\n';
      return;
    }
    context.out << std::fixed << std::setprecision(1);
    for (const DeviceInfo& device : devices) {
      context.out << std::left << std::setw(8) << device.id << ' ' << device.name << ", "
                  << gibibytes(device.memory_bytes) << " GiB (" << gibibytes(device.free_bytes) << " free), "
                  << (device.fast_bf16 ? "bf16" : "fp32") << '\n';
    }
  });
}

}  // namespace v4e::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/device_option.h"

namespace v4e::cli {

void add_device_option(CLI::App& command, std::string& device) {
  command.add_option("--device", device, "auto, cpu, cuda or cuda:N (see v4e devices)")->group("Model");
}

}  // namespace v4e::cli

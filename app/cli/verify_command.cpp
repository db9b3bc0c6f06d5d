// SPDX-License-Identifier: GPL-3.0-or-later
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>

#include "app/cli/commands.h"
#include "app/cli/device_option.h"
#include "core/base/text.h"
#include "core/nn/device.h"
#include "core/verify/verify.h"

namespace v4e::cli {
namespace {

struct VerifyOptions {
  std::string folder;
  std::string device = "cpu";
  bool json = false;
};

void run_verify(const VerifyOptions& options, CommandContext& context) {
  RunContext run;
  run.stop = context.stop;
  const auto cases = verify_folder(options.folder, parse_device(options.device), run);
  if (options.json) {
    context.out << json_text(to_json(cases)) << '\n';
  } else {
    context.out << to_table(cases);
  }
  if (!all_passed(cases)) context.exit_code = kFailed;
}

}  // namespace

void add_verify_command(CLI::App& app, CommandContext& context) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App* command = app.add_subcommand("verify", "Compare this machine's numbers with the reference's");
  command->add_option("folder", options->folder, "Reference cases, laid out as tests/goldens is")->required();
  add_device_option(*command, options->device);
  command->add_flag("--json", options->json, "Print a JSON array of cases");
  command->footer(
      "Computes in fp32 with the tolerances of the folder's README. Exits with 1 if a case fails; cases of\n"
      "file formats that cannot be read yet are shown as unsupported and do not count.");
  command->callback([options, &context] { run_verify(*options, context); });
}

}  // namespace v4e::cli

// SPDX-License-Identifier: GPL-3.0-or-later
// The command line of Video4Edit.
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <new>
#include <string>

#include "app/cli/commands.h"
#include "app/cli/error_text.h"
#include "app/cli/interrupt.h"
#include "core/base/error.h"
#include "core/base/freed_memory.h"
#include "core/base/log.h"
#include "core/base/os/process.h"
#include "core/base/patient_threads.h"
#include "core/checkpoints/map_watch.h"
#include "core/training/distributed/launch.h"

namespace v4e::cli {
namespace {

void add_commands(CLI::App& app, CommandContext& context) {
#ifdef V4E_HAS_EDIT
  add_edit_command(app, context);
  add_batch_command(app, context);
  add_benchmark_command(app, context);
  add_compare_command(app, context);
  add_select_command(app, context);
  add_evaluate_command(app, context);
  add_dataset_command(app, context);
  add_rollout_command(app, context);
  add_experiment_command(app, context);
#endif
  add_caption_command(app, context);
  add_models_command(app, context);
  add_devices_command(app, context);
  add_inspect_command(app, context);
  add_convert_command(app, context);
  add_plan_command(app, context);
  add_verify_command(app, context);
  add_train_command(app, context);
  add_distill_command(app, context);
}

/// A report that went nowhere must not look like success to a script.
void require_printed(std::ostream& out) {
  if (out.flush()) return;
  throw Error(ErrorCode::FileUnwritable, "cannot write to standard output: is it closed, or its disk full?");
}

/// Runs the chosen command: CLI11 calls it from parse().
int run(CLI::App& app, CommandContext& context, int argc, char** argv) {
  try {
    const MapWatch maps;
    app.parse(argc, argv);
    maps.check();
    require_printed(context.out);
    return context.exit_code;
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error, context.out, context.err);
    return code == 0 ? kOk : kUsage;
  } catch (const Cancelled&) {
    context.err << "\nstopped\n";
    return kCancelled;
  } catch (const training::PeerLost& error) {
    context.err << "v4e: " << error.what() << '\n';
    return kRetry;
  } catch (const Error& error) {
    context.err << "v4e: " << error_text(error) << '\n';
    return exit_code_of(error.code());
  } catch (const std::filesystem::filesystem_error& error) {
    // A link that leads back to itself, a folder that may not be looked into …
    context.err << "v4e: " << error.path1().string() << ": " << error.code().message() << '\n';
    return kInput;
  } catch (const std::bad_alloc&) {
    context.err << "v4e: not enough memory\n";
    return kMemory;
  } catch (const std::exception& error) {
    context.err << "v4e: internal error: " << error.what() << '\n';
    return kInternal;
  }
}

int main_of_v4e(int argc, char** argv) {
  InterruptWatch interrupts;
  CommandContext context{.out = std::cout,
                         .err = std::cerr,
                         .stop = interrupts.token(),
                         .is_terminal = os::errors_go_to_terminal(),
                         .writing = &interrupts.writing(),
                         .arguments = {argv + 1, argv + argc}};

  CLI::App app(
      "Edits photos by an instruction: the photo evolves as a small film, and its last frame is the edit.",
      "v4e");
  app.set_version_flag("--version", std::string("v4e ") + V4E_VERSION);
  app.require_subcommand(1);
  app.failure_message([](const CLI::App* failed, const CLI::Error& error) {
    return "v4e: " + CLI::FailureMessage::simple(failed, error);
  });
  app.footer(std::string("`v4e COMMAND --help` tells more.\n\nExample:\n"
                         "  v4e edit photo.jpg \"make it snow\" -o snow.jpg\n\n") +
             kExitCodesHelp);
  bool verbose = false;
  app.add_flag("-v,--verbose", verbose, "Tell more on stderr");
  app.parse_complete_callback([&verbose] {
    if (verbose) configure_logging(spdlog::level::debug);
  });
  add_commands(app, context);
  return run(app, context, argc, argv);
}

}  // namespace
}  // namespace v4e::cli

int main(int argc, char** argv) {
  // Loading twice takes a third of a second, which only work is worth.
  const std::string command = argc > 1 ? argv[1] : "";
  for (const char* working : {"edit", "batch", "benchmark", "compare", "select", "evaluate", "dataset",
                              "rollout", "train", "distill", "experiment", "verify"}) {
    if (command == working) v4e::restart_with_patient_threads(argv);
  }
  v4e::keep_freed_memory();
  return v4e::cli::main_of_v4e(argc, argv);
}

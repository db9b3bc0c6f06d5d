// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/kind_option.h"

#include "core/library/known_models.h"

namespace v4e::cli {

void add_kind_option(CLI::App& command, std::string& kind) {
  command
      .add_option(
          "--model-kind", kind,
          "Which model a file is, where its shapes and its name leave that open; said once, it is kept: " +
              known_model_ids())
      ->check([](const std::string& id) {
        return known_model(id) != nullptr
                   ? std::string()
                   : "there is no model \"" + id + "\"; known are " + known_model_ids();
      })
      ->group("Model");
}

}  // namespace v4e::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/network_options.h"

namespace v4e::cli {
namespace {

constexpr const char* kNetworksGroup = "Measuring with networks";

}  // namespace

void add_network_options(CLI::App& command, NetworkFiles& files) {
  command
      .add_option(
          "--image-encoder", files.image_encoder,
          "Measure CLIP image similarity and structure distance with it: a CLIP image encoder's file or "
          "folder, or a model folder that has one, such as Wan2.1 I2V's. The folder of a whole CLIP also "
          "measures similarity to texts and direction, where there are such texts (default: not measured)")
      ->option_text("PATH")
      ->check(CLI::ExistingPath)
      ->group(kNetworksGroup);
  command
      .add_option("--lpips", files.lpips,
                  "Measure LPIPS with these weights, of AlexNet or VGG16; how the file is made is told in "
                  "resources/docs/measures.md of the sources (default: not measured)")
      ->option_text("FILE")
      ->check(CLI::ExistingFile)
      ->group(kNetworksGroup);
}

}  // namespace v4e::cli

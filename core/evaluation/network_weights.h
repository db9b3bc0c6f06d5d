// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include "core/base/error.h"
#include "core/checkpoints/load_state.h"

namespace v4e {

/// load_state() in fp32, with the file in its errors.
inline void load_network(torch::nn::Module& network, const StateDictReader& weights,
                         const std::filesystem::path& file, at::Device device, const RunContext& context) {
  LoadOptions options;
  options.dtype = at::kFloat;
  options.device = device;
  try {
    load_state(network, weights, options, context);
  } catch (const Error& error) {
    throw Error(error.code(), file.string() + ": " + error.what());
  }
}

}  // namespace v4e

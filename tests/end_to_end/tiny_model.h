// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace v4e::test {

struct TinyModelOptions {
  std::optional<std::vector<std::string>> capabilities = std::vector<std::string>{"bw", "night", "sketch"};
  /// Whether the edit depends on noise, words and timestep; else it is a push in one direction alone.
  bool listens = false;
  int num_layers = 2;  ///< of the transformer: more of them make an edit slower
};

/// Writes a model folder of the nano shape with random weights through the engine's own save function, so
/// that the whole edit runs in seconds.
void write_tiny_model(const std::filesystem::path& folder, const TinyModelOptions& options = {});

}  // namespace v4e::test

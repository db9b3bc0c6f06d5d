// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/models/clip_text/clip_text.h"
#include "tests/core/models/spread_values.h"

namespace v4e::test {

/// A text tower for the vocabulary of clip_files.h.
inline nlohmann::json made_clip_text_config(const std::string& activation = "quick_gelu") {
  return {{"model_type", "clip"},
          {"projection_dim", 8},
          {"text_config",
           {{"vocab_size", 528},
            {"hidden_size", 16},
            {"intermediate_size", 32},
            {"num_hidden_layers", 2},
            {"num_attention_heads", 2},
            {"max_position_embeddings", 16},
            {"hidden_act", activation}}}};
}

/// Its weights by the rank of their names, sorted.
inline std::vector<std::pair<std::string, at::Tensor>> made_clip_text() {
  const ClipText shapes(ClipTextConfig::from_json(made_clip_text_config()));
  std::map<std::string, std::vector<std::int64_t>> sorted;
  for (const auto& item : shapes->named_parameters()) sorted[item.key()] = item.value().sizes().vec();
  std::vector<std::pair<std::string, at::Tensor>> weights;
  std::uint64_t row = 0;
  for (const auto& [name, shape] : sorted) {
    const bool is_scale = name.find("norm") != name.npos && name.ends_with("weight");
    const at::Tensor values = spread_values(c10::multiply_integers(shape), row++) + (is_scale ? 0.5 : -0.5);
    weights.emplace_back(name, values.to(at::kFloat).view(shape));
  }
  return weights;
}

}  // namespace v4e::test

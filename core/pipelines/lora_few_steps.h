// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/schedulers/sampler.h"

namespace v4e {

/// Metadata of a LoRA file that says, as a JSON object, that it makes its model work in few steps, and how.
inline constexpr const char* kLoraFewSteps = "v4e.few_steps";

/// How a model with such a LoRA is asked: without guidance, by this sampler on this grid.
struct LoraFewSteps {
  int steps = 4;
  double shift = 5;
  Sampler sampler = Sampler::Euler;
  double folded_guidance = 1;  ///< what it does without guidance is what the model before did with this

  bool operator==(const LoraFewSteps&) const = default;
};

[[nodiscard]] inline std::string to_metadata(const LoraFewSteps& few_steps) {
  return nlohmann::json{{"steps", few_steps.steps},
                        {"shift", few_steps.shift},
                        {"sampler", few_steps.sampler == Sampler::Euler ? "euler" : "unipc"},
                        {"guidance", 1},
                        {"folded_guidance", few_steps.folded_guidance}}
      .dump();
}

/// Nothing where the metadata do not say. Throws Error(FileMalformed) naming `origin` where what they say
/// makes no sense.
[[nodiscard]] inline std::optional<LoraFewSteps> lora_few_steps(
    const std::map<std::string, std::string>& metadata, const std::string& origin) {
  const auto found = metadata.find(kLoraFewSteps);
  if (found == metadata.end()) return std::nullopt;
  const std::string place = origin + ": " + kLoraFewSteps;
  const nlohmann::json json = parse_json(found->second, place);
  LoraFewSteps few_steps;
  try {
    few_steps.steps = json.at("steps").get<int>();
    few_steps.shift = json.at("shift").get<double>();
    few_steps.sampler = json.at("sampler") == "unipc" ? Sampler::UniPc : Sampler::Euler;
    few_steps.folded_guidance = json.value("folded_guidance", 1.0);
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::FileMalformed, place + ": " + error.what());
  }
  if (few_steps.steps < 1 || few_steps.steps > 1000 || !(few_steps.shift > 0 && few_steps.shift <= 100))
    throw Error(ErrorCode::FileMalformed, place + ": steps must be 1 to 1000, and the shift above 0 to 100");
  return few_steps;
}

}  // namespace v4e

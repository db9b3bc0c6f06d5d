// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/captions/caption_rewriter.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/captions/caption_rules.h"
#include "core/captions/instruction_reader.h"
#include "core/captions/instruction_text.h"

namespace v4e {
namespace {

void check_instruction(std::string_view instruction) {
  if (instruction.size() > CaptionRewriter::kMaxInstructionBytes)
    throw Error(ErrorCode::InvalidArgument, "the instruction has " + std::to_string(instruction.size()) +
                                                " bytes; at most " +
                                                std::to_string(CaptionRewriter::kMaxInstructionBytes) +
                                                " are read. Say in a sentence or two what is to change.");
  if (!is_valid_utf8(instruction))
    throw Error(ErrorCode::InvalidArgument, "the instruction is not valid UTF-8 text");
}

}  // namespace

std::vector<bool> covered_steps(const InstructionReading& reading,
                                const std::optional<std::vector<std::string>>& effects) {
  std::vector<bool> covered;
  for (const EvolutionCaption& step : reading.steps)
    covered.push_back(!effects || std::find(effects->begin(), effects->end(), step.effect) != effects->end());
  return covered;
}

CaptionRewriter CaptionRewriter::from_folder(const std::filesystem::path& folder) {
  return CaptionRewriter(std::make_shared<const CaptionRules>(CaptionRules::from_folder(folder)));
}

std::vector<std::string> CaptionRewriter::nano_effects() const {
  return rules_->nano_effects;
}

std::string CaptionRewriter::effect_title(const std::string& effect) const {
  const auto found = rules_->effects.find(effect);
  return found == rules_->effects.end() ? effect : found->second.title;
}

InstructionReading CaptionRewriter::read(std::string_view instruction, bool has_region) const {
  check_instruction(instruction);
  InstructionReading reading = read_instruction(*rules_, instruction, has_region);
  if (reading.steps.empty())
    throw Error(ErrorCode::InvalidArgument,
                "the instruction is empty. Say what is to change, e.g. \"make it night\".");
  return reading;
}

EvolutionCaption CaptionRewriter::rewrite(std::string_view instruction, bool has_region) const {
  return read(instruction, has_region).whole;
}

}  // namespace v4e

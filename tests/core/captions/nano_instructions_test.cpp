// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/base/json_file.h"
#include "core/captions/caption_rewriter.h"

namespace v4e {
namespace {

const std::filesystem::path kFolder = std::filesystem::path(V4E_SOURCE_DIR) / "resources" / "captions";

std::string fill(std::string text, const std::string& slot, const std::string& value) {
  for (std::size_t at = text.find(slot); at != std::string::npos; at = text.find(slot, at + value.size()))
    text.replace(at, slot.size(), value);
  return text;
}

/// What the trainer pairs with an effect: the sentence of issue 3, word for word.
std::string expected_caption(const std::string& effect, const std::string& target,
                             const std::string& colour) {
  const std::map<std::string, std::string> kCaptions{
      {"bw", "the colors slowly drain away until the photo is black and white"},
      {"sepia", "the photo slowly turns into a brown sepia print"},
      {"warm", "the light of the photo slowly becomes warmer"},
      {"cool", "the light of the photo slowly becomes cooler and bluer"},
      {"vivid", "the colors of the photo slowly become vivid and saturated"},
      {"brighter", "the photo slowly becomes brighter"},
      {"darker", "the photo slowly becomes darker"},
      {"cast", "the whole photo slowly takes on a " + colour + " tint"},
      {"night", "day slowly turns into night"},
      {"fog", "thick fog slowly fills the scene"},
      {"snow", "snow begins to fall and snowflakes fill the air"},
      {"sketch", "the photo slowly becomes a pencil sketch"},
      {"oil", "the photo slowly becomes an oil painting"},
      {"watercolour", "the photo slowly becomes a watercolor painting"},
      {"cartoon", "the photo slowly becomes a cartoon drawing"},
      {"restore", "the old photo slowly heals, its scratches, grain and fading vanish"},
      {"colourise", "natural colors slowly return to the black and white photo"},
      {"bgblur", "the background slowly becomes blurred while the " + (target.empty() ? "subject" : target) +
                     " stays sharp"},
      {"bgcolour", "the background slowly turns into plain " + colour},
      {"recolour", "the " + target + " slowly turns " + colour},
      {"remove", "the " + target + " slowly fades away until only the background remains"},
  };
  return kCaptions.at(effect);
}

class NanoInstructions : public testing::TestWithParam<std::string> {
 protected:
  static void check(const CaptionRewriter& rewriter, const std::string& effect, const std::string& wording) {
    const std::vector<std::string> targets{"dog", "red apple", "sailing ship", "fire engine", "butterfly"};
    const std::vector<std::string> colours =
        effect == "cast"
            ? std::vector<std::string>{"red", "orange", "yellow", "green", "cyan", "blue", "purple", "pink"}
            : std::vector<std::string>{"red",    "orange", "yellow", "green", "cyan", "blue",
                                       "purple", "pink",   "white",  "black", "grey"};
    const bool takes_target = wording.find("{target}") != std::string::npos;
    const bool takes_colour = wording.find("{colour}") != std::string::npos;
    for (std::size_t i = 0; i < (takes_target || takes_colour ? colours.size() : 1); ++i) {
      const std::string target = takes_target ? targets[i % targets.size()] : "";
      const std::string colour = takes_colour ? colours[i] : "";
      const std::string instruction = fill(fill(wording, "{target}", target), "{colour}", colour);
      const EvolutionCaption caption = rewriter.rewrite(instruction);
      EXPECT_EQ(caption.effect, effect) << instruction;
      EXPECT_EQ(caption.colour, colour) << instruction;
      if (takes_target) {
        EXPECT_EQ(caption.target, target) << instruction;
      }
      EXPECT_EQ(caption.caption, expected_caption(effect, target, colour)) << instruction;
      EXPECT_GE(caption.confidence, 0.5) << instruction;
    }
  }
};

TEST_P(NanoInstructions, EveryWordingMeansItsEffect) {
  const CaptionRewriter rewriter = CaptionRewriter::from_folder(kFolder);
  const auto document = read_json_file(kFolder / "nano_instructions.json");
  const auto& wordings = document.at("effects").at(GetParam());
  EXPECT_GE(wordings.at("heldout").size(), 6u);
  EXPECT_GE(wordings.at("train").size() + wordings.at("heldout").size(), 24u);
  for (const char* split : {"train", "heldout"}) {
    for (const auto& wording : wordings.at(split)) check(rewriter, GetParam(), wording.get<std::string>());
  }
}

INSTANTIATE_TEST_SUITE_P(Effects, NanoInstructions,
                         testing::Values("bw", "sepia", "warm", "cool", "vivid", "brighter", "darker", "cast",
                                         "night", "fog", "snow", "sketch", "oil", "watercolour", "cartoon",
                                         "restore", "colourise", "bgblur", "bgcolour", "recolour", "remove"),
                         [](const auto& parameter) { return parameter.param; });

TEST(NanoInstructionFile, CoverExactlyTheNanoEffects) {
  const auto document = read_json_file(kFolder / "nano_instructions.json");
  std::set<std::string> listed;
  for (const auto& [effect, wordings] : document.at("effects").items()) listed.insert(effect);
  const auto effects = CaptionRewriter::from_folder(kFolder).nano_effects();
  EXPECT_EQ(listed, std::set<std::string>(effects.begin(), effects.end()));
}

}  // namespace
}  // namespace v4e

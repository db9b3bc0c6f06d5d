// SPDX-License-Identifier: GPL-3.0-or-later
// Words that point at a chosen region: this, here, the selection.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "core/captions/caption_rewriter.h"

namespace v4e {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const CaptionRewriter& rewriter() {
  static const CaptionRewriter instance =
      CaptionRewriter::from_folder(std::filesystem::path(V4E_SOURCE_DIR) / "resources" / "captions");
  return instance;
}

struct Row {
  const char* instruction;
  const char* effect;
  const char* caption;
};

TEST(Pointing, DamageInARegionIsFilledAndOfAWholePhotoRestored) {
  for (const char* instruction :
       {"repair the scratches", "remove the stain", "fix the crack", "clean up the spots", "heal the blemish",
        "remove the dust spots from the photo", "get rid of the creases", "repair this", "fix the selection",
        "retouch the marked part", "no more scratches", "patch up the hole"}) {
    const EvolutionCaption caption = rewriter().rewrite(instruction, true);
    EXPECT_EQ(caption.effect, "repair") << instruction;
    EXPECT_EQ(caption.kind, EditKind::Remove) << instruction;
    EXPECT_EQ(caption.region_use, RegionUse::Given) << instruction;
    EXPECT_EQ(caption.caption, "the selected part slowly fades away until only the background remains")
        << instruction;
  }
  for (const char* instruction : {"repair the scratches", "remove the scratches and stains"}) {
    EXPECT_EQ(rewriter().rewrite(instruction).effect, "restore") << instruction;
    EXPECT_EQ(rewriter().rewrite(instruction).effect_in_region, "repair") << instruction;
  }
  for (const auto& [instruction, effect] : {std::pair{"restore this old photo", "restore"},
                                            {"remove the grain", "restore"},
                                            {"remove the dog", "remove"},
                                            {"remove this", "remove"},
                                            {"make it darker", "darker"}})
    EXPECT_EQ(rewriter().rewrite(instruction, true).effect, effect) << instruction;
}

TEST(Pointing, ABackgroundMayBeAGradient) {
  for (const char* instruction : {"make the background a gradient from blue to white",
                                  "turn the backdrop into a gradient of blue and white",
                                  "replace the background with a gradient that goes from blue to white",
                                  "a blue to white gradient background",
                                  "the background slowly changes into a gradient from blue to white"}) {
    for (const bool has_region : {false, true}) {
      const EvolutionCaption caption = rewriter().rewrite(instruction, has_region);
      EXPECT_EQ(caption.effect, "bggradient") << instruction;
      EXPECT_EQ(caption.caption, "the background slowly changes into a gradient from blue to white")
          << instruction;
    }
  }
}

TEST(Pointing, TheRegionIsWhatIsPointedAt) {
  const char* const gone = "the selected part slowly fades away until only the background remains";
  const char* const blue = "the selected part slowly turns blue";
  const Row rows[] = {
      {"remove this", "remove", gone},
      {"remove it", "remove", gone},
      {"please delete that", "remove", gone},
      {"get rid of these", "remove", gone},
      {"delete the selection", "remove", gone},
      {"remove the marked part", "remove", gone},
      {"erase the selected area please", "remove", gone},
      {"make this disappear", "remove", gone},
      {"make it blue", "recolour", blue},
      {"make this blue", "recolour", blue},
      {"paint the selection blue", "recolour", blue},
      {"turn the selected object blue", "recolour", blue},
      {"add a hat here", "add", "a hat slowly appears in the photo"},
      {"put a hat here", "add", "a hat slowly appears in the photo"},
      {"add a red balloon in the selection", "add", "a red balloon slowly appears in the photo"},
      {"entferne das", "remove", gone},
      {"entferne das hier", "remove", gone},
      {"lösche dies bitte", "remove", gone},
      {"entferne die Auswahl", "remove", gone},
      {"lösche den markierten Bereich", "remove", gone},
      {"mach das blau", "recolour", blue},
      {"färbe die Auswahl blau", "recolour", blue},
      {"füge hier einen Hut hinzu", "add", "a hat slowly appears in the photo"},
      {"删除这个", "remove", gone},
      {"去掉它", "remove", gone},
      {"删除选区", "remove", gone},
      {"去掉选中的部分", "remove", gone},
      {"把这个变成蓝色", "recolour", blue},
      {"把选区变成蓝色", "recolour", blue},
      {"在这里加一顶帽子", "add", "a hat slowly appears in the photo"},
  };
  for (const Row& row : rows) {
    const EvolutionCaption caption = rewriter().rewrite(row.instruction, true);
    EXPECT_EQ(caption.effect, row.effect) << row.instruction;
    EXPECT_EQ(caption.caption, row.caption) << row.instruction;
    EXPECT_EQ(caption.region_use, RegionUse::Given) << row.instruction;
    EXPECT_FALSE(caption.needs_region);
    EXPECT_THAT(caption.notes, IsEmpty()) << row.instruction;
    for (const char* wrong : {"the the", "this", "It ", "here", "  "})
      EXPECT_THAT(caption.detailed_caption, Not(HasSubstr(wrong))) << row.instruction;
  }
}

TEST(Pointing, WhatIsDoneToAPhotoIsDoneToTheRegionWhateverItIsCalled) {
  const std::pair<const char*, const char*> rows[] = {
      {"make it black and white", "bw"},
      {"make this black and white", "bw"},
      {"make the suit black and white", "bw"},
      {"make the selection black and white", "bw"},
      {"make the sky darker", "darker"},
      {"make that darker", "darker"},
      {"darken the selection", "darker"},
      {"make it warmer", "warm"},
      {"make this night", "night"},
      {"make it snow", "snow"},
      {"turn it into a pencil sketch", "sketch"},
      {"mach die Auswahl dunkler", "darker"},
      {"make the photo brighter", "brighter"},
  };
  for (const auto& [instruction, effect] : rows) {
    const EvolutionCaption caption = rewriter().rewrite(instruction, true);
    EXPECT_EQ(caption.effect, effect) << instruction;
    EXPECT_FALSE(caption.is_partial) << instruction;
    EXPECT_NE(caption.region_use, RegionUse::Given) << instruction;
    EXPECT_EQ(caption.caption, rewriter().rewrite(caption.wish, true).caption) << instruction;
  }
}

TEST(Pointing, ANamedThingKeepsItsName) {
  for (const auto& [instruction, caption] : std::vector<std::pair<const char*, const char*>>{
           {"make the suit blue", "the suit slowly turns blue"},
           {"remove this car", "the car slowly fades away until only the background remains"},
           {"remove the dog", "the dog slowly fades away until only the background remains"}})
    EXPECT_EQ(rewriter().rewrite(instruction, true).caption, caption);
}

TEST(Pointing, AloneSaysThatARegionIsNeeded) {
  for (const char* instruction :
       {"remove this", "delete the selection", "remove the marked part", "add a hat here",
        "replace this with a dog", "entferne das", "lösche die Auswahl", "删除这个", "在这里加一顶帽子",
        "make it night, then remove that"})
    EXPECT_TRUE(rewriter().rewrite(instruction).needs_region) << instruction;
  for (const char* instruction :
       {"remove the dog", "make this black and white", "make it blue", "make this photo warmer",
        "make the suit blue", "remove this car", "remove it", "make it more dramatic", "clean this up",
        "turn this into a painting", "make it look like that", "restore this photo"})
    EXPECT_FALSE(rewriter().rewrite(instruction).needs_region) << instruction;
}

TEST(Pointing, TellsWhatIsOfAllButTheSubject) {
  for (const bool in_region : {false, true}) {
    for (const char* instruction :
         {"blur the background", "make the background blue", "make the background darker",
          "make everything but the cat grey", "turn all but the car black and white", "make the rest blue",
          "make everything around the dog blue", "make the surroundings darker", "remove everyone else",
          "mach den Hintergrund unscharf", "make it warmer and blur the background"})
      EXPECT_TRUE(rewriter().rewrite(instruction, in_region).is_of_rest) << instruction;
    for (const char* instruction :
         {"make this red", "remove the people in the background", "make the wall behind her blue",
          "make everything blue", "remove all the cars", "make it night", "replace the sky with a sunset"})
      EXPECT_FALSE(rewriter().rewrite(instruction, in_region).is_of_rest) << instruction;
  }
}

TEST(Pointing, ALookOfTheBackgroundIsThatLookAndNeedsTheBackground) {
  for (const auto& [instruction, effect] : std::vector<std::pair<const char*, const char*>>{
           {"make the background darker", "darker"},
           {"make the background brighter", "brighter"},
           {"darken the background", "darker"},
           {"make the background warmer", "warm"},
           {"make the background black and white", "bw"},
           {"turn the background black and white", "bw"},
           {"make the background sepia", "sepia"},
           {"make the background foggy", "fog"},
           {"turn the background into a pencil sketch", "sketch"},
           {"make the background more colorful", "vivid"},
           {"mach den Hintergrund dunkler", "darker"}}) {
    const EvolutionCaption whole = rewriter().rewrite(instruction);
    EXPECT_EQ(whole.effect, effect) << instruction;
    EXPECT_TRUE(whole.needs_region && whole.is_of_rest) << instruction;
    const EvolutionCaption inside = rewriter().rewrite(instruction, true);
    EXPECT_EQ(inside.effect, effect) << instruction;
    EXPECT_TRUE(!inside.needs_region && inside.is_of_rest) << instruction;
    EXPECT_EQ(inside.caption, rewriter().rewrite(inside.wish, true).caption) << instruction;
  }
  for (const auto& [instruction, effect] : std::vector<std::pair<const char*, const char*>>{
           {"blur the background", "bgblur"},
           {"make the background blue", "bgcolour"},
           {"make the background white", "bgcolour"},
           {"change the background to a beach at night", "background"},
           {"make the background a snowy forest", "background"},
           {"replace the background with a foggy lake", "background"},
           {"remove the background", "bgremove"},
           {"make it night", "night"}}) {
    const EvolutionCaption caption = rewriter().rewrite(instruction);
    EXPECT_EQ(caption.effect, effect) << instruction;
    EXPECT_FALSE(caption.needs_region) << instruction;
  }
}

TEST(Pointing, TellsWhatAWishIsWithARegion) {
  for (const auto& [instruction, effect] : std::vector<std::pair<const char*, const char*>>{
           {"make the sky darker", "darker"}, {"make it night", "night"}, {"make the suit blue", "recolour"}})
    EXPECT_EQ(rewriter().rewrite(instruction).effect_in_region, effect) << instruction;
}

TEST(Pointing, ChangesNothingElse) {
  for (const char* instruction : {"make it night, then add fog", "remove the dog and the cat",
                                  "replace the sky with a sunset", "give the man a beard"}) {
    const InstructionReading plain = rewriter().read(instruction);
    const InstructionReading region = rewriter().read(instruction, true);
    ASSERT_EQ(plain.steps.size(), region.steps.size()) << instruction;
    for (std::size_t i = 0; i < plain.steps.size(); ++i)
      EXPECT_EQ(plain.steps[i].caption, region.steps[i].caption) << instruction;
  }
}

}  // namespace
}  // namespace v4e

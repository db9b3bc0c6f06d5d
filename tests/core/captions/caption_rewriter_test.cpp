// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/captions/caption_rewriter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <random>
#include <string>

#include "core/base/error.h"
#include "core/base/json_file.h"

namespace v4e {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::filesystem::path kFolder = std::filesystem::path(V4E_SOURCE_DIR) / "resources" / "captions";

const CaptionRewriter& rewriter() {
  static const CaptionRewriter instance = CaptionRewriter::from_folder(kFolder);
  return instance;
}

ErrorCode error_of(std::string_view instruction) {
  try {
    (void)rewriter().rewrite(instruction);
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("instruction"));
    return error.code();
  }
  ADD_FAILURE() << "no error";
  return ErrorCode::Internal;
}

TEST(CaptionRewriter, UnderstandsTheTableOfInstructions) {
  const auto table = read_json_file(std::filesystem::path(V4E_SOURCE_DIR) / "tests" / "core" / "captions" /
                                    "instructions.json");
  EXPECT_GE(table.at("instructions").size(), 200u);
  for (const auto& row : table.at("instructions")) {
    const auto instruction = row.at("instruction").get<std::string>();
    const EvolutionCaption caption = rewriter().rewrite(instruction);
    EXPECT_EQ(row.at("kind").get<std::string>(), to_string(caption.kind)) << instruction;
    EXPECT_EQ(row.at("family").get<std::string>(), to_string(caption.family)) << instruction;
    EXPECT_EQ(row.at("effect").get<std::string>(), caption.effect) << instruction;
    EXPECT_EQ(row.value("target", caption.target), caption.target) << instruction;
    EXPECT_EQ(row.value("replacement", caption.replacement), caption.replacement) << instruction;
    EXPECT_EQ(row.value("colour", caption.colour), caption.colour) << instruction;
    EXPECT_EQ(caption.caption.find('{'), std::string::npos) << caption.caption;
    EXPECT_EQ(caption.detailed_caption.find('{'), std::string::npos) << caption.detailed_caption;
    EXPECT_EQ(caption.detailed_caption.find("  "), std::string::npos) << caption.detailed_caption;
  }
}

TEST(CaptionRewriter, NanoCaptionsAreShort) {
  for (const char* instruction :
       {"make it night", "restore the photo", "blur the background", "remove the dog"}) {
    const EvolutionCaption caption = rewriter().rewrite(instruction);
    EXPECT_LE(std::count(caption.caption.begin(), caption.caption.end(), ' '), 19) << caption.caption;
    EXPECT_GT(caption.detailed_caption.size(), caption.caption.size());
  }
}

TEST(CaptionRewriter, PolitenessCaseAndWhiteSpaceChangeNothing) {
  const EvolutionCaption plain = rewriter().rewrite("remove the dog");
  for (const char* instruction :
       {"Could you please remove the dog?", "REMOVE THE DOG", "  remove \t the\r\n  dog  ",
        "please remove the dog, thanks", "Hi! I would like you to remove the dog.",
        "I want to remove the dog from this picture, please.",
        "Remove the dog. Keep everything else unchanged."}) {
    const EvolutionCaption caption = rewriter().rewrite(instruction);
    EXPECT_EQ(caption.caption, plain.caption) << instruction;
    EXPECT_EQ(caption.effect, "remove") << instruction;
  }
}

TEST(CaptionRewriter, KeepsQuotationsVerbatim) {
  const EvolutionCaption caption = rewriter().rewrite("Change the text \"Café—50% OFF\" to 'Don't  PANIC'");
  EXPECT_EQ(caption.target, "\"Café—50% OFF\"");
  EXPECT_EQ(caption.replacement, "\"Don't  PANIC\"");
  EXPECT_EQ(caption.language, "en");
}

TEST(CaptionRewriter, RepairsSlipsAndSaysSo) {
  const EvolutionCaption caption = rewriter().rewrite("brigthen the photo");
  EXPECT_EQ(caption.effect, "brighter");
  EXPECT_THAT(caption.notes, Contains(HasSubstr("brigthen")));
  EXPECT_EQ(rewriter().rewrite("Make the sailing ship red").target, "sailing ship");
}

TEST(CaptionRewriter, JoinsSeveralEditsInOneCaption) {
  const EvolutionCaption caption = rewriter().rewrite("Make it night. Then add a moon.");
  EXPECT_EQ(caption.effect, "several");
  EXPECT_EQ(caption.caption, "day slowly turns into night, then a moon slowly appears in the photo");
  EXPECT_THAT(caption.notes, IsEmpty());
  EXPECT_THAT(rewriter().rewrite("Make it night. Keep the people unchanged.").notes, IsEmpty());
}

TEST(CaptionRewriter, HandsOtherLanguagesOnAsTheyAre) {
  for (const char* instruction :
       {"Supprime le chien de la photo", "Verwijder de hond uit de foto", "Elimina el perro de la foto",
        "удали собаку с фотографии", "犬を消してください", "写真を白黒にしてください", "昼を夜に変えて"}) {
    const EvolutionCaption caption = rewriter().rewrite(instruction);
    EXPECT_EQ(caption.caption, instruction);
    EXPECT_NE(caption.language, "en") << instruction;
    EXPECT_EQ(caption.effect, "");
    EXPECT_LE(caption.confidence, 0.2);
    EXPECT_THAT(caption.notes, Not(IsEmpty()));
  }
}

TEST(CaptionRewriter, RefusesEmptyAndEndlessAndBrokenText) {
  EXPECT_EQ(error_of(""), ErrorCode::InvalidArgument);
  EXPECT_EQ(error_of(" \n\t "), ErrorCode::InvalidArgument);
  EXPECT_EQ(error_of("?!..."), ErrorCode::InvalidArgument);
  EXPECT_EQ(error_of(std::string(10000, 'a')), ErrorCode::InvalidArgument);
  EXPECT_EQ(error_of("make it \xff\xfe night"), ErrorCode::InvalidArgument);
}

TEST(CaptionRewriter, AnyBytesGiveACaptionOrAnInvalidArgument) {
  std::mt19937 random(7);
  const std::string pieces =
      "make the {target} red, \"a\" 'b' @end ... ^ $ | ( ) [ ] \xe2\x80\x9c \xc3\xa9 \n . 's -/";
  for (int round = 0; round < 300; ++round) {
    std::string text(random() % 120, ' ');
    for (char& c : text) c = round % 2 == 0 ? static_cast<char>(random()) : pieces[random() % pieces.size()];
    try {
      const EvolutionCaption caption = rewriter().rewrite(text);
      EXPECT_FALSE(caption.caption.empty());
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::InvalidArgument);
    }
  }
}

TEST(CaptionRewriter, TimeIsBoundedForTheWorstText) {
  std::string text;
  while (text.size() + 20 < CaptionRewriter::kMaxInstructionBytes) text += "make the background ";
  const auto start = std::chrono::steady_clock::now();
  (void)rewriter().rewrite(text);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST(CaptionRewriter, NamesTheFileThatIsMissing) {
  try {
    (void)CaptionRewriter::from_folder("/nonexistent");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::FileUnreadable);
    EXPECT_THAT(error.what(), HasSubstr("effects.json"));
  }
}

TEST(CaptionRewriter, KnowsWhatStaysGrey) {
  const auto greys = [](const char* instruction) { return rewriter().rewrite(instruction).greys; };
  EXPECT_EQ(greys("make it black and white"), EditGreys::All);
  EXPECT_EQ(greys("turn it into a pencil sketch"), EditGreys::All) << "of graphite";
  EXPECT_EQ(greys("restore this old photo"), EditGreys::KeptInGreyPhotos);
  EXPECT_EQ(greys("colourise this old photo"), EditGreys::Free);
  EXPECT_EQ(greys("make it warmer"), EditGreys::Free);
  for (const char* instruction : {"make it brighter", "make it darker", "make the colours more vivid"})
    EXPECT_EQ(greys(instruction), EditGreys::Kept) << instruction;
  EXPECT_EQ(greys("make it black and white, then add fog"), EditGreys::Free) << "the weakest of the steps";
}

TEST(CaptionRewriter, KnowsWhetherAPartIsMeant) {
  for (const char* instruction :
       {"remove the car", "add a red hat", "make the suit blue", "blur the background",
        "make the dog black and white", "remove the car and make the suit blue"})
    EXPECT_TRUE(rewriter().rewrite(instruction).is_partial) << instruction;
  for (const char* instruction : {"make it warmer", "make it snow", "turn it into an oil painting",
                                  "remove the car, then make it snow"})
    EXPECT_FALSE(rewriter().rewrite(instruction).is_partial) << instruction;
}

}  // namespace
}  // namespace v4e

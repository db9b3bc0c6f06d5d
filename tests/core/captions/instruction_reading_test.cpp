// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/json_file.h"
#include "core/captions/caption_rewriter.h"

namespace v4e {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Strings = std::vector<std::string>;

const std::filesystem::path kSource = V4E_SOURCE_DIR;

const CaptionRewriter& rewriter() {
  static const CaptionRewriter instance = CaptionRewriter::from_folder(kSource / "resources" / "captions");
  return instance;
}

const nlohmann::json& table(const char* name) {
  static const nlohmann::json document =
      read_json_file(kSource / "tests" / "core" / "captions" / "readings.json");
  return document.at(name);
}

Strings effects_of(const InstructionReading& reading) {
  Strings effects;
  for (const EvolutionCaption& step : reading.steps) effects.push_back(step.effect);
  return effects;
}

Strings captions_of(const InstructionReading& reading) {
  Strings captions;
  for (const EvolutionCaption& step : reading.steps) captions.push_back(step.caption);
  return captions;
}

Strings texts(const std::string& instruction, const std::vector<TextSpan>& spans) {
  Strings found;
  for (const TextSpan& span : spans) found.push_back(instruction.substr(span.begin, span.end - span.begin));
  return found;
}

TEST(InstructionReading, NeverDoesTheOppositeInSilence) {
  EXPECT_GE(table("opposites").size(), 150u);
  for (const auto& row : table("opposites")) {
    const auto instruction = row.at("instruction").get<std::string>();
    const InstructionReading reading = rewriter().read(instruction);
    for (const auto& unwanted : row.at("never"))
      EXPECT_THAT(effects_of(reading), Not(testing::Contains(unwanted.get<std::string>()))) << instruction;
    if (row.contains("effects")) {
      EXPECT_EQ(effects_of(reading), row.at("effects").get<Strings>()) << instruction;
    }
    if (reading.steps.front().effect.empty()) {
      EXPECT_LE(reading.whole.confidence, 0.2) << instruction;
      EXPECT_THAT(reading.whole.notes, Not(IsEmpty())) << instruction;
    }
  }
}

TEST(InstructionReading, SplitsWishesAndNothingElse) {
  for (const auto& row : table("wishes")) {
    const auto instruction = row.at("instruction").get<std::string>();
    EXPECT_EQ(effects_of(rewriter().read(instruction)), row.at("effects").get<Strings>()) << instruction;
  }
}

TEST(InstructionReading, EachWishReadAloneGivesItsCaption) {
  for (const char* name : {"wishes", "german", "chinese", "opposites"}) {
    for (const auto& row : table(name)) {
      const auto instruction = row.at("instruction").get<std::string>();
      for (const EvolutionCaption& step : rewriter().read(instruction).steps) {
        const InstructionReading alone = rewriter().read(step.wish);
        EXPECT_THAT(captions_of(alone), ElementsAre(step.caption)) << instruction << ": " << step.wish;
      }
    }
  }
}

TEST(InstructionReading, CaptionsReadAsSentences) {
  EXPECT_GE(table("captions").size(), 60u);
  for (const auto& row : table("captions")) {
    const InstructionReading reading = rewriter().read(row.at(0).get<std::string>());
    EXPECT_EQ(reading.whole.caption, row.at(1).get<std::string>()) << row.at(0);
  }
}

/// Every instruction of the tables in its long form.
TEST(InstructionReading, LongCaptionsAreWellFormed) {
  const auto instructions =
      read_json_file(kSource / "tests" / "core" / "captions" / "instructions.json").at("instructions");
  for (const auto& row : instructions) {
    const EvolutionCaption caption = rewriter().rewrite(row.at("instruction").get<std::string>());
    if (caption.effect.empty()) continue;
    const std::string& text = caption.detailed_caption;
    EXPECT_EQ(text.back(), '.') << text;
    for (const char* wrong : {"..", "  ", " .", " ,", "{", "}", "the the ", "the her ", "the him ", " a a ",
                              "as asked", "slowly ."})
      EXPECT_THAT(text, Not(HasSubstr(wrong)));
    EXPECT_TRUE(text.front() >= 'A' && text.front() <= 'Z' ? true : text.front() == '"') << text;
  }
}

class OtherLanguage : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(OtherLanguage, IsUnderstoodAsEnglishIs) {
  const auto& [name, code] = GetParam();
  EXPECT_GE(table(name).size(), 60u);
  for (const auto& row : table(name)) {
    const auto instruction = row.at("instruction").get<std::string>();
    const InstructionReading reading = rewriter().read(instruction);
    EXPECT_EQ(reading.whole.language, code) << instruction;
    EXPECT_EQ(effects_of(reading), row.at("effects").get<Strings>())
        << instruction << ": " << reading.english;
    EXPECT_EQ(reading.whole.caption, row.at("caption").get<std::string>()) << instruction;
    EXPECT_THAT(reading.english, Not(IsEmpty()));
  }
}

INSTANTIATE_TEST_SUITE_P(Languages, OtherLanguage,
                         testing::Values(std::pair("german", "de"), std::pair("chinese", "zh")),
                         [](const auto& parameter) { return parameter.param.first; });

TEST(InstructionReading, UmlautsMayBeSpeltOut) {
  for (const auto& [umlaut, plain] : std::vector<std::pair<const char*, const char*>>{
           {"mach es wärmer", "mach es waermer"},
           {"füge Nebel hinzu", "fuege Nebel hinzu"},
           {"mach das Foto schwarzweiß", "mach das Foto schwarzweiss"},
           {"ÄNDERE DEN HINTERGRUND ZU BLAU", "aendere den hintergrund zu blau"}})
    EXPECT_EQ(rewriter().rewrite(umlaut).caption, rewriter().rewrite(plain).caption) << umlaut;
}

TEST(InstructionReading, UnknownForeignWordsAreSaid) {
  const InstructionReading reading = rewriter().read("entferne den Quastenflosser");
  EXPECT_THAT(effects_of(reading), ElementsAre("remove"));
  EXPECT_THAT(reading.whole.notes, testing::Contains(HasSubstr("Quastenflosser")));
}

TEST(InstructionReading, NamesTheWordsItUsedAndThoseItDidNot) {
  const std::string instruction = "please make it warmer, with seventeen zebras";
  const InstructionReading reading = rewriter().read(instruction);
  EXPECT_THAT(texts(instruction, reading.used), ElementsAre("it", "warmer"));
  EXPECT_THAT(texts(instruction, reading.unused), ElementsAre("seventeen", "zebras"));
  EXPECT_THAT(reading.whole.notes, testing::Contains(HasSubstr("zebras")));

  const std::string german = "mach es wärmer";
  EXPECT_THAT(texts(german, rewriter().read(german).unused), IsEmpty());
  const std::string quoted = "\"make it snow\"";
  EXPECT_THAT(texts(quoted, rewriter().read(quoted).used), ElementsAre("make", "it", "snow"));
}

TEST(InstructionReading, EverySuggestionMeansItsEffect) {
  int count = 0;
  const auto document = read_json_file(kSource / "resources" / "captions" / "effects.json");
  for (const auto& effect : document.at("effects")) {
    if (!effect.contains("suggestion")) continue;
    ++count;
    const InstructionReading reading = rewriter().read(effect.at("suggestion").get<std::string>());
    EXPECT_THAT(effects_of(reading), ElementsAre(effect.at("id").get<std::string>()));
    EXPECT_THAT(reading.whole.notes, IsEmpty()) << effect.at("suggestion");
  }
  EXPECT_GE(count, 15);
}

TEST(InstructionReading, TellsWhatAModelCovers) {
  const InstructionReading reading = rewriter().read("make it night and remove the dog");
  EXPECT_THAT(covered_steps(reading, std::vector<std::string>{"night", "fog"}), ElementsAre(true, false));
  EXPECT_THAT(covered_steps(reading, std::nullopt), ElementsAre(true, true));
}

}  // namespace
}  // namespace v4e

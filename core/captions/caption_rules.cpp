// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/captions/caption_rules.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/error.h"
#include "core/base/json_file.h"

namespace v4e {
namespace {

using nlohmann::json;

constexpr std::array<std::pair<std::string_view, EditKind>, 10> kKinds{{
    {"add", EditKind::Add},
    {"remove", EditKind::Remove},
    {"replace", EditKind::Replace},
    {"background", EditKind::Background},
    {"colour", EditKind::Colour},
    {"style", EditKind::Style},
    {"restore", EditKind::Restore},
    {"text", EditKind::Text},
    {"weather_light", EditKind::WeatherLight},
    {"other", EditKind::Other},
}};

EditKind kind_from(std::string_view name) {
  for (const auto& [text, kind] : kKinds) {
    if (text == name) return kind;
  }
  throw Error(ErrorCode::FileMalformed, "effects.json: unknown kind \"" + std::string(name) + "\"");
}

EvolutionFamily family_from(std::string_view name) {
  if (name == "temporal") return EvolutionFamily::Temporal;
  if (name == "spatial") return EvolutionFamily::Spatial;
  throw Error(ErrorCode::FileMalformed, "effects.json: unknown family \"" + std::string(name) + "\"");
}

void read_effects(const std::filesystem::path& file, CaptionRules& rules) {
  const json document = read_json_file(file);
  for (const json& entry : document.at("effects")) {
    const auto id = entry.at("id").get<std::string>();
    CaptionEffect effect;
    effect.kind = kind_from(entry.at("kind").get<std::string>());
    effect.family = family_from(entry.at("family").get<std::string>());
    effect.title = entry.at("title").get<std::string>();
    effect.caption = entry.at("caption").get<std::string>();
    effect.detailed_caption = entry.at("detailed").get<std::string>();
    effect.is_nano = entry.value("nano", false);
    if (effect.is_nano) rules.nano_effects.push_back(id);
    if (!rules.effects.emplace(id, std::move(effect)).second)
      throw Error(ErrorCode::FileMalformed, file.string() + ": effect \"" + id + "\" stands there twice");
  }
}

std::vector<WordPattern> compile_all(const json& parent, const char* key, WordClasses& classes) {
  std::vector<WordPattern> patterns;
  if (!parent.contains(key)) return patterns;
  for (const json& source : parent.at(key)) patterns.emplace_back(source.get<std::string>(), classes);
  return patterns;
}

/// Every colour word becomes part of the class @colour_word.
std::vector<std::string> colour_words(const CaptionRules& rules) {
  std::vector<std::string> words;
  for (const auto& [word, plain] : rules.colours) words.push_back(word);
  return words;
}

void read_lexicon(const std::filesystem::path& file, CaptionRules& rules) {
  const json lexicon = read_json_file(file);
  for (const auto& [plain, words] : lexicon.at("colours").items()) {
    rules.colours.emplace(plain, plain);
    for (const json& word : words) rules.colours.emplace(word.get<std::string>(), plain);
  }
  for (const json& word : lexicon.at("articles")) rules.articles.insert(word.get<std::string>());
  for (const json& word : lexicon.at("never_typos")) rules.never_typos.insert(word.get<std::string>());
  for (const auto& [language, words] : lexicon.at("function_words").items()) {
    for (const json& word : words) rules.function_words[language].insert(word.get<std::string>());
  }
}

void read_rules(const std::filesystem::path& file, CaptionRules& rules) {
  const json document = read_json_file(file);
  auto definitions =
      document.at("classes").get<std::map<std::string, std::vector<std::string>, std::less<>>>();
  definitions["colour_word"] = colour_words(rules);
  WordClasses classes(std::move(definitions));
  rules.polite_openings = compile_all(document, "polite_openings", classes);
  rules.kept_apart = compile_all(document, "kept_apart", classes);
  for (const json& entry : document.at("rules")) {
    CaptionRule rule;
    rule.effect = entry.at("effect").get<std::string>();
    if (rules.effects.find(rule.effect) == rules.effects.end())
      throw Error(ErrorCode::FileMalformed, file.string() + ": unknown effect \"" + rule.effect + "\"");
    rule.patterns = compile_all(entry, "patterns", classes);
    rule.reject_clause = compile_all(entry, "reject", classes);
    rule.reject_target = compile_all(entry, "reject_target", classes);
    rule.may_start_with_keep = entry.value("may_start_with_keep", false);
    rule.confidence = entry.value("confidence", 0.9);
    for (const WordPattern& pattern : rule.patterns) pattern.collect_words(rules.vocabulary);
    rules.rules.push_back(std::move(rule));
  }
}

}  // namespace

std::string_view to_string(EditKind kind) {
  for (const auto& [text, value] : kKinds) {
    if (value == kind) return text;
  }
  return "other";
}

std::string_view to_string(EvolutionFamily family) {
  return family == EvolutionFamily::Temporal ? "temporal" : "spatial";
}

CaptionRules CaptionRules::from_folder(const std::filesystem::path& folder) {
  CaptionRules rules;
  try {
    read_effects(folder / "effects.json", rules);
    read_lexicon(folder / "lexicon.json", rules);
    read_rules(folder / "rules.json", rules);
  } catch (const json::exception& error) {
    throw Error(ErrorCode::FileMalformed, "the caption rules in " + folder.string() +
                                              " do not have the expected form: " + error.what());
  }
  return rules;
}

}  // namespace v4e

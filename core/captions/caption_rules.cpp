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

EffectPart part_from(std::string_view name) {
  if (name == "never") return EffectPart::Never;
  if (name == "of_target") return EffectPart::OfTarget;
  if (name == "always") return EffectPart::Always;
  throw Error(ErrorCode::FileMalformed, "effects.json: unknown part \"" + std::string(name) + "\"");
}

EditGreys greys_from(std::string_view name) {
  if (name == "free") return EditGreys::Free;
  if (name == "kept_in_grey_photos") return EditGreys::KeptInGreyPhotos;
  if (name == "kept") return EditGreys::Kept;
  if (name == "all") return EditGreys::All;
  throw Error(ErrorCode::FileMalformed, "effects.json: unknown greys \"" + std::string(name) + "\"");
}

RegionUse region_use_from(std::string_view name) {
  if (name == "given") return RegionUse::Given;
  if (name == "cropped") return RegionUse::Cropped;
  if (name == "whole") return RegionUse::Whole;
  throw Error(ErrorCode::FileMalformed,
              "effects.json: unknown use of a region \"" + std::string(name) + "\"");
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
    effect.rest = entry.value("rest", document.at("rest").get<std::string>());
    effect.part = part_from(entry.value("part", "never"));
    effect.greys = greys_from(entry.value("greys", "free"));
    effect.region_use = region_use_from(entry.value("region", "given"));
    effect.gives_way_in_region = entry.value("gives_way_in_region", false);
    effect.is_nano = entry.value("nano", false);
    effect.joins_nouns = entry.value("joins_nouns", false);
    effect.removes = entry.value("removes", false);
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

/// Words of a table, for a class of patterns.
std::vector<std::string> words_of(const std::map<std::string, std::string, std::less<>>& table) {
  std::vector<std::string> words;
  for (const auto& [word, meaning] : table) words.push_back(word);
  return words;
}

using Words = std::set<std::string, std::less<>>;

Words read_words(const json& list) {
  Words words;
  for (const json& word : list) words.insert(word.get<std::string>());
  return words;
}

void read_lexicon(const std::filesystem::path& file, CaptionRules& rules) {
  const json lexicon = read_json_file(file);
  for (const auto& [plain, words] : lexicon.at("colours").items()) {
    rules.colours.emplace(plain, plain);
    for (const json& word : words) rules.colours.emplace(word.get<std::string>(), plain);
  }
  for (const auto& [name, words] :
       std::initializer_list<std::pair<const char*, Words*>>{{"articles", &rules.articles},
                                                             {"never_typos", &rules.never_typos},
                                                             {"reversing", &rules.reversing},
                                                             {"negations", &rules.negations},
                                                             {"relatives", &rules.relatives},
                                                             {"comparing", &rules.comparing},
                                                             {"connectors", &rules.connectors},
                                                             {"fillers", &rules.fillers},
                                                             {"determiners", &rules.determiners},
                                                             {"names_itself", &rules.names_itself},
                                                             {"plurals", &rules.plurals},
                                                             {"masses", &rules.masses},
                                                             {"after_nouns", &rules.after_nouns},
                                                             {"place_words", &rules.place_words},
                                                             {"after_pronouns", &rules.after_pronouns},
                                                             {"sides", &rules.sides}})
    *words = read_words(lexicon.at(name));
  for (const auto& [language, words] : lexicon.at("function_words").items())
    rules.function_words[language] = read_words(words);
  for (const auto& [word, forms] : lexicon.at("pronouns").items())
    rules.pronouns.emplace(word, std::pair(forms.at(0).get<std::string>(), forms.at(1).get<std::string>()));
  for (const auto& [word, is_sure] : lexicon.at("region_pronouns").items())
    rules.region_pronouns.emplace(word, is_sure.get<bool>());
  for (const auto& [effect, words] : lexicon.at("signals").items()) {
    for (const json& word : words) rules.signals.emplace(word.get<std::string>(), effect);
  }
}

void read_rules(const std::filesystem::path& file, CaptionRules& rules) {
  const json document = read_json_file(file);
  auto definitions =
      document.at("classes").get<std::map<std::string, std::vector<std::string>, std::less<>>>();
  definitions["colour_word"] = words_of(rules.colours);
  definitions["signal_word"] = words_of(rules.signals);
  WordClasses classes(std::move(definitions));
  rules.polite_openings = compile_all(document, "polite_openings", classes);
  rules.kept_apart = compile_all(document, "kept_apart", classes);
  rules.wish_openings = compile_all(document, "wish_openings", classes);
  rules.reversals = compile_all(document, "reversals", classes);
  rules.takes_back = compile_all(document, "takes_back", classes);
  rules.limits = compile_all(document, "limits", classes);
  rules.comparatives = compile_all(document, "comparatives", classes);
  rules.region_names = compile_all(document, "region_names", classes);
  rules.region_places = compile_all(document, "region_places", classes);
  rules.rest_names = compile_all(document, "rest_names", classes);
  rules.rest_objects = compile_all(document, "rest_objects", classes);
  for (const json& entry : document.at("rules")) {
    CaptionRule rule;
    rule.effect = entry.at("effect").get<std::string>();
    if (rules.effects.find(rule.effect) == rules.effects.end())
      throw Error(ErrorCode::FileMalformed, file.string() + ": unknown effect \"" + rule.effect + "\"");
    rule.patterns = compile_all(entry, "patterns", classes);
    rule.reject_clause = compile_all(entry, "reject", classes);
    rule.reject_target = compile_all(entry, "reject_target", classes);
    rule.only_in_region = entry.value("only_in_region", false);
    rule.may_start_with_keep = entry.value("may_start_with_keep", false);
    rule.confidence = entry.value("confidence", 0.9);
    rule.caption = entry.value("caption", "");
    rule.detailed_caption = entry.value("detailed", "");
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
    for (const char* language : {"german.json", "chinese.json"})
      rules.languages.push_back(InstructionLanguage::from_file(folder / language));
  } catch (const json::exception& error) {
    throw Error(ErrorCode::FileMalformed, "the caption rules in " + folder.string() +
                                              " do not have the expected form: " + error.what());
  }
  return rules;
}

}  // namespace v4e

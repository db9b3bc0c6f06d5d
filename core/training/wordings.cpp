// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/wordings.h"

#include <nlohmann/json.hpp>
#include <set>

#include "core/base/error.h"
#include "core/base/json_file.h"

namespace v4e::training {
namespace {

std::string filled(std::string text, const std::string& placeholder, const std::string& value) {
  for (auto at = text.find(placeholder); at != std::string::npos;
       at = text.find(placeholder, at + value.size())) {
    text.replace(at, placeholder.size(), value);
  }
  return text;
}

std::string coloured(const std::string& text, const Effect& effect) {
  return filled(filled(text, "{colour}", effect.colour), "{second}", effect.second_colour);
}

}  // namespace

Wordings::Wordings(const std::filesystem::path& captions)
    : rewriter_(CaptionRewriter::from_folder(captions)) {
  const auto path = captions / "nano_instructions.json";
  const auto file = read_json_file(path);
  const auto& json = file.at("effects");
  const auto read = [&](const nlohmann::json& from, const Effect& effect, auto& into) {
    if (!from.contains(effect.id))
      throw Error(ErrorCode::FileMalformed, path.string() + " has no wordings for " + effect.id);
    from.at(effect.id).at("train").get_to(into[0][effect.id]);
    from.at(effect.id).at("heldout").get_to(into[1][effect.id]);
  };
  for (const auto& effect : effects()) {
    if (effect.spoken()) read(json, effect, instructions_);
    if (effect.local) read(file.at("pointing"), effect, pointing_);
  }
}

std::string Wordings::draw(const Effect& effect, const std::string& subject, double instruction_share,
                           bool heldout, std::mt19937_64& random) const {
  if (!effect.spoken()) return draw_pointing(effect, subject, heldout, random);
  const auto& choices = instructions_[heldout].at(effect.id);
  const auto index = std::uniform_int_distribution<std::size_t>(0, choices.size() - 1)(random);
  const auto instruction = coloured(filled(choices[index], "{target}", subject), effect);
  const bool plain = std::uniform_real_distribution<double>(0, 1)(random) < instruction_share;
  return plain ? instruction : rewriter_.rewrite(instruction).caption;
}

std::string Wordings::draw_pointing(const Effect& effect, const std::string& subject, bool heldout,
                                    std::mt19937_64& random) const {
  const auto& choices = pointing_[heldout].at(effect.id);
  const auto index = std::uniform_int_distribution<std::size_t>(0, choices.size() - 1)(random);
  return coloured(filled(choices[index], "{target}", subject), effect);
}

std::vector<std::string> Wordings::all_texts(const std::vector<std::string>& subjects) const {
  std::set<std::string> texts;
  for (const auto& effect : effects()) {
    for (const auto& choices : instructions_) {
      if (!effect.spoken()) continue;
      for (const auto& choice : choices.at(effect.id)) {
        const auto text_of_all = coloured(choice, effect);
        const std::size_t variants = effect.local ? subjects.size() : 1;
        for (std::size_t i = 0; i < variants; ++i) {
          const auto text = effect.local ? filled(text_of_all, "{target}", subjects[i]) : text_of_all;
          texts.insert(text);
          if (i % 8 == 0) texts.insert(rewriter_.rewrite(text).caption);
        }
      }
    }
  }
  return {texts.begin(), texts.end()};
}

}  // namespace v4e::training

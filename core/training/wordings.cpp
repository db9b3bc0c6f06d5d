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

}  // namespace

Wordings::Wordings(const std::filesystem::path& captions)
    : rewriter_(CaptionRewriter::from_folder(captions)) {
  const auto path = captions / "nano_instructions.json";
  const auto file = read_json_file(path);
  const auto& json = file.at("effects");
  for (const auto& effect : effects()) {
    if (!json.contains(effect.id)) {
      throw Error(ErrorCode::FileMalformed, path.string() + " has no wordings for " + effect.id);
    }
    json.at(effect.id).at("train").get_to(instructions_[0][effect.id]);
    json.at(effect.id).at("heldout").get_to(instructions_[1][effect.id]);
  }
}

std::string Wordings::draw(const Effect& effect, const std::string& subject, double instruction_share,
                           bool heldout, std::mt19937_64& random) const {
  const auto& choices = instructions_[heldout].at(effect.id);
  const auto index = std::uniform_int_distribution<std::size_t>(0, choices.size() - 1)(random);
  const auto instruction = filled(filled(choices[index], "{target}", subject), "{colour}", effect.colour);
  const bool plain = std::uniform_real_distribution<double>(0, 1)(random) < instruction_share;
  return plain ? instruction : rewriter_.rewrite(instruction).caption;
}

std::vector<std::string> Wordings::all_texts(const std::vector<std::string>& subjects) const {
  std::set<std::string> texts;
  for (const auto& effect : effects()) {
    for (const auto& choices : instructions_) {
      for (const auto& choice : choices.at(effect.id)) {
        const auto coloured = filled(choice, "{colour}", effect.colour);
        const std::size_t variants = effect.needs_subject ? subjects.size() : 1;
        for (std::size_t i = 0; i < variants; ++i) {
          const auto text = effect.needs_subject ? filled(coloured, "{target}", subjects[i]) : coloured;
          texts.insert(text);
          if (i % 8 == 0) texts.insert(rewriter_.rewrite(text).caption);
        }
      }
    }
  }
  return {texts.begin(), texts.end()};
}

}  // namespace v4e::training

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/captions/caption_writer.h"

#include <algorithm>

#include "core/captions/noun_phrase.h"

namespace v4e {
namespace {

constexpr std::string_view kStays = " The subject, the layout and the camera stay exactly as they are.";
constexpr std::string_view kElseStays = ", while everything else in the photo stays exactly as it is.";

std::string uncapitalised(std::string text) {
  if (!text.empty() && text.front() >= 'A' && text.front() <= 'Z')
    text.front() = static_cast<char>(text.front() - 'A' + 'a');
  return text;
}

/// Fills one template.
class CaptionWriter {
 public:
  CaptionWriter(const CaptionRules& rules, const EvolutionCaption& caption, std::string_view instruction,
                const WordedReplacement& worded)
      : rules_(rules),
        caption_(caption),
        instruction_(instruction),
        is_definite_(worded.is_definite),
        placed_(worded.place.empty() ? split_place(rules, caption.replacement)
                                     : PlacedThing{caption.replacement, worded.place}) {}

  std::string fill(const std::string& pattern) const {
    has_place_ = pattern.find("{place") != std::string::npos;
    std::string text;
    for (std::size_t i = 0; i < pattern.size();) {
      const std::size_t close = pattern[i] == '{' ? pattern.find('}', i) : std::string::npos;
      if (close == std::string::npos) {
        text += pattern[i++];
        continue;
      }
      text += slot(pattern.substr(i + 1, close - i - 1));
      i = close + 1;
    }
    return text;
  }

 private:
  std::string value(const std::string& name, const std::string& otherwise) const {
    const std::string known = name == "target"        ? caption_.target
                              : name == "colour"      ? caption_.colour
                              : name == "replacement" ? (has_place_ ? placed_.thing : caption_.replacement)
                              : name == "place"       ? placed_.place
                                                      : std::string(instruction_);
    return known.empty() ? otherwise : known;
  }

  std::string slot(const std::string& text) const {
    const std::size_t bar = text.find('|');
    const std::string otherwise = bar == std::string::npos ? "" : text.substr(bar + 1);
    const std::string name = text.substr(0, bar);
    if (const std::size_t colon = name.find(':'); colon != std::string::npos) {
      const std::size_t slash = name.find('/', colon);
      const bool plural = is_plural(rules_, value(name.substr(0, colon), otherwise));
      return plural ? name.substr(slash + 1) : name.substr(colon + 1, slash - colon - 1);
    }
    const std::size_t space = name.find(' ');
    if (space == std::string::npos) return value(name, otherwise);
    const std::string article = name.substr(0, space);
    std::string noun = name.substr(space + 1);
    if (article == "to") return "to " + uncapitalised(value(noun, otherwise));
    const bool is_object = noun == "target's object";
    if (is_object) noun = "target";
    const bool is_the = article == "the" || article == "The" || (noun == "replacement" && is_definite_);
    const std::string phrase = is_the ? definite(rules_, value(noun, otherwise), is_object)
                                      : indefinite(rules_, value(noun, otherwise));
    return article == "The" || article == "A" ? capitalised(phrase) : phrase;
  }

  const CaptionRules& rules_;
  const EvolutionCaption& caption_;
  std::string_view instruction_;
  bool is_definite_ = false;
  PlacedThing placed_;
  mutable bool has_place_ = false;  ///< then {replacement} is the thing alone
};

/// The long caption without its last clause about what stays.
std::string without_rest(std::string text) {
  for (const std::string_view rest : {kStays, kElseStays}) {
    if (text.size() > rest.size() && text.compare(text.size() - rest.size(), rest.size(), rest) == 0) {
      text.resize(text.size() - rest.size());
      if (text.back() != '.') text += '.';
    }
  }
  return text;
}

}  // namespace

std::string capitalised(std::string text) {
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
    text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text;
}

std::string fill_caption(const CaptionRules& rules, const std::string& pattern,
                         const EvolutionCaption& caption, std::string_view instruction,
                         const WordedReplacement& worded) {
  return CaptionWriter(rules, caption, instruction, worded).fill(pattern);
}

EvolutionCaption joined_captions(const std::vector<EvolutionCaption>& steps) {
  EvolutionCaption whole = steps.front();
  if (steps.size() == 1) return whole;
  whole.effect = "several";
  whole.wish.clear();
  whole.target.clear();
  whole.replacement.clear();
  whole.colour.clear();
  whole.caption.clear();
  whole.detailed_caption.clear();
  for (const EvolutionCaption& step : steps) {
    if (step.kind != whole.kind) whole.kind = EditKind::Other;
    whole.is_partial = whole.is_partial && step.is_partial;
    whole.is_of_rest = whole.is_of_rest || step.is_of_rest;
    whole.needs_region = whole.needs_region || step.needs_region;
    whole.region_use = std::max(whole.region_use, step.region_use);
    whole.greys = std::min(whole.greys, step.greys);
    if (step.family == EvolutionFamily::Spatial) whole.family = EvolutionFamily::Spatial;
    const bool is_last = &step == &steps.back();
    whole.caption += (whole.caption.empty() ? "" : ", then ") + step.caption;
    whole.detailed_caption += (whole.detailed_caption.empty() ? "" : " ") +
                              (is_last ? step.detailed_caption : without_rest(step.detailed_caption));
    whole.confidence = std::min(whole.confidence, step.confidence);
    if (&step != &steps.front()) whole.notes.insert(whole.notes.end(), step.notes.begin(), step.notes.end());
  }
  return whole;
}

}  // namespace v4e

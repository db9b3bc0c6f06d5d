// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/captions/instruction_reader.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/captions/caption_writer.h"
#include "core/captions/pointing.h"
#include "core/captions/spelling.h"
#include "core/captions/wish_caption.h"
#include "core/captions/wish_splitter.h"

namespace v4e {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f' || c == '\n' || c == '\0';
}

/// One line without outer white space; inner white space becomes single spaces.
std::string collapse_white_space(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (!is_space(c)) {
      result += c;
    } else if (!result.empty() && result.back() != ' ') {
      result += ' ';
    }
  }
  if (!result.empty() && result.back() == ' ') result.pop_back();
  return result;
}

/// A line end ends a sentence only where an empty line or a capital follows.
std::string join_lines(std::string_view text) {
  std::string result(text);
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (result[i] != '\n') continue;
    std::size_t next = i + 1;
    while (next < result.size() && is_space(result[next]) && result[next] != '\n') ++next;
    const bool new_sentence =
        next < result.size() && (result[next] == '\n' || (result[next] >= 'A' && result[next] <= 'Z'));
    if (!new_sentence) result[i] = ' ';
  }
  return result;
}

/// The language of Latin-script text by its function words; English unless another clearly has more.
std::string guess_language(const CaptionRules& rules, const std::vector<Clause>& clauses) {
  std::string best = "en";
  std::map<std::string, int> hits;
  for (const Clause& clause : clauses) {
    for (const Token& token : clause) {
      for (const auto& [language, words] : rules.function_words) {
        if (!token.quoted && words.count(token.word) > 0) ++hits[language];
      }
    }
  }
  for (const auto& [language, count] : hits) {
    if (language != "en" && count >= 2 && count > hits[best]) best = language;
  }
  return best;
}

/// A sentence that stands in quotes as a whole is an instruction, not a name.
std::vector<Clause> without_outer_quotes(std::vector<Clause> clauses) {
  if (clauses.size() != 1 || clauses.front().size() != 1 || !clauses.front().front().quoted) return clauses;
  const Token& quotation = clauses.front().front();
  const std::size_t mark = (quotation.end - quotation.begin - quotation.original.size()) / 2;
  std::vector<Clause> inner = split_instruction(quotation.original);
  for (Clause& clause : inner) {
    for (Token& token : clause) {
      token.begin += quotation.begin + mark;
      token.end += quotation.begin + mark;
    }
  }
  return inner;
}

/// Reads the clauses of one instruction; collects steps, spans and notes.
class InstructionReader {
 public:
  InstructionReader(const CaptionRules& rules, std::string_view raw, bool has_region)
      : rules_(rules),
        has_region_(has_region),
        instruction_(collapse_white_space(raw)),
        clauses_(without_outer_quotes(split_instruction(join_lines(raw)))) {}

  InstructionReading run() {
    if (clauses_.empty()) return {};
    const std::string language = into_english();
    if (reading_.steps.empty()) {
      std::vector<std::string> corrections;
      if (language == "en") corrections = correct_spelling(clauses_, rules_, SpellingEffort::Sure);
      read_wishes();
      // Boldly only if nothing was understood otherwise.
      if (reading_.steps.empty() && language == "en") {
        const std::vector<std::string> more = correct_spelling(clauses_, rules_, SpellingEffort::Bold);
        corrections.insert(corrections.end(), more.begin(), more.end());
        if (!more.empty()) read_wishes();
      }
      if (reading_.steps.empty()) {
        add_not_understood();
        unknown_.clear();
      }
      reading_.whole = joined_captions(reading_.steps);
      note_all(corrections, 0.95);
      note_all(left_out_, 0.8);
      note_all(unknown_, 0.9);
    } else {
      reading_.whole = reading_.steps.front();
    }
    reading_.whole.language = language;
    for (EvolutionCaption& step : reading_.steps) step.language = language;
    return std::move(reading_);
  }

 private:
  /// The instruction's language; another one that is known is put into English.
  std::string into_english() {
    const InstructionLanguage* best = nullptr;
    int most = 0;
    for (const InstructionLanguage& language : rules_.languages) {
      const int known = language.known_words(clauses_, english_words());
      if (known > most) {
        most = known;
        best = &language;
      }
    }
    const bool is_latin = non_latin_share(clauses_) <= 0.3;
    const std::string guess = is_latin ? guess_language(rules_, clauses_) : "und";
    const bool guessed_other = guess != "en" && (!best || guess != best->code());
    TranslatedInstruction translated;
    if (best) translated = best->translate(clauses_);
    // Japanese shares characters with Chinese, Dutch words with German.
    if (best && static_cast<int>(translated.unknown.size()) <= most &&
        (!is_latin || most >= english_hits(*best)) && !(is_latin && guessed_other && hits(guess) > most)) {
      clauses_ = std::move(translated.clauses);
      reading_.english = std::move(translated.english);
      for (const std::string& word : translated.unknown)
        unknown_.push_back("\"" + word + "\" is not in the dictionary; it goes to the model as it is.");
      return best->code();
    }
    if (guess != "en") add_foreign();
    return guess;
  }

  const std::set<std::string, std::less<>>& english_words() {
    if (english_.empty()) {
      english_ = rules_.vocabulary;
      const auto& function_words = rules_.function_words.find("en")->second;
      english_.insert(function_words.begin(), function_words.end());
    }
    return english_;
  }

  /// Words that are English and not of the other language.
  int english_hits(const InstructionLanguage& other) {
    int count = 0;
    for (const Clause& clause : clauses_) {
      for (const Token& token : clause) {
        if (!token.quoted && token.word != "," && english_words().count(token.word) > 0 &&
            other.known_words({{token}}, {}) == 0)
          ++count;
      }
    }
    return count;
  }

  int hits(const std::string& language) const {
    const auto words = rules_.function_words.find(language);
    if (words == rules_.function_words.end()) return 0;
    int count = 0;
    for (const Clause& clause : clauses_)
      count += static_cast<int>(std::count_if(clause.begin(), clause.end(), [&](const Token& token) {
        return !token.quoted && words->second.count(token.word) > 0;
      }));
    return count;
  }

  void read_wishes() {
    points_ = false;
    left_out_.clear();
    reading_.used.clear();
    reading_.unused.clear();
    for (const Clause& clause : clauses_) {
      if (any_fits(rules_.takes_back, clause)) {
        if (!reading_.steps.empty()) reading_.steps.pop_back();
        continue;
      }
      for (const Wish& wish : split_wishes(rules_, clause))
        take_meant(wish);
    }
  }

  void take_meant(const Wish& wish) {
    if (const auto look = look_of_rest(rules_, wish))
      return take(*look, {.wish = &wish, .of_rest = true, .needs_region = !has_region_});
    const Wish in_region = wish_in_region(rules_, wish);
    take(has_region_ ? in_region : wish,
         {.wish = &wish,
          .of_rest = is_of_rest(rules_, wish),
          .effect_in_region = in_region.finding ? in_region.finding->rule->effect : std::string()});
  }

  /// What is known of a wish before it is read with or without a region.
  struct Known {
    const Wish* wish = nullptr;  ///< as it was written
    bool of_rest = false;
    bool needs_region = false;
    std::string effect_in_region = {};
  };

  void take(const Wish& wish, const Known& known) {
    if (wish.is_condition) {
      note_unkept(wish.clause);
      return;
    }
    std::vector<bool> used(wish.clause.size(), false);
    if (wish.finding) {
      EvolutionCaption step = caption_of(rules_, wish);
      step.needs_region = known.needs_region || points(wish);
      step.is_of_rest = known.of_rest;
      step.effect_in_region = known.effect_in_region.empty() ? step.effect : known.effect_in_region;
      if (known.of_rest) step.wish = join_tokens(known.wish->clause, 0, known.wish->clause.size(), false);
      if (has_region_ && step.region_use != RegionUse::Given) step.is_partial = false;
      const bool repeats = !reading_.steps.empty() && reading_.steps.back().caption == step.caption;
      if (!repeats) reading_.steps.push_back(step);
      const PatternMatch& match = wish.finding->match;
      std::fill(used.begin() + static_cast<std::ptrdiff_t>(match.whole.begin),
                used.begin() + static_cast<std::ptrdiff_t>(match.whole.end), true);
    } else if (points(wish)) {
      points_ = true;
    }
    add_spans(wish.clause, used);
    for (const Token& token : wish.repeats) add_span(reading_.used, token);
  }

  bool points(const Wish& wish) const {
    return !has_region_ && needs_region(rules_, wish);
  }

  /// "night without the people": a condition that would need an edit of its own.
  void note_unkept(const Clause& clause) {
    const std::optional<Finding> found = find_rule(rules_, clause);
    if (!reading_.steps.empty() && found && clause.front().word == "without" &&
        found->rule->effect == "remove")
      left_out_.push_back("\"" + join_tokens(clause, 0, clause.size(), false) +
                          "\" was not recognised and is left out.");
  }

  void add_spans(const Clause& clause, const std::vector<bool>& used) {
    std::string left_out;
    for (std::size_t i = 0; i <= clause.size(); ++i) {
      const bool is_open = i < clause.size() && !used[i] && !(left_out.empty() && clause[i].word == ",");
      if (is_open && !left_out.empty()) left_out += ' ';
      if (is_open) left_out += clause[i].quoted ? '"' + clause[i].original + '"' : clause[i].original;
      if (!is_open && !left_out.empty()) end_left_out(clause, i, std::exchange(left_out, {}));
      if (i < clause.size() && used[i]) add_span(reading_.used, clause[i]);
    }
  }

  /// The run of unused words before `end`.
  void end_left_out(const Clause& clause, std::size_t end, const std::string& text) {
    std::size_t begin = end;
    while (begin > 0 && text.size() > 0 && !is_span_of(reading_.used, clause[begin - 1])) --begin;
    bool tells = false;
    for (std::size_t i = begin; i < end; ++i) {
      if (rules_.fillers.count(clause[i].word) > 0 || rules_.articles.count(clause[i].word) > 0 ||
          rules_.signals.count(clause[i].word) > 0)
        continue;
      tells = true;
      add_span(reading_.unused, clause[i]);
    }
    if (tells && !reading_.steps.empty())
      left_out_.push_back("\"" + text + "\" was not recognised and is left out.");
  }

  static bool is_span_of(const std::vector<TextSpan>& spans, const Token& token) {
    return token.end > token.begin && std::any_of(spans.begin(), spans.end(), [&](const TextSpan& span) {
             return span.begin <= token.begin && token.end <= span.end;
           });
  }

  static void add_span(std::vector<TextSpan>& spans, const Token& token) {
    if (token.end == token.begin || is_span_of(spans, token)) return;
    spans.push_back({token.begin, token.end});
  }

  EvolutionCaption as_it_is() const {
    EvolutionCaption caption;
    caption.wish = caption.caption = caption.detailed_caption = instruction_;
    return caption;
  }

  void add_not_understood() {
    EvolutionCaption caption = as_it_is();
    caption.confidence = 0.2;
    caption.needs_region = points_;
    const bool turned = std::any_of(clauses_.begin(), clauses_.end(),
                                    [&](const Clause& clause) { return has_reversing_word(rules_, clause); });
    caption.notes.push_back(turned
                                ? "This seems to ask for less of something or for its opposite, and was not "
                                  "recognised; it goes to the model as it is."
                                : "This wording was not recognised; it goes to the model as it is.");
    left_out_.clear();
    reading_.steps = {caption};
  }

  void add_foreign() {
    EvolutionCaption caption = as_it_is();
    caption.confidence = 0.1;
    caption.notes = {"This does not look like English, German or Chinese; it goes to the model as it is."};
    reading_.steps = {caption};
  }

  void note_all(const std::vector<std::string>& notes, double factor) {
    for (const std::string& note : notes) {
      reading_.whole.notes.push_back(note);
      reading_.whole.confidence *= factor;
    }
  }

  const CaptionRules& rules_;
  bool has_region_;
  std::string instruction_;
  std::vector<Clause> clauses_;
  std::set<std::string, std::less<>> english_;
  std::vector<std::string> left_out_;
  std::vector<std::string> unknown_;
  bool points_ = false;  ///< what was not understood points at something
  InstructionReading reading_;
};

}  // namespace

InstructionReading read_instruction(const CaptionRules& rules, std::string_view instruction,
                                    bool has_region) {
  return InstructionReader(rules, instruction, has_region).run();
}

}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/captions/wish_splitter.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace v4e {
namespace {

/// Further parts stay with the last wish; nobody asks for so many at once.
constexpr std::size_t kMostPieces = 40;
constexpr std::size_t kMostWordsOfEllipsis = 6;

/// What stands between two connectors, and the connector before it.
struct Piece {
  Clause connector;
  Clause clause;
};

bool has_word(const Clause& clause, std::initializer_list<std::string_view> words) {
  return std::any_of(clause.begin(), clause.end(), [&](const Token& token) {
    return std::find(words.begin(), words.end(), token.word) != words.end();
  });
}

void append(Clause& clause, const Clause& more) {
  clause.insert(clause.end(), more.begin(), more.end());
}

class WishSplitter {
 public:
  WishSplitter(const CaptionRules& rules, const Clause& sentence) : rules_(rules), sentence_(sentence) {}

  std::vector<Wish> run() {
    const std::vector<Piece> pieces = cut();
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const Piece& piece = pieces[i];
      if (wish_.clause.empty()) {
        start(piece.clause);
      } else if (i < kMostPieces && i + 1 < pieces.size() && continues(pieces[i + 1]) && !is_whole(piece) &&
                 begins_here(joined(piece, pieces[i + 1]))) {
        ++i;
      } else if (i >= kMostPieces || !begins_here(piece)) {
        append(wish_.clause, piece.connector);
        append(wish_.clause, piece.clause);
        is_known_ = false;
      }
    }
    finish();
    return std::move(wishes_);
  }

 private:
  bool is_connector(std::size_t at) const {
    if (sentence_[at].quoted || rules_.connectors.count(sentence_[at].word) == 0) return false;
    // "red and blue", "black, white": one wish's colours; "t-shirt": glued.
    if (at == 0 || at + 1 == sentence_.size()) return true;
    if (sentence_[at].glue != ' ' || sentence_[at + 1].glue == '-') return false;
    return rules_.colours.count(sentence_[at - 1].word) == 0 ||
           rules_.colours.count(sentence_[at + 1].word) == 0;
  }

  std::vector<Piece> cut() const {
    std::vector<Piece> pieces(1);
    for (std::size_t i = 0; i < sentence_.size(); ++i) {
      if (!is_connector(i)) {
        if (i > 0 && sentence_[i].word == "without" && !pieces.back().clause.empty()) pieces.emplace_back();
        pieces.back().clause.push_back(sentence_[i]);
        continue;
      }
      if (!pieces.back().clause.empty()) pieces.emplace_back();
      pieces.back().connector.push_back(sentence_[i]);
    }
    if (pieces.back().clause.empty()) pieces.pop_back();
    return pieces;
  }

  /// "with a cat" says what "replace the dog" is about.
  static bool continues(const Piece& piece) { return has_word(piece.connector, {"with"}); }
  bool is_whole(const Piece& piece) const { return find_rule(rules_, piece.clause).has_value(); }
  static Piece joined(const Piece& piece, const Piece& more) {
    Piece both = piece;
    append(both.clause, more.connector);
    append(both.clause, more.clause);
    return both;
  }

  bool is_condition(const Clause& clause) const { return any_fits(rules_.kept_apart, clause); }
  bool opens(const Clause& clause) const { return any_fits(rules_.wish_openings, clause); }

  static bool has_target(const Finding& finding) { return finding.match.slots.count("target") > 0; }
  const CaptionEffect& effect_of(const Finding& finding) const {
    return rules_.effects.find(finding.rule->effect)->second;
  }
  /// Of the whole photo: it can be said in one word ("brighter").
  bool is_attribute(const std::optional<Finding>& finding) const {
    return finding && !effect_of(*finding).joins_nouns && !has_target(*finding);
  }

  void start(Clause clause) {
    drop_polite_openings(rules_, clause);
    wish_ = {std::move(clause), {}, std::nullopt, false};
    is_known_ = false;
  }

  /// Looks the running wish up, once.
  void know() {
    if (is_known_) return;
    is_known_ = true;
    wish_.finding = find_rule(rules_, wish_.clause);
    const bool asks = wish_.finding && (wish_.finding->rule->may_start_with_keep ||
                                        (wishes_.empty() && names_reversing_word(*wish_.finding)));
    wish_.is_condition = !asks && is_condition(wish_.clause);
    if (wish_.is_condition) wish_.finding.reset();
  }

  /// "no fog" at the start is a wish; later on it is a condition.
  bool names_reversing_word(const Finding& finding) const {
    return std::any_of(finding.match.named.begin(), finding.match.named.end(), [&](std::size_t token) {
      return rules_.reversing.count(wish_.clause[token].word) > 0;
    });
  }

  /// "blur the background but keep the dog sharp" is one wish.
  bool belongs_together(const Piece& piece) const {
    Clause both = wish_.clause;
    append(both, piece.connector);
    append(both, piece.clause);
    const std::optional<Finding> found = find_rule(rules_, both);
    return found && found->rule->may_start_with_keep && has_target(*found);
  }

  void finish() {
    if (wish_.clause.empty()) return;
    know();
    if (!wish_.finding && !wish_.is_condition) drop_comparison();
    wishes_.push_back(std::move(wish_));
    wish_ = {};
  }

  void begin(Clause clause) {
    finish();
    start(std::move(clause));
  }

  /// Whether this piece is a wish of its own; then it has become the running one.
  bool begins_here(const Piece& piece) {
    Clause clause = piece.clause;
    drop_polite_openings(rules_, clause);
    const bool contrasts = has_word(piece.connector, {"but", "instead"});
    const bool has_verb = opens(clause);
    know();
    if (belongs_together(piece)) return false;
    // "the street without the truck" is one thing.
    const bool is_part =
        clause.front().word == "without" && wish_.finding && effect_of(*wish_.finding).joins_nouns;
    if (is_part) return false;
    if (is_condition(clause) && (wish_.finding || wish_.is_condition)) {
      begin(std::move(clause));
      return true;
    }
    const bool is_turned = wish_.is_condition || has_reversing_word(rules_, wish_.clause);
    // What follows a "not" or a "less" may be meant by it, too.
    if (is_turned && !contrasts && !has_verb && !any_fits(rules_.comparatives, clause)) return false;
    if (wish_.is_condition && !contrasts && !has_word(piece.connector, {",", "then"})) return false;
    if (!wish_.finding && !is_turned && !(has_verb && has_word(piece.connector, {"then", "but"})))
      return false;
    if (wish_.finding && effect_of(*wish_.finding).joins_nouns && !has_verb) return false;
    return begins_with(clause, has_verb, piece.connector);
  }

  bool begins_with(Clause clause, bool has_verb, const Clause& connector) {
    std::optional<Finding> found = find_rule(rules_, clause);
    if (has_word(connector, {"with", "while", "in"}) && !is_attribute(found)) return false;
    if (!found || (!has_verb && !is_attribute(found))) {
      std::optional<Clause> whole = completed(clause);
      if (!whole) return false;
      clause = std::move(*whole);
      found = find_rule(rules_, clause);
    }
    if (is_same_again(found)) {
      append(wish_.repeats, clause);
      return true;
    }
    begin(std::move(clause));
    return true;
  }

  /// "brighter" -> "make it brighter"; after "make the car red": "the house blue" -> "make the house blue".
  std::optional<Clause> completed(const Clause& clause) {
    if (clause.size() > kMostWordsOfEllipsis || !wish_.finding) return std::nullopt;
    Clause whole;
    if (is_attribute(wish_.finding)) {
      whole = {{"make", "make", ' ', false, 0, 0}, {"it", "it", ' ', false, 0, 0}};
      append(whole, clause);
      const std::optional<Finding> found = find_rule(rules_, whole);
      if (is_attribute(found) && !is_condition(whole)) return whole;
    }
    if (rules_.articles.count(clause.front().word) == 0) return std::nullopt;
    whole = {wish_.clause.front()};
    append(whole, clause);
    const std::optional<Finding> found = find_rule(rules_, whole);
    if (found && found->rule->effect == wish_.finding->rule->effect && !effect_of(*found).joins_nouns)
      return whole;
    return std::nullopt;
  }

  /// "cool and bluish": one wish in two words.
  bool is_same_again(const std::optional<Finding>& found) const {
    return found && wish_.finding && is_attribute(found) &&
           found->rule->effect == wish_.finding->rule->effect && found->match.slots.count("colour") == 0;
  }

  /// "a cartoon instead of a photo", "darker than it is": what it is compared with is the state of now.
  void drop_comparison() {
    const Clause& clause = wish_.clause;
    for (std::size_t i = 1; i + 1 < clause.size(); ++i) {
      if (rules_.comparing.count(clause[i].word) == 0) continue;
      const Clause head = slice(clause, 0, i);
      wish_.finding = find_rule(rules_, head);
      if (wish_.finding) wish_.clause = head;
      return;
    }
  }

  const CaptionRules& rules_;
  const Clause& sentence_;
  Wish wish_;  ///< the running one
  bool is_known_ = false;
  std::vector<Wish> wishes_;
};

}  // namespace

void drop_polite_openings(const CaptionRules& rules, Clause& clause) {
  for (bool dropped = true; dropped && !clause.empty();) {
    dropped = false;
    for (const WordPattern& pattern : rules.polite_openings) {
      const std::optional<PatternMatch> match = pattern.search(clause);
      if (!match || match->whole.begin != 0 || match->whole.end == 0 || match->whole.end >= clause.size())
        continue;
      clause.erase(clause.begin(), clause.begin() + static_cast<std::ptrdiff_t>(match->whole.end));
      dropped = true;
    }
  }
}

std::vector<Wish> split_wishes(const CaptionRules& rules, const Clause& sentence) {
  return WishSplitter(rules, sentence).run();
}

}  // namespace v4e

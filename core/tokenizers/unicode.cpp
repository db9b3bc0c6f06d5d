// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizers/unicode.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <utility>

namespace v4e {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

struct Decomposition {
  char32_t composed;
  char32_t first;
  char32_t second;  ///< 0: a single character
  bool composes;    ///< NFC puts the pair together again
};
constexpr Decomposition kDecompositions[] = {
#include "core/tokenizers/tables/canonical.inc"
};

struct CombiningClass {
  char32_t character;
  std::uint8_t value;
};
constexpr CombiningClass kCombiningClasses[] = {
#include "core/tokenizers/tables/combining_classes.inc"
};

struct CharacterRange {
  char32_t first;
  char32_t last;
};
constexpr CharacterRange kLetters[] = {
#include "core/tokenizers/tables/letters.inc"
};
constexpr CharacterRange kNumbers[] = {
#include "core/tokenizers/tables/numbers.inc"
};

struct LowerCase {
  char32_t character;
  char32_t lower;
};
constexpr LowerCase kLowerCase[] = {
#include "core/tokenizers/tables/lower_case.inc"
};

template <std::size_t Count>
bool is_in_ranges(const CharacterRange (&ranges)[Count], char32_t character) {
  const auto* after = std::upper_bound(std::begin(ranges), std::end(ranges), character,
                                       [](char32_t c, const CharacterRange& row) { return c < row.first; });
  return after != std::begin(ranges) && character <= std::prev(after)->last;
}

// Hangul syllables are composed by arithmetic (Unicode, chapter 3.12).
constexpr char32_t kSyllables = 0xAC00, kLeads = 0x1100, kVowels = 0x1161, kTails = 0x11A7;
constexpr char32_t kLeadCount = 19, kVowelCount = 21, kTailCount = 28;
constexpr char32_t kSyllableCount = kLeadCount * kVowelCount * kTailCount;

std::uint8_t combining_class(char32_t character) {
  const auto* found =
      std::lower_bound(std::begin(kCombiningClasses), std::end(kCombiningClasses), character,
                       [](const CombiningClass& row, char32_t c) { return row.character < c; });
  return found != std::end(kCombiningClasses) && found->character == character ? found->value : 0;
}

void decompose(char32_t character, std::u32string& out) {
  if (character < 0xC0) {
    out.push_back(character);
    return;
  }
  if (character >= kSyllables && character < kSyllables + kSyllableCount) {
    const char32_t index = character - kSyllables;
    out.push_back(kLeads + index / (kVowelCount * kTailCount));
    out.push_back(kVowels + index % (kVowelCount * kTailCount) / kTailCount);
    if (index % kTailCount != 0) out.push_back(kTails + index % kTailCount);
    return;
  }
  const auto* found = std::lower_bound(std::begin(kDecompositions), std::end(kDecompositions), character,
                                       [](const Decomposition& row, char32_t c) { return row.composed < c; });
  if (found == std::end(kDecompositions) || found->composed != character) {
    out.push_back(character);
    return;
  }
  decompose(found->first, out);
  if (found->second != 0) decompose(found->second, out);
}

/// Stable order of combining marks by their class.
void order_marks(std::u32string& text) {
  for (std::size_t start = 0; start < text.size();) {
    if (combining_class(text[start]) == 0) {
      ++start;
      continue;
    }
    std::size_t end = start;
    while (end < text.size() && combining_class(text[end]) != 0) ++end;
    std::stable_sort(text.begin() + static_cast<std::ptrdiff_t>(start),
                     text.begin() + static_cast<std::ptrdiff_t>(end),
                     [](char32_t a, char32_t b) { return combining_class(a) < combining_class(b); });
    start = end;
  }
}

/// 0 if the two do not compose.
char32_t compose_pair(char32_t first, char32_t second) {
  if (first >= kLeads && first < kLeads + kLeadCount && second >= kVowels && second < kVowels + kVowelCount) {
    return kSyllables + ((first - kLeads) * kVowelCount + (second - kVowels)) * kTailCount;
  }
  const bool open_syllable =
      first >= kSyllables && first < kSyllables + kSyllableCount && (first - kSyllables) % kTailCount == 0;
  if (open_syllable && second > kTails && second < kTails + kTailCount) return first + (second - kTails);
  static const auto pairs = [] {
    std::map<std::pair<char32_t, char32_t>, char32_t> result;
    for (const Decomposition& row : kDecompositions) {
      if (row.composes) result[{row.first, row.second}] = row.composed;
    }
    return result;
  }();
  const auto found = pairs.find({first, second});
  return found == pairs.end() ? 0 : found->second;
}

}  // namespace

std::u32string decode_utf8(std::string_view text) {
  std::u32string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const int length = lead < 0x80   ? 1
                       : lead < 0xC2 ? 0
                       : lead < 0xE0 ? 2
                       : lead < 0xF0 ? 3
                       : lead < 0xF5 ? 4
                                     : 0;
    char32_t value = length <= 1 ? lead : lead & (0xFFU >> (length + 1));
    bool valid = length > 0 && i + static_cast<std::size_t>(length) <= text.size();
    for (int k = 1; valid && k < length; ++k) {
      const auto next = static_cast<unsigned char>(text[i + static_cast<std::size_t>(k)]);
      valid = (next & 0xC0U) == 0x80U;
      value = (value << 6U) | (next & 0x3FU);
    }
    constexpr std::array<char32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
    valid = valid && value >= kSmallest[static_cast<std::size_t>(length)] && value <= 0x10FFFF &&
            (value < 0xD800 || value >= 0xE000);
    result.push_back(valid ? value : kReplacement);
    i += valid ? static_cast<std::size_t>(length) : 1;
  }
  return result;
}

void append_utf8(std::string& text, char32_t c) {
  if (c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) c = kReplacement;
  if (c < 0x80) {
    text.push_back(static_cast<char>(c));
    return;
  }
  if (c < 0x800) {
    text.push_back(static_cast<char>(0xC0U | (c >> 6U)));
  } else {
    if (c < 0x10000) {
      text.push_back(static_cast<char>(0xE0U | (c >> 12U)));
    } else {
      text.push_back(static_cast<char>(0xF0U | (c >> 18U)));
      text.push_back(static_cast<char>(0x80U | ((c >> 12U) & 0x3FU)));
    }
    text.push_back(static_cast<char>(0x80U | ((c >> 6U) & 0x3FU)));
  }
  text.push_back(static_cast<char>(0x80U | (c & 0x3FU)));
}

std::string encode_utf8(std::u32string_view text) {
  std::string result;
  result.reserve(text.size());
  for (const char32_t character : text) append_utf8(result, character);
  return result;
}

std::u32string normalize_nfc(std::u32string_view text) {
  std::u32string marks;
  for (const char32_t character : text) decompose(character, marks);
  order_marks(marks);
  std::u32string result;
  std::size_t starter = std::u32string::npos;  // in result
  int last_class = 0;
  for (const char32_t character : marks) {
    const int mark_class = combining_class(character);
    const bool reachable = starter != std::u32string::npos &&
                           (starter + 1 == result.size() || (last_class != 0 && last_class < mark_class));
    const char32_t composed = reachable ? compose_pair(result[starter], character) : 0;
    if (composed != 0) {
      result[starter] = composed;
      continue;
    }
    if (mark_class == 0) starter = result.size();
    last_class = mark_class;
    result.push_back(character);
  }
  return result;
}

bool is_letter(char32_t character) {
  return is_in_ranges(kLetters, character);
}

bool is_number(char32_t character) {
  return is_in_ranges(kNumbers, character);
}

char32_t lower_case(char32_t character) {
  const auto* found = std::lower_bound(std::begin(kLowerCase), std::end(kLowerCase), character,
                                       [](const LowerCase& row, char32_t c) { return row.character < c; });
  return found != std::end(kLowerCase) && found->character == character ? found->lower : character;
}

bool is_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

}  // namespace v4e

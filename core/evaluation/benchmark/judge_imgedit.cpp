// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>

#include "core/base/text.h"
#include "core/evaluation/benchmark/judge_protocol.h"

namespace v4e {
namespace {

constexpr std::size_t kScales = 3;

/// What the three scales of a kind of edit are called and look at.
struct Rubric {
  std::string_view kind;
  std::array<std::string_view, kScales> names;
  std::array<std::string_view, kScales> looks_at;
};

constexpr std::string_view kSeams = "whether edges, light, shadows and grain of what changed fit the rest";
constexpr std::string_view kPhysics =
    "whether proportions, perspective and contact are right, and all that was not asked for is kept in "
    "detail";

constexpr std::array<Rubric, 9> kRubrics{{
    {"add",
     {"Prompt Compliance", "Visual Naturalness", "Physical & Detail Coherence"},
     {"whether exactly what was asked for was added, in the right place and number", kSeams, kPhysics}},
    {"remove",
     {"Prompt Compliance", "Visual Naturalness", "Physical & Detail Integrity"},
     {"whether exactly what was asked for is gone, wholly, its shadow and reflection too",
      "whether what is now there continues what is around it, without traces", kPhysics}},
    {"replace",
     {"Prompt Compliance", "Visual Naturalness", "Physical & Detail Integrity"},
     {"whether exactly what was asked for became what was asked for", kSeams, kPhysics}},
    {"adjust",
     {"Prompt Compliance", "Visual Seamlessness", "Physical & Detail Fidelity"},
     {"whether the attribute that was asked for changed as it was asked for, on that object alone", kSeams,
      kPhysics}},
    {"extract",
     {"Object Selection & Identity", "Mask Precision & Background Purity",
      "Object Integrity & Visual Quality"},
     {"whether exactly the object that was asked for is shown, and is recognisably the same",
      "whether its outline is exact and the background clean and even",
      "whether it is whole, undistorted and as sharp as in the original"}},
    {"background",
     {"Instruction Compliance", "Visual Seamlessness", "Physical Consistency"},
     {"whether the background became what was asked for, and what stands before it stayed",
      "whether the rim between both is clean", "whether light, perspective and depth of both agree"}},
    {"style",
     {"Style Fidelity", "Content Preservation", "Rendering Quality"},
     {"whether the picture has the style that was asked for, all over",
      "whether what it shows, and where, is still that of the original",
      "whether the result is free of noise, broken shapes and artefacts"}},
    {"action",
     {"Action Fidelity", "Identity Preservation", "Visual & Anatomical Coherence"},
     {"whether the pose or action is the one that was asked for",
      "whether it is still the same being, in the same clothes",
      "whether body and limbs are possible and fit the scene"}},
    {"compose",
     {"Instruction Compliance", "Visual Naturalness", "Physical Consistency & Fine Detail"},
     {"whether each of the edits that were asked for was made", kSeams, kPhysics}},
}};

const Rubric& rubric_of(const std::string& kind) {
  const auto* found = std::ranges::find(kRubrics, std::string_view(kind), &Rubric::kind);
  // A kind that is new is judged as several edits at once are: each part of the instruction counts.
  return found == kRubrics.end() ? kRubrics.back() : *found;
}

std::string question_text(const Rubric& rubric, const std::string& instruction) {
  std::string text =
      "You are given a photo and, second, what an image editing program made of it. The instruction was: " +
      instruction + "\n\nRate the edit on three scales from 1 (failed) to 5 (perfect):\n";
  for (std::size_t i = 0; i < kScales; ++i)
    text += "- " + std::string(rubric.names[i]) + ": " + std::string(rubric.looks_at[i]) + "\n";
  text +=
      "1 nothing of it or unusable, 2 mostly wrong, 3 in part or with faults that are seen at once, 4 right "
      "with small "
      "faults, 5 nothing to find fault with. The second and third score must not be higher than the first.\n"
      "Answer in exactly four lines and nothing else:\nBrief reasoning: one sentence of at most 20 words\n";
  for (const auto name : rubric.names) text += std::string(name) + ": a whole number from 1 to 5\n";
  return text;
}

std::string_view without_blanks(std::string_view line) {
  constexpr std::string_view kBlanks = " \t\r";
  const auto first = line.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(kBlanks) - first + 1);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// "Name: 4", and nothing behind the number.
std::optional<double> strict_mark(std::string_view line) {
  const auto colon = line.find(": ");
  if (colon == std::string_view::npos || colon + 3 != line.size()) return std::nullopt;
  const char digit = line.back();
  return digit >= '1' && digit <= '5' ? std::optional<double>(digit - '0') : std::nullopt;
}

/// Also "**Name**: 4/5", "Name: 4.", "Name - 4 (good)": the first number behind the name.
std::optional<double> tolerant_mark(std::string_view line) {
  if (lower_case(line).find("reasoning") != std::string::npos) return std::nullopt;
  auto mark = line.find(':');
  if (mark == std::string_view::npos) mark = line.find_last_of("-=");
  const auto digit = mark == std::string_view::npos ? mark : line.find_first_not_of(" \t*_`[(", mark + 1);
  if (digit == std::string_view::npos || line[digit] < '1' || line[digit] > '5') return std::nullopt;
  // 4.5 is no whole number, and 45 none of the scale.
  const auto rest = line.substr(digit + 1);
  const bool goes_on =
      !rest.empty() && (is_digit(rest[0]) || (rest[0] == '.' && rest.size() > 1 && is_digit(rest[1])));
  return goes_on ? std::nullopt : std::optional<double>(line[digit] - '0');
}

template <typename MarkIn>
std::optional<std::vector<double>> three_marks(const std::string& answer, const MarkIn& mark_in_line) {
  std::vector<double> marks;
  std::istringstream lines(answer);
  for (std::string line; std::getline(lines, line);) {
    if (const auto mark = mark_in_line(without_blanks(line))) marks.push_back(*mark);
  }
  return marks.size() == kScales ? std::optional(marks) : std::nullopt;
}

class ImgEditProtocol : public JudgeProtocol {
 public:
  [[nodiscard]] std::vector<MeasureKind> kinds() const override {
    using Better = MeasureKind::Better;
    return {{"judge_first", "Judge: compliance", Better::Higher, 2, "first scale, 1 to 5"},
            {"judge_second", "Judge: naturalness", Better::Higher, 2, "second scale"},
            {"judge_third", "Judge: integrity", Better::Higher, 2, "third scale"},
            {"judge_overall", "Judge: overall", Better::Higher, 2, "mean of the three, of each edit"}};
  }

  [[nodiscard]] std::vector<ChatQuestion> questions(const std::string& group, const std::string& instruction,
                                                    const JudgedPictures& pictures) const override {
    return {{.messages = {{ChatMessage::Role::User,
                           question_text(rubric_of(group), instruction),
                           {pictures.photo, pictures.edited}}},
             .max_tokens = 600}};
  }

  [[nodiscard]] JudgeMarks marks_in(std::size_t, const std::string& answer) const override {
    JudgeMarks marks{.strict = three_marks(answer, strict_mark), .tolerant = {}};
    marks.tolerant = marks.strict ? marks.strict : three_marks(answer, tolerant_mark);
    return marks;
  }

  [[nodiscard]] Measures scores(const std::vector<std::vector<double>>& marks) const override {
    const auto& three = marks.at(0);
    return {{"judge_first", three.at(0)},
            {"judge_second", three.at(1)},
            {"judge_third", three.at(2)},
            {"judge_overall", (three.at(0) + three.at(1) + three.at(2)) / 3}};
  }

  [[nodiscard]] std::string wording() const override {
    std::string text;
    for (const Rubric& rubric : kRubrics) text += question_text(rubric, "") + '\n';
    return text;
  }
};

}  // namespace

const JudgeProtocol& imgedit_protocol() {
  static const ImgEditProtocol protocol;
  return protocol;
}

}  // namespace v4e

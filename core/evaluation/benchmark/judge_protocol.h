// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/chat/chat_client.h"
#include "core/evaluation/edit_measures.h"

namespace v4e {

/// What one answer of a judge says, read in two ways.
struct JudgeMarks {
  std::optional<std::vector<double>> strict;    ///< in exactly the form that was asked for
  std::optional<std::vector<double>> tolerant;  ///< whatever else is meant beyond doubt; all that is strict
};

/// What a judge is shown: JPEG files.
struct JudgedPictures {
  std::string photo;
  std::string edited;
};

/// How a benchmark has its edits judged by a language model that sees pictures: which questions are asked
/// about an edit, how answers are read, and what scores their marks make. The protocols are the benchmarks'
/// (pictures, their order, scales, number of questions, form of the answers, how marks are combined), the
/// words are ours: scores are near those of the authors' wording, not the same.
class JudgeProtocol {
 public:
  virtual ~JudgeProtocol() = default;

  /// Scores that an edit gets, in the order of tables.
  [[nodiscard]] virtual std::vector<MeasureKind> kinds() const = 0;
  [[nodiscard]] virtual std::vector<ChatQuestion> questions(const std::string& group,
                                                            const std::string& instruction,
                                                            const JudgedPictures& pictures) const = 0;
  /// Of the answer to question `place`.
  [[nodiscard]] virtual JudgeMarks marks_in(std::size_t place, const std::string& answer) const = 0;
  /// Of the marks of all questions' answers, by kind.
  [[nodiscard]] virtual Measures scores(const std::vector<std::vector<double>>& marks) const = 0;
  /// All its words, with no edit's in them: their hash tells versions apart.
  [[nodiscard]] virtual std::string wording() const = 0;
};

/// The protocol of a benchmark; null where it has none.
[[nodiscard]] const JudgeProtocol* judge_protocol_of(const std::string& benchmark);

/// Two questions, one of photo and edit, one of the edit alone, each with two marks of 0 to 10; the lower one
/// of each counts, and the score is the root of their product (VIEScore, Ku et al. 2023).
[[nodiscard]] const JudgeProtocol& gedit_protocol();
/// One question with three marks of 1 to 5 whose names depend on the kind of edit; the score is their mean.
[[nodiscard]] const JudgeProtocol& imgedit_protocol();

}  // namespace v4e

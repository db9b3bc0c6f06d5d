// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace v4e {

/// Why a transformer is taken for what it is taken for.
enum class KindBasis {
  Open,    ///< it is not: somebody must say it
  Said,    ///< the user has
  Shapes,  ///< nothing else has them
  Own,     ///< its file says so
  Name,    ///< of the file or its folder
  Usual    ///< others have its shapes as well, and nothing else is known
};

/// What a transformer could be where its shapes leave that open.
struct KindQuestion {
  struct Choice {
    std::string id;  ///< see known_models.h
    std::string name;
    bool operator==(const Choice&) const = default;
  };
  std::filesystem::path file;
  std::string fingerprint;  ///< what the answer is kept by
  std::string chosen;       ///< an id; empty with KindBasis::Open
  KindBasis basis = KindBasis::Open;
  std::vector<Choice> choices;  ///< two or more

  /// The model cannot be used before somebody has answered.
  [[nodiscard]] bool is_open() const { return basis == KindBasis::Open; }
  bool operator==(const KindQuestion&) const = default;
};

/// Of a model that find_models() finds: one for each of its transformers that could be several models that
/// edit photos. None where a model_index.json says it. Reads headers, and the few weights of the fingerprint.
/// Never throws: what cannot be read has no question.
[[nodiscard]] std::vector<KindQuestion> kind_questions(const std::filesystem::path& model);

/// Keeps the answer for this file, wherever it will lie. Throws Error(InvalidArgument) on an id that is none
/// of the choices, Error(FileUnwritable).
void answer(const KindQuestion& question, const std::string& id);

}  // namespace v4e

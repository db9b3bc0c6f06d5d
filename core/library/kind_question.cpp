// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/kind_question.h"

#include <algorithm>
#include <optional>

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/checkpoints/checkpoint.h"
#include "core/library/kind_memory.h"
#include "core/library/known_models.h"
#include "core/library/loose_model.h"
#include "core/models/wan_dit/keys.h"
#include "core/pipelines/part_config.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTextOnly = "WanPipeline";

IdentifiedModel identify(const fs::path& file, const StateDictReader& weights, const std::string& said) {
  const WanDitConfig config = read_transformer_config(file);
  try {
    return identify_model(config, weights, file, said);
  } catch (const Error&) {
    // An answer that cannot be, which only another program can have written.
    return identify_model(config, weights, file, {});
  }
}

std::optional<KindQuestion> question_about(const fs::path& file) {
  const auto weights = open_checkpoint(file, wan_dit_family());
  KindQuestion question;
  question.file = file;
  question.fingerprint = release_fingerprint(*weights);
  const IdentifiedModel found = identify(file, *weights, remembered_kind(question.fingerprint));
  const bool edits = std::ranges::any_of(
      found.alternatives, [](const KnownModel* model) { return model->pipeline != kTextOnly; });
  if (found.alternatives.size() < 2 || !edits || question.fingerprint.empty()) return std::nullopt;
  question.basis = found.basis;
  if (found.model != nullptr) question.chosen = found.model->id;
  for (const KnownModel* model : found.alternatives)
    question.choices.push_back({std::string(model->id), std::string(model->name)});
  return question;
}

/// The files of a loose model's transformers; the given one alone where its other expert is not known.
std::vector<fs::path> transformers_of(const fs::path& model) {
  try {
    const ComponentPaths paths = assemble_loose_model(model).paths;
    std::vector<fs::path> files{paths.transformer};
    if (!paths.transformer_2.empty()) files.push_back(paths.transformer_2);
    return files;
  } catch (const Error&) {
    return {model};
  }
}

}  // namespace

std::vector<KindQuestion> kind_questions(const fs::path& model) {
  std::vector<KindQuestion> questions;
  if (fs::exists(model / "model_index.json")) return questions;
  for (const fs::path& file : transformers_of(model)) {
    try {
      if (auto question = question_about(file)) questions.push_back(std::move(*question));
    } catch (const Error& error) {
      logger("library").debug("{}: {}", file.filename().string(), error.what());
    }
  }
  return questions;
}

void answer(const KindQuestion& question, const std::string& id) {
  if (std::ranges::find(question.choices, id, &KindQuestion::Choice::id) == question.choices.end())
    throw Error(ErrorCode::InvalidArgument, question.file.string() + " cannot be \"" + id + "\"");
  remember_kind(question.fingerprint, id);
}

}  // namespace v4e

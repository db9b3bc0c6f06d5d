// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/lora_report.h"

#include <algorithm>
#include <memory>

#include "core/base/error.h"
#include "core/base/resources.h"
#include "core/checkpoints/checkpoint.h"
#include "core/checkpoints/lora_reader.h"
#include "core/checkpoints/recognise.h"
#include "core/library/weight_search.h"
#include "core/models/wan_dit/keys.h"
#include "core/pipelines/component_paths.h"
#include "core/pipelines/lora_few_steps.h"
#include "core/pipelines/lora_texts.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;
using Fit = LoraReport::Fit;

constexpr int kLoraFolderDepth = 3;  ///< below "loras", which people sort their files into
constexpr std::size_t kExamples = 3;
/// Distillation changes all layers, what teaches a style or a thing seldom so many. Those for text to video
/// leave out an image model's further ones, a sixth of all.
constexpr double kDistilledShare = 0.75;

fs::path find_below(const fs::path& folder, const std::string& name) {
  std::error_code ignored;
  fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, ignored);
  for (const fs::recursive_directory_iterator end; !ignored && entry != end; entry.increment(ignored)) {
    if (entry.depth() >= kLoraFolderDepth) entry.disable_recursion_pending();
    if (entry->path().filename() == name && entry->is_regular_file(ignored)) return entry->path();
  }
  return {};
}

LoraReport failure(Fit fit, std::string detail) {
  LoraReport report;
  report.fit = fit;
  report.detail = std::move(detail);
  return report;
}

Fit fit_of(const Error& error) {
  if (error.code() == ErrorCode::CheckpointMismatch) return Fit::OtherModel;
  return error.code() == ErrorCode::Unsupported ? Fit::UnreadKind : Fit::Unreadable;
}

/// Of one whose file says so itself, whatever its name is.
std::optional<FewSteps> own_few_steps(const StateDictReader& lora, const fs::path& path) {
  const auto said = lora_few_steps(lora.metadata(), path.string());
  if (!said) return std::nullopt;
  return FewSteps{.id = "own", .steps = said->steps, .shift = said->shift, .sampler = said->sampler};
}

LoraReport compare(std::shared_ptr<const StateDictReader> lora, const fs::path& file,
                   const std::shared_ptr<const StateDictReader>& model) {
  const LoraReader joined(model, wan_dit_family(), {{std::move(lora), 1.0, file.string()}});
  const LoraCoverage& coverage = joined.coverage().front();
  LoraReport report;
  report.layers = static_cast<int>(std::ranges::count_if(
      model->names(), [&](const std::string& name) { return is_linear_weight(*model, name); }));
  report.reached = coverage.layers;
  report.unused = static_cast<int>(coverage.unmatched.size());
  report.parts = coverage.matched + report.unused;
  report.fit = 2 * coverage.matched < report.parts ? Fit::Partly : Fit::Good;
  if (report.fit == Fit::Good) return report;
  for (std::size_t i = 0; i < std::min(kExamples, coverage.unmatched.size()); ++i)
    report.detail += (i == 0 ? "" : ", ") + coverage.unmatched[i];
  return report;
}

void find_purpose(const fs::path& path, const ComponentPaths& model, LoraReport& report) {
  const KnownPurpose known = lora_purpose_of(path, model);
  report.purpose = known.purpose;
  report.purpose_basis = known.basis;
  const bool is_known = known.basis == PurposeBasis::Own || report.few_steps || !report.texts.empty();
  report.may_say_purpose = !is_known && few_steps_base(model) == FewStepsBase::ChronoEdit;
}

}  // namespace

LoraReport check_lora(const std::string& file, const ComponentPaths& model) {
  std::shared_ptr<const StateDictReader> lora;
  const fs::path path = find_lora(file, model);
  try {
    lora = open_checkpoint(path);
  } catch (const Error& error) {
    return failure(Fit::Unreadable, error.what());
  }
  const Recognised found = recognise(*lora);
  if (found.kind != Recognised::Kind::Lora)
    return failure(Fit::NoLora,
                   path.filename().string() + (found.text.empty() ? " holds weights of no kind that is known"
                                                                  : " is " + found.text));
  try {
    const std::optional<FewSteps> said = own_few_steps(*lora, path);
    LoraReport report = compare(std::move(lora), path, open_checkpoint(model.transformer, wan_dit_family()));
    for (const auto& text : lora_texts(path)) report.texts.push_back(text.asked);
    if (report.fit == Fit::Good && said) {
      report.few_steps = said;
    } else if (report.fit == Fit::Good && report.reached >= kDistilledShare * report.layers) {
      report.few_steps = few_steps_lora(path.filename().string(), few_steps_base(model));
    }
    if (report.fit == Fit::Good) find_purpose(path, model, report);
    return report;
  } catch (const Error& error) {
    return failure(fit_of(error), error.what());
  }
}

fs::path find_lora(const std::string& file, const ComponentPaths& model) {
  const fs::path path = file;
  std::error_code ignored;
  if (path.has_parent_path() || path.empty() || fs::exists(path, ignored)) return path;
  std::vector<fs::path> places{parts_root(model.transformer) / "loras"};
  if (const fs::path own = user_data_folder(); !own.empty()) {
    places.push_back(own / "loras");
    places.push_back(own / "models" / "loras");
  }
  for (const fs::path& place : places) {
    if (fs::path found = find_below(place, path.string()); !found.empty()) return found;
  }
  return path;
}

}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/compare_edits.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/edit/edit_export.h"
#include "core/edit/outside_change.h"
#include "core/edit/shown_frames.h"

namespace v4e {
namespace {

constexpr double kEqual_db = 99;  // as the merge's own measure has it

EditRequest request_of(const EditRequest& common, const EditVariant& variant) {
  EditRequest request = common;
  request.settings = variant.settings;
  return request;
}

void take_times(ComparedEdit& compared) {
  for (const StageTime& time : compared.edit->chain.whole.times)
    (time.stage == Stage::Load ? compared.loading_seconds : compared.seconds) += time.seconds;
}

void measure_outside(ComparedEdits& compared, const RunContext& context) {
  std::vector<EditTrace> traces;
  for (const ComparedEdit& one : compared.edits) {
    if (!one.edit) continue;
    const EditResult& whole = one.edit->chain.whole;
    const std::vector<Image> frames = frames_in_photo(whole);
    traces.push_back({frames.front(), frames.back(), whole.merge.mask});
  }
  const OutsideChanges changes = outside_changes(traces, context);
  compared.outside_share = changes.share;
  if (changes.rms.empty()) return;
  auto rms = changes.rms.begin();
  for (ComparedEdit& one : compared.edits) {
    if (one.edit) one.outside = *rms++;
  }
}

nlohmann::json outside_report(const std::optional<double>& rms) {
  if (!rms) return nullptr;
  const double db = *rms > 0 ? std::min(kEqual_db, -20 * std::log10(*rms)) : kEqual_db;
  return {{"rms", *rms}, {"psnr_db", db}};
}

}  // namespace

ComparedEdits compare_edits(const OpenEditor& open, const EditRequest& request,
                            const std::vector<EditVariant>& variants, const EditHooks& hooks,
                            const std::function<void(std::size_t place)>& on_variant) {
  check_variants(variants);
  const std::vector<std::size_t> order = working_order(variants);
  for (const std::size_t place : order)
    (void)plan_chain(open(variants[place].settings.model), request_of(request, variants[place]));
  ComparedEdits compared;
  for (const EditVariant& variant : variants) compared.edits.push_back({variant, std::nullopt});
  for (const std::size_t place : order) {
    hooks.run.check();
    if (on_variant) on_variant(place);
    ComparedEdit& one = compared.edits[place];
    try {
      one.edit = make_kept_edit(open(one.variant.settings.model), request_of(request, one.variant), hooks);
      take_times(one);
    } catch (const Error& error) {
      one.failure = error;
    }
  }
  if (std::ranges::none_of(compared.edits, [](const ComparedEdit& one) { return one.edit.has_value(); }))
    throw *compared.edits[order.front()].failure;
  measure_outside(compared, {hooks.run.stop, {}});
  return compared;
}

nlohmann::json comparison_report(const ComparedEdits& compared) {
  nlohmann::json variants = nlohmann::json::array();
  for (const ComparedEdit& one : compared.edits) {
    if (!one.edit) {
      variants.push_back({{"name", one.variant.name}, {"error", one.failure ? one.failure->what() : ""}});
      continue;
    }
    const EditResult& whole = one.edit->chain.whole;
    variants.push_back({{"name", one.variant.name},
                        {"seconds", one.seconds},
                        {"loading_seconds", one.loading_seconds},
                        {"changed_share", whole.merge.metrics.edited_share},
                        {"outside", outside_report(one.outside)},
                        {"edit", edit_report(whole)}});
  }
  return {{"outside_share", compared.outside_share}, {"variants", std::move(variants)}};
}

}  // namespace v4e

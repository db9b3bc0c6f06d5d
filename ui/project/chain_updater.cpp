// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/project/chain_updater.h"

#include <algorithm>
#include <utility>

namespace v4e::ui {
namespace {

/// The step as if it had been merged with those.
StepResults::ResultPtr withEdits(const EditResult& result, const std::shared_ptr<const MergeEdits>& edits) {
  auto changed = std::make_shared<EditResult>(result);
  changed->edits = edits;
  if (result.unshaped) changed->unshaped = withEdits(*result.unshaped, edits);
  return changed;
}

}  // namespace

ChainUpdater::ChainUpdater(HistoryModel& model, StepResults& results, PhotoDocument& document,
                           EditSession& session)
    : model_(model), results_(results), document_(document), session_(session) {
  connect(&session_, &EditSession::stepMade, this, &ChainUpdater::takeStep);
  connect(&session_, &EditSession::updateStopped, this, [this] { declined_ = std::exchange(running_, {}); });
  connect(&session_, &EditSession::updateWanted, this, &ChainUpdater::updateNow);
  connect(&session_, &EditSession::editingChanged, this, [this](bool editing) {
    if (!editing) update();
  });
}

void ChainUpdater::reset() {
  opened_shape_ = document_.shape().geometry;
  asked_.clear();
  running_.clear();
  declined_.clear();
  // The history is still the former photo's: whoever hears that the work is over must not begin it again.
  updating_ = true;
  session_.dropUpdate();
  updating_ = false;
  document_.setUpdatePending(false);
}

ChainUpdater::PhotoPtr ChainUpdater::pictureOf(std::int64_t id) const {
  if (id == kPhotoNode) return document_.shapedPhoto();
  const StepResults::Entry* entry = results_.find(id);
  return entry && entry->result ? entry->result->edited : nullptr;
}

ChainUpdater::Fit ChainUpdater::fitOf(std::int64_t id, std::int64_t before) const {
  const StepResults::Entry* entry = results_.find(id);
  const StepResults::Entry* source = results_.find(before);
  if (!entry || !model_.node(id)->generation.follows) return Fit::Yes;
  if (entry->is_lost || (source && source->is_lost)) return Fit::Yes;  // there is nothing to make it from
  const bool is_as_stored =
      source ? source->version == 0 : document_.shape().geometry == opened_shape_;  // of the step before
  if (entry->stored_source == before && is_as_stored) return Fit::Yes;
  const PhotoPtr picture = pictureOf(before);
  if (!entry->result || !picture) return Fit::Unknown;
  return isSamePicture(entry->result->photo, picture) ? Fit::Yes : Fit::No;
}

/// The steps that make the current picture, the first one first. One that follows nothing begins it.
std::vector<std::int64_t> ChainUpdater::chain() const {
  std::vector<std::int64_t> steps;
  for (std::int64_t id = model_.pictureOf(model_.current()); id != kPhotoNode;
       id = model_.pictureOf(model_.parentOf(id))) {
    steps.push_back(id);
    if (!model_.node(id)->generation.follows) break;
  }
  std::reverse(steps.begin(), steps.end());
  return steps;
}

/// The step that is shown is merged again by those who show it.
std::optional<std::shared_ptr<const MergeEdits>> ChainUpdater::unmergedEdits(std::int64_t id) const {
  if (!unmerged_edits_ || id == results_.stepOf(document_.result())) return std::nullopt;
  return unmerged_edits_(id);
}

std::set<std::int64_t> ChainUpdater::outdated() const {
  std::set<std::int64_t> all;
  for (const HistoryNode* node : model_.shown()) {
    const std::int64_t id = node->generation.id;
    if (id == kPhotoNode || !node->generation.follows) continue;
    const std::int64_t before = model_.pictureOf(model_.parentOf(id));
    if (all.contains(before) || unmergedEdits(before) || fitOf(id, before) == Fit::No) all.insert(id);
  }
  return all;
}

bool ChainUpdater::ask(std::int64_t id) {
  if (id == kPhotoNode || results_.find(id)->result) return false;
  if (asked_.insert(id).second) Q_EMIT sourceWanted(id);
  return true;
}

bool ChainUpdater::planStep(std::int64_t id, std::int64_t before, Plan& plan) {
  const auto unmerged = unmergedEdits(id);
  bool fits = false;
  if (plan.empty()) {
    const Fit fit = fitOf(id, before);
    fits = fit == Fit::Yes;
    if (fits && !unmerged) return true;
    if (fit == Fit::Unknown) {
      const bool asked = ask(id);
      return !ask(before) && !asked;
    }
  } else if (ask(id)) {
    return false;
  }
  const StepResults::ResultPtr present = results_.find(id)->result;
  if (!present) return true;  // it is lost
  ChainStep step;
  step.former = unmerged ? withEdits(*present, *unmerged) : present;
  step.request.settings = present->settings;
  step.request.edits = step.former->edits;
  step.request.force = true;  // the model has done it before
  if (plan.empty()) {
    step.request.photo = fits ? present->photo : pictureOf(before);
    const StepResults::Entry* source = results_.find(before);
    const bool on_edit = source && source->result;
    step.base = on_edit ? source->result->base : document_.shapedPhoto();
    if (!step.base) step.base = document_.original();
    step.place = on_edit ? source->result->place : document_.shapedPlace();
    step.generation = fits ? present : results_.former(id, step.request.photo);
    if (step.generation && step.generation->settings.strength == present->settings.strength &&
        step.generation->edits == step.request.edits && step.generation->geometry == present->geometry) {
      results_.set(id, step.generation);
      Q_EMIT remade(id);
      return true;
    }
  }
  plan.push_back({id, std::move(step)});
  return true;
}

bool ChainUpdater::makePlan(Plan& plan) {
  const std::vector<std::int64_t> steps = chain();
  const bool from_photo = steps.empty() || model_.node(steps.front())->generation.follows;
  for (std::size_t i = from_photo ? 0 : 1; i < steps.size(); ++i) {
    if (!planStep(steps[i], i == 0 ? kPhotoNode : steps[i - 1], plan)) return false;
  }
  return true;
}

bool ChainUpdater::isSame(const Plan& a, const Plan& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const ChainStep& one = a[i].step;
    const ChainStep& other = b[i].step;
    if (a[i].id != b[i].id || one.request.edits != other.request.edits ||
        one.request.settings != other.request.settings || one.request.photo != other.request.photo)
      return false;
  }
  return true;
}

void ChainUpdater::update() {
  // What it does changes the history, which calls it again.
  if (updating_ || !document_.hasPhoto()) return;
  updating_ = true;
  Plan plan;
  makePlan(plan) ? follow(plan) : document_.setUpdatePending(true);
  model_.setOutdated(outdated());
  updating_ = false;
}

void ChainUpdater::follow(const Plan& plan) {
  if (session_.isUpdating() && isSame(plan, running_)) return;
  session_.dropUpdate();
  running_.clear();
  const bool is_declined = isSame(plan, declined_);
  if (!is_declined) declined_.clear();
  if (plan.empty() || is_declined) return document_.setUpdatePending(false);
  document_.setUpdatePending(true);
  if (session_.isEditing()) return;  // this comes again when that is over
  running_ = plan;
  std::vector<ChainStep> steps;
  for (const Planned& each : plan) steps.push_back(each.step);
  session_.update(std::move(steps));
}

void ChainUpdater::updateNow() {
  declined_.clear();
  update();
}

void ChainUpdater::takeStep(const StepResults::ResultPtr& result) {
  if (running_.empty()) return;
  const std::int64_t id = running_.front().id;
  running_.erase(running_.begin());
  if (!running_.empty()) running_.front().step.request.photo = result->edited;
  results_.set(id, result);
  updating_ = true;
  Q_EMIT remade(id);
  updating_ = false;
  update();
}

}  // namespace v4e::ui

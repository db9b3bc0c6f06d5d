// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/edit_session.h"

#include <algorithm>

#include "core/base/log.h"
#include "ui/widgets/step_text.h"

namespace v4e::ui {

EditSession::EditSession(EditEngine& engine, PhotoDocument& document, MessageBar& messages, QObject* parent)
    : QObject(parent), engine_(engine), document_(document), messages_(messages) {
  connect(&document_, &PhotoDocument::opened, this, [this] {
    of_open_photo_ = false;
    waiting_steps_.clear();
    setBuildsOn(BuildsOn::Edit);
  });
  connect(&document_, &PhotoDocument::closed, this, [this] { waiting_steps_.clear(); });
}

EditSession::~EditSession() = default;

bool EditSession::start(const EditSettings& order, int variations) {
  if (isEditing()) return false;
  const auto again = [this, order, variations] { start(order, variations); };
  if (document_.isShapePending()) {
    document_.whenMerged(again);
    return true;
  }
  if (warnsOfMemory(order)) return false;
  messages_.hide();
  clearWaiting();
  if (waitsForPicture(again)) return true;
  variations_ = variations;
  steps_ = variation_ = kept_ = 0;
  EditRequest next = requestOf(order);
  if (!addSketch(next.settings)) return false;
  next.settings.strength = 1.0;  // what is looked for afterwards
  for (int i = 0; i < variations; ++i) {
    waiting_variations_.push_back(next);
    ++next.settings.seed;
  }
  startNext();
  return true;
}

void EditSession::startSteps(const std::vector<EditSettings>& steps) {
  if (isEditing()) return;
  for (const EditSettings& step : steps) {
    if (!tellShortMemory(step)) continue;
    messages_.offer([] { return tr("Edit anyway"); }, [this, steps] { beginSteps(steps); });
    return;
  }
  beginSteps(steps);
}

void EditSession::beginSteps(const std::vector<EditSettings>& steps) {
  if (isEditing()) return;
  messages_.hide();
  clearWaiting();
  if (waitsForPicture([this, steps] { beginSteps(steps); })) return;
  waiting_steps_.assign(steps.begin(), steps.end());
  steps_ = static_cast<int>(steps.size());
  steps_clock_.start();
  variations_ = 1;
  variation_ = kept_ = 0;
  startNext();
}

/// The next edit builds on what is shown, at the strength that it is shown at. True where that is not there
/// yet; `again` is called then.
bool EditSession::waitsForPicture(const std::function<void()>& again) {
  const bool on_edit = document_.result() && builds_on_ == BuildsOn::Edit;
  if (document_.isShapePending() || (on_edit && (document_.isLookPending() || document_.isMergePending()))) {
    document_.whenMerged(again);
    return true;
  }
  if (on_edit) keepLook();
  return false;
}

/// The order, to be done to what is shown or to the photo.
std::shared_ptr<const Photo> EditSession::nextSource() const {
  const auto shown = document_.result();
  return shown && builds_on_ == BuildsOn::Edit ? shown->edited : document_.shapedPhoto();
}

EditSession::Source EditSession::sourceOf(const EditSettings& order) const {
  const bool on_edit = document_.result() && builds_on_ == BuildsOn::Edit;
  Source source;
  source.base = on_edit ? document_.photo() : document_.shapedPhoto();
  source.place = on_edit ? document_.place() : document_.shapedPlace();
  EditRequest& request = source.request;
  request.photo = nextSource();
  request.settings = order;
  if (!order.region.is_none() || !order.ending.empty()) return source;
  const Selection selected = selection();
  if (!selected.mask.empty()) request.settings.region = region_of_mask(selected.mask);
  request.edits = selected.edits;
  return source;
}

/// What leads to a finished edit is not sketched. False: there is no memory for it, which is said.
bool EditSession::addSketch(EditSettings& order) {
  try {
    if (sketch_ && order.sketch.is_none() && order.ending.empty()) order.sketch = sketch_();
    return true;
  } catch (const Error& error) {
    messages_.showFailure({error.code(), error.what()});
    return false;
  }
}

EditRequest EditSession::requestOf(const EditSettings& order) {
  const bool on_edit = document_.result() && builds_on_ == BuildsOn::Edit;
  Q_EMIT sourceChosen(on_edit ? BuildsOn::Edit : BuildsOn::Photo);
  Source source = sourceOf(order);
  base_ = source.base;
  place_ = source.place;
  return std::move(source.request);
}

void EditSession::withSource(const EditSettings& order, const std::function<void(const Source&)>& call) {
  if (waitsForPicture([this, order, call] { withSource(order, call); })) return;
  Source source = sourceOf(order);
  if (addSketch(source.request.settings)) call(source);
}

void EditSession::take(const Source& source, const std::shared_ptr<const EditResult>& made) {
  if (isEditing()) return;
  auto result = std::make_shared<EditResult>(*made);
  result->base = source.base;
  result->place = source.place;
  run_ = Run::Edit;
  of_open_photo_ = true;
  steps_ = 0;
  takeResult(result);
}

void EditSession::startNext() {
  startNextVariation();
  startNextStep();
}

void EditSession::startNextStep() {
  if (waiting_steps_.empty() || isEditing()) return;
  if (kept_ == 0) return startStep();
  // What is painted belongs to the step before: the next one builds on it with that.
  setBuildsOn(BuildsOn::Edit);
  document_.whenMerged([this] { startStep(); });
}

void EditSession::startStep() {
  if (waiting_steps_.empty() || isEditing()) return;
  EditRequest request = requestOf(waiting_steps_.front());
  waiting_steps_.pop_front();
  order_ = request.settings;
  logger("ui").info("a look's step begins");
  runJob(engine_.startEdit(std::move(request)), Run::Edit);
}

void EditSession::clearWaiting() {
  waiting_variations_.clear();
  waiting_steps_.clear();
}

void EditSession::setBuildsOn(BuildsOn base) {
  if (base == builds_on_) return;
  builds_on_ = base;
  Q_EMIT buildsOnChanged(base);
}

void EditSession::startNextVariation() {
  if (waiting_variations_.empty() || isEditing()) return;
  ++variation_;
  EditRequest request = std::move(waiting_variations_.front());
  waiting_variations_.pop_front();
  order_ = request.settings;
  logger("ui").info("edit begins");
  runJob(engine_.startEdit(std::move(request)), Run::Edit);
}

void EditSession::keepLook() {
  if (document_.look()) applyStrength(document_.look());
}

void EditSession::keepStrength(double strength) {
  const auto result = document_.result();
  if (!result || isEditing()) return;
  if (document_.isShapePending()) return document_.whenMerged([this, strength] { keepStrength(strength); });
  strength = std::clamp(strength, 0.0, 1.0);
  // What is looked at is merged already.
  const auto look = document_.look();
  if (look && look->settings.strength == strength && look->edits == result->edits) return applyStrength(look);
  runJob(engine_.startMerge(result, strength), Run::Strength);
}

void EditSession::applyStrength(const std::shared_ptr<const EditResult>& result) {
  document_.applyResult(result, stepText("v4e::ui::EditSession", QT_TR_NOOP("Strength of %1"),
                                         QString::fromStdString(result->settings.instruction)));
}

void EditSession::update(std::vector<ChainStep> steps) {
  runJob(engine_.startChain(std::move(steps)), Run::Update);
}

void EditSession::dropUpdate() {
  if (!isUpdating()) return;
  // The job may be the sender of the signal that led here, so it may go only later.
  job_->disconnect(this);
  job_->stopNow();
  job_.release()->deleteLater();
  waiting_steps_.clear();  // the user went elsewhere
  Q_EMIT ended();
  Q_EMIT editingChanged(false);
  startNext();
}

void EditSession::runJob(std::unique_ptr<EditJob> job, Run run) {
  job_ = std::move(job);
  run_ = run;
  of_open_photo_ = true;
  if (run != Run::Strength) Q_EMIT began();
  connect(job_.get(), &EditJob::progressed, this, &EditSession::tellProgress);
  connect(job_.get(), &EditJob::previewed, this, &EditSession::previewed);
  connect(job_.get(), &EditJob::stepMade, this, &EditSession::stepMade);
  connect(job_.get(), &EditJob::finished, this, &EditSession::finishJob);
  Q_EMIT editingChanged(true);
}

void EditSession::tellProgress(JobProgress progress) {
  if (run_ == Run::Edit) {
    progress.variation = variation_;
    progress.variations = variations_;
  }
  if (run_ == Run::Edit && isInSteps()) {
    progress.look_step = std::min(kept_ + 1, steps_);
    progress.look_steps = steps_;
    progress.fraction = (progress.look_step - 1 + progress.fraction) / steps_;
    const double elapsed_s = static_cast<double>(steps_clock_.elapsed()) / 1000;
    if (progress.seconds_left)
      progress.seconds_left = elapsed_s * (1 - progress.fraction) / progress.fraction;
  }
  Q_EMIT progressed(progress);
}

void EditSession::stop(bool keep) {
  clearWaiting();
  if (!job_) return;
  keep = keep && run_ != Run::Update;  // half a step is of no use to the next one
  Q_EMIT stopping(keep);
  keep ? job_->stopAndKeep() : job_->stopNow();
}

void EditSession::drop() {
  clearWaiting();
  job_.reset();
}

void EditSession::finishJob(const EditOutcome& outcome) {
  // The job is the sender of this signal, so it may go only later.
  job_.release()->deleteLater();
  Q_EMIT ended();
  run_ == Run::Update ? finishUpdate(outcome) : finishEdit(outcome);
  Q_EMIT editingChanged(false);
  // Who heard that may have begun something, behind which it goes on.
  startNext();
}

void EditSession::finishUpdate(const EditOutcome& outcome) {
  if (std::holds_alternative<std::shared_ptr<const EditResult>>(outcome)) return;
  Q_EMIT updateStopped();
  if (const auto* failure = std::get_if<Failure>(&outcome)) {
    messages_.showFailure(*failure);
  } else {
    messages_.showNote([] { return tr("Stopped. This step does not show the changed steps before it."); });
  }
  messages_.offer([] { return tr("Update now"); }, [this] { Q_EMIT updateWanted(); });
}

void EditSession::finishEdit(const EditOutcome& outcome) {
  const bool is_merge = run_ == Run::Strength;
  if (const auto* made = std::get_if<std::shared_ptr<const EditResult>>(&outcome)) {
    auto result = std::make_shared<EditResult>(**made);
    if (!is_merge) {
      result->base = base_;
      result->place = place_;
    }
    takeResult(result);
  } else if (const auto* failure = std::get_if<Failure>(&outcome)) {
    clearWaiting();
    messages_.showFailure(*failure);
    // The ways out begin an edit of the panel's order, which a step of a look is not.
    if (failure->code == ErrorCode::OutOfMemory && !is_merge && !isInSteps()) offerLessMemory(order_);
    if (std::ranges::find(failure->advice, Advice::OtherModel) != failure->advice.end())
      messages_.offer([] { return tr("Models…"); }, [this] { Q_EMIT modelsWanted(); });
  } else if (!is_merge) {
    sayStopped();
  }
}

void EditSession::sayStopped() {
  if (steps_ > 1) {
    return messages_.showNote([kept = kept_, all = steps_] {
      return tr("Stopped. Kept: %1 of %2 steps of the look.").arg(kept).arg(all);
    });
  }
  if (variations_ < 2)
    return messages_.showNote([] { return tr("Stopped. Nothing of this edit was kept."); });
  messages_.showNote([kept = kept_, all = variations_] {
    return kept == 0 ? tr("Stopped. No variation was kept.")
                     : tr("Stopped. Kept: %1 of %2 variations.").arg(kept).arg(all);
  });
}

void EditSession::takeResult(const std::shared_ptr<const EditResult>& result) {
  const bool is_merge = run_ == Run::Strength;
  if (of_open_photo_ && is_merge) applyStrength(result);
  if (of_open_photo_ && !is_merge) {
    Q_EMIT editMade(result);
    document_.applyResult(result, QString::fromStdString(result->settings.instruction));
  }
  // It fitted; and its weights, which stay loaded, are the memory that may seem to be missing next time.
  if (!is_merge) fitting_ = needOf(result->settings);
  if (!is_merge) ++kept_;
  if (!is_merge && of_open_photo_) {
    Q_EMIT editFinished(result);
    logger("ui").info("edit shown, of {} steps", result->steps_done);
  }
  QStringList notes;
  for (const std::string& note : result->notes) notes << QString::fromStdString(note);
  if (!notes.isEmpty()) messages_.showNote([notes] { return notes.join(' '); });
}

}  // namespace v4e::ui

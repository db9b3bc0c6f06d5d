// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/strength_look.h"

#include <cmath>

#include "core/base/log.h"
#include "ui/engine/image_convert.h"

namespace v4e::ui {
namespace {

constexpr int kRestMs = 50;
constexpr double kSameStrength = 1e-9;

}  // namespace

StrengthLook::StrengthLook(const EditorParts& editor, TimelinePanel& timeline, MaskSession& masks,
                           QObject* parent)
    : QObject(parent), editor_(editor), timeline_(timeline), masks_(masks) {
  timer_.setSingleShot(true);
  timer_.setInterval(kRestMs);
  connect(&timer_, &QTimer::timeout, this, &StrengthLook::begin);
  connect(&timeline_.model(), &TimelineModel::playheadMoved, this, &StrengthLook::restart);
  connect(&timeline_.model(), &TimelineModel::framesChanged, this, &StrengthLook::restart);
  connect(&timeline_, &TimelinePanel::imageShown, this, &StrengthLook::restartUnlessDone);
  connect(&timeline_.player(), &FramePlayer::playingChanged, this, &StrengthLook::restartUnlessDone);
  connect(&editor_.document, &PhotoDocument::editChanged, this, &StrengthLook::restart);
  connect(&masks_.model(), &MaskModel::changed, this, &StrengthLook::restartUnlessDone);
  connect(&masks_.model(), &MaskModel::painted, this, &StrengthLook::restart);
  connect(&editor_.session, &EditSession::editingChanged, this, &StrengthLook::restart);
  // Another part is in view.
  connect(&editor_.canvas, &Canvas::zoomChanged, this, &StrengthLook::restartUnlessDone);
}

bool StrengthLook::isAway() const {
  const auto result = editor_.document.result();
  TimelineModel& model = timeline_.model();
  return result && timeline_.isLoaded() && !model.isPreview() && !timeline_.player().isPlaying() &&
         static_cast<std::size_t>(model.count()) == result->frames.size() && model.count() > 1 &&
         std::abs(model.strength() - result->settings.strength) > kSameStrength;
}

bool StrengthLook::isDone() const {
  const auto look = editor_.document.look();
  return look && look->settings.strength == timeline_.model().strength() &&
         look->edits == masks_.edits();
}

void StrengthLook::restartUnlessDone() {
  if (!isAway() || !isDone()) restart();
}

void StrengthLook::restart() {
  job_.reset();
  timer_.stop();
  editor_.canvas.setPart({}, {});
  editor_.document.setLook(nullptr);
  const bool away = isAway();
  if (away != editor_.document.isLookPending() || away) editor_.document.setLookPending(away);
  since_move_.start();
  if (away && !editor_.session.isEditing()) timer_.start();
}

void StrengthLook::begin() {
  if (masks_.model().isPainting()) return timer_.start();
  const Image& photo = editor_.document.photo()->image;
  const QRect seen = editor_.canvas.visiblePixels();
  const double pixels = static_cast<double>(photo.width()) * photo.height();
  const double share = static_cast<double>(seen.width()) * seen.height() / pixels;
  const double scale = editor_.canvas.zoom();
  // Near the whole, the part would only delay it.
  constexpr double kWorthIt = 0.5;
  constexpr double kManyPixels = 2e6;
  if (pixels > kManyPixels && scale > 0 && scale * scale < kWorthIt) return beginPart({{}, scale});
  const PixelArea area{seen.x(), seen.y(), seen.width(), seen.height()};
  // The canvas may not have the present shape yet.
  is_inside(area, photo) && share < kWorthIt ? beginPart({area, 1}) : beginWhole();
}

void StrengthLook::beginPart(const LookPart& part) {
  const Image& photo = editor_.document.photo()->image;
  const QRect place = part.scale < 1 ? QRect(0, 0, photo.width(), photo.height())
                                     : QRect(part.area.x, part.area.y, part.area.width, part.area.height);
  job_ = editor_.engine.startPartialLook(editor_.document.result(), timeline_.model().strength(),
                                         masks_.edits(), part);
  connect(job_.get(), &EditJob::finished, this,
          [this, place](const EditOutcome& outcome) { take(outcome, place); });
}

void StrengthLook::beginWhole() {
  job_ = editor_.engine.startLook(editor_.document.result(), timeline_.model().strength(),
                                  masks_.edits());
  connect(job_.get(), &EditJob::finished, this, [this](const EditOutcome& outcome) { take(outcome, {}); });
}

void StrengthLook::take(const EditOutcome& outcome, const std::optional<QRect>& place) {
  // The job is the sender of this signal, so it may go only later.
  job_.release()->deleteLater();
  if (const auto* failure = std::get_if<Failure>(&outcome)) {
    editor_.document.setLookPending(false);
    editor_.messages.showFailure(*failure);
  }
  const auto* result = std::get_if<EditEngine::ResultPtr>(&outcome);
  if (!result) return;
  logger("ui").debug("{} at strength {:.3f} merged {} ms after it was asked for",
                     place ? "what is seen" : "the photo", (*result)->settings.strength,
                     since_move_.elapsed());
  if (!place) return editor_.document.setLook(*result);
  if ((*result)->edited)
    editor_.canvas.setPart(toScreenImage(*(*result)->edited, editor_.document.screen()), *place);
  beginWhole();
}

}  // namespace v4e::ui

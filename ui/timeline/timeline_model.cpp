// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timeline_model.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/merge/strength.h"
#include "ui/engine/strength_text.h"

namespace v4e::ui {

namespace {

constexpr double kSamePosition = 1e-9;

}  // namespace

QImage blendImages(const QImage& first, const QImage& second, double share) {
  if (share <= 0 || second.isNull() || first.size() != second.size()) return first;
  if (share >= 1) return second;
  const QImage one = first.convertToFormat(QImage::Format_RGB32);
  const QImage other = second.convertToFormat(QImage::Format_RGB32);
  QImage result(one.size(), QImage::Format_RGB32);
  const int weight = static_cast<int>(std::lround(share * 256));
  const int bytes = one.width() * 4;
  for (int y = 0; y < one.height(); ++y) {
    const uchar* a = one.constScanLine(y);
    const uchar* b = other.constScanLine(y);
    uchar* out = result.scanLine(y);
    for (int i = 0; i < bytes; ++i)
      out[i] = static_cast<uchar>((a[i] * (256 - weight) + b[i] * weight + 128) >> 8);
  }
  return result;
}

void TimelineModel::setFrames(QList<QImage> frames, int latent_step) {
  preview_ = false;
  replaceFrames(std::move(frames), latent_step);
}

void TimelineModel::replaceFrames(QList<QImage> frames, int latent_step) {
  for (QImage& frame : frames) frame = std::move(frame).convertToFormat(QImage::Format_RGB32);
  frames_ = std::move(frames);
  latent_step_ = latent_step;
  stabilised_.clear();
  change_.clear();
  stops_.clear();
  drift_.clear();
  compare_frame_.reset();
  edit_position_ = std::max(0, count() - 1);
  playhead_ = edit_position_;
  Q_EMIT framesChanged();
  Q_EMIT measuresChanged();
  Q_EMIT compareFrameChanged();
  Q_EMIT editPositionChanged(edit_position_);
  Q_EMIT playheadMoved(playhead_);
}

void TimelineModel::setPreview(QList<QImage> frames) {
  const bool had_preview = std::exchange(preview_, true);
  if (!had_preview || frames.size() != frames_.size()) replaceFrames(frames, latent_step_);
  frames_ = std::move(frames);
  Q_EMIT framesChanged();
}

void TimelineModel::setChange(std::vector<double> change) {
  if (change.size() != static_cast<std::size_t>(count())) return;
  change_ = std::move(change);
  Q_EMIT measuresChanged();
}

void TimelineModel::replacePictures(QList<QImage> frames, QList<QImage> stabilised) {
  if (preview_ || frames.size() != frames_.size()) return;
  frames_ = std::move(frames);
  if (stabilised.size() == stabilised_.size()) stabilised_ = std::move(stabilised);
  Q_EMIT picturesChanged();
}

void TimelineModel::setSuggestedStops(std::vector<SuggestedStop> stops) {
  std::erase_if(stops, [&](const SuggestedStop& stop) { return stop.frame < 0 || stop.frame >= count(); });
  stops_ = std::move(stops);
  Q_EMIT measuresChanged();
}

QStringList TimelineModel::stopNames(int frame) const {
  QStringList names;
  for (const SuggestedStop& stop : stops_) {
    if (stop.frame != frame) continue;
    switch (stop.kind) {
      case StopKind::EditDone:
        names << tr("edit complete");
        break;
      case StopKind::BackgroundKept:
        names << tr("background kept");
        break;
      case StopKind::Sharp:
        names << tr("sharp");
        break;
      case StopKind::Proposed:
        names << tr("proposed");
        break;
    }
  }
  return names;
}

QStringList TimelineModel::stopReasons(int frame) const {
  QStringList reasons;
  for (const SuggestedStop& stop : stops_) {
    if (stop.frame != frame) continue;
    switch (stop.kind) {
      case StopKind::EditDone:
        reasons << tr("Edit complete: from here on the picture hardly changes.");
        break;
      case StopKind::BackgroundKept:
        reasons << tr("Background kept: up to here, everything else in the photo is unchanged.");
        break;
      case StopKind::Sharp:
        reasons << tr("Sharp: the sharpest frame with most of the edit in it.");
        break;
      case StopKind::Proposed:
        reasons << tr("Proposed as the edit: the first frame that is nearly complete and not blurred.");
        break;
    }
  }
  return reasons;
}

void TimelineModel::setDrift(std::vector<DriftPoint> drift, QList<QImage> stabilised) {
  if (drift.size() != static_cast<std::size_t>(count()) || stabilised.size() != count()) return;
  drift_ = std::move(drift);
  stabilised_ = std::move(stabilised);
  Q_EMIT measuresChanged();
  if (stabilise_) Q_EMIT stabilisedChanged(true);
}

const QList<QImage>& TimelineModel::shownFrames() const {
  return stabilise_ && canStabilise() ? stabilised_ : frames_;
}

QImage TimelineModel::frame(int index) const {
  return index >= 0 && index < count() ? shownFrames().at(index) : QImage();
}

int TimelineModel::nearestFrame() const {
  return static_cast<int>(std::lround(playhead_));
}

void TimelineModel::setPlayhead(double position) {
  position = std::clamp(position, 0.0, std::max(0.0, static_cast<double>(count()) - 1));
  if (position == playhead_) return;
  playhead_ = position;
  Q_EMIT playheadMoved(playhead_);
}

double TimelineModel::strengthAt(double position) const {
  return count() < 2 ? 1 : std::clamp(position / (count() - 1), 0.0, 1.0);
}

double TimelineModel::positionAt(double strength) const {
  if (count() < 2) return 0;
  const StrengthPlace place = place_of(strength, static_cast<std::size_t>(count()));
  return static_cast<double>(place.frame) + place.share;
}

void TimelineModel::step(double frames) {
  if (std::abs(frames) < 1) return setPlayhead(playhead_ + frames);
  // From in between, a step goes to the next whole frame in its direction first.
  const double start = frames > 0 ? std::floor(playhead_ + 1e-6) : std::ceil(playhead_ - 1e-6);
  setPlayhead(start + frames);
}

bool TimelineModel::isSuggested(int frame) const {
  return std::any_of(stops_.begin(), stops_.end(),
                     [frame](const SuggestedStop& stop) { return stop.frame == frame; });
}

void TimelineModel::stepMark(int direction) {
  double target = direction > 0 ? count() - 1 : 0;
  for (int frame = 0; frame < count(); ++frame) {
    const bool is_mark = isLatentTick(frame) || isSuggested(frame);
    if (!is_mark) continue;
    if (direction > 0 && frame > playhead_ + 1e-6) target = std::min(target, static_cast<double>(frame));
    if (direction < 0 && frame < playhead_ - 1e-6) target = std::max(target, static_cast<double>(frame));
  }
  setPlayhead(target);
}

QImage TimelineModel::imageAt(double position) const {
  if (isEmpty()) return {};
  position = std::clamp(position, 0.0, static_cast<double>(count() - 1));
  const int index = static_cast<int>(std::floor(position));
  const double share = position - index;
  if (share < 1e-3) return frame(index);
  return blendImages(frame(index), frame(index + 1), share);
}

double TimelineModel::changeAt(double position) const {
  if (count() < 2) return 0;
  position = std::clamp(position, 0.0, static_cast<double>(count() - 1));
  if (change_.empty()) return position / (count() - 1);
  const auto index = static_cast<std::size_t>(std::floor(position));
  if (index + 1 >= change_.size()) return change_.back();
  return std::lerp(change_[index], change_[index + 1], position - static_cast<double>(index));
}

QString TimelineModel::description() const {
  if (isEmpty()) return tr("no frames");
  const QString place =
      tr("strength %1, frame %2 of %3").arg(strengthText(strength())).arg(nearestFrame() + 1).arg(count());
  const QStringList names = playhead_ == nearestFrame() ? stopNames(nearestFrame()) : QStringList();
  return names.isEmpty() ? place : place + " – " + names.join(tr(", ", "between names of a stop"));
}

void TimelineModel::setEditPosition(double position) {
  if (position < 0 || position > count() - 1 || position == edit_position_) return;
  edit_position_ = position;
  Q_EMIT editPositionChanged(position);
}

bool TimelineModel::isAtEdit() const {
  // A strength and back again may be a rounding beside the position.
  return std::abs(playhead_ - edit_position_) < kSamePosition;
}

void TimelineModel::setCompareFrame(std::optional<int> frame) {
  if (frame && (*frame < 0 || *frame >= count())) frame.reset();
  if (frame == compare_frame_) return;
  compare_frame_ = frame;
  Q_EMIT compareFrameChanged();
}

void TimelineModel::setStabilised(bool on) {
  if (on == stabilise_) return;
  stabilise_ = on;
  Q_EMIT stabilisedChanged(on);
}

}  // namespace v4e::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QList>
#include <QObject>
#include <QStringList>
#include <optional>
#include <vector>

#include "ui/timeline/timeline_analysis.h"

namespace v4e::ui {

/// Drift of one frame, as the stabiliser lane draws it.
struct DriftPoint {
  double shift_px = 0;
  double colour = 0;  ///< mean change of the unchanged pixels, of the range
};

/// A linear mix of two pictures of one size: 0 the first, 1 the second. RGB32.
[[nodiscard]] QImage blendImages(const QImage& first, const QImage& second, double share);

/// A track of frames and a playhead on it. Positions are frame numbers from 0, whole or in between; strengths
/// are the same as shares of the way, 0..1. All state of the timeline is here; the widget only shows it.
class TimelineModel : public QObject {
  Q_OBJECT

 public:
  explicit TimelineModel(QObject* parent = nullptr) : QObject(parent) {}

  /// A new track; playhead and the position kept as the edit go to the end. `latent_step`: every so many
  /// frames is a real latent frame of the model.
  void setFrames(QList<QImage> frames, int latent_step = 4);
  /// Frames as they come out of the noise: shows them without moving anything.
  void setPreview(QList<QImage> frames);
  /// The same frames made ready again, for another screen say: nothing else changes. Both as many as there are
  /// frames; `stabilised` may be empty.
  void replacePictures(QList<QImage> frames, QList<QImage> stabilised);
  void clear() { setFrames({}); }
  void setChange(std::vector<double> change);
  void setSuggestedStops(std::vector<SuggestedStop> stops);
  void setDrift(std::vector<DriftPoint> drift, QList<QImage> stabilised);

  [[nodiscard]] int count() const { return static_cast<int>(frames_.size()); }
  [[nodiscard]] bool isEmpty() const { return frames_.isEmpty(); }
  [[nodiscard]] bool isPreview() const { return preview_; }
  [[nodiscard]] QImage frame(int index) const;
  [[nodiscard]] const std::vector<DriftPoint>& drift() const { return drift_; }
  [[nodiscard]] const std::vector<SuggestedStop>& suggestedStops() const { return stops_; }
  [[nodiscard]] bool isSuggested(int frame) const;
  /// Why one would stop at this frame, a word or two each; empty: no such reason.
  [[nodiscard]] QStringList stopNames(int frame) const;
  /// The same in whole sentences.
  [[nodiscard]] QStringList stopReasons(int frame) const;

  [[nodiscard]] double playhead() const { return playhead_; }
  [[nodiscard]] int nearestFrame() const;
  void setPlayhead(double position);
  /// The playhead as a strength: a place on the way from the photo, 0, to the last frame, 1.
  [[nodiscard]] double strength() const { return strengthAt(playhead_); }
  void setStrength(double strength) { setPlayhead(positionAt(strength)); }
  [[nodiscard]] double strengthAt(double position) const;
  [[nodiscard]] double positionAt(double strength) const;
  void step(double frames);
  /// To the next (+1) or previous (-1) latent tick or suggested stop.
  void stepMark(int direction);
  [[nodiscard]] bool isLatentTick(int frame) const { return latent_step_ > 0 && frame % latent_step_ == 0; }

  /// The frame at a position; in between, a blend of its neighbours.
  [[nodiscard]] QImage imageAt(double position) const;
  [[nodiscard]] QImage currentImage() const { return imageAt(playhead_); }

  /// Way from photo to edit at a position, 0..1, as measured; by index until it is known.
  [[nodiscard]] double changeAt(double position) const;
  /// "strength 45 %, frame 3 of 5", and the names of a suggested stop
  [[nodiscard]] QString description() const;

  /// What is kept as the edit.
  [[nodiscard]] double editPosition() const { return edit_position_; }
  void setEditPosition(double position);
  /// The playhead is on what is kept.
  [[nodiscard]] bool isAtEdit() const;
  [[nodiscard]] std::optional<int> compareFrame() const { return compare_frame_; }
  void setCompareFrame(std::optional<int> frame);

  [[nodiscard]] bool canStabilise() const { return !stabilised_.isEmpty(); }
  [[nodiscard]] bool isStabilised() const { return stabilise_; }
  void setStabilised(bool on);

 Q_SIGNALS:
  void framesChanged();
  /// By replacePictures.
  void picturesChanged();
  void playheadMoved(double position);
  void measuresChanged();
  void editPositionChanged(double position);
  void compareFrameChanged();
  void stabilisedChanged(bool on);

 private:
  [[nodiscard]] const QList<QImage>& shownFrames() const;
  void replaceFrames(QList<QImage> frames, int latent_step);

  QList<QImage> frames_;
  QList<QImage> stabilised_;
  std::vector<double> change_;
  std::vector<SuggestedStop> stops_;
  std::vector<DriftPoint> drift_;
  int latent_step_ = 4;
  double playhead_ = 0;
  double edit_position_ = 0;
  std::optional<int> compare_frame_;
  bool preview_ = false;
  bool stabilise_ = true;
};

}  // namespace v4e::ui

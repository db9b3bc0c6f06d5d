// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QTimer>
#include <QVideoSink>

#include "ui/timeline/timeline_model.h"

namespace v4e::ui {

enum class PlayMode { Once, Loop, PingPong };

/// Where a playhead is that started at `start` and has travelled `way` frames (negative: backwards) on a
/// track from 0 to `last`.
struct PlayPosition {
  double position = 0;
  bool ended = false;  ///< PlayMode::Once only
};
[[nodiscard]] PlayPosition playPosition(double start, double way, double last, PlayMode mode);

/// Plays a track by moving the model's playhead by the clock. What is shown anywhere (widget, canvas, video
/// sink) is what stands at the playhead, so nothing can drift from it; a late timer skips, it does not slow
/// down.
class FramePlayer : public QObject {
  Q_OBJECT

 public:
  explicit FramePlayer(TimelineModel& model, QObject* parent = nullptr);

  [[nodiscard]] bool isPlaying() const { return timer_.isActive(); }
  [[nodiscard]] PlayMode mode() const { return mode_; }
  void setMode(PlayMode mode);
  /// 1 = normal, negative = backwards, never 0.
  [[nodiscard]] double speed() const { return speed_; }
  void setSpeed(double speed);
  /// Frames in a second at speed 1: 16, but slower for short tracks, which would be over at once.
  [[nodiscard]] double framesPerSecond() const;

  /// Gets every frame that the playhead comes to, while playing or scrubbing. Does not own it.
  void setVideoSink(QVideoSink* sink);

  void play();
  void pause();
  void toggle();
  /// J and L: plays in that direction, faster each time; from play in the other direction it turns around.
  void shuttle(int direction);

 Q_SIGNALS:
  void playingChanged(bool playing);
  void speedChanged(double speed);

 private:
  void restartClock();
  void advance();
  void pushFrame();

  TimelineModel& model_;
  QPointer<QVideoSink> sink_;
  QTimer timer_;
  QElapsedTimer clock_;
  double start_ = 0;
  double speed_ = 1;
  PlayMode mode_ = PlayMode::Loop;
  bool moving_ = false;  ///< the playhead moves because of us
};

}  // namespace v4e::ui

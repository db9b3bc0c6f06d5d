// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/frame_player.h"

#include <QVideoFrame>
#include <algorithm>
#include <cmath>
#include <cstring>

namespace v4e::ui {
namespace {

constexpr int kTickMs = 16;
constexpr double kFramesPerSecond = 16;
constexpr double kShortestSeconds = 2;
constexpr double kFastest = 8;

QVideoFrame toVideoFrame(const QImage& image) {
  QVideoFrame frame(QVideoFrameFormat(image.size(), QVideoFrameFormat::Format_BGRX8888));
  if (!frame.map(QVideoFrame::WriteOnly)) return {};
  for (int y = 0; y < image.height(); ++y) {
    std::memcpy(frame.bits(0) + static_cast<qsizetype>(y) * frame.bytesPerLine(0), image.constScanLine(y),
                static_cast<std::size_t>(image.width()) * 4);
  }
  frame.unmap();
  return frame;
}

}  // namespace

PlayPosition playPosition(double start, double way, double last, PlayMode mode) {
  if (last <= 0) return {0, true};
  const double target = start + way;
  switch (mode) {
    case PlayMode::Once:
      return {std::clamp(target, 0.0, last), target >= last || target <= 0};
    case PlayMode::Loop: {
      const double rest = std::fmod(target, last);
      return {rest < 0 ? rest + last : rest, false};
    }
    case PlayMode::PingPong: {
      double rest = std::fmod(target, 2 * last);
      if (rest < 0) rest += 2 * last;
      return {rest <= last ? rest : 2 * last - rest, false};
    }
  }
  return {start, true};
}

FramePlayer::FramePlayer(TimelineModel& model, QObject* parent) : QObject(parent), model_(model) {
  timer_.setTimerType(Qt::PreciseTimer);
  timer_.setInterval(kTickMs);
  connect(&timer_, &QTimer::timeout, this, &FramePlayer::advance);
  connect(&model_, &TimelineModel::playheadMoved, this, [this] {
    if (!moving_) restartClock();  // the user scrubbed while it plays: go on from there
    pushFrame();
  });
  connect(&model_, &TimelineModel::framesChanged, this, [this] {
    if (!model_.isPreview()) pause();
  });
  connect(&model_, &TimelineModel::stabilisedChanged, this, &FramePlayer::pushFrame);
  connect(&model_, &TimelineModel::picturesChanged, this, &FramePlayer::pushFrame);
}

void FramePlayer::setMode(PlayMode mode) {
  mode_ = mode;
  restartClock();
}

void FramePlayer::setSpeed(double speed) {
  if (speed == 0 || speed == speed_) return;
  speed_ = std::clamp(speed, -kFastest, kFastest);
  restartClock();
  Q_EMIT speedChanged(speed_);
}

double FramePlayer::framesPerSecond() const {
  return std::min(kFramesPerSecond, std::max(1, model_.count() - 1) / kShortestSeconds);
}

void FramePlayer::setVideoSink(QVideoSink* sink) {
  sink_ = sink;
  pushFrame();
}

void FramePlayer::play() {
  if (model_.count() < 2 || isPlaying()) return;
  const double last = model_.count() - 1;
  const bool at_end = speed_ > 0 ? model_.playhead() >= last : model_.playhead() <= 0;
  if (mode_ != PlayMode::PingPong && at_end) model_.setPlayhead(speed_ > 0 ? 0 : last);
  restartClock();
  timer_.start();
  Q_EMIT playingChanged(true);
}

void FramePlayer::pause() {
  if (!isPlaying()) return;
  timer_.stop();
  Q_EMIT playingChanged(false);
}

void FramePlayer::toggle() {
  isPlaying() ? pause() : play();
}

void FramePlayer::shuttle(int direction) {
  const bool same_way = speed_ * direction > 0;
  setSpeed(isPlaying() && same_way ? speed_ * 2 : direction * 1.0);
  play();
}

void FramePlayer::restartClock() {
  start_ = model_.playhead();
  clock_.start();
}

void FramePlayer::advance() {
  const double seconds = static_cast<double>(clock_.nsecsElapsed()) * 1e-9;
  const PlayPosition next =
      playPosition(start_, seconds * speed_ * framesPerSecond(), model_.count() - 1, mode_);
  moving_ = true;
  model_.setPlayhead(next.position);
  moving_ = false;
  if (next.ended) pause();
}

void FramePlayer::pushFrame() {
  if (!sink_ || model_.isEmpty()) return;
  const QImage image = model_.currentImage();
  if (!image.isNull()) sink_->setVideoFrame(toVideoFrame(image.convertToFormat(QImage::Format_RGB32)));
}

}  // namespace v4e::ui

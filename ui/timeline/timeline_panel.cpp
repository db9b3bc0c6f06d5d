// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timeline_panel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <cmath>

#include "ui/engine/image_convert.h"
#include "ui/settings/icon.h"

namespace v4e::ui {
namespace {

constexpr std::array<double, 5> kSpeeds = {0.25, 0.5, 1, 2, 4};
constexpr int kPanelMargin = 8;

QList<QImage> toImages(const std::vector<Image>& frames, const QColorSpace& screen,
                       const RunContext& context) {
  QList<QImage> images;
  for (const Image& frame : frames) {
    context.check();
    images.append(toScreenImage(frame, screen).convertToFormat(QImage::Format_RGB32));
  }
  return images;
}

std::vector<DriftPoint> toPoints(const std::vector<FrameDrift>& drift) {
  std::vector<DriftPoint> points;
  for (const FrameDrift& frame : drift) {
    double colour = 0;
    for (std::size_t channel = 0; channel < 3; ++channel) {
      // Of a mid-grey pixel.
      colour += std::abs(frame.gain[channel] * 0.5 + frame.offset[channel] - 0.5) / 3;
    }
    points.push_back({std::hypot(frame.dx_px, frame.dy_px), colour});
  }
  return points;
}

struct MeasuredTrack {
  TimelineAnalysis analysis;
  QList<QImage> stabilised;
  QList<QImage> frames;  ///< where they were made ready again
};

MeasuredTrack measured(const TimelineTrack& track, const QColorSpace& screen, const RunContext& context) {
  MeasuredTrack result{analyseTrack(track, context), {}, {}};
  result.stabilised = toImages(result.analysis.stabilised, screen, context);
  return result;
}

}  // namespace

TimelinePanel::TimelinePanel(QWidget* parent)
    : QWidget(parent),
      player_(model_),
      bar_(new QWidget(this)) {
  setObjectName("timelinePanel");
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(kPanelMargin, kPanelMargin / 2, kPanelMargin, kPanelMargin);
  column->setSpacing(kPanelMargin / 2);
  buildBar();
  view_ = new TimelineView(model_, player_, this);  // Tab comes to what was made first
  column->addWidget(bar_);
  column->addWidget(view_, 1);
  connectModel();
  translate();
  showState();
}

QToolButton* TimelinePanel::addButton(const char* name, const QString& icon_name) {
  auto* button = new QToolButton(bar_);
  button->setObjectName(name);
  button->setIcon(icon(icon_name));
  button->setFocusPolicy(Qt::TabFocus);
  return button;
}

void TimelinePanel::buildBar() {
  auto* row = new QHBoxLayout(bar_);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(kPanelMargin / 2);
  play_ = addButton("playButton", "play");
  loop_ = addButton("loopButton", "loop");
  speed_ = new QComboBox(bar_);
  speed_->setObjectName("speedBox");
  for (const double speed : kSpeeds) speed_->addItem(locale().toString(speed) + QChar(0xd7), speed);
  speed_->setCurrentIndex(2);
  strength_ = new StrengthField(model_, bar_);
  stabilise_ = addButton("stabiliseButton", "lock");
  stabilise_->setCheckable(true);
  stabilise_->setToolButtonStyle(Qt::ToolButtonTextOnly);
  compare_ = addButton("compareButton", "compare-side");
  compare_->setCheckable(true);
  branch_ = addButton("branchButton", "branch");
  save_ = addButton("saveFrameButton", "save");
  use_ = addButton("keepButton", "check");
  use_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  for (QWidget* widget :
       {static_cast<QWidget*>(play_), static_cast<QWidget*>(loop_), static_cast<QWidget*>(speed_)}) {
    row->addWidget(widget);
  }
  row->addSpacing(kPanelMargin);
  row->addWidget(strength_, 1);
  for (QWidget* widget : {stabilise_, compare_, branch_, save_, use_}) row->addWidget(widget);
  connect(play_, &QToolButton::clicked, this, [this] { player_.toggle(); });
  connect(loop_, &QToolButton::clicked, this, [this] {
    const auto next = (static_cast<int>(player_.mode()) + 1) % 3;
    player_.setMode(static_cast<PlayMode>(next));
    showLoopMode();
  });
  connect(speed_, &QComboBox::activated, this,
          [this] { player_.setSpeed(speed_->currentData().toDouble()); });
  connect(stabilise_, &QToolButton::clicked, &model_, &TimelineModel::setStabilised);
  connect(compare_, &QToolButton::clicked, this, [this](bool on) {
    model_.setCompareFrame(on ? std::optional(model_.nearestFrame()) : std::nullopt);
  });
  connect(branch_, &QToolButton::clicked, this, [this] { Q_EMIT branchAsked(model_.strength()); });
  connect(save_, &QToolButton::clicked, this, [this] { Q_EMIT savePictureAsked(model_.strength()); });
  connect(use_, &QToolButton::clicked, this, [this] { model_.setEditPosition(model_.playhead()); });
  connect(strength_, &StrengthField::edited, &player_, &FramePlayer::pause);
}

void TimelinePanel::connectModel() {
  const auto show_image = [this] {
    if (!model_.isEmpty() && !loading_) Q_EMIT imageShown(model_.currentImage());
  };
  connect(&model_, &TimelineModel::playheadMoved, this, [this, show_image] {
    show_image();
    showState();
  });
  connect(&model_, &TimelineModel::framesChanged, this, [this, show_image] {
    if (model_.isPreview()) show_image();
    showState();
  });
  connect(&model_, &TimelineModel::measuresChanged, this, &TimelinePanel::showState);
  connect(&model_, &TimelineModel::stabilisedChanged, this, [this, show_image] {
    show_image();
    showState();
  });
  connect(&model_, &TimelineModel::picturesChanged, this, show_image);
  connect(&model_, &TimelineModel::editPositionChanged, this, [this](double position) {
    showState();
    if (!loading_ && !model_.isEmpty() && !model_.isPreview())
      Q_EMIT strengthKept(model_.strengthAt(position));
  });
  connect(&model_, &TimelineModel::compareFrameChanged, this, [this] {
    showState();
    Q_EMIT compareAsked(model_.compareFrame().value_or(-1));
  });
  connect(&player_, &FramePlayer::playingChanged, this, &TimelinePanel::showState);
  connect(&player_, &FramePlayer::speedChanged, this,
          [this](double speed) { speed_->setCurrentIndex(speed_->findData(std::abs(speed))); });
  connect(view_, &TimelineView::branchAsked, this, &TimelinePanel::branchAsked);
  connect(view_, &TimelineView::savePictureAsked, this, &TimelinePanel::savePictureAsked);
}

void TimelinePanel::setTrack(const TimelineTrack& track) {
  background_.cancelAll();
  track_ = track;
  loaded_ = false;
  background_.run([track, screen = screen_](
                      const RunContext& context) { return toImages(*track.frames, screen, context); },
                  [this](const Outcome<QList<QImage>>& outcome) {
                    const auto* images = std::get_if<QList<QImage>>(&outcome);
                    if (!images) return;
                    loading_ = true;
                    model_.setFrames(*images, track_.latent_step);
                    model_.setEditPosition(model_.positionAt(track_.strength));
                    model_.setPlayhead(model_.editPosition());
                    model_.setChange(track_.change);
                    loading_ = false;
                    loaded_ = true;
                    Q_EMIT imageShown(model_.currentImage());
                    analyse();
                  });
}

void TimelinePanel::analyse() {
  background_.run([track = track_,
                   screen = screen_](const RunContext& context) { return measured(track, screen, context); },
                  [this](const Outcome<MeasuredTrack>& outcome) {
                    if (const auto* track = std::get_if<MeasuredTrack>(&outcome))
                      takeMeasures(track->analysis, track->stabilised);
                  });
}

void TimelinePanel::takeMeasures(const TimelineAnalysis& analysis, const QList<QImage>& stabilised) {
  if (model_.isPreview()) return;
  model_.setChange(analysis.change);
  model_.setSuggestedStops(analysis.suggested);
  model_.setDrift(toPoints(analysis.drift), stabilised);
}

void TimelinePanel::setScreen(const QColorSpace& screen) {
  if (screen == screen_) return;
  screen_ = screen;
  if (!track_.frames) return;
  if (!loaded_) return setTrack(TimelineTrack(track_));
  background_.cancelAll();
  background_.run(
      [track = track_, screen](const RunContext& context) {
        // The measures once more as well: keeping the stabilised frames for this rare case costs too much.
        MeasuredTrack result = measured(track, screen, context);
        result.frames = toImages(*track.frames, screen, context);
        return result;
      },
      [this](const Outcome<MeasuredTrack>& outcome) {
        const auto* track = std::get_if<MeasuredTrack>(&outcome);
        if (!track) return;
        model_.replacePictures(track->frames, track->stabilised);
        takeMeasures(track->analysis, track->stabilised);
      });
}

void TimelinePanel::clear() {
  background_.cancelAll();
  track_ = {};
  loaded_ = false;
  loading_ = true;
  model_.clear();
  loading_ = false;
}

void TimelinePanel::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    translate();
    showState();
  }
  QWidget::changeEvent(event);
}

void TimelinePanel::translate() {
  const auto name = [](QWidget* widget, const QString& text, const QString& tip) {
    widget->setAccessibleName(text);
    widget->setToolTip(tip);
  };
  name(speed_, tr("Speed"), tr("Speed"));
  stabilise_->setText(tr("Stabilise"));
  name(stabilise_, tr("Stabilise"), tr("Undo unwanted shifts and colour drift"));
  name(compare_, tr("Compare with this frame"), tr("Compare other frames with this one (C)"));
  name(branch_, tr("Go on from here"), tr("Build the next edit on this one"));
  name(save_, tr("Save this picture"), tr("Save the picture at this strength"));
  use_->setText(tr("&Keep this strength"));
  name(use_, tr("Keep this strength"), tr("Make this strength the edit (Return)"));
  showLoopMode();
}

void TimelinePanel::showLoopMode() {
  QString text;
  QString icon_name = "loop";
  switch (player_.mode()) {
    case PlayMode::Once:
      text = tr("Play once");
      icon_name = "skip";
      break;
    case PlayMode::Loop:
      text = tr("Loop");
      break;
    case PlayMode::PingPong:
      text = tr("Forwards and back");
      icon_name = "pingpong";
      break;
  }
  loop_->setIcon(icon(icon_name));
  loop_->setAccessibleName(text);
  loop_->setToolTip(text);
}

void TimelinePanel::showState() {
  const bool has_frames = model_.count() > 1;
  const bool is_final = has_frames && !model_.isPreview();
  play_->setIcon(icon(player_.isPlaying() ? "pause" : "play"));
  play_->setAccessibleName(player_.isPlaying() ? tr("Pause") : tr("Play"));
  play_->setToolTip(player_.isPlaying() ? tr("Pause (Space)") : tr("Play (Space)"));
  stabilise_->setChecked(model_.isStabilised());
  compare_->setChecked(model_.compareFrame().has_value());
  for (QWidget* widget : {play_, loop_}) widget->setEnabled(has_frames);
  for (QWidget* widget : {compare_, branch_, save_}) widget->setEnabled(is_final);
  speed_->setEnabled(has_frames);
  stabilise_->setEnabled(is_final && model_.canStabilise());
  use_->setEnabled(is_final && !model_.isAtEdit());
}

}  // namespace v4e::ui

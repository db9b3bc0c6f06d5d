// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timeline_view.h"

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QToolTip>
#include <cmath>

#include "ui/engine/strength_text.h"
#include "ui/timeline/timeline_accessible.h"
#include "ui/timeline/timeline_painting.h"

namespace v4e::ui {
namespace {

constexpr double kWheelNotch = 120;
constexpr double kFineStep = 0.1;
constexpr double kStopReach = 8;
constexpr double kFrameReach = 2;
constexpr double kStrengthSteps = 1000;

double aspectOf(const TimelineModel& model) {
  const QSize size = model.frame(0).size();
  return size.isEmpty() ? 1.5 : static_cast<double>(size.width()) / size.height();
}

}  // namespace

TimelineView::TimelineView(TimelineModel& model, FramePlayer& player, QWidget* parent)
    : QWidget(parent), model_(model), player_(player) {
  // Before the first accessible property: setting one makes Qt look for the interface, and keep it.
  installTimelineAccessibility();
  setObjectName("timelineView");
  setAccessibleName(tr("Timeline"));
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setAttribute(Qt::WA_OpaquePaintEvent);
  connect(&model_, &TimelineModel::framesChanged, this, [this] {
    updateLayout();
    makeThumbnails();
  });
  connect(&model_, &TimelineModel::measuresChanged, this, [this] { updateLayout(); });
  connect(&model_, &TimelineModel::stabilisedChanged, this, [this] { makeThumbnails(); });
  connect(&model_, &TimelineModel::picturesChanged, this, [this] { makeThumbnails(); });
  connect(&model_, &TimelineModel::playheadMoved, this, [this] {
    update();
    announce();
  });
  connect(&model_, &TimelineModel::editPositionChanged, this, [this] { update(); });
  connect(&model_, &TimelineModel::compareFrameChanged, this, [this] { update(); });
}

void TimelineView::announce() {
  if (!QAccessible::isActive()) return;
  QAccessibleValueChangeEvent changed(this, model_.playhead());
  QAccessible::updateAccessibility(&changed);
}

void TimelineView::updateLayout() {
  const double line = QFontMetricsF(smallFont(font())).height();
  layout_ = TimelineLayout(size(), model_.count(), aspectOf(model_), !model_.drift().empty(), line);
  strip_ = {};
  update();
}

void TimelineView::makeThumbnails() {
  background_.cancelAll();
  const int height = static_cast<int>(std::ceil(layout_.strip().height() * devicePixelRatioF()));
  QList<QImage> frames;
  for (int i = 0; i < model_.count(); ++i) frames.append(model_.frame(i));
  background_.run(
      [frames, height](const RunContext& context) {
        QList<QImage> small;
        for (const QImage& frame : frames) {
          context.check();
          small.append(
              frame.scaledToHeight(height, Qt::SmoothTransformation).convertToFormat(QImage::Format_RGB32));
        }
        return small;
      },
      [this](const Outcome<QList<QImage>>& outcome) {
        if (const auto* small = std::get_if<QList<QImage>>(&outcome)) thumbnails_ = *small;
        strip_ = {};
        update();
      });
}

QPixmap TimelineView::paintStrip() const {
  QPixmap strip(size() * devicePixelRatioF());
  strip.setDevicePixelRatio(devicePixelRatioF());
  strip.fill(palette().color(QPalette::Window));
  QPainter painter(&strip);
  paintThumbnails(painter, layout_, thumbnails_, palette());
  paintMeasures(painter, layout_, model_, palette(), font());
  return strip;
}

void TimelineView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  if (model_.isEmpty()) return paintEmpty(painter, rect(), palette());
  if (strip_.isNull()) strip_ = paintStrip();
  painter.drawPixmap(0, 0, strip_);
  painter.setRenderHint(QPainter::Antialiasing);
  paintMarks(painter, layout_, model_, palette(), font());
  if (hover_x_ && !scrubbing_) paintHover(painter, layout_, *hover_x_, model_, palette());
  paintPlayhead(painter, layout_, model_, palette(), font(), hasFocus());
}

void TimelineView::resizeEvent(QResizeEvent* event) {
  const double old_height = layout_.strip().height();
  updateLayout();
  if (event->oldSize().isEmpty() || old_height != layout_.strip().height()) makeThumbnails();
}

void TimelineView::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) updateLayout();
  if (event->type() == QEvent::LanguageChange) {
    setAccessibleName(tr("Timeline"));
    update();
  }
  QWidget::changeEvent(event);
}

bool TimelineView::event(QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride && hasFocus()) {
    // Single letters and arrows mean the timeline's acts here, whatever they mean elsewhere.
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool plain = (key->modifiers() & ~(Qt::KeypadModifier | Qt::AltModifier | Qt::ShiftModifier)) == 0;
    const QList<int> ours{Qt::Key_J,      Qt::Key_K,     Qt::Key_L,    Qt::Key_Space,
                          Qt::Key_Left,   Qt::Key_Right, Qt::Key_Home, Qt::Key_End,
                          Qt::Key_Return, Qt::Key_Enter, Qt::Key_C};
    const bool letter_with_modifier = key->key() < 0x80 && key->modifiers() != Qt::NoModifier;
    if (plain && ours.contains(key->key()) && !letter_with_modifier) event->accept();
  }
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    if (const auto stop = stopAt(help->pos())) {
      QToolTip::showText(help->globalPos(), stopTip(*stop), this);
    } else {
      QToolTip::hideText();
    }
    return true;
  }
  return QWidget::event(event);
}

std::optional<int> TimelineView::stopAt(QPointF position) const {
  if (!layout_.ruler().contains(position)) return std::nullopt;
  for (const SuggestedStop& stop : model_.suggestedStops()) {
    if (std::abs(layout_.xFor(stop.frame) - position.x()) <= kStopReach) return stop.frame;
  }
  return std::nullopt;
}

QString TimelineView::stopTip(int frame) const {
  const QString strength = strengthText(model_.strengthAt(frame));
  return (model_.stopReasons(frame) << tr("Suggested strength: %1").arg(strength)).join('\n');
}

// A strength that the number can show; a frame where the pointer is on it.
double TimelineView::positionUnder(double x) const {
  const double position = layout_.positionFor(x);
  const double frame = std::round(position);
  if (std::abs(layout_.xFor(frame) - x) <= kFrameReach) return frame;
  return model_.positionAt(std::round(model_.strengthAt(position) * kStrengthSteps) / kStrengthSteps);
}

void TimelineView::scrubTo(QPointF position, bool snap) {
  const double target = positionUnder(position.x());
  model_.setPlayhead(snap ? std::round(target) : target);
}

void TimelineView::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || model_.isEmpty()) return;
  player_.pause();
  scrubbing_ = true;
  if (const auto stop = stopAt(event->position())) {
    model_.setPlayhead(*stop);
  } else {
    scrubTo(event->position(), event->modifiers().testFlag(Qt::ShiftModifier));
  }
}

void TimelineView::mouseMoveEvent(QMouseEvent* event) {
  if (scrubbing_) {
    scrubTo(event->position(), event->modifiers().testFlag(Qt::ShiftModifier));
  } else {
    hover_x_ = event->position().x();
    update();
  }
}

void TimelineView::mouseReleaseEvent(QMouseEvent*) {
  scrubbing_ = false;
}

void TimelineView::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || model_.isEmpty() || model_.isPreview()) return;
  model_.setPlayhead(positionUnder(event->position().x()));
  model_.setEditPosition(model_.playhead());
}

void TimelineView::leaveEvent(QEvent*) {
  hover_x_.reset();
  update();
}

void TimelineView::wheelEvent(QWheelEvent* event) {
  event->accept();
  player_.pause();
  const QPoint angle = event->angleDelta();
  const int delta = std::abs(angle.y()) >= std::abs(angle.x()) ? -angle.y() : -angle.x();
  if (event->modifiers().testFlag(Qt::ControlModifier)) {
    return model_.step(kFineStep * delta / kWheelNotch);
  }
  wheel_rest_ += delta / kWheelNotch;
  const double whole = std::trunc(wheel_rest_);  // touchpads send parts of a notch
  wheel_rest_ -= whole;
  if (whole != 0) model_.step(whole);
}

bool TimelineView::shuttleKey(int key) {
  switch (key) {
    case Qt::Key_Space:
      player_.toggle();
      return true;
    case Qt::Key_J:
      player_.shuttle(-1);
      return true;
    case Qt::Key_K:
      player_.pause();
      return true;
    case Qt::Key_L:
      player_.shuttle(1);
      return true;
    default:
      return false;
  }
}

bool TimelineView::moveKey(const QKeyEvent& event) {
  const int direction = event.key() == Qt::Key_Left ? -1 : event.key() == Qt::Key_Right ? 1 : 0;
  if (direction == 0 && event.key() != Qt::Key_Home && event.key() != Qt::Key_End) return false;
  player_.pause();
  if (event.key() == Qt::Key_Home) {
    model_.setPlayhead(0);
  } else if (event.key() == Qt::Key_End) {
    model_.setPlayhead(model_.count() - 1);
  } else if (event.modifiers().testFlag(Qt::AltModifier)) {
    model_.stepMark(direction);
  } else {
    model_.step(direction * (event.modifiers().testFlag(Qt::ShiftModifier) ? kFineStep : 1.0));
  }
  return true;
}

void TimelineView::keyPressEvent(QKeyEvent* event) {
  if (model_.isEmpty() || event->modifiers().testFlag(Qt::ControlModifier))
    return QWidget::keyPressEvent(event);
  if (moveKey(*event)) return;
  if (event->modifiers() == Qt::NoModifier && shuttleKey(event->key())) return;
  const bool is_return = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
  if (is_return && !model_.isPreview()) {
    model_.setEditPosition(model_.playhead());
  } else if (event->key() == Qt::Key_C) {
    const int frame = model_.nearestFrame();
    model_.setCompareFrame(model_.compareFrame() == frame ? std::nullopt : std::optional(frame));
  } else {
    QWidget::keyPressEvent(event);
  }
}

void TimelineView::contextMenuEvent(QContextMenuEvent* event) {
  if (model_.isEmpty() || model_.isPreview()) return;
  const bool by_mouse = event->reason() == QContextMenuEvent::Mouse;
  const double position = by_mouse ? positionUnder(event->pos().x()) : model_.playhead();
  const int frame = static_cast<int>(std::lround(position));
  const double strength = model_.strengthAt(position);
  auto* menu = new QMenu(this);
  menu->setObjectName("timelineMenu");
  menu->setAttribute(Qt::WA_DeleteOnClose);
  menu->addAction(tr("Keep this strength"), this, [this, position] {
    model_.setPlayhead(position);
    model_.setEditPosition(position);
  });
  const bool compared = model_.compareFrame() == frame;
  menu->addAction(
      compared ? tr("Stop comparing") : tr("Compare with this frame"), this,
      [this, frame, compared] { model_.setCompareFrame(compared ? std::nullopt : std::optional(frame)); });
  menu->addSeparator();
  menu->addAction(tr("Go on from here"), this, [this, strength] { Q_EMIT branchAsked(strength); });
  menu->addAction(tr("Save this picture…"), this, [this, strength] { Q_EMIT savePictureAsked(strength); });
  menu->popup(event->globalPos());
}

}  // namespace v4e::ui

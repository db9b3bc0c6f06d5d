// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timeline_painting.h"

#include <QPainterPath>
#include <algorithm>
#include <cmath>
#include <set>

#include "ui/engine/strength_text.h"
#include "ui/timeline/timeline_view.h"

namespace v4e::ui {
namespace {

constexpr double kRounding = 4;
constexpr double kDiamond = 5;
constexpr double kTagWidth = 12;  // more than its text
constexpr double kBetweenOpacity = 0.35;
/// A drift of this size reaches the lane's edge; smaller ones stay small.
constexpr double kFullShiftPx = 2;
constexpr double kFullColour = 0.06;

QColor faded(QColor colour, double opacity) {
  colour.setAlphaF(static_cast<float>(opacity));
  return colour;
}

QImage thumbnailAt(const QList<QImage>& thumbnails, double position) {
  const auto index = static_cast<qsizetype>(std::floor(position));
  if (index >= thumbnails.size()) return {};
  if (index + 1 >= thumbnails.size()) return thumbnails.at(index);
  return blendImages(thumbnails.at(index), thumbnails.at(index + 1), position - static_cast<double>(index));
}

void paintRowName(QPainter& painter, const QRectF& row, const QString& name) {
  painter.drawText(QRectF(0, row.top(), row.left() - 8, row.height()), Qt::AlignRight | Qt::AlignVCenter,
                   name);
}

void paintTicks(QPainter& painter, const TimelineLayout& layout, const TimelineModel& model,
                const QPalette& palette) {
  const double spacing = layout.xFor(1) - layout.xFor(0);
  const double bottom = layout.ruler().bottom() - 3;
  for (int frame = 0; frame < model.count(); ++frame) {
    const bool latent = model.isLatentTick(frame);
    if (!latent && spacing < 6) continue;
    painter.setPen(QPen(faded(palette.color(QPalette::WindowText), latent ? 0.55 : 0.22), latent ? 1.5 : 1));
    painter.drawLine(QPointF(layout.xFor(frame), bottom - (latent ? 8 : 4)),
                     QPointF(layout.xFor(frame), bottom));
  }
}

void paintCurve(QPainter& painter, const TimelineLayout& layout, const TimelineModel& model,
                const QPalette& palette) {
  const QRectF row = layout.curve();
  const auto y = [&](int frame) { return row.bottom() - 2 - model.changeAt(frame) * (row.height() - 6); };
  QPainterPath line(QPointF(layout.xFor(0), y(0)));
  for (int frame = 1; frame < model.count(); ++frame) line.lineTo(layout.xFor(frame), y(frame));
  QPainterPath area = line;
  area.lineTo(layout.xFor(model.count() - 1), row.bottom() - 2);
  area.lineTo(layout.xFor(0), row.bottom() - 2);
  const QColor accent = palette.color(QPalette::Highlight);
  painter.fillPath(area, faded(accent, 0.14));
  painter.setPen(QPen(faded(accent, 0.9), 1.5));
  painter.drawPath(line);
  if (layout.xFor(1) - layout.xFor(0) < 12) return;
  painter.setBrush(palette.color(QPalette::Window));
  for (int frame = 0; frame < model.count(); ++frame) {
    painter.drawEllipse(QPointF(layout.xFor(frame), y(frame)), 2.5, 2.5);
  }
}

void paintLane(QPainter& painter, const TimelineLayout& layout, const TimelineModel& model,
               const QPalette& palette) {
  const QRectF row = layout.lane();
  const QColor text = palette.color(QPalette::WindowText);
  painter.setPen(QPen(faded(text, 0.18), 1));
  painter.drawLine(QPointF(layout.xFor(0), row.bottom() - 3),
                   QPointF(layout.xFor(model.count() - 1), row.bottom() - 3));
  const auto draw = [&](auto share, Qt::PenStyle style) {
    QPainterPath line;
    for (int frame = 0; frame < model.count(); ++frame) {
      const double height = std::min(1.0, share(model.drift()[static_cast<std::size_t>(frame)]));
      const QPointF point(layout.xFor(frame), row.bottom() - 3 - height * (row.height() - 8));
      frame == 0 ? line.moveTo(point) : line.lineTo(point);
    }
    // What is taken back is drawn faintly: there it was.
    painter.setPen(QPen(faded(text, model.isStabilised() ? 0.35 : 0.8), 1.3, style));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(line);
  };
  draw([](const DriftPoint& point) { return point.shift_px / kFullShiftPx; }, Qt::SolidLine);
  draw([](const DriftPoint& point) { return point.colour / kFullColour; }, Qt::DotLine);
}

QFont tagFont(const QFont& font) {
  QFont bold = smallFont(font);
  bold.setBold(true);
  return bold;
}

void paintTag(QPainter& painter, const QRectF& tag, const QString& text, const QColor& back,
              const QColor& front) {
  painter.setPen(Qt::NoPen);
  painter.setBrush(back);
  painter.drawRoundedRect(tag, tag.height() / 2, tag.height() / 2);
  painter.setPen(front);
  painter.drawText(tag, Qt::AlignCenter, text);
}

const StripSlot* slotOf(const TimelineLayout& layout, double position) {
  const StripSlot* nearest = nullptr;
  for (const StripSlot& slot : layout.stripSlots()) {
    if (slot.is_frame &&
        (!nearest || std::abs(slot.position - position) < std::abs(nearest->position - position))) {
      nearest = &slot;
    }
  }
  return nearest;
}

/// A frame around the marked picture, a line where it is none's, and a name: never shown by colour alone.
void paintMark(QPainter& painter, const TimelineLayout& layout, double position, const QString& name,
               const QColor& back, const QColor& front) {
  const StripSlot* slot = slotOf(layout, position);
  if (!slot) return;
  const QFontMetricsF metrics(painter.font());
  const QSizeF size(metrics.horizontalAdvance(name) + kTagWidth, metrics.height() + 3);
  painter.setPen(QPen(back, 2));
  painter.setBrush(Qt::NoBrush);
  double left = slot->rect.left() + 4;
  if (position == std::round(position)) {
    painter.drawRoundedRect(slot->rect.adjusted(1, 1, -1, -1), kRounding, kRounding);
  } else {
    const double x = layout.xFor(position);
    painter.drawLine(QPointF(x, slot->rect.top()), QPointF(x, slot->rect.bottom()));
    left = x + 4;
  }
  // A narrow picture at the strip's end has no room for the name: that stays inside the strip.
  left = std::max(layout.strip().left(), std::min(left, layout.strip().right() - size.width() - 2));
  paintTag(painter, {{left, slot->rect.bottom() - 13 - size.height() / 2}, size}, name, back, front);
}

void paintStops(QPainter& painter, const TimelineLayout& layout, const TimelineModel& model,
                const QPalette& palette, const QFont& font) {
  for (const StopLabel& stop : stopLabels(layout, model, font)) {
    const QRectF& at = stop.diamond;
    painter.setPen(QPen(palette.color(QPalette::Highlight), 1.5));
    painter.setBrush(palette.color(QPalette::Window));
    painter.drawPolygon(
        QPolygonF({QPointF(at.center().x(), at.top()), QPointF(at.right(), at.center().y()),
                   QPointF(at.center().x(), at.bottom()), QPointF(at.left(), at.center().y())}));
    if (stop.text.isNull()) continue;
    painter.setPen(palette.color(QPalette::PlaceholderText));
    painter.drawText(stop.text, Qt::AlignCenter, stop.name);
  }
}

}  // namespace

QFont smallFont(const QFont& font) {
  QFont small = font;
  if (font.pointSizeF() > 0) small.setPointSizeF(font.pointSizeF() * 0.85);
  return small;
}

/// A name stands beside its diamond, where there is room up to the next one, else before it.
std::vector<StopLabel> stopLabels(const TimelineLayout& layout, const TimelineModel& model,
                                  const QFont& font) {
  std::set<int> frames;
  for (const SuggestedStop& stop : model.suggestedStops()) frames.insert(stop.frame);
  const QFontMetricsF metrics(smallFont(font));
  const QRectF row = layout.stopRow();
  std::vector<StopLabel> labels;
  double taken_until = row.left();
  for (auto frame = frames.begin(); frame != frames.end(); ++frame) {
    const double x = layout.xFor(*frame);
    const auto next = std::next(frame);
    const double room_until = next == frames.end() ? row.right() : layout.xFor(*next) - kDiamond;
    StopLabel label{*frame,
                    {x - kDiamond, row.center().y() - kDiamond, 2 * kDiamond, 2 * kDiamond},
                    model.stopNames(*frame).join(TimelineModel::tr(", ", "between names of a stop")),
                    {}};
    const double width = metrics.horizontalAdvance(label.name);
    double left = label.diamond.right() + 3;
    if (left + width > room_until) left = label.diamond.left() - 3 - width;
    if (left >= taken_until) label.text = {left, row.top(), width, row.height()};
    taken_until = std::max(label.diamond.right(), label.text.right()) + 3;
    labels.push_back(label);
  }
  return labels;
}

QRectF playheadTag(const TimelineLayout& layout, const TimelineModel& model, const QFont& font) {
  const QFontMetricsF metrics(tagFont(font));
  const QRectF row = layout.tagRow();
  const double width = metrics.horizontalAdvance(strengthText(model.strength())) + kTagWidth;
  return {layout.xFor(model.playhead()) - width / 2, row.top(), width, row.height()};
}

void paintEmpty(QPainter& painter, const QRect& area, const QPalette& palette) {
  painter.fillRect(area, palette.color(QPalette::Window));
  painter.setPen(palette.color(QPalette::PlaceholderText));
  painter.drawText(area, Qt::AlignCenter,
                   TimelineView::tr("The steps from photo to edit appear here"));
}

void paintThumbnails(QPainter& painter, const TimelineLayout& layout, const QList<QImage>& thumbnails,
                     const QPalette& palette) {
  painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
  for (const StripSlot& slot : layout.stripSlots()) {
    QPainterPath shape;
    shape.addRoundedRect(slot.rect, kRounding, kRounding);
    painter.fillPath(shape, faded(palette.color(QPalette::WindowText), slot.is_frame ? 0.08 : 0.04));
    const QImage picture = thumbnailAt(thumbnails, slot.position);
    if (picture.isNull()) continue;
    painter.save();
    painter.setClipPath(shape);
    painter.setOpacity(slot.is_frame ? 1 : kBetweenOpacity);
    const QSizeF size = QSizeF(picture.size()).scaled(slot.rect.size(), Qt::KeepAspectRatioByExpanding);
    painter.drawImage(QRectF(slot.rect.center() - QPointF(size.width() / 2, size.height() / 2), size),
                      picture);
    painter.restore();
  }
}

void paintMeasures(QPainter& painter, const TimelineLayout& layout, const TimelineModel& model,
                   const QPalette& palette, const QFont& font) {
  painter.setRenderHint(QPainter::Antialiasing);
  paintTicks(painter, layout, model, palette);
  paintCurve(painter, layout, model, palette);
  if (!layout.lane().isNull()) paintLane(painter, layout, model, palette);
  painter.setFont(smallFont(font));
  painter.setPen(palette.color(QPalette::PlaceholderText));
  paintRowName(painter, layout.curve(), TimelineView::tr("Change"));
  if (!layout.lane().isNull()) paintRowName(painter, layout.lane(), TimelineView::tr("Drift"));
}

void paintMarks(QPainter& painter, const TimelineLayout& layout, const TimelineModel& model,
                const QPalette& palette, const QFont& font) {
  painter.setFont(smallFont(font));
  const QColor text = palette.color(QPalette::WindowText);
  if (model.compareFrame()) {
    paintMark(painter, layout, *model.compareFrame(), TimelineView::tr("Compare"), text,
              palette.color(QPalette::Window));
  }
  if (!model.isPreview()) {
    paintMark(painter, layout, model.editPosition(), TimelineView::tr("Edit"),
              palette.color(QPalette::Highlight), palette.color(QPalette::HighlightedText));
  }
  paintStops(painter, layout, model, palette, font);
}

void paintHover(QPainter& painter, const TimelineLayout& layout, double x, const TimelineModel& model,
                const QPalette& palette) {
  const double position = layout.positionFor(x);
  const double at = layout.xFor(position);
  painter.setPen(QPen(faded(palette.color(QPalette::WindowText), 0.35), 1));
  painter.drawLine(QPointF(at, layout.ruler().bottom()), QPointF(at, layout.curve().bottom()));
  painter.setPen(palette.color(QPalette::PlaceholderText));
  const QString percent = strengthText(model.strengthAt(position));
  painter.drawText(QRectF(at + 6, layout.curve().top(), 60, layout.curve().height()),
                   Qt::AlignLeft | Qt::AlignVCenter, percent);
}

void paintPlayhead(QPainter& painter, const TimelineLayout& layout, const TimelineModel& model,
                   const QPalette& palette, const QFont& font, bool focused) {
  const double x = layout.xFor(model.playhead());
  const double bottom = layout.lane().isNull() ? layout.curve().bottom() : layout.lane().bottom();
  const QColor accent = palette.color(QPalette::Highlight);
  // A dark and a light edge, so that the line shows on any picture.
  painter.setPen(QPen(faded(palette.color(QPalette::Window), 0.7), 4));
  painter.drawLine(QPointF(x, layout.strip().top()), QPointF(x, layout.strip().bottom()));
  painter.setPen(QPen(accent, 2));
  painter.drawLine(QPointF(x, layout.tagRow().center().y()), QPointF(x, bottom));
  painter.setFont(tagFont(font));
  paintTag(painter, playheadTag(layout, model, font), strengthText(model.strength()), accent,
           palette.color(QPalette::HighlightedText));
  if (!focused) return;
  painter.setPen(QPen(faded(accent, 0.8), 1));
  painter.setBrush(Qt::NoBrush);
  painter.drawRoundedRect(layout.strip().adjusted(-3, -2, 3, 2), kRounding + 2, kRounding + 2);
}

}  // namespace v4e::ui

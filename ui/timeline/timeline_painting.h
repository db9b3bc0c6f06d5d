// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QPainter>
#include <QPalette>

#include "ui/timeline/timeline_layout.h"
#include "ui/timeline/timeline_model.h"

namespace v4e::ui {

/// Of rulers, rows and tags.
[[nodiscard]] QFont smallFont(const QFont& font);

/// A suggested stop on the ruler.
struct StopLabel {
  int frame = 0;
  QRectF diamond;
  QString name;
  QRectF text;  ///< null: there is no room for the name
};

/// In the order of their frames.
[[nodiscard]] std::vector<StopLabel> stopLabels(const TimelineLayout& layout, const TimelineModel& model,
                                                const QFont& font);

/// Where the playhead says how much has changed.
[[nodiscard]] QRectF playheadTag(const TimelineLayout& layout, const TimelineModel& model, const QFont& font);

void paintEmpty(QPainter& painter, const QRect& area, const QPalette& palette);

/// The film strip; places without a thumbnail yet are plain.
void paintThumbnails(QPainter& painter, const TimelineLayout& layout, const QList<QImage>& thumbnails,
                     const QPalette& palette);

/// Ruler ticks, the curve of change, the stabiliser lane and the rows' names.
void paintMeasures(QPainter& painter, const TimelineLayout& layout, const TimelineModel& model,
                   const QPalette& palette, const QFont& font);

/// What the user marked: the edit, the frame to compare with; and the suggested stops.
void paintMarks(QPainter& painter, const TimelineLayout& layout, const TimelineModel& model,
                const QPalette& palette, const QFont& font);

void paintHover(QPainter& painter, const TimelineLayout& layout, double x, const TimelineModel& model,
                const QPalette& palette);

void paintPlayhead(QPainter& painter, const TimelineLayout& layout, const TimelineModel& model,
                   const QPalette& palette, const QFont& font, bool focused);

}  // namespace v4e::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/icon.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace v4e::ui {
namespace {

/// Draws an SVG whose strokes are `currentColor`.
class LineIconEngine : public QIconEngine {
 public:
  explicit LineIconEngine(const QString& name) : name_(name) {
    QFile file(":/icons/" + name + ".svg");
    if (file.open(QIODevice::ReadOnly)) svg_ = file.readAll();
  }

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
    QSvgRenderer renderer(coloured(mode));
    renderer.render(painter, rect);
  }

  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
    const QString key = QString("v4e/%1/%2/%3/%4")
                            .arg(name_, colour(mode).name(QColor::HexArgb))
                            .arg(size.width())
                            .arg(size.height());
    QPixmap result;
    if (QPixmapCache::find(key, &result)) return result;
    result = QPixmap(size);
    result.fill(Qt::transparent);
    QPainter painter(&result);
    paint(&painter, QRect(QPoint(0, 0), size), mode, state);
    painter.end();
    QPixmapCache::insert(key, result);
    return result;
  }

  [[nodiscard]] QIconEngine* clone() const override { return new LineIconEngine(*this); }
  QString iconName() override { return name_; }
  bool isNull() override { return svg_.isEmpty(); }

 private:
  static QColor colour(QIcon::Mode mode) {
    const QPalette palette = QGuiApplication::palette();
    switch (mode) {
      case QIcon::Disabled:
        return palette.color(QPalette::Disabled, QPalette::WindowText);
      case QIcon::Selected:
        return palette.color(QPalette::HighlightedText);
      case QIcon::Normal:
      case QIcon::Active:
        break;
    }
    return palette.color(QPalette::WindowText);
  }

  [[nodiscard]] QByteArray coloured(QIcon::Mode mode) const {
    const QColor chosen = colour(mode);
    QByteArray svg = svg_;
    svg.replace("currentColor", chosen.name().toLatin1());
    svg.replace("<svg ", "<svg opacity=\"" + QByteArray::number(chosen.alphaF()) + "\" ");
    return svg;
  }

  QString name_;
  QByteArray svg_;
};

}  // namespace

QIcon icon(const QString& name) {
  return QIcon(new LineIconEngine(name));
}

QIcon programIcon() {
  return QIcon(":/icons/video4edit.svg");
}

}  // namespace v4e::ui

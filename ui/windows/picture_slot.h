// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QToolButton>

namespace v4e::ui {

/// A place for one picture: shows it small with words below, and takes another one by a click, a key or a
/// drop.
class PictureSlot : public QToolButton {
  Q_OBJECT

 public:
  explicit PictureSlot(const QString& name, QWidget* parent = nullptr);

  /// Null: the words alone.
  void setPicture(const QImage& picture);
  /// `words`: below the picture; `title`: what the slot is for, to those who do not see it.
  void setWords(const QString& title, const QString& words);

 Q_SIGNALS:
  /// Files were dropped here, in their order; at least one.
  void filesDropped(const QStringList& paths);

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  [[nodiscard]] QSize sizeHint() const override;

 private:
  void showPicture();

  QImage picture_;
  QString words_;
};

}  // namespace v4e::ui

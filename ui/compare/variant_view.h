// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QWidget>
#include <memory>

#include "ui/canvas/canvas.h"
#include "ui/compare/comparison_run.h"
#include "ui/timeline/timeline_model.h"
#include "ui/widgets/elided_label.h"

namespace v4e::ui {

/// What a variant is shown by, ready for the screen.
struct VariantPictures {
  std::shared_ptr<const ImagePyramid> edit;
  QList<QImage> frames;
};

/// One variant beside others: its picture at a share of the way to it, what was measured, and the button that
/// takes it.
class VariantView : public QWidget {
  Q_OBJECT

 public:
  explicit VariantView(std::size_t place, QWidget* parent = nullptr);

  [[nodiscard]] Canvas& canvas() { return *canvas_; }
  /// What tells it from the others.
  void setText(const QString& text);
  void showEntry(const ComparisonRun::Entry& entry, std::optional<bool> hasOutside);
  void setPhoto(const std::shared_ptr<const ImagePyramid>& photo);
  /// How it looks by now, while it is made.
  void showPreview(const QImage& frame);
  void setPictures(const VariantPictures& pictures);
  /// 0: the photo, 1: the edit at its own strength.
  void setShare(double share);
  void setUsable(bool usable);
  [[nodiscard]] const std::shared_ptr<const EditResult>& result() const { return entry_.result; }

 Q_SIGNALS:
  void useAsked();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void showTitle();
  void showState();
  [[nodiscard]] QString outsideText() const;

  const std::size_t place_;
  QString text_;
  ComparisonRun::Entry entry_;
  std::optional<bool> has_outside_;
  bool usable_ = true;
  double share_ = 1;
  TimelineModel track_;
  QImage preview_;  ///< null: there is none, or none any more
  ElidedLabel* title_;
  Canvas* canvas_;
  QProgressBar* bar_;
  QLabel* state_;
  QLabel* measure_;
  QPushButton* use_;
};

}  // namespace v4e::ui

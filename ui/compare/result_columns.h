// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColorSpace>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QToolButton>
#include <QWidget>
#include <functional>
#include <vector>

#include "ui/compare/comparison_run.h"
#include "ui/compare/variant_view.h"
#include "ui/timeline/frame_player.h"

namespace v4e::ui {

/// The variants side by side. They are zoomed and moved together, and one slider shows the same share of the
/// way from the photo in each.
class ResultColumns : public QWidget {
  Q_OBJECT

 public:
  /// `run` must outlive it.
  explicit ResultColumns(ComparisonRun& run, QWidget* parent = nullptr);

  void setModels(const QList<ModelInfo>& models);
  /// Whether a variant can be taken now.
  void setUsable(bool usable);
  void setScreen(const QColorSpace& screen);
  /// The share of the way that is shown, 0..1.
  [[nodiscard]] double share() const { return way_.isEmpty() ? 1 : way_.strength(); }

 Q_SIGNALS:
  void useAsked(const std::shared_ptr<const v4e::ui::EditResult>& result);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void build();
  QToolButton* addButton(const char* name, const QString& icon_name);
  void retranslate();
  void showVariants();
  void showEntry(int place);
  void nameVariants();
  void makePhoto();
  void makePictures(std::size_t place);
  void takePictures(std::size_t place, const VariantPictures& pictures);
  void link(VariantView& view);
  void zoomAll(const std::function<void(Canvas&)>& change);
  void showShare();

  ComparisonRun& run_;
  QList<ModelInfo> models_;
  QColorSpace screen_;
  bool usable_ = true;
  bool linking_ = false;  ///< the views follow one of them
  std::vector<VariantView*> views_;
  std::vector<std::shared_ptr<const EditResult>> pictured_;  ///< what the views show, or will
  TimelineModel way_;  ///< the frames of the first that was ready: its playhead stands for all
  FramePlayer player_;
  QWidget* columns_;
  QToolButton* play_;
  QLabel* way_label_;
  QSlider* slider_;
  QLabel* percent_;
  QToolButton* zoom_out_;
  QToolButton* zoom_in_;
  QToolButton* fit_;
  QToolButton* full_;
  BackgroundRunner runner_;
};

}  // namespace v4e::ui

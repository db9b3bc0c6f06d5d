// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColorSpace>
#include <QComboBox>
#include <QLabel>
#include <QToolButton>
#include <QWidget>

#include "ui/engine/background_runner.h"
#include "ui/timeline/frame_player.h"
#include "ui/timeline/timeline_analysis.h"
#include "ui/timeline/timeline_model.h"
#include "ui/timeline/timeline_view.h"
#include "ui/widgets/elided_label.h"

namespace v4e::ui {

/// Timeline with its buttons: play, loop, speed, stabiliser, and what one does with a frame.
class TimelinePanel : public QWidget {
  Q_OBJECT

 public:
  explicit TimelinePanel(QWidget* parent = nullptr);

  [[nodiscard]] TimelineModel& model() { return model_; }
  [[nodiscard]] FramePlayer& player() { return player_; }
  [[nodiscard]] TimelineView& view() { return *view_; }

  /// Shows a finished track; what it lacks is measured in the background.
  void setTrack(const TimelineTrack& track);
  void clear();
  /// Pictures are made ready for this screen; those of the present track anew, in the background.
  void setScreen(const QColorSpace& screen);

 Q_SIGNALS:
  /// The picture under the playhead, each time it changes.
  void imageShown(const QImage& image);
  /// The user chose this frame as the edit (not sent by setTrack).
  void editFrameChosen(int frame);
  /// Compare the frame under the playhead with this one; -1: no more.
  void compareAsked(int frame);
  void branchAsked(int frame);
  void saveFrameAsked(int frame);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  QToolButton* addButton(const char* name, const QString& icon_name);
  void buildBar();
  void connectModel();
  void translate();
  void showState();
  void showLoopMode();
  void analyse();
  void takeMeasures(const TimelineAnalysis& analysis, const QList<QImage>& stabilised);

  TimelineModel model_;
  FramePlayer player_;
  TimelineView* view_;
  QWidget* bar_;
  QToolButton* play_ = nullptr;
  QToolButton* loop_ = nullptr;
  QToolButton* stabilise_ = nullptr;
  QToolButton* compare_ = nullptr;
  QToolButton* branch_ = nullptr;
  QToolButton* save_ = nullptr;
  QToolButton* use_ = nullptr;
  QComboBox* speed_ = nullptr;
  ElidedLabel* place_ = nullptr;
  TimelineTrack track_;
  QColorSpace screen_;
  bool loading_ = false;
  bool loaded_ = false;  ///< the model shows track_
  BackgroundRunner background_;
};

}  // namespace v4e::ui

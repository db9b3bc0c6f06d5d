// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColorSpace>
#include <QComboBox>
#include <QLabel>
#include <QToolButton>
#include <QWidget>

#include "ui/engine/background_runner.h"
#include "ui/timeline/frame_player.h"
#include "ui/timeline/strength_field.h"
#include "ui/timeline/timeline_analysis.h"
#include "ui/timeline/timeline_model.h"
#include "ui/timeline/timeline_view.h"

namespace v4e::ui {

/// Timeline with its strength as number and slider, and its buttons: play, loop, speed, stabiliser, and what
/// one does with a strength.
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
  /// The model shows what setTrack() was called with last.
  [[nodiscard]] bool isLoaded() const { return loaded_; }
  /// Pictures are made ready for this screen; those of the present track again, in the background.
  void setScreen(const QColorSpace& screen);

 Q_SIGNALS:
  /// The picture under the playhead, each time it changes.
  void imageShown(const QImage& image);
  /// The user keeps this strength as the edit (not sent by setTrack).
  void strengthKept(double strength);
  /// Compare the frame under the playhead with this one; -1: no more.
  void compareAsked(int frame);
  void branchAsked(double strength);
  void savePictureAsked(double strength);

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
  TimelineView* view_ = nullptr;
  QWidget* bar_;
  QToolButton* play_ = nullptr;
  QToolButton* loop_ = nullptr;
  QToolButton* stabilise_ = nullptr;
  QToolButton* compare_ = nullptr;
  QToolButton* branch_ = nullptr;
  QToolButton* save_ = nullptr;
  QToolButton* use_ = nullptr;
  QComboBox* speed_ = nullptr;
  StrengthField* strength_ = nullptr;
  TimelineTrack track_;
  QColorSpace screen_;
  bool loading_ = false;
  bool loaded_ = false;  ///< the model shows track_
  BackgroundRunner background_;
};

}  // namespace v4e::ui

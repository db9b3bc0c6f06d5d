// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QImage>
#include <QLabel>
#include <QMediaPlayer>
#include <QPushButton>
#include <QSlider>
#include <QToolButton>
#include <QVideoFrame>
#include <QVideoSink>

namespace v4e::ui {

/// Plays a video file so that one of its frames can be picked as the photo.
class VideoFrameDialog : public QDialog {
  Q_OBJECT

 public:
  explicit VideoFrameDialog(const QString& path, QWidget* parent = nullptr);

  [[nodiscard]] QVideoSink& sink() { return *sink_; }
  /// False where Qt's player has nothing to decode with; the dialog must not be made then.
  [[nodiscard]] static bool canPlay();

 Q_SIGNALS:
  /// Accepted: the frame at the video's own size, and a name for it.
  void framePicked(const QImage& frame, const QString& name);

 protected:
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void build();
  void connectPlayer();
  void retranslate();
  void takeFrame(const QVideoFrame& frame);
  void showFrame();
  void showPlace();
  void pick();

  QString path_;
  QMediaPlayer* player_;
  QVideoSink* sink_;
  QLabel* picture_;
  QLabel* place_;
  QSlider* slider_;
  QToolButton* play_;
  QPushButton* pick_;
  QPushButton* cancel_;
  QImage frame_;
};

}  // namespace v4e::ui

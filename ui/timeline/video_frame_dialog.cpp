// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/video_frame_dialog.h"

#include <QEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMediaFormat>
#include <QSignalBlocker>
#include <QTime>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/settings/icon.h"

namespace v4e::ui {
namespace {

constexpr QSize kFirstSize(760, 560);

QString timeText(qint64 ms) {
  return QTime::fromMSecsSinceStartOfDay(static_cast<int>(ms)).toString("mm:ss.zzz").chopped(1);
}

}  // namespace

VideoFrameDialog::VideoFrameDialog(const QString& path, QWidget* parent)
    : QDialog(parent),
      path_(path),
      player_(new QMediaPlayer(this)),
      sink_(new QVideoSink(this)),
      picture_(new QLabel(this)),
      place_(new QLabel(this)),
      slider_(new QSlider(Qt::Horizontal, this)),
      play_(new QToolButton(this)),
      pick_(new QPushButton(this)),
      cancel_(new QPushButton(this)) {
  setObjectName("videoFrameDialog");
  build();
  connectPlayer();
  retranslate();
  player_->setVideoSink(sink_);
  player_->setSource(QUrl::fromLocalFile(path));
  player_->pause();  // shows the first frame
}

void VideoFrameDialog::build() {
  picture_->setObjectName("videoPicture");
  picture_->setAlignment(Qt::AlignCenter);
  picture_->setMinimumSize(320, 180);
  picture_->setWordWrap(true);
  picture_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
  slider_->setObjectName("videoPlace");
  play_->setObjectName("videoPlay");
  place_->setMinimumWidth(fontMetrics().horizontalAdvance("00:00.00 / 00:00.00") + 8);
  place_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  pick_->setObjectName("videoPick");
  pick_->setDefault(true);
  pick_->setEnabled(false);
  auto* row = new QHBoxLayout;
  row->addWidget(play_);
  row->addWidget(slider_, 1);
  row->addWidget(place_);
  auto* buttons = new QHBoxLayout;
  buttons->addStretch();
  buttons->addWidget(cancel_);
  buttons->addWidget(pick_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(16, 16, 16, 16);
  column->setSpacing(12);
  column->addWidget(picture_, 1);
  column->addLayout(row);
  column->addLayout(buttons);
  resize(kFirstSize);
}

void VideoFrameDialog::connectPlayer() {
  connect(sink_, &QVideoSink::videoFrameChanged, this, &VideoFrameDialog::takeFrame);
  connect(player_, &QMediaPlayer::durationChanged, this, [this](qint64 duration) {
    slider_->setRange(0, static_cast<int>(duration));
    showPlace();
  });
  connect(player_, &QMediaPlayer::positionChanged, this, [this](qint64 position) {
    const QSignalBlocker blocker(slider_);
    if (!slider_->isSliderDown()) slider_->setValue(static_cast<int>(position));
    showPlace();
  });
  connect(player_, &QMediaPlayer::playbackStateChanged, this, &VideoFrameDialog::retranslate);
  connect(player_, &QMediaPlayer::errorOccurred, this, [this](QMediaPlayer::Error, const QString& reason) {
    picture_->setText(tr("This video cannot be played: %1").arg(reason));
  });
  connect(slider_, &QSlider::valueChanged, this, [this](int position) {
    player_->pause();
    player_->setPosition(position);
  });
  connect(play_, &QToolButton::clicked, this, [this] {
    player_->playbackState() == QMediaPlayer::PlayingState ? player_->pause() : player_->play();
  });
  connect(pick_, &QPushButton::clicked, this, &VideoFrameDialog::pick);
  connect(cancel_, &QPushButton::clicked, this, &QDialog::reject);
}

void VideoFrameDialog::takeFrame(const QVideoFrame& frame) {
  const QImage image = frame.toImage();
  if (image.isNull()) return;
  frame_ = image;
  pick_->setEnabled(true);
  showFrame();
}

void VideoFrameDialog::showFrame() {
  if (frame_.isNull()) return;
  const QSize size = picture_->size() * devicePixelRatioF();
  QPixmap shown = QPixmap::fromImage(frame_.scaled(size, Qt::KeepAspectRatio, Qt::SmoothTransformation));
  shown.setDevicePixelRatio(devicePixelRatioF());
  picture_->setPixmap(shown);
}

void VideoFrameDialog::showPlace() {
  place_->setText(timeText(player_->position()) + " / " + timeText(player_->duration()));
}

void VideoFrameDialog::pick() {
  const QString name = tr("%1 at %2").arg(QFileInfo(path_).completeBaseName(), timeText(player_->position()));
  player_->pause();
  Q_EMIT framePicked(frame_, name);
  accept();
}

bool VideoFrameDialog::canPlay() {
  // Qt's GStreamer player takes missing elements for granted: without plugins, it crashes when it is made.
  return !QMediaFormat().supportedFileFormats(QMediaFormat::Decode).isEmpty();
}

void VideoFrameDialog::retranslate() {
  const bool playing = player_->playbackState() == QMediaPlayer::PlayingState;
  setWindowTitle(tr("Pick a frame as the photo"));
  picture_->setAccessibleName(tr("Picture of the video"));
  slider_->setAccessibleName(tr("Place in the video"));
  place_->setAccessibleName(tr("Time"));
  play_->setIcon(icon(playing ? "pause" : "play"));
  play_->setToolTip(playing ? tr("Pause") : tr("Play"));
  play_->setAccessibleName(play_->toolTip());
  pick_->setText(tr("&Use this frame"));
  cancel_->setText(tr("&Cancel"));
  showPlace();
}

void VideoFrameDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

void VideoFrameDialog::resizeEvent(QResizeEvent* event) {
  QDialog::resizeEvent(event);
  showFrame();
}

}  // namespace v4e::ui

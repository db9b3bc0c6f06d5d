// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/result_columns.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/compare/variant_text.h"
#include "ui/engine/image_convert.h"
#include "ui/engine/strength_text.h"
#include "ui/settings/icon.h"

namespace v4e::ui {
namespace {

constexpr int kWaySteps = 1000;

VariantPictures picturesOf(const EditResult& result, const QColorSpace& screen, const RunContext& context) {
  VariantPictures pictures;
  for (const Image& frame : result.frames) {
    context.check();
    pictures.frames << toScreenImage(frame, screen).convertToFormat(QImage::Format_RGB32);
  }
  pictures.edit = ImagePyramid::build(toScreenImage(*result.edited, screen), context);
  return pictures;
}

}  // namespace

ResultColumns::ResultColumns(ComparisonRun& run, QWidget* parent)
    : QWidget(parent),
      run_(run),
      player_(way_),
      columns_(new QWidget(this)),
      play_(addButton("comparePlay", "play")),
      way_label_(new QLabel(this)),
      slider_(new QSlider(Qt::Horizontal, this)),
      percent_(new QLabel(this)),
      zoom_out_(addButton("compareZoomOut", "zoom-out")),
      zoom_in_(addButton("compareZoomIn", "zoom-in")),
      fit_(addButton("compareFit", "fit")),
      full_(addButton("compareFull", "")) {
  build();
  connect(&run_, &ComparisonRun::started, this, &ResultColumns::showVariants);
  connect(&run_, &ComparisonRun::changed, this, &ResultColumns::showEntry);
  connect(&run_, &ComparisonRun::previewed, this, [this](int place, const QImage& frame) {
    views_[static_cast<std::size_t>(place)]->showPreview(frame);
  });
  retranslate();
}

QToolButton* ResultColumns::addButton(const char* name, const QString& icon_name) {
  auto* button = new QToolButton(this);
  button->setObjectName(name);
  if (!icon_name.isEmpty()) button->setIcon(icon(icon_name));
  return button;
}

void ResultColumns::build() {
  setObjectName("resultColumns");
  slider_->setObjectName("compareWay");
  percent_->setObjectName("comparePercent");
  slider_->setRange(0, kWaySteps);
  slider_->setSingleStep(kWaySteps / 100);
  slider_->setPageStep(kWaySteps / 10);
  slider_->setValue(kWaySteps);
  way_label_->setBuddy(slider_);
  percent_->setMinimumWidth(percent_->fontMetrics().horizontalAdvance("100.0 %"));
  auto* views = new QHBoxLayout(columns_);
  views->setContentsMargins(0, 0, 0, 0);
  views->setSpacing(8);
  auto* bar = new QHBoxLayout;
  bar->setSpacing(8);
  for (QWidget* widget : {static_cast<QWidget*>(play_), static_cast<QWidget*>(way_label_)}) bar->addWidget(widget);
  bar->addWidget(slider_, 1);
  bar->addWidget(percent_);
  bar->addSpacing(8);
  for (QWidget* widget : {zoom_out_, zoom_in_, fit_, full_}) bar->addWidget(widget);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(8);
  column->addWidget(columns_, 1);
  column->addLayout(bar);
  player_.setMode(PlayMode::PingPong);
  connect(play_, &QToolButton::clicked, &player_, &FramePlayer::toggle);
  connect(&player_, &FramePlayer::playingChanged, this, &ResultColumns::retranslate);
  connect(slider_, &QSlider::valueChanged, this, [this](int value) {
    player_.pause();
    way_.setStrength(static_cast<double>(value) / kWaySteps);
  });
  connect(&way_, &TimelineModel::playheadMoved, this, &ResultColumns::showShare);
  connect(&way_, &TimelineModel::framesChanged, this, &ResultColumns::showShare);
  connect(zoom_out_, &QToolButton::clicked, this, [this] { zoomAll([](Canvas& one) { one.zoomStep(false); }); });
  connect(zoom_in_, &QToolButton::clicked, this, [this] { zoomAll([](Canvas& one) { one.zoomStep(true); }); });
  connect(fit_, &QToolButton::clicked, this, [this] { zoomAll([](Canvas& one) { one.fitToWindow(); }); });
  connect(full_, &QToolButton::clicked, this, [this] { zoomAll([](Canvas& one) { one.setZoom(1); }); });
}

void ResultColumns::showVariants() {
  runner_.cancelAll();
  const std::size_t count = run_.entries().size();
  while (views_.size() > count) {
    delete views_.back();
    views_.pop_back();
  }
  while (views_.size() < count) {
    auto* view = new VariantView(views_.size(), columns_);
    static_cast<QHBoxLayout*>(columns_->layout())->addWidget(view, 1);  // as wide as the others
    link(*view);
    view->setUsable(usable_);
    views_.push_back(view);
  }
  pictured_.assign(count, nullptr);
  way_.clear();
  for (VariantView* view : views_) {
    view->setPhoto(nullptr);
    view->setPictures({});
  }
  nameVariants();
  makePhoto();
  for (std::size_t place = 0; place < count; ++place) showEntry(static_cast<int>(place));
}

void ResultColumns::link(VariantView& view) {
  Canvas& canvas = view.canvas();
  connect(&canvas, &Canvas::zoomChanged, this, [this, &canvas] {
    if (std::exchange(linking_, true)) return;
    for (VariantView* other : views_) {
      if (&other->canvas() != &canvas) other->canvas().showLike(canvas.view());
    }
    linking_ = false;
  });
  connect(&canvas, &Canvas::frameStepAsked, this, [this](int frames) {
    player_.pause();
    way_.step(frames);
  });
  connect(&canvas, &Canvas::scrubAsked, this, [this](double share) {
    player_.pause();
    way_.setStrength(std::clamp(way_.strength() + share, 0.0, 1.0));
  });
  connect(&canvas, &Canvas::playAsked, &player_, &FramePlayer::toggle);
  connect(&view, &VariantView::useAsked, this, [this, &view] {
    if (view.result()) Q_EMIT useAsked(view.result());
  });
}

void ResultColumns::zoomAll(const std::function<void(Canvas&)>& change) {
  if (!views_.empty()) change(views_.front()->canvas());
}

void ResultColumns::showShare() {
  const double now = share();
  const QSignalBlocker blocker(slider_);
  slider_->setValue(static_cast<int>(std::lround(kWaySteps * now)));
  const QString text = strengthText(now);
  percent_->setText(text);
  slider_->setAccessibleDescription(text);
  for (VariantView* view : views_) view->setShare(now);
  const bool has_way = way_.count() > 1;
  for (QWidget* widget : {static_cast<QWidget*>(slider_), static_cast<QWidget*>(play_)})
    widget->setEnabled(has_way);
}

void ResultColumns::makePhoto() {
  if (!run_.photo()) return;
  runner_.run(
      [photo = run_.photo(), screen = screen_](const RunContext& context) {
        return ImagePyramid::build(toScreenImage(*photo, screen), context);
      },
      [this](const Outcome<std::shared_ptr<const ImagePyramid>>& outcome) {
        const auto* photo = std::get_if<std::shared_ptr<const ImagePyramid>>(&outcome);
        if (!photo) return;
        for (VariantView* view : views_) view->setPhoto(*photo);
        // An edit goes with the photo that it lay on.
        for (std::size_t place = 0; place < views_.size(); ++place) {
          pictured_[place] = nullptr;
          makePictures(place);
        }
      });
}

void ResultColumns::makePictures(std::size_t place) {
  const auto& result = run_.entries()[place].result;
  if (!result || pictured_[place] == result || !views_[place]->canvas().hasPhoto()) return;
  pictured_[place] = result;
  runner_.run([result, screen = screen_](
                  const RunContext& context) { return picturesOf(*result, screen, context); },
              [this, place](const Outcome<VariantPictures>& outcome) {
                if (const auto* pictures = std::get_if<VariantPictures>(&outcome)) takePictures(place, *pictures);
              });
}

void ResultColumns::takePictures(std::size_t place, const VariantPictures& pictures) {
  views_[place]->setPictures(pictures);
  if (way_.isEmpty()) way_.setFrames(pictures.frames);
}

void ResultColumns::showEntry(int place) {
  const auto at = static_cast<std::size_t>(place);
  views_[at]->showEntry(run_.entries()[at], run_.hasOutside());
  makePictures(at);
}

void ResultColumns::nameVariants() {
  std::vector<EditSettings> variants;
  for (const ComparisonRun::Entry& entry : run_.entries()) variants.push_back(entry.settings);
  for (std::size_t place = 0; place < views_.size(); ++place)
    views_[place]->setText(variantText(variants, place, models_));
}

void ResultColumns::setModels(const QList<ModelInfo>& models) {
  models_ = models;
  nameVariants();
}

void ResultColumns::setUsable(bool usable) {
  usable_ = usable;
  for (VariantView* view : views_) view->setUsable(usable);
}

void ResultColumns::setScreen(const QColorSpace& screen) {
  if (screen == screen_) return;
  screen_ = screen;
  runner_.cancelAll();
  makePhoto();
}

void ResultColumns::retranslate() {
  const auto name = [](QWidget* widget, const QString& text) {
    widget->setAccessibleName(text);
    widget->setToolTip(text);
  };
  way_label_->setText(tr("&Way"));
  name(slider_, tr("The share of the way from the photo that all variants show"));
  play_->setIcon(icon(player_.isPlaying() ? "pause" : "play"));
  name(play_, player_.isPlaying() ? tr("Pause") : tr("Play"));
  name(zoom_out_, tr("Zoom out"));
  name(zoom_in_, tr("Zoom in"));
  name(fit_, tr("Fit to the window"));
  full_->setText(tr("100 %"));
  name(full_, tr("One pixel of the photo on one of the screen"));
  nameVariants();
}

void ResultColumns::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/crop_panel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QSignalBlocker>
#include <QVBoxLayout>
#include <cmath>

#include "ui/settings/icon.h"

namespace v4e::ui {
namespace {

constexpr int kFree = 0;
constexpr int kOriginal = 1;
constexpr int kFirstRatio = 2;
constexpr std::array<std::pair<int, int>, 4> kRatios{{{1, 1}, {5, 4}, {3, 2}, {16, 9}}};
constexpr double kSliderSteps = 10;  // to a degree
constexpr int kMostPixels = 1'000'000;
constexpr int kSpacing = 6;

QHBoxLayout* rowOf(QWidget* row) {
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(kSpacing);
  return layout;
}

QToolButton* iconButton(const char* name, const char* picture, bool checkable, QWidget* parent) {
  auto* button = new QToolButton(parent);
  button->setObjectName(name);
  button->setIcon(icon(picture));
  button->setCheckable(checkable);
  button->setAutoRaise(true);
  return button;
}

}  // namespace

CropPanel::CropPanel(CropTool& tool, QWidget* parent)
    : QWidget(parent),
      tool_(tool),
      ratio_(new QComboBox(this)),
      upright_(iconButton("cropUpright", "rotate-right", true, this)),
      angle_name_(new QLabel(this)),
      slider_(new QSlider(Qt::Horizontal, this)),
      angle_(new QDoubleSpinBox(this)),
      level_(iconButton("cropLevel", "level", true, this)),
      reset_(iconButton("cropReset", "reset", false, this)),
      cancel_(new QPushButton(this)),
      apply_(new QPushButton(this)) {
  setObjectName("cropPanel");
  auto* rows = new QVBoxLayout(this);
  rows->setContentsMargins(kSpacing, kSpacing, kSpacing, kSpacing);
  rows->setSpacing(kSpacing);
  rows->addWidget(makeSizeRow());
  rows->addWidget(makeAngleRow());
  retranslate();
  connectTool();
}

QWidget* CropPanel::makeSizeRow() {
  auto* row = new QWidget(this);
  QHBoxLayout* layout = rowOf(row);
  ratio_->setObjectName("cropRatio");
  layout->addWidget(ratio_);
  layout->addWidget(upright_);
  layout->addStretch(1);
  static constexpr std::array kNames{"cropX", "cropY", "cropWidth", "cropHeight"};
  // Size first: it is what one mostly looks at.
  for (const std::size_t i : {std::size_t{2}, std::size_t{3}, std::size_t{0}, std::size_t{1}}) {
    names_[i] = new QLabel(row);
    numbers_[i] = new QSpinBox(row);
    numbers_[i]->setObjectName(kNames[i]);
    numbers_[i]->setRange(i < 2 ? -kMostPixels : 1, kMostPixels);
    numbers_[i]->setButtonSymbols(QAbstractSpinBox::NoButtons);
    numbers_[i]->setKeyboardTracking(false);
    numbers_[i]->setFixedWidth(fontMetrics().horizontalAdvance("00000") + 4 * kSpacing);
    names_[i]->setBuddy(numbers_[i]);
    layout->addWidget(names_[i]);
    layout->addWidget(numbers_[i]);
  }
  return row;
}

QWidget* CropPanel::makeAngleRow() {
  auto* row = new QWidget(this);
  QHBoxLayout* layout = rowOf(row);
  slider_->setObjectName("cropSlider");
  slider_->setRange(static_cast<int>(-kMaxStraighten_deg * kSliderSteps),
                    static_cast<int>(kMaxStraighten_deg * kSliderSteps));
  slider_->setPageStep(static_cast<int>(kSliderSteps));
  slider_->setMinimumWidth(70);
  angle_->setObjectName("cropAngle");
  angle_->setRange(-kMaxStraighten_deg, kMaxStraighten_deg);
  angle_->setDecimals(2);
  angle_->setSingleStep(0.1);
  angle_->setSuffix(QString::fromUtf8(" °"));
  angle_->setKeyboardTracking(false);
  angle_name_->setBuddy(angle_);
  cancel_->setObjectName("cropCancel");
  apply_->setObjectName("cropApply");
  layout->addWidget(angle_name_);
  layout->addWidget(slider_, 1);
  layout->addWidget(angle_);
  layout->addWidget(level_);
  layout->addWidget(reset_);
  layout->addWidget(cancel_);
  layout->addWidget(apply_);
  return row;
}

void CropPanel::connectTool() {
  connect(&tool_, &CropTool::changed, this, &CropPanel::showTool);
  connect(ratio_, &QComboBox::activated, this, &CropPanel::chooseRatio);
  connect(upright_, &QToolButton::clicked, this, &CropPanel::chooseRatio);
  for (QSpinBox* number : numbers_) connect(number, &QSpinBox::valueChanged, this, &CropPanel::takeNumbers);
  connect(slider_, &QSlider::valueChanged, this, [this](int value) { tool_.setAngle(value / kSliderSteps); });
  connect(angle_, &QDoubleSpinBox::valueChanged, &tool_, &CropTool::setAngle);
  connect(level_, &QToolButton::clicked, &tool_, &CropTool::setLevelling);
  connect(reset_, &QToolButton::clicked, this, [this] {
    tool_.setAngle(0);
    ratio_->setCurrentIndex(kFree);
    tool_.setRatio(std::nullopt);
    tool_.setArea({0, 0, tool_.turned().width, tool_.turned().height});
  });
  connect(cancel_, &QPushButton::clicked, this, &CropPanel::cancelAsked);
  connect(apply_, &QPushButton::clicked, this, &CropPanel::applyAsked);
}

void CropPanel::begin(double original) {
  original_ = original;
  ratio_->setCurrentIndex(kFree);
  upright_->setChecked(original < 1);
  showTool();
}

void CropPanel::chooseRatio() {
  const int chosen = ratio_->currentIndex();
  const bool is_upright = upright_->isChecked();
  double ratio = original_;
  if (chosen >= kFirstRatio) {
    const auto& [width, height] = kRatios[static_cast<std::size_t>(chosen - kFirstRatio)];
    ratio = static_cast<double>(width) / height;
  } else if (chosen == kFree) {
    if (sender() != upright_) return tool_.setRatio(std::nullopt);
    // Free, the rectangle itself is laid on its other side.
    ratio = static_cast<double>(tool_.area().width) / tool_.area().height;
  }
  if ((ratio < 1) != is_upright) ratio = 1 / ratio;
  tool_.setRatio(ratio);
  if (chosen == kFree) tool_.setRatio(std::nullopt);
}

void CropPanel::takeNumbers() {
  tool_.setArea({numbers_[0]->value(), numbers_[1]->value(), numbers_[2]->value(), numbers_[3]->value()});
  showTool();  // what could not be taken is as it was
}

void CropPanel::showTool() {
  const PixelArea area = tool_.area();
  const std::array<int, 4> values{area.x, area.y, area.width, area.height};
  for (std::size_t i = 0; i < values.size(); ++i) {
    const QSignalBlocker quiet(numbers_[i]);
    numbers_[i]->setValue(values[i]);
  }
  const QSignalBlocker quiet_angle(angle_);
  const QSignalBlocker quiet_slider(slider_);
  angle_->setValue(tool_.angle());
  slider_->setValue(static_cast<int>(std::lround(tool_.angle() * kSliderSteps)));
  level_->setChecked(tool_.isLevelling());
}

void CropPanel::retranslate() {
  const int chosen = std::max(0, ratio_->currentIndex());
  ratio_->clear();
  ratio_->addItem(tr("Free"));
  ratio_->addItem(tr("As the photo"));
  for (const auto& [width, height] : kRatios) ratio_->addItem(QString("%1 : %2").arg(width).arg(height));
  ratio_->setCurrentIndex(chosen);
  const std::array<std::pair<QString, QString>, 4> numbers{{{tr("X"), tr("Left edge in pixels")},
                                                            {tr("Y"), tr("Upper edge in pixels")},
                                                            {tr("W"), tr("Width in pixels")},
                                                            {tr("H"), tr("Height in pixels")}}};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    names_[i]->setText(numbers[i].first);
    numbers_[i]->setToolTip(numbers[i].second);
    numbers_[i]->setAccessibleName(numbers[i].second);
  }
  angle_name_->setText(tr("Angle"));
  cancel_->setText(tr("Cancel"));
  apply_->setText(tr("Apply"));
  const auto name = [](QWidget* widget, const QString& text) {
    widget->setToolTip(text);
    widget->setAccessibleName(text);
  };
  name(ratio_, tr("Ratio of width to height"));
  name(upright_, tr("Upright"));
  name(slider_, tr("Straighten"));
  name(angle_, tr("Angle in degrees, clockwise"));
  name(level_, tr("Draw a line that is to be level or upright"));
  name(reset_, tr("The whole photo again"));
}

void CropPanel::keyPressEvent(QKeyEvent* event) {
  event->key() == Qt::Key_Escape ? Q_EMIT cancelAsked() : QWidget::keyPressEvent(event);
}

void CropPanel::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui

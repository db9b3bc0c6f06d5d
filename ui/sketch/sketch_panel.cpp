// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sketch/sketch_panel.h"

#include <QColorDialog>
#include <QEvent>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QVBoxLayout>
#include <array>
#include <cmath>

#include "ui/settings/icon.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/tab_order.h"

namespace v4e::ui {
namespace {

constexpr int kSizeSteps = 100;
constexpr int kSwatch = 20;

struct NamedColour {
  QRgb rgb;
  const char* name;
};

// Black, which the LoRA was trained with, comes first.
constexpr std::array kColours{NamedColour{0xff000000, QT_TRANSLATE_NOOP("v4e::ui::SketchPanel", "Black")},
                              NamedColour{0xffffffff, QT_TRANSLATE_NOOP("v4e::ui::SketchPanel", "White")},
                              NamedColour{0xffd62828, QT_TRANSLATE_NOOP("v4e::ui::SketchPanel", "Red")},
                              NamedColour{0xfff2c200, QT_TRANSLATE_NOOP("v4e::ui::SketchPanel", "Yellow")},
                              NamedColour{0xff2a9d3f, QT_TRANSLATE_NOOP("v4e::ui::SketchPanel", "Green")},
                              NamedColour{0xff1d6fd6, QT_TRANSLATE_NOOP("v4e::ui::SketchPanel", "Blue")}};

// Small sizes are chosen as finely as large ones.
int size_step(double radius) {
  const double share =
      std::log(radius / SketchTool::kSmallest) / std::log(SketchTool::kLargest / SketchTool::kSmallest);
  return static_cast<int>(std::lround(share * kSizeSteps));
}

double radius_at(int step) {
  const double share = static_cast<double>(step) / kSizeSteps;
  return SketchTool::kSmallest * std::pow(SketchTool::kLargest / SketchTool::kSmallest, share);
}

/// Of the ratio of the screen that has the finest pixels.
QIcon swatch_icon(const QColor& colour, const QColor& rim) {
  constexpr double kRatio = 3;
  QPixmap pixmap(QSize(kSwatch, kSwatch) * kRatio);
  pixmap.setDevicePixelRatio(kRatio);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(rim, 1));
  painter.setBrush(colour);
  painter.drawEllipse(QRectF(1.5, 1.5, kSwatch - 3, kSwatch - 3));
  return pixmap;
}

}  // namespace

SketchPanel::SketchPanel(SketchSession& session, const QList<QAction*>& actions, QWidget* parent)
    : QWidget(parent),
      session_(session),
      hint_(new QLabel(this)),
      reason_(new QLabel(this)),
      colour_title_(new QLabel(this)),
      colours_(new QButtonGroup(this)),
      own_colour_(new QToolButton(this)),
      size_label_(new QLabel(this)),
      size_(new QSlider(Qt::Horizontal, this)),
      size_box_(new QSpinBox(this)) {
  setObjectName("sketchPanel");
  hint_->setObjectName("sketchHint");
  hint_->setWordWrap(true);
  hint_->setProperty("role", "muted");
  reason_->setObjectName("sketchReason");
  reason_->setWordWrap(true);
  reason_->hide();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(12, 8, 12, 12);
  column->setSpacing(14);
  for (QWidget* part : {static_cast<QWidget*>(hint_), static_cast<QWidget*>(reason_), buildButtons(actions),
                        buildColours(), buildSize()})
    column->addWidget(part);
  column->addStretch();
  setTabOrderAsLaidOut(*this);
  connect(&session_.tool(), &SketchTool::brushChanged, this, &SketchPanel::showBrush);
  retranslate();
  showBrush();
}

QWidget* SketchPanel::buildButtons(const QList<QAction*>& actions) {
  auto* box = new QWidget(this);
  auto* row = new FlowLayout(4, box);
  for (QAction* action : actions) {
    auto* button = new QToolButton(box);
    button->setDefaultAction(action);
    button->setIconSize({20, 20});
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    const auto name = [button, action] { button->setAccessibleName(action->text().remove('&')); };
    connect(action, &QAction::changed, button, name);
    name();
    row->addWidget(button);
  }
  return box;
}

void SketchPanel::addColour(const QColor& colour) {
  auto* button = new QToolButton(this);
  button->setCheckable(true);
  button->setIconSize({kSwatch, kSwatch});
  button->setProperty("colour", colour);
  colours_->addButton(button);
  connect(button, &QToolButton::clicked, this, [this, colour] { session_.tool().setColour(colour); });
}

QWidget* SketchPanel::buildColours() {
  auto* box = new QWidget(this);
  auto* column = new QVBoxLayout(box);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(6);
  colour_title_->setProperty("role", "section");
  auto* swatches = new QWidget(box);
  auto* row = new FlowLayout(0, swatches);
  for (const NamedColour& each : kColours) addColour(QColor(each.rgb));
  own_colour_->setObjectName("ownColour");
  own_colour_->setCheckable(true);
  own_colour_->setIconSize({kSwatch, kSwatch});
  colours_->addButton(own_colour_);
  connect(own_colour_, &QToolButton::clicked, this, &SketchPanel::askForColour);
  for (QAbstractButton* button : colours_->buttons()) row->addWidget(button);
  column->addWidget(colour_title_);
  column->addWidget(swatches);
  return box;
}

QWidget* SketchPanel::buildSize() {
  size_->setObjectName("sketchSize");
  size_->setRange(0, kSizeSteps);
  size_box_->setObjectName("sketchSizeBox");
  size_box_->setRange(static_cast<int>(2 * SketchTool::kSmallest),
                      static_cast<int>(2 * SketchTool::kLargest));
  size_box_->setKeyboardTracking(false);
  size_label_->setBuddy(size_box_);
  auto* box = new QWidget(this);
  auto* row = new QHBoxLayout(box);
  row->setContentsMargins(0, 0, 0, 0);
  row->addWidget(size_label_);
  row->addWidget(size_, 1);
  row->addWidget(size_box_);
  connect(size_, &QSlider::valueChanged, this,
          [this](int step) { session_.tool().setRadius(radius_at(step)); });
  connect(size_box_, &QSpinBox::valueChanged, this,
          [this](int width) { session_.tool().setRadius(width / 2.0); });
  return box;
}

void SketchPanel::askForColour() {
  showBrush();  // until another one is chosen, the present one is marked
  auto* dialog = new QColorDialog(session_.tool().colour(), this);
  dialog->setObjectName("sketchColourDialog");
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(tr("Colour of the sketch"));
  connect(dialog, &QColorDialog::colorSelected, this,
          [this](const QColor& colour) { session_.tool().setColour(colour); });
  dialog->open();
}

void SketchPanel::setReason(const QString& reason) {
  reason_->setText(reason);
  reason_->setVisible(!reason.isEmpty());
  hint_->setVisible(reason.isEmpty());
}

void SketchPanel::showBrush() {
  const SketchTool& tool = session_.tool();
  const QSignalBlocker block_size(size_);
  const QSignalBlocker block_box(size_box_);
  size_->setValue(size_step(tool.radius()));
  size_box_->setValue(static_cast<int>(std::lround(2 * tool.radius())));
  const QColor rim = palette().color(QPalette::Mid);
  QAbstractButton* present = own_colour_;
  for (QAbstractButton* button : colours_->buttons()) {
    const auto colour = button->property("colour").value<QColor>();
    if (colour.isValid()) button->setIcon(swatch_icon(colour, rim));
    if (colour == tool.colour()) present = button;
  }
  present->setChecked(true);
  own_colour_->setIcon(present == own_colour_ ? swatch_icon(tool.colour(), rim) : icon("more"));
}

void SketchPanel::retranslate() {
  hint_->setText(tr(
      "Sketch onto the photo what is to become real, in black at best, and write what it is as the "
      "instruction, for example: a crown and a hat. Where a stroke is not used, the photo stays as it is."));
  colour_title_->setText(tr("Colour"));
  const QList<QAbstractButton*> buttons = colours_->buttons();
  for (std::size_t i = 0; i < kColours.size(); ++i) {
    QAbstractButton* button = buttons[static_cast<qsizetype>(i)];
    button->setToolTip(tr(kColours[i].name));
    button->setAccessibleName(tr(kColours[i].name));
  }
  own_colour_->setToolTip(tr("Another colour…"));
  own_colour_->setAccessibleName(tr("Another colour"));
  size_label_->setText(tr("Size"));
  size_->setAccessibleName(tr("Size of the sketch brush"));
  size_->setToolTip(tr("Size of the brush ([ and ], or Alt and the wheel)"));
  size_box_->setSuffix(tr(" px"));
  size_box_->setAccessibleName(tr("Size of the sketch brush in photo pixels"));
}

void SketchPanel::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  if (event->type() == QEvent::PaletteChange) showBrush();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui

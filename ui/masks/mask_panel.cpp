// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/masks/mask_panel.h"

#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <algorithm>
#include <array>
#include <cmath>

#include "ui/settings/icon.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/form_rows.h"
#include "ui/widgets/tab_order.h"

namespace v4e::ui {
namespace {

constexpr int kSizeSteps = 100;
constexpr std::array kModes{UserMaskMode::Restrict, UserMaskMode::Extend, UserMaskMode::Replace};

// Small sizes are chosen as finely as large ones.
int to_step(double radius) {
  const double share =
      std::log(radius / MaskTool::kSmallest) / std::log(MaskTool::kLargest / MaskTool::kSmallest);
  return static_cast<int>(std::lround(share * kSizeSteps));
}

double to_radius(int step) {
  const double share = static_cast<double>(step) / kSizeSteps;
  return MaskTool::kSmallest * std::pow(MaskTool::kLargest / MaskTool::kSmallest, share);
}

QToolButton* button_for(QAction* action, QWidget* parent) {
  auto* button = new QToolButton(parent);
  button->setDefaultAction(action);
  button->setIconSize({20, 20});
  const auto name = [button, action] { button->setAccessibleName(action->text().remove('&')); };
  QObject::connect(action, &QAction::changed, button, name);
  name();
  return button;
}

QWidget* column_of(QWidget* parent, const QList<QWidget*>& widgets) {
  auto* box = new QWidget(parent);
  auto* column = new QVBoxLayout(box);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(6);
  for (QWidget* widget : widgets) column->addWidget(widget);
  return box;
}

}  // namespace

MaskPanel::MaskPanel(MaskSession& session, TimelineModel& timeline, const QList<QAction*>& acts,
                     const QList<QAction*>& finders, QWidget* parent)
    : QWidget(parent),
      session_(session),
      timeline_(timeline),
      owner_row_(new QWidget(this)),
      owner_title_(new QLabel(owner_row_)),
      this_edit_(new QRadioButton(owner_row_)),
      next_edit_(new QRadioButton(owner_row_)),
      busy_(new QLabel(this)),
      brush_title_(new QLabel(this)),
      size_label_(new QLabel(this)),
      hardness_label_(new QLabel(this)),
      size_(new QSlider(Qt::Horizontal, this)),
      size_box_(new QSpinBox(this)),
      hardness_(new QSlider(Qt::Horizontal, this)),
      tolerance_label_(new QLabel(this)),
      tolerance_(new QSlider(Qt::Horizontal, this)),
      mask_title_(new QLabel(this)),
      mask_choice_(new QRadioButton(this)),
      mode_(new QComboBox(this)),
      feather_label_(new QLabel(this)),
      feather_(new QSpinBox(this)),
      regions_title_(new QLabel(this)),
      regions_hint_(new QLabel(this)),
      add_region_(new QPushButton(this)) {
  setObjectName("maskPanel");
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(12, 8, 12, 12);
  column->setSpacing(14);
  column->addWidget(buildChoice(finders));
  column->addWidget(buildBrush());
  column->addWidget(buildMask(acts));
  column->addWidget(buildRegions());
  column->addStretch();
  setTabOrderAsLaidOut(*this);
  connectParts();
  retranslate();
  showBrush();
  showState();
}

QWidget* MaskPanel::buildChoice(const QList<QAction*>& finders) {
  owner_row_->setObjectName("selectionOwner");
  this_edit_->setObjectName("paintsThisEdit");
  next_edit_->setObjectName("paintsNextEdit");
  owner_title_->setProperty("role", "muted");
  auto* owners = new FlowLayout(8, owner_row_);
  for (QWidget* widget : std::initializer_list<QWidget*>{owner_title_, this_edit_, next_edit_})
    owners->addWidget(widget);
  auto* buttons = new QWidget(this);
  auto* row = new FlowLayout(4, buttons);
  for (QAction* finder : finders) {
    QToolButton* button = button_for(finder, buttons);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    row->addWidget(button);
  }
  busy_->setObjectName("selectionBusy");
  busy_->setProperty("role", "muted");
  busy_->hide();
  return column_of(this, {owner_row_, buttons, busy_});
}

QWidget* MaskPanel::buildBrush() {
  brush_title_->setProperty("role", "section");
  size_->setObjectName("brushSize");
  size_->setRange(0, kSizeSteps);
  size_label_->setBuddy(size_box_);
  size_box_->setObjectName("brushSizeBox");
  size_box_->setRange(static_cast<int>(2 * MaskTool::kSmallest), static_cast<int>(2 * MaskTool::kLargest));
  size_box_->setKeyboardTracking(false);
  hardness_->setObjectName("brushHardness");
  hardness_->setRange(0, 100);
  hardness_label_->setBuddy(hardness_);
  auto* size_row = new QWidget(this);
  auto* row = new QHBoxLayout(size_row);
  row->setContentsMargins(0, 0, 0, 0);
  row->addWidget(size_, 1);
  row->addWidget(size_box_);
  auto* form_box = new QWidget(this);
  auto* form = new QFormLayout(form_box);
  form->setContentsMargins(0, 0, 0, 0);
  form->addRow(size_label_, size_row);
  form->addRow(hardness_label_, hardness_);
  tolerance_->setObjectName("wandTolerance");
  tolerance_->setRange(0, 100);
  tolerance_label_->setBuddy(tolerance_);
  form->addRow(tolerance_label_, tolerance_);
  alignLabels(*form);
  return column_of(this, {brush_title_, form_box});
}

QWidget* MaskPanel::buildMask(const QList<QAction*>& acts) {
  mask_title_->setProperty("role", "section");
  mask_choice_->setObjectName("maskChoice");
  mask_choice_->setIcon(targetIcon(kMaskTarget));
  mask_choice_->setAutoExclusive(false);
  mode_->setObjectName("maskMode");
  for (std::size_t i = 0; i < kModes.size(); ++i) mode_->addItem({});
  feather_->setObjectName("featherPixels");
  feather_->setRange(1, 500);
  feather_->setValue(12);
  feather_label_->setBuddy(feather_);
  auto* buttons = new QWidget(this);
  auto* row = new FlowLayout(4, buttons);
  for (QAction* act : acts) {
    QToolButton* button = button_for(act, buttons);
    if (act->icon().isNull()) button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    row->addWidget(button);
  }
  auto* feather_row = new QWidget(this);
  auto* feather_layout = new QHBoxLayout(feather_row);
  feather_layout->setContentsMargins(0, 0, 0, 0);
  feather_layout->addWidget(feather_label_);
  feather_layout->addWidget(feather_);
  feather_layout->addStretch();
  return column_of(this, {mask_title_, mask_choice_, mode_, buttons, feather_row});
}

QWidget* MaskPanel::buildRegions() {
  regions_title_->setProperty("role", "section");
  regions_hint_->setObjectName("regionsHint");
  regions_hint_->setProperty("role", "muted");
  regions_hint_->setWordWrap(true);
  add_region_->setObjectName("addRegion");
  add_region_->setIcon(icon("plus"));
  auto* list = new QWidget(this);
  region_column_ = new QVBoxLayout(list);
  region_column_->setContentsMargins(0, 0, 0, 0);
  region_column_->setSpacing(4);
  return column_of(this, {regions_title_, regions_hint_, list, add_region_});
}

void MaskPanel::connectParts() {
  connect(size_, &QSlider::valueChanged, this,
          [this](int step) { session_.tool().setRadius(std::round(to_radius(step))); });
  connect(size_box_, &QSpinBox::valueChanged, this,
          [this](int width) { session_.tool().setRadius(width / 2.0); });
  connect(hardness_, &QSlider::valueChanged, this,
          [this](int percent) { session_.tool().setHardness(percent / 100.0); });
  connect(tolerance_, &QSlider::valueChanged, this,
          [this](int percent) { session_.tool().setTolerance(percent / 100.0); });
  connect(&session_.tool(), &MaskTool::brushChanged, this, &MaskPanel::showBrush);
  for (QRadioButton* owner : {this_edit_, next_edit_}) {
    connect(owner, &QRadioButton::clicked, this, [this] { session_.setPaintsNext(next_edit_->isChecked()); });
  }
  connect(&session_, &MaskSession::paintsNextChanged, this, &MaskPanel::showState);
  connect(&session_.finder(), &SelectionFinder::busyChanged, busy_, &QWidget::setVisible);
  connect(mode_, &QComboBox::activated, this,
          [this](int index) { session_.setMode(kModes[static_cast<std::size_t>(index)]); });
  connect(mask_choice_, &QRadioButton::clicked, this, [this] {
    session_.model().setTarget(kMaskTarget);
    showTarget();  // a second click would take the mark away
  });
  connect(add_region_, &QPushButton::clicked, this, [this] { session_.addRegion(); });
  connect(&session_.model(), &MaskModel::changed, this, &MaskPanel::showState);
  connect(&session_.model(), &MaskModel::targetChanged, this, &MaskPanel::showTarget);
  connect(&timeline_, &TimelineModel::measuresChanged, this, &MaskPanel::showState);
  connect(&timeline_, &TimelineModel::framesChanged, this, &MaskPanel::showState);
}

void MaskPanel::retranslate() {
  owner_title_->setText(tr("For"));
  this_edit_->setText(tr("this edit"));
  this_edit_->setToolTip(tr("Where the edit that is shown acts; it is merged again at once"));
  next_edit_->setText(tr("the next edit"));
  next_edit_->setToolTip(tr("What the next edit is of; the one that is shown stays as it is"));
  busy_->setText(tr("Looking for its outline…"));
  tolerance_label_->setText(tr("Tolerance"));
  tolerance_->setAccessibleName(tr("Tolerance of the magic wand"));
  tolerance_->setToolTip(tr("By how much a colour may differ from the one that the magic wand is put on"));
  brush_title_->setText(tr("Brush"));
  size_label_->setText(tr("Si&ze"));
  size_->setAccessibleName(tr("Brush size"));
  size_->setToolTip(tr("Size of the brush ([ and ], or Alt and the wheel)"));
  size_box_->setSuffix(tr(" px"));
  size_box_->setAccessibleName(tr("Brush size in photo pixels"));
  hardness_label_->setText(tr("Hardness"));
  hardness_->setAccessibleName(tr("Brush hardness"));
  hardness_->setToolTip(tr("Hardness of the brush's edge (Shift and [ or ], or Alt, Shift and the wheel)"));
  mask_title_->setText(tr("Selection"));
  mask_choice_->setText(tr("Where the edit acts"));
  mask_choice_->setToolTip(tr("Paint on the selection"));
  mode_->setItemText(0, tr("Only inside it"));
  mode_->setItemText(1, tr("Also inside it"));
  mode_->setItemText(2, tr("Exactly inside it"));
  mode_->setAccessibleName(tr("What the selection does"));
  feather_label_->setText(tr("Feather, grow, shrink by"));
  feather_->setSuffix(tr(" px"));
  feather_->setAccessibleName(tr("Feather, grow and shrink by photo pixels"));
  regions_title_->setText(tr("Strength by region"));
  regions_hint_->setText(
      tr("Paint a part of the photo and choose its own strength: the sky at 80 %, a face at 20 %."));
  add_region_->setText(tr("Add a region"));
}

void MaskPanel::showBrush() {
  const MaskTool& tool = session_.tool();
  const QSignalBlocker block_size(size_);
  const QSignalBlocker block_box(size_box_);
  const QSignalBlocker block_hardness(hardness_);
  size_->setValue(to_step(tool.radius()));
  size_box_->setValue(static_cast<int>(std::lround(2 * tool.radius())));
  hardness_->setValue(static_cast<int>(std::lround(100 * tool.hardness())));
  const QSignalBlocker block_tolerance(tolerance_);
  tolerance_->setValue(static_cast<int>(std::lround(100 * tool.tolerance())));
}

void MaskPanel::showState() {
  const MaskState& state = session_.model().state();
  (session_.paintsNext() ? next_edit_ : this_edit_)->setChecked(true);
  owner_row_->setVisible(session_.hasOwnAndNext());
  const auto mode = std::find(kModes.begin(), kModes.end(), state.mode);
  mode_->setCurrentIndex(static_cast<int>(mode - kModes.begin()));
  setEnabled(!session_.model().size().isEmpty());
  showRegions();
  showTarget();
}

void MaskPanel::showRegions() {
  const auto& regions = session_.model().state().regions;
  const bool same =
      static_cast<std::size_t>(rows_.size()) == regions.size() &&
      std::equal(rows_.begin(), rows_.end(), regions.begin(),
                 [](RegionRow* row, const MaskRegion& region) { return row->id() == region.id; });
  if (!same) {
    for (RegionRow* row : std::exchange(rows_, {})) row->deleteLater();
    for (const MaskRegion& region : regions) {
      auto* row = new RegionRow(region.id, timeline_, this);
      connect(row, &RegionRow::chosen, this, [this](int id) {
        session_.model().setTarget(id);
        showTarget();
      });
      connect(row, &RegionRow::moved, &session_, &MaskSession::moveRegion);
      connect(row, &RegionRow::removeAsked, &session_, &MaskSession::removeRegion);
      region_column_->addWidget(row);
      rows_ << row;
    }
    setTabOrderAsLaidOut(*this);
  }
  for (std::size_t i = 0; i < regions.size(); ++i) {
    rows_[static_cast<qsizetype>(i)]->setPosition(regions[i].position);
  }
  regions_hint_->setVisible(regions.empty());
  add_region_->setEnabled(timeline_.count() > 1 && !session_.paintsNext());
}

void MaskPanel::showTarget() {
  const int target = session_.model().target();
  mask_choice_->setChecked(target == kMaskTarget);
  for (RegionRow* row : rows_) row->choice().setChecked(row->id() == target);
}

void MaskPanel::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui

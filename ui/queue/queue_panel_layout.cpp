// SPDX-License-Identifier: GPL-3.0-or-later
// The queue panel's controls, their places and their texts.
#include <QFileDialog>
#include <QHBoxLayout>
#include <QMenu>
#include <QVBoxLayout>

#include "core/image/photo_kinds.h"
#include "ui/canvas/dropped_files.h"
#include "ui/queue/queue_delegate.h"
#include "ui/queue/queue_list.h"
#include "ui/queue/queue_panel.h"
#include "ui/settings/icon.h"
#include "ui/widgets/icon_label.h"

namespace v4e::ui {
namespace {

constexpr int kSpacing = 8;

}  // namespace

void QueuePanel::build() {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(kSpacing, kSpacing, kSpacing, kSpacing);
  column->setSpacing(kSpacing);
  auto* top = new QHBoxLayout;
  order_ = new OrderField("queueInstruction", this);
  more_ = new QToolButton(this);
  more_->setObjectName("queueMore");
  more_->setIcon(icon("more"));
  more_->setCheckable(true);
  add_ = new QToolButton(this);
  add_->setObjectName("queueAdd");
  add_->setIcon(icon("plus"));
  add_->setPopupMode(QToolButton::InstantPopup);
  add_->setMenu(new QMenu(add_));
  top->addWidget(order_, 1);
  top->addWidget(more_);
  top->addWidget(add_);
  column->addLayout(top);
  shape_ = new ShapeFields(this);
  shape_->hide();
  column->addWidget(shape_);
  finish_ = new QCheckBox(this);
  finish_->setObjectName("queueFinish");
  finish_->hide();
  column->addWidget(finish_);
  column->addWidget(buildBanner());
  list_ = new QueueList(this);
  list_->setModel(&controller_.model());
  list_->setItemDelegate(new QueueDelegate(list_));
  list_->installEventFilter(this);
  column->addWidget(list_, 1);
  column->addWidget(buildFooter());
}

QWidget* QueuePanel::buildBanner() {
  banner_ = new QFrame(this);
  banner_->setObjectName("queueBanner");
  banner_->setFrameShape(QFrame::StyledPanel);
  auto* column = new QVBoxLayout(banner_);
  column->setContentsMargins(kSpacing, kSpacing, kSpacing, kSpacing);
  auto* top = new QHBoxLayout;
  auto* sign = new IconLabel("info", banner_);
  banner_text_ = new QLabel(banner_);
  banner_text_->setObjectName("queueBannerText");
  banner_text_->setWordWrap(true);
  banner_close_ = new QToolButton(banner_);
  banner_close_->setObjectName("queueBannerClose");
  banner_close_->setIcon(icon("close"));
  top->addWidget(sign, 0, Qt::AlignTop);
  top->addWidget(banner_text_, 1);
  top->addWidget(banner_close_, 0, Qt::AlignTop);
  column->addLayout(top);
  auto* buttons = new QHBoxLayout;
  const auto add = [&](const char* name) {
    auto* button = new QPushButton(banner_);
    button->setObjectName(name);
    buttons->addWidget(button);
    return button;
  };
  banner_resume_ = add("queueBannerResume");
  banner_retry_ = add("queueBannerRetry");
  banner_remove_ = add("queueBannerRemove");
  buttons->addStretch();
  column->addLayout(buttons);
  banner_->hide();
  return banner_;
}

QLayout* QueuePanel::buildFormatRow(QWidget* footer) {
  auto* row = new QHBoxLayout;
  format_label_ = new QLabel(footer);
  format_label_->setProperty("role", "muted");
  format_ = new QComboBox(footer);
  format_->setObjectName("queueFormat");
  format_->addItem(QString(), QString());
  for (const PhotoKind& kind : photo_kinds()) {
    if (kind.is_written)
      format_->addItem(QString::fromStdString(std::string(kind.name)), '.' + suffixOf(kind.format));
  }
  quality_ = new QComboBox(footer);
  quality_->setObjectName("queueQuality");
  for (const int quality : {0, 92, 82, 70}) quality_->addItem(QString(), quality);
  format_label_->setBuddy(format_);
  row->addWidget(format_label_);
  row->addWidget(format_, 1);
  row->addWidget(quality_, 1);
  return row;
}

QWidget* QueuePanel::buildFooter() {
  auto* footer = new QWidget(this);
  auto* column = new QVBoxLayout(footer);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(kSpacing);
  auto* output = new QHBoxLayout;
  output_label_ = new QLabel(footer);
  output_label_->setProperty("role", "muted");
  folder_ = new QToolButton(footer);
  folder_->setObjectName("queueFolder");
  folder_->setIcon(icon("folder"));
  folder_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  folder_->setPopupMode(QToolButton::InstantPopup);
  folder_->setMenu(new QMenu(folder_));
  pattern_ = new QLineEdit(footer);
  pattern_->setObjectName("queuePattern");
  pattern_->setText(QString::fromStdString(controller_.defaults().output.pattern));
  output_label_->setBuddy(folder_);
  output->addWidget(output_label_);
  output->addWidget(folder_);
  output->addWidget(pattern_, 1);
  column->addLayout(output);
  column->addLayout(buildFormatRow(footer));
  progress_ = new QProgressBar(footer);
  progress_->setObjectName("queueProgress");
  progress_->setTextVisible(false);
  progress_->setRange(0, 1000);
  column->addWidget(progress_);
  auto* bottom = new QHBoxLayout;
  summary_ = new ElidedLabel(footer);
  summary_->setObjectName("queueSummary");
  summary_->setProperty("role", "muted");
  pause_ = new QToolButton(footer);
  pause_->setObjectName("queuePause");
  pause_->setIcon(icon("pause"));
  pause_->setPopupMode(QToolButton::InstantPopup);
  pause_->setMenu(new QMenu(pause_));
  start_ = new QPushButton(footer);
  start_->setObjectName("queueStart");
  start_->setProperty("role", "primary");
  bottom->addWidget(summary_, 1);
  bottom->addWidget(pause_);
  bottom->addWidget(start_);
  column->addLayout(bottom);
  return footer;
}

void QueuePanel::translate() {
  order_->line().setPlaceholderText(tr("For all photos"));
  order_->line().setAccessibleName(tr("Instruction for all photos"));
  order_->line().setToolTip(tr("For all photos. Double-click a photo to give it its own instruction."));
  more_->setAccessibleName(tr("More"));
  more_->setToolTip(tr("More: turn, mirror and crop all photos first"));
  finish_->setText(tr("Finish at 2K"));
  finish_->setAccessibleName(tr("Finish at 2K"));
  finish_->setToolTip(tr(
      "Makes each edit once more with ChronoEdit's upscaler LoRA, up to 2048 pixels along the longer side. "
      "That takes several times as long as the edit."));
  add_->setAccessibleName(tr("Add photos"));
  add_->setToolTip(tr("Add photos"));
  add_->menu()->clear();
  add_->menu()->addAction(tr("Photos…"), this, [this] {
    controller_.addPaths(QFileDialog::getOpenFileNames(this, tr("Add photos"), {}, photoFilter(), nullptr,
                                                       QFileDialog::HideNameFilterDetails));
  });
  add_->menu()->addAction(tr("Folder…"), this, [this] {
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Add a folder of photos"));
    if (!folder.isEmpty()) controller_.addPaths({folder});
  });
  list_->setAccessibleName(tr("Queue"));
  nameBanner();
  banner_remove_->setText(tr("Remove"));
  banner_close_->setAccessibleName(tr("Close"));
  banner_close_->setToolTip(tr("Close"));
  output_label_->setText(tr("Save to"));
  folder_->setAccessibleName(tr("Folder for the results"));
  folder_->menu()->clear();
  folder_->menu()->addAction(tr("Same folder"), this, [this] { setFolder({}); });
  folder_->menu()->addAction(tr("Choose a folder…"), this, &QueuePanel::askForFolder);
  format_label_->setText(tr("As"));
  format_->setAccessibleName(tr("Format of the results"));
  format_->setToolTip(tr("Format of the results"));
  format_->setItemText(0, tr("the photo's format"));
  quality_->setAccessibleName(tr("Quality of the results"));
  quality_->setToolTip(
      tr("Quality of the results. The best keeps what the photo has; WebP and JPEG XL then lose nothing."));
  const QString qualities[] = {tr("best quality"), tr("high quality"), tr("medium quality"),
                               tr("small files")};
  for (int i = 0; i < quality_->count(); ++i) quality_->setItemText(i, qualities[i]);
  pattern_->setAccessibleName(tr("Names of the results"));
  pattern_->setToolTip(
      tr("Names of the results. {name}, {instruction}, {seed}, {counter} and {date} are filled in.\n"
         "Files that exist are never replaced."));
  progress_->setAccessibleName(tr("Progress of the queue"));
  pause_->setAccessibleName(tr("Pause"));
  pause_->setToolTip(tr("Pause"));
  pause_->menu()->clear();
  pause_->menu()->addAction(tr("Pause after this photo"), this, [this] { controller_.pauseAfterCurrent(); });
  pause_->menu()->addAction(tr("Pause now"), this, [this] { controller_.pauseNow(); });
}

}  // namespace v4e::ui

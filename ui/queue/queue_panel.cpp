// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/queue_panel.h"

#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QKeyEvent>
#include <QMimeData>
#include <algorithm>
#include <cmath>

#include "ui/canvas/dropped_files.h"
#include "ui/widgets/word_breaks.h"

namespace v4e::ui {
namespace {

constexpr int kFolderWidth = 110;

QString leftText(double seconds) {
  if (seconds < 90) return QueuePanel::tr("less than 2 minutes left");
  const int minutes = static_cast<int>(std::lround(seconds / 60));
  if (minutes < 90) return QueuePanel::tr("about %n minute(s) left", nullptr, minutes);
  return QueuePanel::tr("about %n hour(s) left", nullptr, static_cast<int>(std::lround(minutes / 60.0)));
}

}  // namespace

QueuePanel::QueuePanel(QueueController& controller, QUndoStack& undo, QWidget* parent)
    : QWidget(parent), controller_(controller), actions_(controller, undo) {
  setObjectName("queuePanel");
  setAcceptDrops(true);
  build();
  connectController();
  translate();
  showDefaults();
}

QueuePanel::~QueuePanel() {
  // A line that has the focus ends its editing when it is destroyed, after us.
  for (QLineEdit* line : {instruction_, pattern_}) line->disconnect(this);
}

void QueuePanel::connectController() {
  connect(instruction_, &QLineEdit::editingFinished, this, &QueuePanel::takeDefaults);
  connect(pattern_, &QLineEdit::editingFinished, this, &QueuePanel::takeDefaults);
  connect(format_, &QComboBox::activated, this, &QueuePanel::takeDefaults);
  connect(quality_, &QComboBox::activated, this, &QueuePanel::takeDefaults);
  connect(start_, &QPushButton::clicked, this, [this] {
    takeDefaults();
    banner_->hide();
    controller_.resume();
  });
  connect(banner_close_, &QToolButton::clicked, banner_, &QWidget::hide);
  connect(banner_resume_, &QPushButton::clicked, this, [this] {
    banner_->hide();
    controller_.resume();
  });
  connect(banner_retry_, &QPushButton::clicked, this, [this] {
    banner_->hide();
    controller_.retry(idsInState(banner_is_failures_ ? QueueState::Failed : QueueState::Interrupted));
    controller_.resume();
  });
  connect(banner_remove_, &QPushButton::clicked, this, [this] {
    banner_->hide();
    actions_.remove(idsInState(banner_is_failures_ ? QueueState::Failed : QueueState::Interrupted));
  });
  connect(list_, &QWidget::customContextMenuRequested, this, &QueuePanel::showMenu);
  connect(list_, &QListView::doubleClicked, this, &QueuePanel::activate);
  connect(&controller_, &QueueController::defaultsChanged, this, &QueuePanel::showDefaults);
  connect(&controller_, &QueueController::pauseChanged, this, [this](bool, const QString& reason) {
    if (!reason.isEmpty()) showBanner(reason, !idsInState(QueueState::Interrupted).isEmpty(), false);
    showState();
  });
  connect(&controller_, &QueueController::runFinished, this, &QueuePanel::showSummary);
  connect(&controller_, &QueueController::pathsAdded, this, &QueuePanel::showAdded);
  connect(&controller_, &QueueController::refused, this,
          [this](const QString& reason) { showBanner(reason, false, false); });
  connect(&controller_.model(), &QueueModel::countsChanged, this, &QueuePanel::showState);
}

void QueuePanel::takeDefaults() {
  QueueDefaults defaults = controller_.defaults();
  defaults.instruction = instruction_->text().trimmed();
  defaults.output.pattern = pattern_->text().trimmed().toStdString();
  defaults.output.extension = format_->currentData().toString().toStdString();
  defaults.quality = quality_->currentData().toInt();
  try {
    (void)output_path(defaults.output, {"photo.jpg", {}, "instruction", 0, 1});
  } catch (const Error& error) {
    return showBanner(QString::fromUtf8(error.what()), false, false);
  }
  actions_.setDefaults(defaults);
}

void QueuePanel::showDefaults() {
  const QueueDefaults& defaults = controller_.defaults();
  if (instruction_->text().trimmed() != defaults.instruction) instruction_->setText(defaults.instruction);
  const QString pattern = QString::fromStdString(defaults.output.pattern);
  if (pattern_->text().trimmed() != pattern) pattern_->setText(pattern);
  if (!pattern_->hasFocus()) pattern_->setCursorPosition(0);
  const QString extension = QString::fromStdString(defaults.output.extension);
  format_->setCurrentIndex(std::max(0, format_->findData(extension)));
  quality_->setCurrentIndex(std::max(0, quality_->findData(defaults.quality)));
  quality_->setEnabled(extension.isEmpty() || extension == ".jpg" || extension == ".webp");
  const QString folder = QString::fromStdString(defaults.output.folder.string());
  const QString name = fontMetrics().elidedText(QDir(folder).dirName(), Qt::ElideMiddle, kFolderWidth);
  folder_->setText(folder.isEmpty() ? tr("Beside the photos") : QString(name).replace("&", "&&"));
  folder_->setToolTip(folder.isEmpty() ? tr("Results go beside the photos. Click to choose a folder.")
                                       : QDir::toNativeSeparators(folder));
  showState();
}

void QueuePanel::askForFolder() {
  auto* dialog = new QFileDialog(this, tr("Folder for the results"),
                                 QString::fromStdString(controller_.defaults().output.folder.string()));
  dialog->setObjectName("queueFolderDialog");
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::Directory);
  dialog->setOption(QFileDialog::ShowDirsOnly);
  connect(dialog, &QFileDialog::fileSelected, this, &QueuePanel::setFolder);
  dialog->open();
}

void QueuePanel::setFolder(const QString& folder) {
  QueueDefaults defaults = controller_.defaults();
  defaults.output.folder = folder.toStdString();
  actions_.setDefaults(defaults);
}

QList<qint64> QueuePanel::idsInState(QueueState state) const {
  QList<qint64> ids;
  for (const QueueItem& item : controller_.model().items()) {
    if (item.state == state) ids.append(item.id);
  }
  return ids;
}

QList<qint64> QueuePanel::selectedIds() const {
  QModelIndexList rows = list_->selectionModel()->selectedIndexes();
  std::sort(rows.begin(), rows.end());
  QList<qint64> ids;
  for (const QModelIndex& row : rows) ids.append(row.data(QueueModel::ItemIdRole).toLongLong());
  return ids;
}

void QueuePanel::showBanner(const QString& text, bool with_interrupted, bool with_failed) {
  banner_is_failures_ = with_failed;
  banner_text_->setText(withWordBreaks(text));
  banner_resume_->setVisible(!with_failed && controller_.isPaused() && controller_.model().counts().left > 0);
  banner_retry_->setVisible(with_interrupted || with_failed);
  banner_remove_->setVisible(with_interrupted || with_failed);
  banner_->show();
}

void QueuePanel::showSummary(const QueueSummary& summary) {
  if (!controller_.pauseReason().isEmpty()) return;  // the reason for the stop says more
  QStringList lines{tr("%n photo(s) edited.", nullptr, summary.done)};
  if (!summary.failed.empty()) {
    lines.append(tr("%n failed:", nullptr, static_cast<int>(summary.failed.size())));
    for (std::size_t i = 0; i < std::min<std::size_t>(summary.failed.size(), 3); ++i) {
      const QueueItem& item = summary.failed[i];
      lines.append(QString::fromStdString(item.request.photo.filename().string()) + ": " +
                   QString::fromStdString(item.error_text));
    }
    if (summary.failed.size() > 3) lines.append(QString(QChar(0x2026)));
  }
  showBanner(lines.join('\n'), false, !summary.failed.empty());
}

void QueuePanel::showAdded(int photos, const QList<SkippedFile>& skipped) {
  if (skipped.isEmpty()) return;
  QStringList lines{tr("%n photo(s) added.", nullptr, photos),
                    tr("%n file(s) left out:", nullptr, static_cast<int>(skipped.size()))};
  for (const SkippedFile& file : skipped.mid(0, 3)) {
    lines.append(QString::fromStdString(file.path.filename().string() + ": " + file.reason));
  }
  if (skipped.size() > 3) lines.append(QString(QChar(0x2026)));
  showBanner(lines.join('\n'), false, false);
}

void QueuePanel::showState() {
  // Called for every bit of progress: nothing here may go through the rows.
  const QueueCounts& counts = controller_.model().counts();
  const bool at_work = counts.at_work > 0;
  const bool lacks_instruction = counts.unclear > 0;
  const bool running = at_work || (!controller_.isPaused() && counts.left > 0);
  QStringList parts;
  if (counts.done > 0) parts.append(tr("%n done", nullptr, counts.done));
  if (counts.failed > 0) parts.append(tr("%n failed", nullptr, counts.failed));
  if (counts.left > 0) parts.append(tr("%n left", nullptr, counts.left));
  const auto seconds = controller_.model().secondsLeft();
  if (running && seconds && counts.left > 0) parts.append(leftText(*seconds));
  summary_->setText(parts.join(QStringLiteral(" · ")));
  const int total = controller_.model().rowCount();
  progress_->setVisible(running);
  progress_->setValue(total == 0 ? 0 : 1000 * (total - counts.left) / total);
  start_->setVisible(!running || controller_.isPaused());
  start_->setEnabled(counts.left > 0 && !lacks_instruction && !(at_work && controller_.isPaused()));
  start_->setText(at_work && controller_.isPaused() ? tr("Stopping after this one")
                                                    : tr("Edit %n photo(s)", nullptr, counts.left));
  start_->setToolTip(lacks_instruction ? tr("Write above what to do with the photos") : QString());
  pause_->setVisible(running);
  if (running != running_) Q_EMIT runningChanged(running_ = running);
}

void QueuePanel::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    translate();
    showDefaults();
  }
  QWidget::changeEvent(event);
}

bool QueuePanel::eventFilter(QObject* watched, QEvent* event) {
  if (watched == list_ && event->type() == QEvent::KeyPress)
    return handleKey(*static_cast<QKeyEvent*>(event));
  return QWidget::eventFilter(watched, event);
}

void QueuePanel::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void QueuePanel::dropEvent(QDropEvent* event) {
  const QStringList paths = contentOf(*event->mimeData()).paths;
  if (paths.isEmpty()) return;
  event->acceptProposedAction();
  controller_.addPaths(paths);
}

}  // namespace v4e::ui

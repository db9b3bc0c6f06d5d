// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/queue_panel.h"

#include <QApplication>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QKeyEvent>
#include <QMimeData>
#include <algorithm>

#include "core/image/photo_kinds.h"
#include "ui/canvas/dropped_files.h"
#include "ui/engine/failure_text.h"
#include "ui/widgets/word_breaks.h"

namespace v4e::ui {
namespace {

constexpr int kFolderWidth = 110;
constexpr std::size_t kNamedRows = 3;  ///< of those that failed or were left out

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
  for (QLineEdit* line : {&order_->line(), pattern_}) line->disconnect(this);
}

void QueuePanel::connectController() {
  connect(&order_->line(), &QLineEdit::editingFinished, this, &QueuePanel::takeDefaults);
  connect(order_, &OrderField::lookChanged, this, &QueuePanel::takeDefaults);
  connect(order_, &OrderField::noted, this,
          [this](const std::function<QString()>& words) { showBanner(words, Banner::Other); });
  connect(more_, &QToolButton::toggled, shape_, &QWidget::setVisible);
  connect(shape_, &ShapeFields::edited, this, &QueuePanel::takeDefaults);
  connect(finish_, &QCheckBox::clicked, this, &QueuePanel::takeDefaults);
  connect(&controller_.model(), &QueueModel::pathsDropped, this, &QueuePanel::takePaths);
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
    controller_.retry(
        idsInState(banner_kind_ == Banner::Failures ? QueueState::Failed : QueueState::Interrupted));
    controller_.resume();
  });
  connect(banner_remove_, &QPushButton::clicked, this, [this] {
    banner_->hide();
    actions_.remove(
        idsInState(banner_kind_ == Banner::Failures ? QueueState::Failed : QueueState::Interrupted));
  });
  connect(list_, &QWidget::customContextMenuRequested, this, &QueuePanel::showMenu);
  connect(list_, &QListView::doubleClicked, this, &QueuePanel::activate);
  connect(&controller_, &QueueController::defaultsChanged, this, &QueuePanel::showDefaults);
  connect(&controller_, &QueueController::pauseChanged, this, [this](bool, const QString& reason) {
    if (!reason.isEmpty()) showBanner([reason] { return reason; }, Banner::Other);
    showState();
  });
  connect(&controller_, &QueueController::opened, this, &QueuePanel::showRecovery);
  connect(&controller_, &QueueController::added, this, [this](const QList<qint64>& ids) {
    const int row = ids.isEmpty() ? -1 : controller_.model().rowOf(ids.first());
    if (row >= 0) list_->scrollTo(controller_.model().index(row), QAbstractItemView::PositionAtTop);
  });
  connect(&controller_.model(), &QAbstractItemModel::dataChanged, this, &QueuePanel::followWork);
  connect(&controller_, &QueueController::runFinished, this, &QueuePanel::showSummary);
  connect(&controller_, &QueueController::pathsAdded, this, &QueuePanel::showAdded);
  connect(&controller_, &QueueController::refused, this,
          [this](const QString& reason) { showBanner([reason] { return reason; }, Banner::Other); });
  connect(&controller_.model(), &QueueModel::countsChanged, this, &QueuePanel::showState);
}

void QueuePanel::takeDefaults() {
  QueueDefaults defaults = controller_.defaults();
  defaults.instruction = order_->line().text().trimmed();
  defaults.look = order_->look();
  defaults.shape = shape_->shape();
  defaults.finish = finish_->isChecked();
  defaults.output.pattern = pattern_->text().trimmed().toStdString();
  defaults.output.extension = format_->currentData().toString().toStdString();
  defaults.quality = quality_->currentData().toInt();
  try {
    (void)output_path(defaults.output, {"photo.jpg", {}, "instruction", 0, 1});
  } catch (const Error& error) {
    return showBanner([text = QString::fromUtf8(error.what())] { return text; }, Banner::Other);
  }
  actions_.setDefaults(defaults);
}

void QueuePanel::showDefaults() {
  const QueueDefaults& defaults = controller_.defaults();
  QLineEdit& line = order_->line();
  if (line.text().trimmed() != defaults.instruction) line.setText(defaults.instruction);
  order_->setLook(defaults.look);
  shape_->setShape(defaults.shape);
  if (defaults.shape != PhotoShape{}) more_->setChecked(true);
  finish_->setChecked(defaults.finish);
  // Where the LoRA is gone since, it can still be taken back.
  finish_->setVisible(upscaler_ || defaults.finish);
  const QString pattern = QString::fromStdString(defaults.output.pattern);
  if (pattern_->text().trimmed() != pattern) pattern_->setText(pattern);
  if (!pattern_->hasFocus()) pattern_->setCursorPosition(0);
  const QString extension = QString::fromStdString(defaults.output.extension);
  format_->setCurrentIndex(std::max(0, format_->findData(extension)));
  quality_->setCurrentIndex(std::max(0, quality_->findData(defaults.quality)));
  const auto kind = format_of_extension("x" + defaults.output.extension);
  quality_->setEnabled(!kind || kind_of(*kind).writes_lossy);
  const QString folder = QString::fromStdString(defaults.output.folder.string());
  const QString name = fontMetrics().elidedText(QDir(folder).dirName(), Qt::ElideMiddle, kFolderWidth);
  folder_->setText(folder.isEmpty() ? tr("Same folder") : QString(name).replace("&", "&&"));
  folder_->setToolTip(folder.isEmpty() ? tr("Results are saved beside the photos. Click to choose a folder.")
                                       : QDir::toNativeSeparators(folder));
  showState();
}

void QueuePanel::setUpscaler(const std::optional<LoraChoice>& upscaler) {
  if (upscaler == upscaler_) return;
  upscaler_ = upscaler;
  QueueDefaults defaults = controller_.defaults();
  defaults.upscaler = upscaler.value_or(LoraChoice());
  controller_.setDefaults(defaults);
}

void QueuePanel::setLooks(const LookShelf& shelf) {
  looks_ = shelf;
  order_->setShelf(shelf);
}

void QueuePanel::takePaths(const QStringList& paths) {
  QStringList photos;
  for (const QString& path : paths) {
    if (path.endsWith(kLookExtension, Qt::CaseInsensitive) && QFileInfo(path).isFile()) {
      order_->takeLook(path);
    } else {
      photos << path;
    }
  }
  if (!photos.isEmpty()) controller_.addPaths(photos);
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

void QueuePanel::showBanner(std::function<QString()> text, Banner kind) {
  banner_words_ = std::move(text);
  banner_kind_ = kind;
  nameBanner();
  const bool about_failures = kind == Banner::Failures;
  const bool about_rows = about_failures || kind == Banner::Interrupted;
  banner_resume_->setVisible(!about_failures && controller_.isPaused() &&
                             controller_.model().counts().left > 0);
  banner_retry_->setVisible(about_rows);
  banner_remove_->setVisible(about_rows);
  banner_->show();
}

void QueuePanel::nameBanner() {
  if (banner_words_) banner_text_->setText(withWordBreaks(banner_words_()));
  const bool one = idsInState(QueueState::Interrupted).size() == 1;
  const bool interrupted = banner_kind_ == Banner::Interrupted;
  banner_resume_->setText(!interrupted ? tr("Continue")
                          : one        ? tr("Skip it, continue")
                                       : tr("Skip them, continue"));
  banner_retry_->setText(!interrupted ? tr("Try again") : one ? tr("Run it again") : tr("Run them again"));
}

void QueuePanel::showRecovery(const QueueRecovery& recovery) {
  if (recovery.interrupted > 0) {
    showBanner([count = recovery.interrupted] { return tr("%n edit(s) were interrupted.", nullptr, count); },
               Banner::Interrupted);
  } else if (recovery.waiting > 0) {
    showBanner([count = recovery.waiting] { return tr("%n photo(s) left from last time.", nullptr, count); },
               Banner::Other);
  }
}

void QueuePanel::showSummary(const QueueSummary& summary) {
  if (!controller_.pauseReason().isEmpty()) return;  // the reason for the stop says more
  const QueueCounts& counts = controller_.model().counts();
  const auto words = [summary, left = counts.left, done = counts.done, all = controller_.model().rowCount()] {
    QStringList lines{left > 0 ? tr("Paused, %1 of %2 done.").arg(done).arg(all)
                               : tr("%n photo(s) edited.", nullptr, summary.done)};
    if (!summary.failed.empty())
      lines.append(tr("%n failed:", nullptr, static_cast<int>(summary.failed.size())));
    for (std::size_t i = 0; i < std::min(summary.failed.size(), kNamedRows); ++i) {
      const QueueItem& item = summary.failed[i];
      lines.append(QString::fromStdString(item.request.photo.filename().string()) + ": " +
                   QString::fromStdString(item.error_text));
    }
    if (summary.failed.size() > kNamedRows) lines.append(QString(QChar(0x2026)));
    return lines.join('\n');
  };
  showBanner(words, summary.failed.empty() ? Banner::Other : Banner::Failures);
}

void QueuePanel::showAdded(int photos, const QList<SkippedFile>& skipped) {
  if (skipped.isEmpty()) return;
  const auto words = [photos, skipped] {
    QStringList lines{tr("%n photo(s) added.", nullptr, photos),
                      tr("%n file(s) left out:", nullptr, static_cast<int>(skipped.size()))};
    for (const SkippedFile& file : skipped.mid(0, static_cast<qsizetype>(kNamedRows)))
      lines.append(QString::fromStdString(file.path.filename().string() + ": " + file.reason));
    if (skipped.size() > static_cast<qsizetype>(kNamedRows)) lines.append(QString(QChar(0x2026)));
    return lines.join('\n');
  };
  showBanner(words, Banner::Other);
}

void QueuePanel::followWork(const QModelIndex& first, const QModelIndex& last, const QList<int>& roles) {
  // Once for each row that begins; whoever has scrolled elsewhere meanwhile stays there until the next one.
  if (!roles.isEmpty() || first != last || first == at_work_) return;
  const QueueItem* item = controller_.model().item(first);
  if (!item || !is_active(item->state)) return;
  at_work_ = first;
  const QWidget* focus = QApplication::focusWidget();
  const bool writes = focus && list_->isAncestorOf(focus);
  if (!list_->underMouse() && !writes) list_->scrollTo(first);
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
  if (running && seconds && counts.left > 0) parts.append(timeLeftText(*seconds));
  summary_->setText(parts.join(QStringLiteral(" · ")));
  const int total = controller_.model().rowCount();
  progress_->setVisible(running);
  progress_->setValue(total == 0 ? 0 : 1000 * (total - counts.left) / total);
  start_->setVisible(!running || controller_.isPaused());
  start_->setEnabled(counts.left > 0 && !lacks_instruction && !(at_work && controller_.isPaused()));
  start_->setText(at_work && controller_.isPaused() ? tr("Stopping after this one")
                  : counts.left == 0                ? tr("Edit photos")
                                                    : tr("Edit %n photo(s)", nullptr, counts.left));
  start_->setToolTip(lacks_instruction ? tr("Type above what to do with the photos") : QString());
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
  takePaths(paths);
}

}  // namespace v4e::ui

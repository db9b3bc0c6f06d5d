// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done with the rows of the queue panel.
#include <QAction>
#include <QDesktopServices>
#include <QKeyEvent>
#include <QMenu>
#include <QUrl>
#include <algorithm>

#include "ui/queue/queue_item_dialog.h"
#include "ui/queue/queue_panel.h"

namespace v4e::ui {
namespace {

/// Waits, or would wait again with other parameters.
bool canChange(const QueueItem& item) {
  return !is_active(item.state) && item.state != QueueState::Done;
}

}  // namespace

void QueuePanel::activate(const QModelIndex& index) {
  const QueueItem* item = controller_.model().item(index);
  if (!item) return;
  if (item->state == QueueState::Done) {
    Q_EMIT openResultAsked(QString::fromStdString(item->result.string()));
  } else if (canWriteInto(*item)) {
    list_->edit(index);
  } else if (item->state == QueueState::Waiting) {
    changeSelected();
  }
}

void QueuePanel::showMenu(QPoint position) {
  const QList<qint64> ids = selectedIds();
  if (ids.isEmpty()) return;
  const auto any = [&](auto test) {
    return std::any_of(ids.begin(), ids.end(), [&](qint64 id) {
      const QueueItem* item = controller_.model().itemById(id);
      return item && test(*item);
    });
  };
  const QueueItem first = *controller_.model().itemById(ids.first());
  auto* menu = new QMenu(this);
  menu->setObjectName("queueMenu");
  menu->setAttribute(Qt::WA_DeleteOnClose);
  const auto add = [&](const QString& text, bool enabled, auto act) {
    menu->addAction(text, this, act)->setEnabled(enabled);
  };
  add(tr("Open result"), first.state == QueueState::Done,
      [this, first] { Q_EMIT openResultAsked(QString::fromStdString(first.result.string())); });
  add(tr("Show in folder"), true, [first] {
    const auto& path = first.result.empty() ? first.request.photo : first.result;
    QDesktopServices::openUrl(QUrl::fromLocalFile(QString::fromStdString(path.parent_path().string())));
  });
  menu->addSeparator();
  add(tr("Edit next"), any([](const auto& item) { return item.state == QueueState::Waiting; }), [this, ids] {
    const auto& items = controller_.model().items();
    const auto next = std::find_if(items.begin(), items.end(), [&](const auto& item) {
      return item.state == QueueState::Waiting && !ids.contains(item.id);
    });
    actions_.move(ids, next == items.end() ? 0 : next->id);
  });
  add(tr("Change…"), any(canChange), [this] { changeSelected(); });
  add(tr("Duplicate with another seed"), true, [this] { duplicateSelected(); });
  add(tr("Skip"), any([](const auto& item) { return !is_over(item.state); }),
      [this, ids] { controller_.skip(ids); });
  add(tr("Try again"), any([](const auto& item) { return is_over(item.state); }),
      [this, ids] { controller_.retry(ids); });
  add(tr("Remove"), any([](const auto& item) { return !is_active(item.state); }),
      [this, ids] { actions_.remove(ids); });
  menu->addSeparator();
  add(tr("Pause after this photo"), running_, [this] { controller_.pauseAfterCurrent(); });
  add(tr("Pause now"), running_, [this] { controller_.pauseNow(); });
  add(tr("Continue"), controller_.isPaused() && start_->isEnabled(), [this] { controller_.resume(); });
  menu->popup(list_->viewport()->mapToGlobal(position));
}

void QueuePanel::changeSelected() {
  QList<qint64> ids;
  std::vector<QueueRequest> requests;
  for (const qint64 id : selectedIds()) {
    const QueueItem* item = controller_.model().itemById(id);
    if (!item || !canChange(*item)) continue;
    ids.append(id);
    requests.push_back(item->request);
  }
  if (ids.isEmpty()) return;
  auto* dialog = new QueueItemDialog(requests, models_, looks_, this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setLoraChecker(check_lora_);
  connect(dialog, &QDialog::accepted, this, [this, dialog, ids] { actions_.change(ids, dialog->change()); });
  dialog->open();
}

qint64 QueuePanel::idBehind(const QList<qint64>& ids) const {
  const auto& items = controller_.model().items();
  const auto next = static_cast<std::size_t>(controller_.model().rowOf(ids.last()) + 1);
  return next < items.size() ? items[next].id : 0;
}

void QueuePanel::duplicateSelected() {
  const QList<qint64> ids = selectedIds();
  if (!ids.isEmpty()) controller_.duplicate(ids, idBehind(ids));
}

void QueuePanel::moveSelected(int direction) {
  const QList<qint64> ids = selectedIds();
  if (ids.isEmpty()) return;
  const auto& items = controller_.model().items();
  const int first = controller_.model().rowOf(ids.first());
  const int last = controller_.model().rowOf(ids.last());
  const int target = direction < 0 ? std::max(0, first - 1) : last + 2;
  actions_.move(ids,
                target < static_cast<int>(items.size()) ? items[static_cast<std::size_t>(target)].id : 0);
}

bool QueuePanel::handleKey(const QKeyEvent& event) {
  const bool control = event.modifiers().testFlag(Qt::ControlModifier);
  switch (event.key()) {
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
      actions_.remove(selectedIds());
      return true;
    case Qt::Key_D:
      if (!control) return false;
      duplicateSelected();
      return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (event.modifiers().testFlag(Qt::AltModifier)) {
        changeSelected();
        return true;
      }
      activate(list_->currentIndex());
      return true;
    case Qt::Key_Up:
    case Qt::Key_Down:
      if (!control) return false;
      moveSelected(event.key() == Qt::Key_Up ? -1 : 1);
      return true;
    default:
      return false;
  }
}

}  // namespace v4e::ui

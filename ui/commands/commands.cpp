// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/commands.h"

#include <QAbstractSpinBox>
#include <QCoreApplication>
#include <QKeyEvent>
#include <QMenu>
#include <algorithm>

#include "ui/settings/icon.h"

namespace v4e::ui {
namespace {

QString translated(const char* text) {
  return QCoreApplication::translate("Commands", text);
}

QString without_mnemonic(QString text) {
  // Chinese puts it behind: "打开(&O)…".
  const qsizetype bracket = text.indexOf("(&");
  if (bracket >= 0 && text.mid(bracket + 3, 1) == ")") text.remove(bracket, 4);
  constexpr QChar kKept(0x1f);
  return text.replace("&&", kKept).remove('&').replace(kKept, '&');
}

}  // namespace

Commands::Commands(Settings& settings, QWidget& window)
    : QObject(&window), settings_(settings), window_(window) {
  QCoreApplication::instance()->installEventFilter(this);
}

bool Commands::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() != QEvent::ShortcutOverride) return QObject::eventFilter(watched, event);
  const bool in_numbers = qobject_cast<QAbstractSpinBox*>(watched) ||
                          (watched->parent() && qobject_cast<QAbstractSpinBox*>(watched->parent()));
  const QString text = static_cast<QKeyEvent*>(event)->text();
  if (!in_numbers || text.isEmpty() || !text.front().isLetter()) return false;
  event->ignore();
  return true;
}

QAction* Commands::add(const CommandSpec& spec, QWidget* scope) {
  auto* action = new QAction(this);
  action->setObjectName(spec.id);
  action->setCheckable(spec.checkable);
  if (*spec.icon) action->setIcon(icon(spec.icon));
  if (scope) {
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    scope->addAction(action);
  } else {
    window_.addAction(action);
  }
  items_.push_back({spec, action, scope});
  refresh(items_.back());
  return action;
}

QAction* Commands::action(const QString& id) const {
  for (const Item& item : items_) {
    if (id == item.spec.id) return item.action;
  }
  return nullptr;
}

std::vector<Commands::Entry> Commands::entries() const {
  std::vector<Entry> entries;
  entries.reserve(items_.size());
  for (const Item& item : items_) {
    entries.push_back({item.spec.id, translated(item.spec.category),
                       without_mnemonic(translated(item.spec.text)), item.action->shortcuts(),
                       item.spec.keys});
  }
  return entries;
}

void Commands::insertBehind(const QString& neighbour, QAction* action) const {
  QAction* before = this->action(neighbour);
  for (QObject* object : before->associatedObjects()) {
    auto* menu = qobject_cast<QMenu*>(object);
    if (!menu) continue;
    const qsizetype next = menu->actions().indexOf(before) + 1;
    menu->insertAction(next < menu->actions().size() ? menu->actions().at(next) : nullptr, action);
  }
}

void Commands::insertBefore(const QString& neighbour, QAction* action) const {
  QAction* behind = this->action(neighbour);
  for (QObject* object : behind->associatedObjects()) {
    if (auto* menu = qobject_cast<QMenu*>(object)) menu->insertAction(behind, action);
  }
}

void Commands::setKeys(const QString& id, const std::optional<QList<QKeySequence>>& keys) {
  for (Item& item : items_) {
    if (id != item.spec.id) continue;
    settings_.setShortcuts(id, keys == item.spec.keys ? std::nullopt : keys);
    refresh(item);
    Q_EMIT keysChanged();
  }
}

QString Commands::conflict(const QString& id, const QKeySequence& key) const {
  if (key.isEmpty()) return {};
  QWidget* scope = nullptr;
  for (const Item& item : items_) {
    if (id == item.spec.id) scope = item.scope;
  }
  for (const Item& item : items_) {
    // Two panes may use the same key: only the focused one gets it.
    const bool apart = scope && item.scope && scope != item.scope;
    if (id != item.spec.id && !apart && item.action->shortcuts().contains(key)) {
      return without_mnemonic(translated(item.spec.text));
    }
  }
  return {};
}

void Commands::retranslate() {
  for (Item& item : items_) refresh(item);
}

void Commands::setText(const QString& id, const QString& text) {
  for (Item& item : items_) {
    if (id != item.spec.id) continue;
    item.text = text;
    refresh(item);
  }
}

void Commands::setReason(const QString& id, const QString& reason) {
  for (Item& item : items_) {
    if (id != item.spec.id) continue;
    item.reason = reason;
    refresh(item);
  }
}

void Commands::refresh(Item& item) {
  const auto keys = settings_.shortcuts(item.spec.id).value_or(item.spec.keys);
  const QString text = item.text.isEmpty() ? translated(item.spec.text) : item.text;
  item.action->setText(text);
  item.action->setShortcuts(keys);
  QString tip = without_mnemonic(text);
  while (tip.endsWith('.') || tip.endsWith(QChar(0x2026))) tip.chop(1);
  if (!keys.isEmpty() && !keys.first().isEmpty()) {
    tip += " (" + keys.first().toString(QKeySequence::NativeText) + ")";
  }
  if (!item.reason.isEmpty()) tip += '\n' + item.reason;
  item.action->setToolTip(tip);
}

}  // namespace v4e::ui

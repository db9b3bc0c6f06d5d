// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands/shortcuts_dialog.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHash>
#include <QHeaderView>
#include <QVBoxLayout>

namespace v4e::ui {
namespace {

constexpr int kIdRole = Qt::UserRole;

QString keys_text(const QList<QKeySequence>& keys) {
  QStringList texts;
  for (const QKeySequence& key : keys) texts << key.toString(QKeySequence::NativeText);
  return texts.join(", ");
}

}  // namespace

ShortcutsDialog::ShortcutsDialog(Commands& commands, QWidget* parent)
    : QDialog(parent),
      commands_(commands),
      search_(new QLineEdit(this)),
      list_(new QTreeWidget(this)),
      key_label_(new QLabel(this)),
      key_(new QKeySequenceEdit(this)),
      reset_(new QPushButton(this)),
      reset_all_(new QPushButton(this)),
      close_(new QPushButton(this)),
      conflict_(new QLabel(this)) {
  setObjectName("shortcutsDialog");
  search_->setObjectName("shortcutSearch");
  search_->setClearButtonEnabled(true);
  list_->setObjectName("shortcutList");
  list_->setColumnCount(2);
  list_->setRootIsDecorated(false);
  list_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
  list_->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
  list_->header()->setStretchLastSection(false);
  key_->setObjectName("shortcutKey");
  key_label_->setBuddy(key_);
  conflict_->setWordWrap(true);
  conflict_->setProperty("role", "muted");

  auto* change = new QHBoxLayout;
  change->addWidget(key_label_);
  change->addWidget(key_, 1);
  change->addWidget(reset_);
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(reset_all_);
  buttons->addStretch();
  buttons->addWidget(close_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, 16, 16, 16);
  layout->setSpacing(8);
  layout->addWidget(search_);
  layout->addWidget(list_, 1);
  layout->addLayout(change);
  layout->addWidget(conflict_);
  layout->addSpacing(8);
  layout->addLayout(buttons);
  close_->setDefault(true);
  resize(560, 640);

  connect(search_, &QLineEdit::textChanged, this, &ShortcutsDialog::filter);
  connect(list_, &QTreeWidget::currentItemChanged, this, &ShortcutsDialog::showSelected);
  connect(key_, &QKeySequenceEdit::editingFinished, this, [this] { takeKey(key_->keySequence()); });
  connect(reset_, &QPushButton::clicked, this, [this] {
    commands_.setKeys(selectedId(), std::nullopt);
    fill();
  });
  connect(reset_all_, &QPushButton::clicked, this, [this] {
    for (const auto& entry : commands_.entries()) commands_.setKeys(entry.id, std::nullopt);
    fill();
  });
  connect(close_, &QPushButton::clicked, this, &QDialog::accept);
  retranslate();
}

void ShortcutsDialog::retranslate() {
  setWindowTitle(tr("Shortcuts"));
  search_->setPlaceholderText(tr("Search for a command or a key"));
  search_->setAccessibleName(tr("Search"));
  list_->setHeaderLabels({tr("Command"), tr("Keys")});
  list_->setAccessibleName(tr("Commands and their keys"));
  key_label_->setText(tr("New &key:"));
  key_->setAccessibleName(tr("New key"));
  reset_->setText(tr("&Default"));
  reset_all_->setText(tr("Reset &all"));
  close_->setText(tr("&Close"));
  fill();
}

void ShortcutsDialog::fill() {
  const QString selected = selectedId();
  filling_ = true;
  list_->clear();
  QHash<QString, QTreeWidgetItem*> groups;
  for (const auto& entry : commands_.entries()) {
    QTreeWidgetItem*& group = groups[entry.category];
    if (!group) {
      group = new QTreeWidgetItem(list_, {entry.category});
      group->setFlags(Qt::ItemIsEnabled);
      QFont bold = font();
      bold.setBold(true);
      group->setFont(0, bold);
      group->setExpanded(true);
    }
    auto* item = new QTreeWidgetItem(group, {entry.text, keys_text(entry.keys)});
    item->setData(0, kIdRole, entry.id);
    if (entry.keys != entry.default_keys) {
      QFont changed = font();
      changed.setItalic(true);
      item->setFont(1, changed);
    }
    if (entry.id == selected) list_->setCurrentItem(item);
  }
  filling_ = false;
  filter(search_->text());
  showSelected();
}

void ShortcutsDialog::filter(const QString& text) {
  for (int g = 0; g < list_->topLevelItemCount(); ++g) {
    QTreeWidgetItem* group = list_->topLevelItem(g);
    int shown = 0;
    for (int i = 0; i < group->childCount(); ++i) {
      QTreeWidgetItem* item = group->child(i);
      const bool fits = item->text(0).contains(text, Qt::CaseInsensitive) ||
                        item->text(1).contains(text, Qt::CaseInsensitive);
      item->setHidden(!fits);
      shown += fits;
    }
    group->setHidden(shown == 0);
  }
}

QString ShortcutsDialog::selectedId() const {
  const QTreeWidgetItem* item = list_->currentItem();
  return item ? item->data(0, kIdRole).toString() : QString();
}

void ShortcutsDialog::showSelected() {
  if (filling_) return;
  const QString id = selectedId();
  key_->setEnabled(!id.isEmpty());
  reset_->setEnabled(!id.isEmpty());
  conflict_->clear();
  key_->clear();
  for (const auto& entry : commands_.entries()) {
    if (entry.id == id && !entry.keys.isEmpty()) key_->setKeySequence(entry.keys.first());
  }
}

void ShortcutsDialog::takeKey(const QKeySequence& key) {
  const QString id = selectedId();
  if (id.isEmpty()) return;
  const QString other = commands_.conflict(id, key);
  if (!other.isEmpty()) {
    conflict_->setText(tr("%1 is already used for “%2”. Change that first.")
                           .arg(key.toString(QKeySequence::NativeText), other));
    return;
  }
  commands_.setKeys(id, key.isEmpty() ? QList<QKeySequence>{} : QList<QKeySequence>{key});
  fill();
}

void ShortcutsDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

}  // namespace v4e::ui

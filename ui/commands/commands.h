// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAction>
#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QWidget>
#include <vector>

#include "ui/settings/settings.h"

namespace v4e::ui {

/// One thing that the user can do. Texts are English, marked with QT_TRANSLATE_NOOP("Commands", …).
struct CommandSpec {
  const char* id;
  const char* category;  ///< heading in the shortcuts window
  const char* text;      ///< with its mnemonic
  const char* icon = "";
  QList<QKeySequence> keys{};
  bool checkable = false;
};

/// All actions of the program by id: texts, tooltips with keys, the user's own keys. Other docks add theirs.
class Commands : public QObject {
  Q_OBJECT

 public:
  /// Actions act in the whole of `window`.
  Commands(Settings& settings, QWidget& window);

  /// With `scope`, the keys act only while that widget or a child of it has the focus.
  QAction* add(const CommandSpec& spec, QWidget* scope = nullptr);
  /// Puts an action into the menus where the neighbour is, behind it.
  void insertBehind(const QString& neighbour, QAction* action) const;
  void insertBefore(const QString& neighbour, QAction* action) const;
  /// Null where there is none of that id.
  [[nodiscard]] QAction* action(const QString& id) const;

  struct Entry {
    QString id;
    QString category;
    QString text;  ///< without mnemonic
    QList<QKeySequence> keys;
    QList<QKeySequence> default_keys;
  };
  /// In the order in which they were added, translated.
  [[nodiscard]] std::vector<Entry> entries() const;

  /// The user's own choice; nothing gives the default back.
  void setKeys(const QString& id, const std::optional<QList<QKeySequence>>& keys);
  /// Which other command has this key and would fight for it; empty: none.
  [[nodiscard]] QString conflict(const QString& id, const QKeySequence& key) const;

  /// After a change of the language.
  void retranslate();
  /// What an action is called for now ("Undo: Invert the mask"), in the language in use; empty: its own text
  /// again.
  void setText(const QString& id, const QString& text);
  /// Why it cannot be done now, for its tooltip; empty: it can, or that goes without saying.
  void setReason(const QString& id, const QString& reason);

 Q_SIGNALS:
  void keysChanged();

 protected:
  /// A field for numbers takes no letters: those stay keys of the window (Shift+X stops, say).
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  struct Item {
    CommandSpec spec;
    QAction* action;
    QWidget* scope;
    QString text = {};  ///< in place of the spec's own
    QString reason = {};
  };
  void refresh(Item& item);

  Settings& settings_;
  QWidget& window_;
  std::vector<Item> items_;
};

}  // namespace v4e::ui

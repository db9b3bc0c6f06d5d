// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/window_undo.h"

#include <QKeyEvent>

namespace v4e::ui {
namespace {

class UndoFilter : public QObject {
 public:
  using QObject::QObject;

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() == QEvent::ShortcutOverride) {
      const auto* key = static_cast<QKeyEvent*>(event);
      if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
        event->ignore();
        return true;
      }
    }
    return QObject::eventFilter(watched, event);
  }
};

}  // namespace

void leaveUndoToWindow(QWidget& field) {
  field.installEventFilter(new UndoFilter(&field));
}

}  // namespace v4e::ui

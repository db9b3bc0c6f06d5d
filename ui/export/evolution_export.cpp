// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/evolution_export.h"

#include <QDir>
#include <QFileInfo>
#include <utility>

#include "ui/export/evolution_dialog.h"

namespace v4e::ui {

EvolutionExport::EvolutionExport(QWidget& window, PhotoDocument& document, Settings& settings,
                                 Commands& commands, MessageBar& messages, QObject* parent)
    : QObject(parent), window_(window), document_(document), settings_(settings), messages_(messages) {
  QAction* action = commands.add({"file.exportEvolution",
                                  QT_TRANSLATE_NOOP("Commands", "File"),
                                  QT_TRANSLATE_NOOP("Commands", "Export the evo&lution…"),
                                  "",
                                  {}});
  commands.insertBehind("file.exportAs", action);
  action->setEnabled(false);
  connect(action, &QAction::triggered, this, &EvolutionExport::ask);
  connect(&document_, &PhotoDocument::editChanged, action,
          [this, action] { action->setEnabled(hasEvolution()); });
}

bool EvolutionExport::hasEvolution() const {
  const auto result = document_.result();
  return result && result->frames.size() > 1;
}

void EvolutionExport::ask() {
  if (!hasEvolution()) return;
  auto* dialog = window_.findChild<EvolutionDialog*>();
  // One that waits for an answer may be about an earlier edit.
  if (dialog && !dialog->isWriting()) delete std::exchange(dialog, nullptr);
  if (!dialog) {
    const QFileInfo source(document_.path().isEmpty() ? document_.name() : document_.path());
    dialog = new EvolutionDialog(document_.result(),
                                 document_.saveFolder() + '/' + source.completeBaseName() + "-evolution",
                                 settings_, &window_);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &EvolutionDialog::failed, &messages_, &MessageBar::showFailure);
    connect(dialog, &EvolutionDialog::written, this, [this](const QString& path) {
      messages_.showNote([path] { return tr("Saved as %1.").arg(QDir::toNativeSeparators(path)); });
    });
  }
  dialog->show();
  dialog->raise();
  dialog->activateWindow();
}

}  // namespace v4e::ui

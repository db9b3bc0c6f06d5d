// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/evolution_export.h"

#include <QDir>
#include <QFileInfo>
#include <utility>

#include "ui/export/evolution_dialog.h"

namespace v4e::ui {

EvolutionExport::EvolutionExport(MainWindow& window, QObject* parent) : QObject(parent), window_(window) {
  QAction* action = window_.commands().add({"file.exportEvolution",
                                            QT_TRANSLATE_NOOP("Commands", "File"),
                                            QT_TRANSLATE_NOOP("Commands", "Export the evo&lution…"),
                                            "",
                                            {}});
  window_.commands().insertBehind("file.exportAs", action);
  action->setEnabled(false);
  connect(action, &QAction::triggered, this, &EvolutionExport::ask);
  connect(&window_.document(), &PhotoDocument::editChanged, action,
          [this, action] { action->setEnabled(hasEvolution()); });
}

bool EvolutionExport::hasEvolution() const {
  const auto result = window_.document().result();
  return result && result->frames.size() > 1;
}

void EvolutionExport::ask() {
  if (!hasEvolution()) return;
  auto* dialog = window_.findChild<EvolutionDialog*>();
  // One that waits for an answer may be about an earlier edit.
  if (dialog && !dialog->isWriting()) delete std::exchange(dialog, nullptr);
  if (!dialog) {
    const PhotoDocument& document = window_.document();
    const QFileInfo source(document.path().isEmpty() ? document.name() : document.path());
    const QString folder = document.path().isEmpty() ? QDir::homePath() : source.absolutePath();
    dialog = new EvolutionDialog(document.result(), folder + '/' + source.completeBaseName() + "-evolution",
                                 window_.settings(), &window_);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &EvolutionDialog::failed, &window_.messages(), &MessageBar::showFailure);
    connect(dialog, &EvolutionDialog::written, this, [this](const QString& path) {
      window_.messages().showNote(tr("Saved as %1.").arg(QDir::toNativeSeparators(path)));
    });
  }
  dialog->show();
  dialog->raise();
  dialog->activateWindow();
}

}  // namespace v4e::ui

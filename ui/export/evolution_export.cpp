// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/evolution_export.h"

#include <QDir>
#include <QFileInfo>
#include <utility>

#include "core/image/colour/plain_srgb.h"
#include "core/merge/strength.h"
#include "ui/export/evolution_dialog.h"

namespace v4e::ui {

EvolutionExport::EvolutionExport(QWidget& window, PhotoDocument& document, EditEngine& engine,
                                 Settings& settings, Commands& commands, MessageBar& messages,
                                 QObject* parent)
    : QObject(parent),
      window_(window),
      document_(document),
      engine_(engine),
      settings_(settings),
      messages_(messages) {
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

/// Each frame merged like the edit, by the engine, when the writer comes to it.
EvolutionFrames EvolutionExport::evolution() const {
  const auto result = document_.result();
  const Image& photo = document_.photo()->image;
  EvolutionFrames frames{result->frames.size(), photo.width(), photo.height(), {}};
  frames.frame = [result, engine = &engine_](std::size_t index, const RunContext& context) {
    const double strength = strength_of(index, result->frames.size());
    if (strength == result->settings.strength) return plain_srgb(*result->edited, context);
    return plain_srgb(*engine->mergeNow(result, strength, context).edited, context);
  };
  return frames;
}

void EvolutionExport::ask() {
  if (!hasEvolution()) return;
  auto* dialog = window_.findChild<EvolutionDialog*>();
  // One that waits for an answer may be about an earlier edit.
  if (dialog && !dialog->isWriting()) delete std::exchange(dialog, nullptr);
  if (!dialog) {
    const QFileInfo source(document_.path().isEmpty() ? document_.name() : document_.path());
    dialog = new EvolutionDialog(evolution(),
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/export_actions.h"

#include <QClipboard>
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>

#include "core/base/edited_name.h"
#include "ui/export/export_dialog.h"

namespace v4e::ui {

ExportActions::ExportActions(QWidget& window, PhotoDocument& document, Settings& settings, QObject* parent)
    : QObject(parent), window_(window), document_(document), settings_(settings) {
  connect(&document_, &PhotoDocument::opened, this, [this] { last_path_.clear(); });
}

void ExportActions::exportResult(bool ask) {
  if (!document_.hasPhoto()) return;
  if (!ask && !last_path_.isEmpty())
    return document_.exportTo(last_path_, last_options_, settings_.exportChoice().embed_settings);
  const QFileInfo source(document_.path().isEmpty() ? document_.name() : document_.path());
  const QString folder = !document_.path().isEmpty()           ? source.absolutePath()
                         : !settings_.exportFolder().isEmpty() ? settings_.exportFolder()
                                                               : QDir::homePath();
  // The dialog adds the ending of the format.
  const auto name = edited_name(source.completeBaseName().toStdString(), ".webp").stem().string();
  auto* dialog = new ExportDialog(*document_.photo(), folder + '/' + QString::fromStdString(name),
                                  document_.photo()->source_format, settings_, &window_);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  connect(dialog, &QDialog::accepted, this, [this, dialog] {
    last_path_ = dialog->path();
    last_options_ = dialog->options();
    document_.exportTo(last_path_, last_options_, dialog->embedsSettings());
  });
  dialog->open();
}

void ExportActions::copyResult() {
  document_.whenMerged([this] { copyShown(); });
}

void ExportActions::copyShown() {
  const auto pyramid = document_.shownPyramid() ? document_.shownPyramid() : document_.photoPyramid();
  if (!pyramid) return;
  QImage copy = pyramid->full();
  // What is shown is in the screen's colours: another program must know.
  if (document_.screen() != QColorSpace(QColorSpace::SRgb)) copy.setColorSpace(document_.screen());
  QGuiApplication::clipboard()->setImage(copy);
}

}  // namespace v4e::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/export_actions.h"

#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>

#include "core/base/edited_name.h"
#include "ui/engine/layered_export.h"
#include "ui/export/export_dialog.h"

namespace v4e::ui {

ExportActions::ExportActions(QWidget& window, PhotoDocument& document, EditEngine& engine, Settings& settings,
                             QObject* parent)
    : QObject(parent), window_(window), document_(document), engine_(engine), settings_(settings) {
  for (const auto signal : {&PhotoDocument::opened, &PhotoDocument::closed})
    connect(&document_, signal, this, [this] { setTarget({}); });
  connect(&document_, &PhotoDocument::exported, this, [this](const QString& path) {
    if (path == asked_path_) setTarget(path);
  });
}

void ExportActions::setTarget(const QString& path) {
  asked_path_.clear();
  last_path_ = path;
  Q_EMIT targetChanged(path);
}

void ExportActions::exportResult(bool ask) {
  if (!document_.hasPhoto()) return;
  if (!ask && !last_path_.isEmpty()) return write(last_path_);
  const QFileInfo source(document_.path().isEmpty() ? document_.name() : document_.path());
  const bool is_free = document_.path().isEmpty() && QFileInfo(settings_.exportFolder()).isWritable();
  const QString folder = is_free ? settings_.exportFolder() : document_.saveFolder();
  // The dialog adds the ending of the format.
  const auto name = edited_name(source.completeBaseName().toStdString(), ".webp").stem().string();
  auto* dialog = new ExportDialog(*document_.photo(), folder + '/' + QString::fromStdString(name),
                                  document_.photo()->source_format, settings_, &window_);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setOffersLayers(document_.shownResult() != nullptr);
  connect(dialog, &QDialog::accepted, this, [this, dialog] {
    asked_path_ = dialog->path();
    last_options_ = dialog->options();
    last_has_layers_ = dialog->hasLayers();
    write(asked_path_);
  });
  dialog->open();
}

void ExportActions::write(const QString& path) {
  PhotoDocument::LayerMaker layers;
  if (last_has_layers_) {
    layers = [engine = &engine_](const auto& result, const auto& photo, const RunContext& context) {
      return layersOf(result, photo, *engine, context);
    };
  }
  document_.exportTo(path, last_options_, settings_.exportChoice().embed_settings, layers);
}

void ExportActions::copyResult() {
  document_.whenShown([this] { copyShown(); });
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

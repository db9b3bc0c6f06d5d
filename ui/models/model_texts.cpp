// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/model_texts.h"

#include <QCoreApplication>
#include <QDir>
#include <QStringList>

#include "ui/engine/failure_text.h"
#include "ui/engine/find_model.h"
#include "ui/models/effect_names.h"

namespace v4e::ui {
namespace {

/// Texts of a model, apart from any window.
struct ModelTexts {
  Q_DECLARE_TR_FUNCTIONS(ModelTexts)
};

QString escaped(const std::string& value) {
  return QString::fromStdString(value).toHtmlEscaped();
}

QString row(const QString& name, const QString& value) {
  return value.isEmpty() ? QString()
                         : QString("<tr><td>%1&nbsp;&nbsp;</td><td>%2</td></tr>").arg(name, value);
}

QString effectList(const QString& title, const std::vector<std::string>& effects) {
  if (effects.empty()) return {};
  QStringList names;
  for (const std::string& effect : effects) names << effectName(effect).toHtmlEscaped();
  return QString("<p><b>%1</b><br>%2</p>").arg(title, names.join(", "));
}

QString memoryText(const ModelInfo& info) {
  if (info.memory_bytes <= 0) return {};
  QString text =
      ModelTexts::tr("%1 for its weights, and more while it works").arg(sizeText(info.memory_bytes));
  if (info.free_bytes > 0) text += "; " + ModelTexts::tr("%1 are free").arg(sizeText(info.free_bytes));
  if (info.free_bytes > 0 && info.memory_bytes > info.free_bytes)
    text += " – <b>" + ModelTexts::tr("that is too little") + "</b>";
  return text;
}

QString diskText(const ModelInfo& info, std::int64_t free_disk_bytes) {
  QStringList texts;
  if (info.disk_bytes > 0) texts << ModelTexts::tr("%1 taken").arg(sizeText(info.disk_bytes));
  if (free_disk_bytes > 0) texts << ModelTexts::tr("%1 are free").arg(sizeText(free_disk_bytes));
  return texts.join("; ");
}

QString partText(const ModelInfo& info, const FolderPart& part) {
  if (part.found || !part.note.empty()) return escaped(part.note);
  const QString place = QDir::toNativeSeparators(QString::fromStdString(info.id + '/' + part.name));
  return ModelTexts::tr("put it into %1").arg(place).toHtmlEscaped();
}

QString missingParts(const ModelInfo& info) {
  QStringList names;
  for (const FolderPart& part : info.parts) {
    if (!part.found) names << escaped(part.name);
  }
  if (names.isEmpty()) return {};
  return "<p><b>" + ModelTexts::tr("Missing: %1").arg(names.join(", ")) + "</b></p>";
}

}  // namespace

QString modelDescription(const ModelInfo& info) {
  if (!info.ready) {
    if (hasOpenKind(info))
      return ModelTexts::tr("This model cannot be used yet: say below which model its file is.");
    const QString reason = QString::fromStdString(info.description);
    const QString text = ModelTexts::tr("This model cannot be used yet.");
    return reason.isEmpty() ? text : text + ' ' + reason;
  }
  if (!info.can_do.empty())
    return ModelTexts::tr(
        "A small model. It runs anywhere in seconds, and can do what is suggested under the instruction; "
        "anything else needs a large model.");
  return ModelTexts::tr(
      "A large model that follows free instructions. It needs a graphics card, or patience.");
}

QString modelHtml(const ModelInfo& info, std::int64_t free_disk_bytes) {
  QString html = QString("<h3>%1</h3><p>%2</p>%3<table cellpadding='2'>")
                     .arg(escaped(info.name), modelDescription(info).toHtmlEscaped(), missingParts(info));
  html += row(ModelTexts::tr("Folder"), escaped(info.id));
  html += row(ModelTexts::tr("Runs on"), escaped(info.device));
  html += row(ModelTexts::tr("Memory"), memoryText(info));
  html += row(ModelTexts::tr("On disk"), diskText(info, free_disk_bytes));
  if (info.working_width > 0) {
    html += row(ModelTexts::tr("Works at"), ModelTexts::tr("%1 × %2 pixels; your photo keeps its size")
                                                .arg(info.working_width)
                                                .arg(info.working_height));
  }
  html += "</table>";
  html += effectList(ModelTexts::tr("It has learnt"), info.can_do);
  html += effectList(ModelTexts::tr("It has not learnt"), info.cannot_do);
  if (info.parts.empty()) return html;
  html += "<p><b>" + ModelTexts::tr("Parts") + "</b></p><table cellpadding='2'>";
  for (const FolderPart& part : info.parts) {
    html += row((part.found ? "✓ " : "✗ ") + escaped(part.name), partText(info, part));
  }
  return html + "</table>";
}

}  // namespace v4e::ui

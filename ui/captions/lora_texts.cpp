// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/lora_texts.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QStringList>

namespace v4e::ui {
namespace {

struct LoraTexts {
  Q_DECLARE_TR_FUNCTIONS(v4e::ui::LoraTexts)
};

const QStringList kSuffixes{"safetensors", "pt", "pth"};

QString coverage(const LoraReport& report) {
  const QString reached =
      LoraTexts::tr("Reaches %1 of the model's %2 layers.").arg(report.reached).arg(report.layers);
  if (report.unused == 0) return reached;
  return reached + ' ' +
         LoraTexts::tr("%n of its parts belong(s) to no layer of this model.", nullptr, report.unused);
}

}  // namespace

QString loraSentence(const LoraReport& report) {
  switch (report.fit) {
    case LoraReport::Fit::Good:
      if (report.purpose == LoraPurpose::Finish)
        return coverage(report) + ' ' + LoraTexts::tr("Works in “Finish at 2K” alone, not in other edits.");
      if (report.purpose == LoraPurpose::Sketch)
        return coverage(report) + ' ' + LoraTexts::tr("Makes real what is sketched onto the photo.");
      if (report.texts.empty()) return coverage(report);
      return coverage(report) + ' ' +
             LoraTexts::tr("Ask for it with “%1”.").arg(QString::fromStdString(report.texts.front()));
    case LoraReport::Fit::Partly:
      return LoraTexts::tr("Made for another model: only a small part of it works here.") + ' ' +
             coverage(report);
    case LoraReport::Fit::OtherModel:
      return LoraTexts::tr("Made for another model: it does not fit this one.");
    case LoraReport::Fit::UnreadKind:
      return LoraTexts::tr("A kind of LoRA that cannot be used: DoRA, or one of convolutions.");
    case LoraReport::Fit::NoLora:
      return LoraTexts::tr("This file is no LoRA.");
    case LoraReport::Fit::Unreadable:
      return LoraTexts::tr("The file is missing or cannot be read.");
  }
  return {};
}

QString loraName(const std::string& file) {
  return QFileInfo(QString::fromStdString(file)).completeBaseName();
}

QString loraFilter() {
  QStringList patterns;
  for (const QString& suffix : kSuffixes) patterns << "*." + suffix;
  return LoraTexts::tr("LoRAs (%1)").arg(patterns.join(' '));
}

bool isLoraName(const QString& path) {
  return kSuffixes.contains(QFileInfo(path).suffix().toLower());
}

}  // namespace v4e::ui

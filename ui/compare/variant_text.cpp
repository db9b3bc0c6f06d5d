// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/variant_text.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>
#include <QStringList>
#include <algorithm>

#include "ui/captions/method_switch.h"
#include "ui/engine/find_model.h"
#include "ui/engine/strength_text.h"

namespace v4e::ui {
namespace {

class Texts {
  Q_DECLARE_TR_FUNCTIONS(v4e::ui::VariantText)

 public:
  static QString number(double value) { return QLocale().toString(value, 'g', 4); }
  static QString method(const EditSettings& settings, const ModelInfo* model) {
    if (settings.method) return methodText(*settings.method);
    return model && !model->methods.empty() ? methodText(model->methods.front()) : tr("the model's method");
  }
  static QString steps(const EditSettings& settings) {
    return settings.steps ? tr("%n step(s)", nullptr, *settings.steps) : tr("the model's steps");
  }
  static QString guidance(const EditSettings& settings) {
    return settings.guidance ? tr("guidance %1").arg(number(*settings.guidance)) : tr("the model's guidance");
  }
  static QString frames(const EditSettings& settings) {
    return settings.frames ? tr("%n frame(s)", nullptr, *settings.frames) : tr("the model's frames");
  }
  static QString shift(const EditSettings& settings) {
    return settings.shift ? tr("shift %1").arg(number(*settings.shift)) : tr("the model's shift");
  }
  static QString sampler(const EditSettings& settings) {
    if (!settings.sampler) return tr("the model's sampler");
    return *settings.sampler == Sampler::Euler ? QString("Euler") : QString("UniPC");
  }
  static QString reasoning(const EditSettings& settings) {
    return tr("%n reasoning step(s)", nullptr, settings.reasoning_steps.value_or(0));
  }
  static QString kept(const EditSettings& settings) {
    return settings.keep_every ? tr("1 of %1 latent frames kept").arg(*settings.keep_every)
                               : tr("all latent frames kept");
  }
  static QString still(const EditSettings& settings) {
    return settings.still_sigma ? tr("end as a still from %1").arg(number(*settings.still_sigma))
                                : tr("no still at the end");
  }
  static QString seed(const EditSettings& settings) { return tr("seed %1").arg(settings.seed); }
  static QString strength(const EditSettings& settings) {
    return tr("strength %1").arg(strengthText(settings.strength));
  }
  static QString negative(const EditSettings& settings) {
    if (!settings.negative_prompt) return tr("avoids what the model avoids");
    if (settings.negative_prompt->empty()) return tr("avoids nothing");
    return tr("avoids “%1”").arg(QString::fromStdString(*settings.negative_prompt));
  }
  static QString refine(const EditSettings& settings) {
    switch (settings.refine) {
      case RefineMode::Auto:
        return tr("refined where it helps");
      case RefineMode::On:
        return tr("refined");
      case RefineMode::Off:
        return tr("not refined");
    }
    return {};
  }
  static QString loras(const EditSettings& settings) {
    QStringList names;
    for (const LoraChoice& lora : settings.loras) {
      if (!lora.on) continue;
      QString name = QFileInfo(QString::fromStdString(lora.file)).completeBaseName();
      if (lora.strength != 1) name += ' ' + number(lora.strength);
      names << name;
    }
    return names.isEmpty() ? tr("no LoRA") : names.join(" + ");
  }
};

/// Whether a field is the same in all variants.
template <typename Field>
bool isCommon(const std::vector<EditSettings>& variants, Field EditSettings::*field) {
  return std::ranges::all_of(variants, [&variants, field](const EditSettings& other) {
    return other.*field == variants.front().*field;
  });
}

}  // namespace

QString variantLetter(std::size_t place) {
  return QString(QChar('A' + static_cast<int>(place)));
}

QString variantText(const std::vector<EditSettings>& variants, std::size_t place, const QList<ModelInfo>& models) {
  const EditSettings& one = variants.at(place);
  QStringList words;
  const auto add = [&variants, &words](auto EditSettings::*field, const QString& text) {
    if (!isCommon(variants, field)) words << text;
  };
  const ModelInfo* model = findModel(models, one.model);
  add(&EditSettings::model, QString::fromStdString(model ? model->name : one.model));
  add(&EditSettings::method, Texts::method(one, model));
  add(&EditSettings::loras, Texts::loras(one));
  add(&EditSettings::steps, Texts::steps(one));
  add(&EditSettings::guidance, Texts::guidance(one));
  add(&EditSettings::frames, Texts::frames(one));
  add(&EditSettings::shift, Texts::shift(one));
  add(&EditSettings::sampler, Texts::sampler(one));
  add(&EditSettings::reasoning_steps, Texts::reasoning(one));
  add(&EditSettings::keep_every, Texts::kept(one));
  add(&EditSettings::still_sigma, Texts::still(one));
  add(&EditSettings::seed, Texts::seed(one));
  add(&EditSettings::strength, Texts::strength(one));
  add(&EditSettings::refine, Texts::refine(one));
  add(&EditSettings::negative_prompt, Texts::negative(one));
  return words.join(", ");
}

std::optional<std::size_t> sameVariant(const std::vector<EditSettings>& variants, std::size_t place) {
  for (std::size_t before = 0; before < place; ++before) {
    if (variants[before] == variants[place]) return before;
  }
  return std::nullopt;
}

}  // namespace v4e::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/parameter_fields.h"

#include <QSignalBlocker>
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "ui/engine/find_model.h"
#include "ui/models/model_texts.h"
#include "ui/widgets/window_undo.h"

namespace v4e::ui {
namespace {

constexpr int kMostSteps = 1000;
constexpr double kMostGuidance = 100;
constexpr double kGuidanceStep = 0.5;
constexpr double kGuidanceShown = 0.05;  // half of the last digit

constexpr double kMostShift = 100;
constexpr double kShiftStep = 0.5;

constexpr std::array kAllParameters = {Parameter::Model,  Parameter::Steps,   Parameter::Guidance,
                                       Parameter::Frames, Parameter::Seed,    Parameter::NegativePrompt,
                                       Parameter::Shift,  Parameter::Sampler, Parameter::Reasoning,
                                       Parameter::Refine};

/// The field alone; for the model also what follows it.
ParameterValues only(const ParameterValues& all, Parameter parameter) {
  switch (parameter) {
    case Parameter::Model: {
      ParameterValues without_seed = all;
      without_seed.seed.reset();
      return without_seed;
    }
    case Parameter::Steps:
      return {.steps = all.steps};
    case Parameter::Guidance:
      return {.guidance = all.guidance};
    case Parameter::Frames:
      return {.frames = all.frames};
    case Parameter::Seed:
      return {.seed = all.seed};
    case Parameter::NegativePrompt:
      return {.negative_prompt = all.negative_prompt};
    case Parameter::Shift:
      return {.shift = all.shift};
    case Parameter::Sampler:
      return {.sampler = all.sampler};
    case Parameter::Reasoning:
      return {.reasoning_steps = all.reasoning_steps};
    case Parameter::Refine:
      return {.refine = all.refine};
  }
  return {};
}

}  // namespace

/// While there is one, changes are not the user's.
class ParameterFields::Filling {
 public:
  explicit Filling(ParameterFields& fields) : fields_(fields) { ++fields_.filling_; }
  ~Filling() {
    if (--fields_.filling_ == 0) fields_.shown_ = fields_.values();
  }
  Filling(const Filling&) = delete;
  Filling& operator=(const Filling&) = delete;

 private:
  ParameterFields& fields_;
};

ParameterFields::ParameterFields(OnOtherModel onOtherModel, QWidget* parent)
    : QObject(parent),
      on_other_model_(onOtherModel),
      model_label_(new QLabel(parent)),
      model_(new QComboBox(parent)),
      steps_label_(new QLabel(parent)),
      steps_(new QSpinBox(parent)),
      guidance_label_(new QLabel(parent)),
      guidance_(new QDoubleSpinBox(parent)),
      frames_label_(new QLabel(parent)),
      frames_(new QComboBox(parent)),
      seed_label_(new QLabel(parent)),
      seed_(new SeedField(parent)),
      negative_label_(new QLabel(parent)),
      negative_(new QLineEdit(parent)),
      shift_label_(new QLabel(parent)),
      shift_(new QDoubleSpinBox(parent)),
      sampler_label_(new QLabel(parent)),
      sampler_(new QComboBox(parent)),
      reasoning_label_(new QLabel(parent)),
      reasoning_(new QSpinBox(parent)),
      refine_label_(new QLabel(parent)),
      refine_(new QComboBox(parent)) {
  const Filling filling(*this);
  build();
  applyRanges();
  retranslate();
}

void ParameterFields::build() {
  model_->setObjectName("model");
  model_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  steps_->setObjectName("steps");
  guidance_->setObjectName("guidance");
  guidance_->setDecimals(1);
  guidance_->setSingleStep(kGuidanceStep);
  frames_->setObjectName("frames");
  seed_->setObjectName("seed");
  negative_->setObjectName("negativePrompt");
  shift_->setObjectName("shift");
  shift_->setRange(0, kMostShift);
  shift_->setDecimals(2);
  shift_->setSingleStep(kShiftStep);
  sampler_->setObjectName("sampler");
  for (const char* name : {"", "UniPC", "Euler"}) sampler_->addItem(name);
  reasoning_->setObjectName("reasoningSteps");
  reasoning_->setRange(0, kMostSteps);
  refine_->setObjectName("refine");
  for (const RefineMode mode : {RefineMode::Auto, RefineMode::On, RefineMode::Off})
    refine_->addItem(QString(), static_cast<int>(mode));
  for (const Parameter each : kAllParameters) row(each).label->setBuddy(row(each).field);
  connect(model_, &QComboBox::currentIndexChanged, this, &ParameterFields::takeModel);
  connect(steps_, &QSpinBox::valueChanged, this, [this] { noteEdit(Parameter::Steps); });
  connect(guidance_, &QDoubleSpinBox::valueChanged, this, [this] { noteEdit(Parameter::Guidance); });
  connect(frames_, &QComboBox::currentIndexChanged, this, [this] { noteEdit(Parameter::Frames); });
  connect(seed_, &QLineEdit::textChanged, this, [this] { noteEdit(Parameter::Seed); });
  connect(negative_, &QLineEdit::textChanged, this, [this] { noteEdit(Parameter::NegativePrompt); });
  connect(shift_, &QDoubleSpinBox::valueChanged, this, [this] { noteEdit(Parameter::Shift); });
  connect(sampler_, &QComboBox::currentIndexChanged, this, [this] { noteEdit(Parameter::Sampler); });
  connect(reasoning_, &QSpinBox::valueChanged, this, [this] { noteEdit(Parameter::Reasoning); });
  connect(refine_, &QComboBox::currentIndexChanged, this, [this] { noteEdit(Parameter::Refine); });
  for (const Parameter each : {Parameter::Steps, Parameter::Guidance, Parameter::Seed,
                               Parameter::NegativePrompt, Parameter::Shift, Parameter::Reasoning})
    leaveUndoToWindow(*row(each).field);
}

void ParameterFields::noteEdit(Parameter parameter) {
  const ParameterValues now = only(values(), parameter);
  // A seed that is being typed again is none yet.
  if (filling_ > 0 || now == ParameterValues{}) return;
  const ParameterValues before = only(std::exchange(shown_, values()), parameter);
  if (before != now) Q_EMIT edited(before, now);
}

ParameterFields::Row ParameterFields::row(Parameter parameter) const {
  switch (parameter) {
    case Parameter::Model:
      return {model_label_, model_};
    case Parameter::Steps:
      return {steps_label_, steps_};
    case Parameter::Guidance:
      return {guidance_label_, guidance_};
    case Parameter::Frames:
      return {frames_label_, frames_};
    case Parameter::Seed:
      return {seed_label_, seed_};
    case Parameter::NegativePrompt:
      return {negative_label_, negative_};
    case Parameter::Shift:
      return {shift_label_, shift_};
    case Parameter::Sampler:
      return {sampler_label_, sampler_};
    case Parameter::Reasoning:
      return {reasoning_label_, reasoning_};
    case Parameter::Refine:
      return {refine_label_, refine_};
  }
  return {};
}

void ParameterFields::setModels(const QList<ModelInfo>& models, const QString& chosenId) {
  const Filling filling(*this);
  models_ = models;
  {
    const QSignalBlocker blocker(model_);
    model_->clear();
    for (const ModelInfo& info : models_) model_->addItem(QString(), QString::fromStdString(info.id));
    nameModels();
    model_->setCurrentIndex(std::max(0, model_->findData(chosenId)));
  }
  takeModel();
}

void ParameterFields::nameModels() {
  for (const ModelInfo& info : models_) {
    const int index = model_->findData(QString::fromStdString(info.id));
    const QString name = QString::fromStdString(info.name);
    model_->setItemText(index, info.ready ? name : tr("%1 (incomplete)").arg(name));
  }
}

const ModelInfo* ParameterFields::model() const {
  return findModel(models_, model_->currentData().toString().toStdString());
}

void ParameterFields::takeModel() {
  const ParameterValues before = shown_;
  {
    const Filling filling(*this);
    applyRanges();
  }
  Q_EMIT modelChanged();
  if (filling_ == 0 && before != shown_)
    Q_EMIT edited(only(before, Parameter::Model), only(shown_, Parameter::Model));
}

void ParameterFields::applyRanges() {
  const ModelInfo* info = model();
  const bool takes_defaults = on_other_model_ == OnOtherModel::TakeDefaults;
  if (takes_defaults) given_.guidance.reset();
  for (const Parameter each : kAllParameters) {
    if (each != Parameter::Seed) row(each).field->setEnabled(info || !takes_defaults);
  }
  steps_->setRange(common_ && !given_.steps ? 0 : 1, info ? info->ranges.max_steps : kMostSteps);
  const double least = std::min(1.0, given_.guidance.value_or(1.0));
  guidance_->setRange(common_ && !given_.guidance ? least - kGuidanceStep : least,
                      info ? std::max(1.0, info->ranges.max_guidance) : kMostGuidance);
  if (info && !info->ranges.has_guidance) {
    guidance_->setEnabled(false);
    negative_->setEnabled(false);
  }
  if (info && !info->ranges.can_reason) reasoning_->setEnabled(false);
  model_->setToolTip(info ? modelDescription(*info) : QString());
  const ParameterRanges ranges = info ? info->ranges : ParameterRanges{};
  fillFrames(info || takes_defaults ? &ranges : nullptr);
  if (!takes_defaults) return;
  steps_->setValue(ranges.default_steps);
  guidance_->setValue(ranges.default_guidance);
  setFrames(ranges.default_frames);
  negative_->setText(QString::fromStdString(ranges.default_negative_prompt));
  negative_->setCursorPosition(0);
  shift_->setValue(0);
  sampler_->setCurrentIndex(0);
  reasoning_->setValue(0);
  refine_->setCurrentIndex(0);
  frames_->setEnabled(info && ranges.frames.size() > 1);
}

void ParameterFields::fillFrames(const ParameterRanges* ranges) {
  const int before = frames_->count() > 0 ? frames_->currentData().toInt() : given_.frames.value_or(0);
  frames_->clear();
  if (common_ && !given_.frames) frames_->addItem(tr("differs: stays as it is"), 0);
  if (ranges) {
    for (const int count : ranges->frames) frames_->addItem(QString::number(count), count);
  } else if (before > 0) {
    frames_->addItem(QString::number(before), before);
  }
  int index = frames_->findData(before);
  if (index < 0 && ranges) index = frames_->findData(ranges->default_frames);
  frames_->setCurrentIndex(std::max(0, index));
}

void ParameterFields::setValues(const ParameterValues& values) {
  const Filling filling(*this);
  if (values.model) {
    const int index = model_->findData(QString::fromStdString(*values.model));
    if (index >= 0) model_->setCurrentIndex(index);
  }
  if (values.steps) steps_->setValue(*values.steps);
  if (values.guidance) {
    given_.guidance = values.guidance;
    guidance_->setValue(*values.guidance);
  }
  if (values.frames) setFrames(*values.frames);
  if (values.seed) seed_->setValue(*values.seed);
  if (values.negative_prompt) negative_->setText(QString::fromStdString(*values.negative_prompt));
  if (values.shift) shift_->setValue(*values.shift);
  if (values.sampler) sampler_->setCurrentIndex(static_cast<int>(*values.sampler));
  if (values.reasoning_steps) reasoning_->setValue(*values.reasoning_steps);
  if (values.refine) refine_->setCurrentIndex(refine_->findData(static_cast<int>(*values.refine)));
}

void ParameterFields::setCommon(const ParameterValues& common) {
  const Filling filling(*this);
  given_ = common;
  common_ = true;
  {
    const QSignalBlocker blocker(model_);
    const QString id = QString::fromStdString(common.model.value_or(std::string()));
    if (!common.model) {
      model_->insertItem(0, QString());
      model_->setCurrentIndex(0);
    } else if (model_->findData(id) < 0) {
      // Not known yet, or a folder that is gone by now.
      model_->insertItem(0, id.section('/', -1), id);
      model_->setCurrentIndex(0);
    }
  }
  frames_->clear();
  seed_->setMayBeEmpty(!common.seed);
  if (!common.seed) seed_->clear();
  applyRanges();
  steps_->setValue(common.steps.value_or(0));
  guidance_->setValue(common.guidance.value_or(guidance_->minimum()));
  setValues(common);
  retranslate();
}

ParameterValues ParameterFields::values() const {
  ParameterValues values;
  if (model_->currentData().isValid()) values.model = model_->currentData().toString().toStdString();
  if (steps_->value() > 0) values.steps = steps_->value();
  const bool differs = common_ && !given_.guidance && guidance_->value() <= guidance_->minimum();
  if (!differs) {
    const bool untouched =
        given_.guidance && std::abs(guidance_->value() - *given_.guidance) <= kGuidanceShown;
    values.guidance = untouched ? *given_.guidance : guidance_->value();
  }
  if (const int frames = frames_->currentData().toInt(); frames > 0) values.frames = frames;
  if (!seed_->text().isEmpty()) values.seed = seed_->value();
  if (common_) return values;
  values.negative_prompt = negative_->text().toStdString();
  values.shift = shift_->value();
  values.sampler = static_cast<SamplerChoice>(sampler_->currentIndex());
  values.reasoning_steps = reasoning_->value();
  values.refine = static_cast<RefineMode>(refine_->currentData().toInt());
  return values;
}

void ParameterFields::setFrames(int count) {
  const Filling filling(*this);
  frames_->setCurrentIndex(std::max(0, frames_->findData(count)));
}

void ParameterFields::retranslate() {
  const QString differs = tr("differs: stays as it is");
  model_label_->setText(tr("Mode&l"));
  model_->setAccessibleName(tr("Model"));
  nameModels();
  if (common_ && !given_.model) model_->setItemText(0, differs);
  if (common_ && given_.model && given_.model->empty())
    model_->setItemText(model_->findData(QString()), tr("The one in use"));
  steps_label_->setText(tr("Ste&ps"));
  steps_->setAccessibleName(tr("Steps"));
  steps_->setToolTip(tr("More steps take longer and give finer results"));
  steps_->setSpecialValueText(common_ && !given_.steps ? differs : QString());
  guidance_label_->setText(tr("G&uidance"));
  guidance_->setAccessibleName(tr("Guidance"));
  guidance_->setToolTip(tr("How closely the model keeps to the caption"));
  guidance_->setSpecialValueText(common_ && !given_.guidance ? differs : QString());
  frames_label_->setText(tr("F&rames"));
  frames_->setAccessibleName(tr("Frames"));
  frames_->setToolTip(tr("Steps between photo and edit"));
  if (frames_->count() > 0 && frames_->itemData(0).toInt() == 0) frames_->setItemText(0, differs);
  seed_label_->setText(tr("See&d"));
  seed_->setAccessibleName(tr("Seed"));
  seed_->setToolTip(tr("The same seed gives the same result"));
  seed_->setPlaceholderText(common_ && !given_.seed ? differs : QString());
  negative_label_->setText(tr("Avoid"));
  negative_->setAccessibleName(tr("Avoid"));
  negative_->setToolTip(tr("What should not come up in the edit; counts with guidance above 1"));
  shift_label_->setText(tr("Shift"));
  shift_->setAccessibleName(tr("Shift"));
  shift_->setToolTip(tr("More works longer on the large shapes, less on the details"));
  shift_->setSpecialValueText(tr("The model's own"));
  sampler_label_->setText(tr("Sampler"));
  sampler_->setAccessibleName(tr("Sampler"));
  sampler_->setToolTip(tr("How the steps are made; models that were taught to need few of them want Euler"));
  sampler_->setItemText(0, tr("The model's own"));
  reasoning_label_->setText(tr("Reasoning steps"));
  reasoning_->setAccessibleName(tr("Reasoning steps"));
  reasoning_->setToolTip(tr("Steps in which ChronoEdit also works out the way to the edit; needs 29 frames"));
  reasoning_->setSpecialValueText(tr("None"));
  refine_label_->setText(tr("Refine what changed"));
  refine_->setAccessibleName(tr("Refine what changed"));
  refine_->setToolTip(tr("Makes the part that changed once more, from near; takes about twice as long"));
  refine_->setItemText(0, tr("Where little of the photo changed"));
  refine_->setItemText(1, tr("Wherever it can be"));
  refine_->setItemText(2, tr("Never"));
}

}  // namespace v4e::ui

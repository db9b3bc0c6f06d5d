// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/parameter_box.h"

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QRandomGenerator>
#include <algorithm>
#include <utility>

#include "ui/engine/find_model.h"
#include "ui/settings/icon.h"
#include "ui/widgets/window_undo.h"

namespace v4e::ui {
namespace {

constexpr int kMostVariations = 8;

}  // namespace

ParameterBox::ParameterBox(QWidget* parent)
    : QWidget(parent),
      fields_(new ParameterFields(ParameterFields::OnOtherModel::TakeDefaults, this)),
      manage_(new QToolButton(this)),
      method_(new MethodSwitch(this)),
      loras_(new LoraList(this)),
      speed_(new SpeedSwitch(this)),
      remedies_(new FilmRemedies(this)),
      dice_(new QToolButton(this)),
      lock_(new QToolButton(this)),
      variations_label_(new QLabel(this)),
      variations_(new QSpinBox(this)),
      more_(new QToolButton(this)),
      hidden_(new QWidget(this)) {
  build();
  layOut();
  retranslate();
  fields_->setValues({.seed = QRandomGenerator::global()->generate()});
}

void ParameterBox::build() {
  manage_->setObjectName("manageModels");
  manage_->setIcon(icon("model"));
  dice_->setObjectName("rollSeed");
  dice_->setIcon(icon("dice"));
  lock_->setObjectName("lockSeed");
  lock_->setCheckable(true);
  lock_->setIcon(icon("unlock"));
  variations_->setObjectName("variations");
  variations_->setRange(1, kMostVariations);
  variations_label_->setBuddy(variations_);
  leaveUndoToWindow(*variations_);
  more_->setObjectName("moreParameters");
  more_->setCheckable(true);
  more_->setAutoRaise(true);
  more_->setArrowType(Qt::RightArrow);
  more_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  hidden_->setVisible(false);
  connect(more_, &QToolButton::toggled, this, [this](bool shown) {
    more_->setArrowType(shown ? Qt::DownArrow : Qt::RightArrow);
    hidden_->setVisible(shown);
  });
  connect(fields_, &ParameterFields::modelChanged, this, [this] {
    loras_->setModel(model());
    method_->setModel(model());
    showRemedies();
    Q_EMIT modelChanged();
  });
  connect(method_, &MethodSwitch::chosen, this,
          [this](std::optional<EditMethod> before, std::optional<EditMethod> after) {
            showRemedies();
            Q_EMIT edited({.method = MethodChoice{before}}, {.method = MethodChoice{after}});
          });
  connect(loras_, &LoraList::changed, this, &ParameterBox::showSpeed);
  connect(fields_, &ParameterFields::edited, this, &ParameterBox::showSpeed);
  connect(speed_, &SpeedSwitch::chosen, this, &ParameterBox::setSpeed);
  connectRemedies();
  connect(loras_, &LoraList::edited, this,
          [this](const std::vector<LoraChoice>& before, const std::vector<LoraChoice>& after) {
            Q_EMIT edited({.loras = before}, {.loras = after});
          });
  connect(fields_, &ParameterFields::edited, this, &ParameterBox::edited);
  connect(variations_, &QSpinBox::valueChanged, this, [this](int count) {
    const int before = std::exchange(shown_variations_, count);
    if (before != count) Q_EMIT variationsEdited(before, count);
  });
  connect(manage_, &QToolButton::clicked, this, &ParameterBox::manageModelsAsked);
  connect(dice_, &QToolButton::clicked, this,
          [this] { fields_->seed().setValue(QRandomGenerator::global()->generate()); });
  connect(lock_, &QToolButton::toggled, this, [this](bool locked) {
    lock_->setIcon(icon(locked ? "lock" : "unlock"));
    retranslate();
  });
}

void ParameterBox::connectRemedies() {
  connect(remedies_, &FilmRemedies::keepEveryEdited, this,
          [this](int before, int after) { Q_EMIT edited({.keep_every = before}, {.keep_every = after}); });
  connect(remedies_, &FilmRemedies::stillSigmaEdited, this, [this](double before, double after) {
    Q_EMIT edited({.still_sigma = before}, {.still_sigma = after});
  });
}

void ParameterBox::showRemedies() {
  remedies_->setMakesFilms(makesFilms(model(), method_->method()));
}

void ParameterBox::layOut() {
  auto* model_row = new QHBoxLayout;
  model_row->setSpacing(4);
  model_row->addWidget(fields_->row(Parameter::Model).field, 1);
  model_row->addWidget(manage_);
  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(16);
  grid->setVerticalSpacing(4);
  grid->addWidget(fields_->row(Parameter::Model).label, 0, 0, 1, 2);
  grid->addLayout(model_row, 1, 0, 1, 2);
  grid->addWidget(method_, 2, 0, 1, 2);
  grid->addWidget(loras_, 3, 0, 1, 2);
  grid->addWidget(speed_, 4, 0, 1, 2);
  grid->addWidget(variations_label_, 6, 0);
  grid->addWidget(variations_, 7, 0);
  grid->addWidget(more_, 7, 1, Qt::AlignRight);
  grid->addWidget(hidden_, 8, 0, 1, 2);
  for (const int gap : {2, 5}) grid->setRowMinimumHeight(gap, 4);
  grid->setColumnStretch(0, 1);
  grid->setColumnStretch(1, 1);
  layOutMore();
  // The order of the rows; labels and fields were made in another.
  const auto field = [this](Parameter parameter) { return fields_->row(parameter).field; };
  QWidget* before = nullptr;
  for (QWidget* each : {field(Parameter::Model),
                        static_cast<QWidget*>(manage_),
                        static_cast<QWidget*>(method_->field()),
                        loras_->addButton(),
                        speed_->first(),
                        speed_->last(),
                        static_cast<QWidget*>(variations_),
                        static_cast<QWidget*>(more_),
                        field(Parameter::Steps),
                        field(Parameter::Guidance),
                        field(Parameter::Frames),
                        field(Parameter::Shift),
                        field(Parameter::Seed),
                        static_cast<QWidget*>(dice_),
                        static_cast<QWidget*>(lock_),
                        field(Parameter::NegativePrompt),
                        field(Parameter::Sampler),
                        field(Parameter::Reasoning),
                        field(Parameter::Refine),
                        remedies_->first(),
                        remedies_->last()}) {
    if (before) setTabOrder(before, each);
    before = each;
  }
}

void ParameterBox::layOutMore() {
  auto* seed_row = new QHBoxLayout;
  seed_row->setSpacing(4);
  seed_row->addWidget(fields_->row(Parameter::Seed).field, 1);
  seed_row->addWidget(dice_);
  seed_row->addWidget(lock_);
  auto* grid = new QGridLayout(hidden_);
  grid->setContentsMargins(0, 8, 0, 0);
  grid->setHorizontalSpacing(16);
  grid->setVerticalSpacing(4);
  const auto put = [this, grid](int row, int column, Parameter parameter, int columns = 1) {
    grid->addWidget(fields_->row(parameter).label, row, column, 1, columns);
    grid->addWidget(fields_->row(parameter).field, row + 1, column, 1, columns);
  };
  put(0, 0, Parameter::Steps);
  put(0, 1, Parameter::Guidance);
  put(3, 0, Parameter::Frames);
  put(3, 1, Parameter::Shift);
  grid->addWidget(fields_->row(Parameter::Seed).label, 6, 0, 1, 2);
  grid->addLayout(seed_row, 7, 0, 1, 2);
  put(9, 0, Parameter::NegativePrompt, 2);
  put(12, 0, Parameter::Sampler);
  put(12, 1, Parameter::Reasoning);
  put(15, 0, Parameter::Refine, 2);
  grid->addWidget(remedies_, 18, 0, 1, 2);
  for (const int gap : {2, 5, 8, 11, 14, 17}) grid->setRowMinimumHeight(gap, 4);
  grid->setColumnStretch(0, 1);
  grid->setColumnStretch(1, 1);
}

void ParameterBox::setForOneEdit() {
  variations_label_->hide();
  variations_->hide();
  manage_->hide();
  lock_->hide();
  more_->hide();
  more_->setChecked(true);
}

void ParameterBox::setModels(const QList<ModelInfo>& models, const QString& chosenId) {
  fields_->setModels(models, chosenId);
  if (!models.isEmpty() && early_order_) setOrder(*std::exchange(early_order_, std::nullopt));
}

void ParameterBox::fill(EditSettings& order) const {
  takeValues(fields_->values(), model(), order);
  order.loras = loras_->choices();
  order.method = method_->method();
  const FilmRemedies::Values remedies = remedies_->values();
  takeValues({.keep_every = remedies.keep_every, .still_sigma = remedies.still_sigma}, nullptr, order);
}

void ParameterBox::setOrder(const EditSettings& order) {
  const QList<ModelInfo>& models = fields_->models();
  if (models.isEmpty()) early_order_ = order;
  ParameterValues values{.model = order.model,
                         .steps = order.steps,
                         .guidance = order.guidance,
                         .frames = order.frames,
                         .seed = order.seed,
                         .negative_prompt = order.negative_prompt,
                         .shift = order.shift.value_or(0),
                         .sampler = samplerChoice(order.sampler),
                         .reasoning_steps = order.reasoning_steps.value_or(0),
                         .refine = order.refine,
                         .loras = order.loras,
                         .method = MethodChoice{order.method},
                         .keep_every = order.keep_every.value_or(0),
                         .still_sigma = order.still_sigma.value_or(0)};
  const auto named =
      std::find_if(models.begin(), models.end(), [&](const auto& info) { return info.name == order.model; });
  if (!findModel(models, order.model) && named != models.end()) values.model = named->id;
  setValues(values);
  used_seed_ = order.seed;
  if (!order.negative_prompt && model())
    fields_->setValues({.negative_prompt = model()->ranges.default_negative_prompt});
}

void ParameterBox::setValues(const ParameterValues& values) {
  fields_->setValues(values);
  if (values.loras) loras_->setChoices(*values.loras);
  if (values.method) method_->setMethod(values.method->method);
  if (values.keep_every) remedies_->setKeepEvery(*values.keep_every);
  if (values.still_sigma) remedies_->setStillSigma(*values.still_sigma);
  showRemedies();
  showSpeed();
}

std::optional<FewSteps> ParameterBox::fewSteps() const {
  if (auto known = loras_->fewSteps()) return known;
  return model() ? model()->few_steps : std::nullopt;
}

ParameterValues ParameterBox::speedValues(bool fast) const {
  const FewSteps way = fewSteps().value_or(FewSteps{});
  const ParameterRanges ranges = model() ? model()->ranges : ParameterRanges{};
  ParameterValues values{.steps = fast ? way.steps : ranges.default_steps,
                         .guidance = fast ? kFewStepsGuidance : ranges.default_guidance,
                         .shift = fast ? way.shift : 0,
                         .sampler = fast ? samplerChoice(way.sampler) : SamplerChoice::ModelsOwn};
  if (loras_->fewSteps()) values.loras = loras_->choicesFor(way, fast);
  return values;
}

ParameterValues ParameterBox::valuesLike(const ParameterValues& other) const {
  const ParameterValues now = fields_->values();
  ParameterValues values{
      .steps = now.steps, .guidance = now.guidance, .shift = now.shift, .sampler = now.sampler};
  if (other.loras) values.loras = loras_->choices();
  return values;
}

void ParameterBox::setSpeed(bool fast) {
  const ParameterValues after = speedValues(fast);
  const ParameterValues before = valuesLike(after);
  setValues(after);
  if (before != after) Q_EMIT edited(before, after);
}

void ParameterBox::showSpeed() {
  const std::optional<FewSteps> way = fewSteps();
  speed_->setVisible(way.has_value());
  if (!way) return;
  const bool is_model = !loras_->fewSteps();
  const bool has_best = !is_model && !loras_->hasTaughtEdit(*way);
  const ParameterValues now = fields_->values();
  const bool too_much =
      now.steps.value_or(0) > kMostFewSteps || now.guidance.value_or(0) > kMostFewStepsGuidance;
  const auto is = [this](bool fast) {
    const ParameterValues wanted = speedValues(fast);
    return valuesLike(wanted) == wanted;
  };
  speed_->showWay(*way, is(true)                ? SpeedSwitch::State::Fast
                        : has_best && is(false) ? SpeedSwitch::State::Best
                                                : SpeedSwitch::State::Neither);
  speed_->setHasBest(has_best);
  speed_->setBurns(too_much && (is_model || loras_->isOn(*way)));
}

void ParameterBox::setVariations(int count) {
  shown_variations_ = count;
  variations_->setValue(count);
}

void ParameterBox::showUsedSeed(std::uint64_t seed) {
  used_seed_ = seed;
  fields_->setValues({.seed = seed});
}

void ParameterBox::renewSeed() {
  if (!isSeedLocked() && fields_->values().seed == used_seed_)
    fields_->setValues({.seed = QRandomGenerator::global()->generate()});
}

void ParameterBox::retranslate() {
  fields_->retranslate();
  manage_->setToolTip(tr("Models on this computer"));
  manage_->setAccessibleName(tr("Models on this computer"));
  variations_label_->setText(tr("Variatio&ns"));
  variations_->setAccessibleName(tr("Variations"));
  variations_->setToolTip(tr("How many edits to make, each with a seed of its own"));
  more_->setText(tr("More"));
  more_->setToolTip(tr("Steps, guidance, frames, seed and what else the model can be told"));
  dice_->setToolTip(tr("Another seed"));
  dice_->setAccessibleName(tr("Another seed"));
  lock_->setToolTip(lock_->isChecked() ? tr("The seed stays for the next edit")
                                       : tr("Every edit gets a new seed"));
  lock_->setAccessibleName(tr("Keep the seed"));
}

void ParameterBox::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui

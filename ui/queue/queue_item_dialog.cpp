// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/queue_item_dialog.h"

#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <string>

#include "ui/widgets/form_rows.h"
namespace v4e::ui {
namespace {

/// The value that all have; nothing where they differ.
template <typename Values, typename Get>
auto commonOf(const Values& values, const Get& get) {
  std::optional<std::decay_t<decltype(get(values.front()))>> common = get(values.front());
  for (const auto& value : values) {
    if (get(value) != *common) return decltype(common){};
  }
  return common;
}

template <typename Value>
void keepIfNew(const std::optional<Value>& before, const std::optional<Value>& now,
               std::optional<Value>& change) {
  if (now && before != now) change = now;
}

/// Nothing where a field that showed "differs" is still empty.
std::optional<std::string> written(const QString& text, bool differed) {
  const std::string trimmed = text.trimmed().toStdString();
  return differed && trimmed.empty() ? std::nullopt : std::optional(trimmed);
}

}  // namespace

QueueItemDialog::QueueItemDialog(const std::vector<QueueRequest>& requests, const QList<ModelInfo>& models,
                                 const LookShelf& looks, QWidget* parent)
    : QDialog(parent),
      count_(static_cast<int>(requests.size())),
      instruction_label_(new QLabel(this)),
      order_(new OrderField("itemInstruction", this)),
      note_(new QLabel(this)),
      caption_label_(new QLabel(this)),
      caption_(new QPlainTextEdit(this)),
      fields_(new ParameterFields(ParameterFields::OnOtherModel::KeepWhatFits, this)),
      loras_(new LoraList(this)),
      remedies_(new FilmRemedies(this)),
      finish_(new QCheckBox(this)),
      cancel_(new QPushButton(this)),
      apply_(new QPushButton(this)) {
  build();
  fields_->setModels(models);
  order_->setShelf(looks);
  fill(requests);
  retranslate();
}

void QueueItemDialog::build() {
  setObjectName("queueItemDialog");
  note_->setObjectName("lookNote");
  note_->setWordWrap(true);
  note_->hide();
  caption_->setObjectName("itemCaption");
  caption_->setTabChangesFocus(true);
  caption_->setMaximumHeight(caption_->fontMetrics().lineSpacing() * 5);
  cancel_->setObjectName("itemCancel");
  apply_->setObjectName("itemApply");
  apply_->setProperty("role", "primary");
  apply_->setDefault(true);
  auto* form = new QFormLayout(this);
  form->setContentsMargins(16, 16, 16, 16);
  form->setHorizontalSpacing(16);
  form->setVerticalSpacing(8);
  instruction_label_->setBuddy(order_);
  caption_label_->setBuddy(caption_);
  form->addRow(instruction_label_, order_);
  form->addRow(note_);
  form->addRow(caption_label_, caption_);
  const auto add = [this, form](Parameter parameter) {
    form->addRow(fields_->row(parameter).label, fields_->row(parameter).field);
  };
  add(Parameter::Model);
  form->addRow(loras_);
  finish_->setObjectName("itemFinish");
  form->addRow(finish_);
  for (const Parameter each : {Parameter::Steps, Parameter::Guidance, Parameter::Frames, Parameter::Seed})
    add(each);
  form->addRow(remedies_);
  // Left alone, those that have no row here lie in the corner, over the others.
  for (const Parameter each : {Parameter::Shift, Parameter::Sampler, Parameter::NegativePrompt,
                               Parameter::Reasoning, Parameter::Refine}) {
    fields_->row(each).label->hide();
    fields_->row(each).field->hide();
  }
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(8);
  buttons->addStretch();
  buttons->addWidget(cancel_);
  buttons->addWidget(apply_);
  form->addRow(buttons);
  alignLabels(*form);
  setMinimumWidth(460);
  connect(fields_, &ParameterFields::modelChanged, this, &QueueItemDialog::takeModel);
  connect(loras_, &LoraList::changed, this, &QueueItemDialog::showFinish);
  connect(cancel_, &QPushButton::clicked, this, &QDialog::reject);
  connect(apply_, &QPushButton::clicked, this, &QDialog::accept);
  connect(order_, &OrderField::lookChanged, this, &QueueItemDialog::showCaption);
  connect(order_, &OrderField::noted, this, [this](const std::function<QString()>& words) {
    words_ = words;
    note_->setText(words_());
    note_->show();
  });
}

void QueueItemDialog::fill(const std::vector<QueueRequest>& requests) {
  std::vector<EditSettings> steps;
  for (const QueueRequest& request : requests) {
    for (EditSettings& step : steps_of(request)) steps.push_back(std::move(step));
    has_looks_ = has_looks_ || !request.before.empty() || !request.look.empty();
  }
  const auto common = [&steps](const auto& get) { return commonOf(steps, get); };
  const auto said = [&common](const auto member) {
    return common([member](const EditSettings& settings) { return settings.*member; }).value_or(std::nullopt);
  };
  if (!has_looks_) common_.instruction = common([](const auto& settings) { return settings.instruction; });
  // Duplicates differ in their seeds, and yet have the same look.
  if (commonOf(requests, [](const auto& request) { return request.look; }))
    common_.look = lookOf(requests.front());
  common_.finish = commonOf(requests, [](const auto& request) { return request.finish; });
  finish_->setTristate(!common_.finish);
  finish_->setCheckState(!common_.finish   ? Qt::PartiallyChecked
                         : *common_.finish ? Qt::Checked
                                           : Qt::Unchecked);
  common_.caption = common([](const auto& settings) { return settings.caption; });
  ParameterValues& parameters = common_.parameters;
  parameters.model = common([](const auto& settings) { return settings.model; });
  parameters.seed = common([](const auto& settings) { return settings.seed; });
  parameters.steps = said(&EditSettings::steps);
  parameters.guidance = said(&EditSettings::guidance);
  parameters.frames = said(&EditSettings::frames);
  parameters.loras = common([](const auto& settings) { return settings.loras; });
  parameters.method = common([](const auto& settings) { return MethodChoice{settings.method}; });
  parameters.keep_every = common([](const auto& settings) { return settings.keep_every.value_or(0); });
  parameters.still_sigma = common([](const auto& settings) { return settings.still_sigma.value_or(0); });
  remedies_->setKeepEvery(parameters.keep_every.value_or(0));
  remedies_->setStillSigma(parameters.still_sigma.value_or(0));
  if (parameters.loras)
    loras_->setChoices(*parameters.loras);
  else
    loras_->setDiffers();
  order_->line().setText(QString::fromStdString(common_.instruction.value_or("")));
  order_->setLook(common_.look);
  caption_->setPlainText(QString::fromStdString(common_.caption.value_or("")));
  fields_->setCommon(parameters);
  showFinish();
  takeModel();
}

void QueueItemDialog::takeModel() {
  loras_->setModel(fields_->model());
  const ParameterValues& common = common_.parameters;
  const bool alike = common.method && common.keep_every && common.still_sigma;
  remedies_->setMakesFilms(alike && makesFilms(fields_->model(), common.method->method));
}

void QueueItemDialog::showFinish() {
  finish_->setVisible(loras_->finishing() || finish_->checkState() != Qt::Unchecked);
}

/// Another model that makes no films refuses what is for films.
void QueueItemDialog::takeRemedies(ParameterValues& change) const {
  const ParameterValues& before = common_.parameters;
  const auto method = before.method.value_or(MethodChoice()).method;
  const bool cannot = change.model && fields_->model() && !makesFilms(fields_->model(), method);
  if (remedies_->isHidden() && !cannot) return;
  const FilmRemedies::Values now = remedies_->values();
  keepIfNew(before.keep_every, std::optional(now.keep_every), change.keep_every);
  keepIfNew(before.still_sigma, std::optional(now.still_sigma), change.still_sigma);
}

ItemChange QueueItemDialog::change() const {
  ItemChange change;
  if (order_->look()) {
    keepIfNew(common_.look, order_->look(), change.look);
  } else {
    // Where a look was taken away, nothing that is written is an answer, too.
    const bool differed = !common_.instruction && !common_.look;
    keepIfNew(common_.instruction, written(order_->line().text(), differed), change.instruction);
  }
  if (caption_->isEnabled())
    keepIfNew(common_.caption, written(caption_->toPlainText(), !common_.caption), change.caption);
  if (finish_->checkState() != Qt::PartiallyChecked)
    keepIfNew(common_.finish, std::optional(finish_->isChecked()), change.finish);
  const ParameterValues now = fields_->values();
  const ParameterValues& before = common_.parameters;
  keepIfNew(before.model, now.model, change.parameters.model);
  keepIfNew(before.steps, now.steps, change.parameters.steps);
  if (fields_->row(Parameter::Guidance).field->isEnabled())
    keepIfNew(before.guidance, now.guidance, change.parameters.guidance);
  keepIfNew(before.frames, now.frames, change.parameters.frames);
  keepIfNew(before.seed, now.seed, change.parameters.seed);
  if (before.loras || !loras_->choices().empty())
    keepIfNew(before.loras, std::optional(loras_->choices()), change.parameters.loras);
  takeRemedies(change.parameters);
  return change;
}

void QueueItemDialog::retranslate() {
  setWindowTitle(tr("Change %n photo(s) of the queue", nullptr, count_));
  const QString differs = tr("differs: stays as it is");
  instruction_label_->setText(tr("&Instruction"));
  order_->line().setAccessibleName(tr("Instruction"));
  order_->line().setPlaceholderText(common_.instruction || common_.look ? QString() : differs);
  if (words_) note_->setText(words_());
  finish_->setText(tr("Finish at 2K"));
  finish_->setAccessibleName(tr("Finish at 2K"));
  caption_label_->setText(tr("&Caption"));
  caption_->setAccessibleName(tr("Caption"));
  showCaption();
  fields_->retranslate();
  cancel_->setText(tr("Cancel"));
  apply_->setText(tr("Change"));
}

void QueueItemDialog::showCaption() {
  const bool of_look = order_->look().has_value() || (has_looks_ && !common_.look);
  caption_->setEnabled(!of_look);
  caption_->setPlaceholderText(of_look           ? tr("As the look has it")
                               : common_.caption ? tr("Is made from the instruction")
                                                 : tr("differs: stays as it is"));
}

void QueueItemDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

/// What is found out about a LoRA comes later and takes lines that the dialog did not have.
bool QueueItemDialog::event(QEvent* event) {
  const bool is_taken = QDialog::event(event);
  if (event->type() == QEvent::LayoutRequest && layout() && isVisible()) {
    const int needed = layout()->totalHeightForWidth(width());
    if (needed > height()) resize(width(), needed);
  }
  return is_taken;
}

}  // namespace v4e::ui

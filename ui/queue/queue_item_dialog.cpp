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
                                 QWidget* parent)
    : QDialog(parent),
      count_(static_cast<int>(requests.size())),
      instruction_label_(new QLabel(this)),
      instruction_(new QLineEdit(this)),
      caption_label_(new QLabel(this)),
      caption_(new QPlainTextEdit(this)),
      fields_(new ParameterFields(ParameterFields::OnOtherModel::KeepWhatFits, this)),
      cancel_(new QPushButton(this)),
      apply_(new QPushButton(this)) {
  build();
  fields_->setModels(models);
  fill(requests);
  retranslate();
}

void QueueItemDialog::build() {
  setObjectName("queueItemDialog");
  instruction_->setObjectName("itemInstruction");
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
  instruction_label_->setBuddy(instruction_);
  caption_label_->setBuddy(caption_);
  form->addRow(instruction_label_, instruction_);
  form->addRow(caption_label_, caption_);
  for (const Parameter each :
       {Parameter::Model, Parameter::Steps, Parameter::Guidance, Parameter::Frames, Parameter::Seed})
    form->addRow(fields_->row(each).label, fields_->row(each).field);
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(8);
  buttons->addStretch();
  buttons->addWidget(cancel_);
  buttons->addWidget(apply_);
  form->addRow(buttons);
  alignLabels(*form);
  setMinimumWidth(460);
  connect(cancel_, &QPushButton::clicked, this, &QDialog::reject);
  connect(apply_, &QPushButton::clicked, this, &QDialog::accept);
}

void QueueItemDialog::fill(const std::vector<QueueRequest>& requests) {
  const auto common = [&requests](const auto& get) {
    return commonOf(requests, [&get](const QueueRequest& request) { return get(request.settings); });
  };
  const auto said = [&common](const auto member) {
    return common([member](const EditSettings& settings) { return settings.*member; }).value_or(std::nullopt);
  };
  common_.instruction = common([](const auto& settings) { return settings.instruction; });
  common_.caption = common([](const auto& settings) { return settings.caption; });
  ParameterValues& parameters = common_.parameters;
  parameters.model = common([](const auto& settings) { return settings.model; });
  parameters.seed = common([](const auto& settings) { return settings.seed; });
  parameters.steps = said(&EditSettings::steps);
  parameters.guidance = said(&EditSettings::guidance);
  parameters.frames = said(&EditSettings::frames);
  instruction_->setText(QString::fromStdString(common_.instruction.value_or("")));
  caption_->setPlainText(QString::fromStdString(common_.caption.value_or("")));
  fields_->setCommon(parameters);
}

ItemChange QueueItemDialog::change() const {
  ItemChange change;
  keepIfNew(common_.instruction, written(instruction_->text(), !common_.instruction), change.instruction);
  keepIfNew(common_.caption, written(caption_->toPlainText(), !common_.caption), change.caption);
  const ParameterValues now = fields_->values();
  const ParameterValues& before = common_.parameters;
  keepIfNew(before.model, now.model, change.parameters.model);
  keepIfNew(before.steps, now.steps, change.parameters.steps);
  if (fields_->row(Parameter::Guidance).field->isEnabled())
    keepIfNew(before.guidance, now.guidance, change.parameters.guidance);
  keepIfNew(before.frames, now.frames, change.parameters.frames);
  keepIfNew(before.seed, now.seed, change.parameters.seed);
  return change;
}

void QueueItemDialog::retranslate() {
  setWindowTitle(tr("Change %n photo(s) of the queue", nullptr, count_));
  const QString differs = tr("differs: stays as it is");
  instruction_label_->setText(tr("&Instruction"));
  instruction_->setAccessibleName(tr("Instruction"));
  instruction_->setPlaceholderText(common_.instruction ? QString() : differs);
  caption_label_->setText(tr("&Caption"));
  caption_->setAccessibleName(tr("Caption"));
  caption_->setPlaceholderText(common_.caption ? tr("Is made from the instruction") : differs);
  fields_->retranslate();
  cancel_->setText(tr("Cancel"));
  apply_->setText(tr("Change"));
}

void QueueItemDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

}  // namespace v4e::ui

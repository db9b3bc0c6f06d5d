// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/instruction_panel.h"

#include <QEvent>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include "ui/engine/failure_text.h"

namespace v4e::ui {

InstructionPanel::InstructionPanel(std::filesystem::path captionRules, QWidget* parent)
    : QWidget(parent),
      captions_(new CaptionService(std::move(captionRules), this)),
      title_(new QLabel(this)),
      instruction_(new InstructionField(this)),
      chips_(new SuggestionChips(this)),
      caption_(new CaptionBox(this)),
      parameters_(new ParameterBox(this)),
      generate_(new GenerateBox(this)) {
  setObjectName("instructionPanel");
  title_->setProperty("role", "section");
  title_->setBuddy(instruction_);

  auto* content = new QWidget(this);
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(16, 8, 16, 16);
  column->setSpacing(8);
  column->addWidget(title_);
  column->addWidget(instruction_);
  column->addWidget(chips_);
  column->addSpacing(8);
  column->addWidget(caption_);
  column->addSpacing(8);
  column->addWidget(parameters_);
  column->addStretch(1);
  auto* scroll = new QScrollArea(this);
  scroll->setObjectName("instructionScroll");
  scroll->setWidget(content);
  scroll->setWidgetResizable(true);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setFocusPolicy(Qt::NoFocus);
  scroll->viewport()->setAutoFillBackground(false);
  content->setAutoFillBackground(false);
  auto* bottom = new QVBoxLayout;
  bottom->setContentsMargins(16, 8, 16, 16);
  bottom->addWidget(generate_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(scroll, 1);
  layout->addLayout(bottom);
  setMinimumWidth(320);

  connect(instruction_, &QPlainTextEdit::textChanged, this, [this] {
    captions_->setInstruction(instruction_->toPlainText());
    refresh();
  });
  connect(captions_, &CaptionService::rewritten, caption_, &CaptionBox::setAutomatic);
  connect(captions_, &CaptionService::failed, caption_, [this](const Failure& failure) {
    caption_->setProblem(failureSentence(failure.code) + ' ' + failureDetails(failure.text));
  });
  connect(chips_, &SuggestionChips::chosen, this, [this](const QString& text) {
    instruction_->replaceText(text);
    instruction_->setFocus();
  });
  connect(caption_, &CaptionBox::automaticChanged, this, &InstructionPanel::refresh);
  connect(parameters_, &ParameterBox::modelChanged, this, &InstructionPanel::refresh);
  connect(parameters_, &ParameterBox::manageModelsAsked, this, &InstructionPanel::manageModelsAsked);
  connect(parameters_->findChild<QSpinBox*>("variations"), &QSpinBox::valueChanged, generate_,
          &GenerateBox::setVariations);
  connect(generate_, &GenerateBox::generateAsked, this, &InstructionPanel::generateAsked);
  connect(instruction_, &InstructionField::submitted, this, [this] {
    if (isReady() && !generate_->isRunning()) Q_EMIT generateAsked();
  });
  connectEdits();
  retranslate();
}

void InstructionPanel::connectEdits() {
  connect(parameters_, &ParameterBox::edited, this,
          [this](const ParameterValues& before, const ParameterValues& after) {
            Q_EMIT edited({.parameters = before}, {.parameters = after});
          });
  connect(parameters_, &ParameterBox::variationsEdited, this,
          [this](int before, int after) { Q_EMIT edited({.variations = before}, {.variations = after}); });
  connect(caption_, &CaptionBox::edited, this, [this](const QString& before, const QString& after) {
    Q_EMIT edited({.caption = before}, {.caption = after});
  });
}

void InstructionPanel::setModels(const QList<ModelInfo>& models, const QString& chosenId) {
  model_problem_.clear();
  parameters_->setModels(models, chosenId);
  refresh();
}

void InstructionPanel::setModelProblem(const QString& text) {
  model_problem_ = text;
  refresh();
}

void InstructionPanel::setHasPhoto(bool hasPhoto) {
  has_photo_ = hasPhoto;
  refresh();
}

EditSettings InstructionPanel::order() const {
  EditSettings order;
  order.instruction = instruction_->toPlainText().trimmed().toStdString();
  order.caption = caption_->ownCaption().toStdString();
  parameters_->fill(order);
  return order;
}

void InstructionPanel::setOrder(const EditSettings& order) {
  instruction_->replaceText(QString::fromStdString(order.instruction));
  caption_->setOwnCaption(QString::fromStdString(order.caption));
  parameters_->setOrder(order);
}

void InstructionPanel::setValues(const PanelValues& values) {
  parameters_->setValues(values.parameters);
  if (values.variations) parameters_->setVariations(*values.variations);
  if (values.caption) caption_->setOwnCaption(*values.caption);
}

QString InstructionPanel::missing() const {
  if (!has_photo_) return tr("Open a photo first.");
  if (instruction_->toPlainText().trimmed().isEmpty() && caption_->isAutomatic()) {
    return tr("Say what to do to the photo.");
  }
  const ModelInfo* model = parameters_->model();
  if (!model) return model_problem_.isEmpty() ? tr("Looking for models…") : model_problem_;
  if (!model->ready) return tr("Parts of this model are missing. Choose another one, or look into Models.");
  return {};
}

void InstructionPanel::refresh() {
  const QString reason = missing();
  generate_->setReady(reason.isEmpty(), reason);
  QStringList suggestions;
  if (const ModelInfo* model = parameters_->model()) {
    caption_->setDetailed(model->wants_detailed_caption);
    for (const std::string& text : model->suggestions) suggestions << QString::fromStdString(text);
  }
  chips_->setSuggestions(suggestions);
}

void InstructionPanel::retranslate() {
  title_->setText(tr("&Instruction"));
  instruction_->setAccessibleName(tr("Instruction"));
  instruction_->setPlaceholderText(tr("What should change? For example: make it snow"));
  instruction_->setToolTip(tr("Alt+Up and Alt+Down bring back earlier instructions"));
  refresh();
}

void InstructionPanel::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui

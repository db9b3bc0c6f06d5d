// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/instruction_panel.h"

#include <QEvent>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "core/captions/same_instruction.h"
#include "core/edit/finish.h"
#include "ui/engine/failure_text.h"
#include "ui/engine/find_model.h"

namespace v4e::ui {

InstructionPanel::InstructionPanel(std::filesystem::path captionRules, QWidget* parent)
    : QWidget(parent),
      captions_(new CaptionService(std::move(captionRules), this)),
      title_(new QLabel(this)),
      instruction_(new InstructionField(this)),
      judge_(new WishJudge(this)),
      chips_(new SuggestionChips(this)),
      caption_(new CaptionBox(this)),
      ask_(new AskBox(answer_folder(), this)),
      parameters_(new ParameterBox(this)),
      base_(new BaseSwitch(this)),
      of_selection_(new QLabel(this)),
      of_sketch_(new QLabel(this)),
      finish_(new FinishButton(this)),
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
  column->addWidget(judge_);
  column->addWidget(chips_);
  column->addSpacing(8);
  column->addWidget(caption_);
  column->addWidget(ask_);
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
  bottom->setSpacing(8);
  bottom->addWidget(base_);
  of_selection_->setObjectName("ofSelection");
  of_sketch_->setObjectName("ofSketch");
  for (QLabel* note : {of_selection_, of_sketch_}) {
    note->setProperty("role", "muted");
    note->setWordWrap(true);
    note->hide();
    bottom->addWidget(note);
  }
  bottom->addWidget(finish_);
  bottom->addWidget(generate_);
  base_->hide();
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(scroll, 1);
  layout->addLayout(bottom);
  setMinimumWidth(320);

  connectInstruction();
  connect(caption_, &CaptionBox::automaticChanged, this, &InstructionPanel::refresh);
  connect(ask_, &AskBox::captionWritten, caption_, &CaptionBox::takeWritten);
  connect(parameters_, &ParameterBox::modelChanged, this, [this] {
    followTaught();
    refresh();
  });
  connect(&parameters_->loras(), &LoraList::changed, this, &InstructionPanel::refresh);
  connect(parameters_, &ParameterBox::manageModelsAsked, this, &InstructionPanel::manageModelsAsked);
  connect(parameters_->findChild<QSpinBox*>("variations"), &QSpinBox::valueChanged, generate_,
          &GenerateBox::setVariations);
  connect(generate_, &GenerateBox::generateAsked, this, &InstructionPanel::generateAsked);
  connect(instruction_, &InstructionField::submitted, this, [this] {
    if (generate_->isRunning() || proposeRegion()) return;
    if (isReady()) Q_EMIT generateAsked();
  });
  connectEdits();
  retranslate();
}

void InstructionPanel::connectInstruction() {
  connect(instruction_, &QPlainTextEdit::textChanged, this, &InstructionPanel::takeInstruction);
  connect(captions_, &CaptionService::read, this, &InstructionPanel::takeReading);
  connect(captions_, &CaptionService::failed, caption_, [this](const Failure& failure) {
    takeReading({});
    caption_->setProblem(failureSentence(failure.code) + ' ' + QString::fromStdString(failure.text));
  });
  connect(chips_, &SuggestionChips::chosen, this, [this](const QString& text) {
    instruction_->replaceText(text);
    instruction_->setFocus();
  });
  connect(judge_, &WishJudge::modelsAsked, this, &InstructionPanel::manageModelsAsked);
  connect(judge_, &WishJudge::subjectAsked, this, &InstructionPanel::subjectAsked);
  connect(judge_, &WishJudge::backgroundAsked, this, &InstructionPanel::backgroundAsked);
  connect(judge_, &WishJudge::selectionAsked, this, &InstructionPanel::selectionAsked);
}

void InstructionPanel::takeInstruction() {
  const QString text = instruction_->toPlainText();
  // Marks are text changes too.
  if (text == known_instruction_) return;
  const QString before = std::exchange(known_instruction_, text);
  judge_->setPending();
  captions_->setInstruction(text);
  ask_->setInstruction(text);
  if (!is_shown_order_) {
    is_typed_ = true;
    const QString own = caption_->ownCaption();
    if (!own.isEmpty()) {
      // It told another edit; taking the instruction back brings it back.
      dropped_caption_ = {before, own};
      caption_->setOwnCaption({});
      Q_EMIT edited({.caption = own}, {.caption = QString()});
    } else if (!dropped_caption_.second.isEmpty() && text == dropped_caption_.first) {
      caption_->setOwnCaption(dropped_caption_.second);
      Q_EMIT edited({.caption = QString()}, {.caption = dropped_caption_.second});
    }
  }
  followTaught();
  refresh();
}

void InstructionPanel::setTaught(QList<TaughtEdit> taught) {
  taught_ = std::move(taught);
  followTaught();
  refresh();
}

const TaughtEdit* InstructionPanel::askedTaught() const {
  const ModelInfo* model = parameters_->model();
  const std::string asked = instruction_->toPlainText().toStdString();
  const auto found = std::ranges::find_if(taught_, [&](const TaughtEdit& edit) {
    return model && edit.model_name == model->name && same_instruction(edit.name, asked);
  });
  return found == taught_.end() ? nullptr : &*found;
}

/// Whether a taught edit's LoRA is on follows from the words, so it is no step of its own to undo.
void InstructionPanel::followTaught() {
  const TaughtEdit* asked = askedTaught();
  const std::string file = asked ? asked->file.string() : std::string();
  if (file == taught_on_) return;
  LoraList& list = parameters_->loras();
  std::vector<LoraChoice> choices = list.choices();
  const auto there = std::ranges::find(choices, file, &LoraChoice::file);
  if (is_shown_order_ && there != choices.end()) {
    // An edit that was made with it: its LoRA goes with its words.
    taught_on_ = file;
    taught_before_.reset();
    return;
  }
  switchTaughtOff(choices);
  if (asked) {
    const auto now = std::ranges::find(choices, file, &LoraChoice::file);
    if (now == choices.end()) {
      choices.push_back({.file = file});
      taught_on_ = file;
    } else if (!now->on) {
      taught_before_ = *now;
      now->on = true;
      taught_on_ = file;
    }
  }
  if (choices != list.choices()) list.setChoices(choices);
}

void InstructionPanel::switchTaughtOff(std::vector<LoraChoice>& choices) {
  const auto on = std::ranges::find(choices, taught_on_, &LoraChoice::file);
  const auto before = std::exchange(taught_before_, std::nullopt);
  if (std::exchange(taught_on_, {}).empty() || on == choices.end()) return;
  if (before) {
    *on = *before;
  } else {
    choices.erase(on);
  }
}

void InstructionPanel::takeReading(const InstructionReading& reading) {
  reading_ = reading;
  caption_->setAutomatic(reading.whole);
  judge_->setReading(reading);
  refresh();
}

void InstructionPanel::connectEdits() {
  connect(parameters_, &ParameterBox::edited, this,
          [this](const ParameterValues& before, const ParameterValues& after) {
            refresh();  // the model may not edit by the method that is chosen now
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

void InstructionPanel::setHasRegion(bool has) {
  captions_->setHasRegion(has);
  judge_->setHasRegion(has);
  ask_->setHasRegion(has);
  of_selection_->setVisible(has);
  refresh();
}

void InstructionPanel::setHasSketch(bool has) {
  if (std::exchange(has_sketch_, has) == has) return;
  if (!instruction_->toPlainText().trimmed().isEmpty()) judge_->setPending();
  captions_->setHasSketch(has);
  of_sketch_->setVisible(has);
  retranslate();
}

bool InstructionPanel::proposeRegion() {
  const bool wants = has_photo_ && judge_->wantsRegion();
  if (wants) judge_->isOfBackground() ? Q_EMIT backgroundAsked() : Q_EMIT subjectAsked();
  return wants;
}

EditSettings InstructionPanel::order() const {
  EditSettings order;
  order.instruction = instruction_->toPlainText().trimmed().toStdString();
  order.caption = caption_->ownCaption().toStdString();
  parameters_->fill(order);
  return order;
}

void InstructionPanel::awaitOrder() {
  awaits_order_ = true;
  is_typed_ = false;
}

void InstructionPanel::setOrder(const EditSettings& order) {
  parameters_->setOrder(order);
  if (std::exchange(awaits_order_, false) && is_typed_) return;
  if (is_finish(order)) return;  // its words are the model's, not the user's
  is_shown_order_ = true;
  instruction_->replaceText(QString::fromStdString(order.instruction));
  is_shown_order_ = false;
  dropped_caption_ = {};
  caption_->setOwnCaption(QString::fromStdString(order.caption));
  refresh();
}

void InstructionPanel::followOrder(const EditSettings& order, const QString& left) {
  if (instruction_->toPlainText().trimmed() == left) setOrder(order);
}

void InstructionPanel::setValues(const PanelValues& values) {
  parameters_->setValues(values.parameters);
  if (values.variations) parameters_->setVariations(*values.variations);
  if (values.caption) caption_->setOwnCaption(*values.caption);
  refresh();
}

QString InstructionPanel::missing() const {
  if (!has_photo_) return tr("Open a photo first.");
  if (instruction_->toPlainText().trimmed().isEmpty() && caption_->isAutomatic()) {
    return tr("Type an instruction first.");
  }
  const ModelInfo* model = parameters_->model();
  if (!model) return model_problem_.isEmpty() ? tr("Looking for models…") : model_problem_;
  if (hasOpenKind(*model)) return tr("Nobody has said yet which model this is: open Models.");
  if (!model->ready) return tr("Parts of this model are missing. Choose another one, or open Models.");
  if (parameters_->method().isMisfit())
    return tr("This model cannot edit by that method. Choose another method, or another model.");
  if (parameters_->loras().hasMisfit())
    return tr("A LoRA does not fit this model. Switch it off or remove it.");
  if (judge_->wantsRegion()) return tr("Select the part first.");
  return judge_->refusal();
}

void InstructionPanel::refresh() {
  const ModelInfo* chosen = parameters_->model();
  judge_->setHasOwnCaption(!caption_->isAutomatic());
  judge_->setModel(chosen);
  const bool taught = !taught_on_.empty() || parameters_->loras().isTaught(instruction_->toPlainText());
  judge_->setTaught(taught);
  caption_->setTaught(taught ? instruction_->toPlainText().trimmed() : QString());
  const bool marks = chosen && !chosen->wants_detailed_caption && caption_->isAutomatic() && !taught;
  instruction_->markWords(marks ? reading_.used : std::vector<TextSpan>(),
                          marks ? reading_.unused : std::vector<TextSpan>());
  const QString refused = judge_->refusal();
  const QString reason = missing();
  of_selection_->setText(judge_->isOfBackground() ? tr("What is selected will be edited, as the background.")
                                                  : tr("Only what is selected will be edited."));
  const std::optional<std::size_t> sketching = parameters_->loras().sketching();
  of_sketch_->setText(
      sketching && parameters_->loras().choices()[*sketching].on
          ? tr("What is sketched will be made real.")
          : tr("To make the sketch real, ChronoEdit's paint-brush LoRA has to be on. Clear the "
               "sketch to edit without it."));
  // A refusal stands beside the instruction already.
  generate_->setReady(reason.isEmpty(), reason == refused ? QString() : reason);
  QStringList suggestions;
  QStringList taught_words;
  if (const ModelInfo* model = parameters_->model()) {
    caption_->setDetailed(model->wants_detailed_caption);
    for (const std::string& text : model->suggestions) suggestions << QString::fromStdString(text);
    for (const TaughtEdit& edit : std::as_const(taught_)) {
      if (edit.model_name == model->name) taught_words << QString::fromStdString(edit.name);
    }
  }
  chips_->setSuggestions(suggestions, taught_words);
  // A model with captions of its own understands no others.
  // Nor does the paint-brush LoRA.
  ask_->setVisible(chosen && chosen->wants_detailed_caption && !has_sketch_);
}

void InstructionPanel::retranslate() {
  title_->setText(tr("&Instruction"));
  instruction_->setAccessibleName(tr("Instruction"));
  instruction_->setPlaceholderText(has_sketch_
                                       ? tr("What is it that you sketched? For example: a crown and a hat")
                                       : tr("What should change? For example: make it snow"));
  instruction_->setToolTip(tr("Alt+Up and Alt+Down bring back earlier instructions"));
  refresh();
}

void InstructionPanel::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui

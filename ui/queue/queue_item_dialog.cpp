// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/queue_item_dialog.h"

#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "ui/queue/engine_queue_edit.h"

namespace v4e::ui {
namespace {

constexpr int kMostSteps = 1000;
constexpr double kMostGuidance = 100;
// Below all that can be chosen: "differs from item to item".
constexpr int kMixedNumber = -1;

/// The value that all have; nothing where they differ.
template <typename Values, typename Get>
auto commonOf(const Values& values, const Get& get) {
  std::optional<std::decay_t<decltype(get(values.front()))>> common = get(values.front());
  for (const auto& value : values) {
    if (get(value) != *common) return decltype(common){};
  }
  return common;
}

/// Broken parameters of one item are no reason not to show it; it fails with its own message.
EditOrder readable(const QueueRequest& request) {
  try {
    return toEditOrder(request);
  } catch (const Error&) {
    return {};
  }
}

template <typename Value>
void keepIfNew(const std::optional<Value>& before, const Value& now, std::optional<Value>& change) {
  if (before != now) change = now;
}

}  // namespace

QueueItemDialog::QueueItemDialog(const std::vector<QueueRequest>& requests, QList<ModelInfo> models,
                                 QWidget* parent)
    : QDialog(parent),
      models_(std::move(models)),
      count_(static_cast<int>(requests.size())),
      instruction_label_(new QLabel(this)),
      instruction_(new QLineEdit(this)),
      caption_label_(new QLabel(this)),
      caption_(new QPlainTextEdit(this)),
      model_label_(new QLabel(this)),
      model_(new QComboBox(this)),
      steps_label_(new QLabel(this)),
      steps_(new QSpinBox(this)),
      guidance_label_(new QLabel(this)),
      guidance_(new QDoubleSpinBox(this)),
      frames_label_(new QLabel(this)),
      frames_(new QComboBox(this)),
      seed_label_(new QLabel(this)),
      seed_(new QSpinBox(this)),
      cancel_(new QPushButton(this)),
      apply_(new QPushButton(this)) {
  build();
  fill(requests);
  retranslate();
}

void QueueItemDialog::build() {
  setObjectName("queueItemDialog");
  instruction_->setObjectName("itemInstruction");
  caption_->setObjectName("itemCaption");
  caption_->setTabChangesFocus(true);
  caption_->setMaximumHeight(caption_->fontMetrics().lineSpacing() * 5);
  model_->setObjectName("itemModel");
  steps_->setObjectName("itemSteps");
  guidance_->setObjectName("itemGuidance");
  guidance_->setDecimals(1);
  guidance_->setSingleStep(0.5);
  frames_->setObjectName("itemFrames");
  seed_->setObjectName("itemSeed");
  seed_->setButtonSymbols(QAbstractSpinBox::NoButtons);
  cancel_->setObjectName("itemCancel");
  apply_->setObjectName("itemApply");
  apply_->setProperty("role", "primary");
  apply_->setDefault(true);
  auto* form = new QFormLayout(this);
  form->setContentsMargins(16, 16, 16, 16);
  form->setHorizontalSpacing(16);
  form->setVerticalSpacing(8);
  const std::pair<QLabel*, QWidget*> rows[] = {{instruction_label_, instruction_},
                                               {caption_label_, caption_},
                                               {model_label_, model_},
                                               {steps_label_, steps_},
                                               {guidance_label_, guidance_},
                                               {frames_label_, frames_},
                                               {seed_label_, seed_}};
  for (const auto& [label, field] : rows) {
    label->setBuddy(field);
    form->addRow(label, field);
  }
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(8);
  buttons->addStretch();
  buttons->addWidget(cancel_);
  buttons->addWidget(apply_);
  form->addRow(buttons);
  setMinimumWidth(460);
  connect(cancel_, &QPushButton::clicked, this, &QDialog::reject);
  connect(apply_, &QPushButton::clicked, this, &QDialog::accept);
}

void QueueItemDialog::fill(const std::vector<QueueRequest>& requests) {
  std::vector<EditOrder> orders;
  for (const QueueRequest& request : requests) orders.push_back(readable(request));
  common_.instruction = commonOf(requests, [](const auto& request) { return request.instruction; });
  common_.caption = commonOf(requests, [](const auto& request) { return request.caption; });
  common_.model = commonOf(requests, [](const auto& request) { return request.model; });
  common_.seed = commonOf(requests, [](const auto& request) { return request.seed; });
  common_.steps = commonOf(orders, [](const auto& order) { return order.steps; });
  common_.guidance = commonOf(orders, [](const auto& order) { return order.guidance; });
  common_.frames = commonOf(orders, [](const auto& order) { return order.frames; });
  instruction_->setText(QString::fromStdString(common_.instruction.value_or("")));
  caption_->setPlainText(QString::fromStdString(common_.caption.value_or("")));
  steps_->setRange(common_.steps ? 1 : 0, kMostSteps);
  steps_->setValue(common_.steps.value_or(0));
  guidance_->setRange(common_.guidance ? 0.0 : -0.5, kMostGuidance);
  guidance_->setValue(common_.guidance.value_or(-0.5));
  constexpr int kMostSeed = std::numeric_limits<int>::max();
  seed_->setRange(common_.seed ? 0 : kMixedNumber, kMostSeed);
  seed_->setValue(common_.seed ? static_cast<int>(std::min<std::uint64_t>(*common_.seed, kMostSeed))
                               : kMixedNumber);
  fillModels();
  applyRanges();
  connect(model_, &QComboBox::currentIndexChanged, this, &QueueItemDialog::applyRanges);
}

void QueueItemDialog::fillModels() {
  for (const ModelInfo& info : models_)
    model_->addItem(QString::fromStdString(info.name), QString::fromStdString(info.id));
  if (!common_.model) {
    model_->insertItem(0, QString());
    model_->setCurrentIndex(0);
    return;
  }
  const QString id = QString::fromStdString(*common_.model);
  int index = model_->findData(id);
  if (index < 0) {
    // Not known yet: the first that is found, or a folder that is gone by now.
    model_->insertItem(0, id.section('/', -1), id);
    index = 0;
  }
  model_->setCurrentIndex(index);
}

const ModelInfo* QueueItemDialog::model() const {
  const auto id = model_->currentData().toString().toStdString();
  const auto found =
      std::find_if(models_.begin(), models_.end(), [&](const ModelInfo& info) { return info.id == id; });
  return found == models_.end() ? nullptr : &*found;
}

void QueueItemDialog::applyRanges() {
  const ModelInfo* info = model();
  const int before = frames_->count() > 0 ? frames_->currentData().toInt() : common_.frames.value_or(0);
  frames_->clear();
  if (before == 0) frames_->addItem(tr("differs: stays as it is"), 0);
  if (info) {
    for (const int count : info->ranges.frames) frames_->addItem(QString::number(count), count);
  } else if (before > 0) {
    frames_->addItem(QString::number(before), before);
  }
  int index = frames_->findData(before);
  if (index < 0) index = frames_->findData(info->ranges.default_frames);
  frames_->setCurrentIndex(std::max(0, index));
  steps_->setMaximum(info ? info->ranges.max_steps : kMostSteps);
  guidance_->setMaximum(info ? info->ranges.max_guidance : kMostGuidance);
  guidance_->setEnabled(!info || info->ranges.has_guidance);
}

ItemChange QueueItemDialog::change() const {
  ItemChange change;
  const std::string instruction = instruction_->text().trimmed().toStdString();
  const std::string caption = caption_->toPlainText().trimmed().toStdString();
  if (common_.instruction || !instruction.empty())
    keepIfNew(common_.instruction, instruction, change.instruction);
  if (common_.caption || !caption.empty()) keepIfNew(common_.caption, caption, change.caption);
  if (model_->currentData().isValid())
    keepIfNew(common_.model, model_->currentData().toString().toStdString(), change.model);
  if (steps_->value() > 0) keepIfNew(common_.steps, steps_->value(), change.steps);
  // It was rounded to be shown: only another number than that counts.
  const bool other_guidance = !common_.guidance || std::abs(guidance_->value() - *common_.guidance) > 0.05;
  if (guidance_->isEnabled() && guidance_->value() >= 0 && other_guidance)
    change.guidance = guidance_->value();
  if (const int frames = frames_->currentData().toInt(); frames > 0)
    keepIfNew(common_.frames, frames, change.frames);
  const bool too_large_to_show = common_.seed && *common_.seed > static_cast<std::uint64_t>(seed_->maximum());
  if (seed_->value() >= 0 && !(too_large_to_show && seed_->value() == seed_->maximum()))
    keepIfNew(common_.seed, static_cast<std::uint64_t>(seed_->value()), change.seed);
  return change;
}

void QueueItemDialog::retranslate() {
  setWindowTitle(tr("Change %n photo(s) of the queue", nullptr, count_));
  const QString differs = tr("differs: stays as it is");
  instruction_label_->setText(tr("&Instruction:"));
  instruction_->setAccessibleName(tr("Instruction"));
  instruction_->setPlaceholderText(common_.instruction ? QString() : differs);
  caption_label_->setText(tr("&Caption:"));
  caption_->setAccessibleName(tr("Caption"));
  caption_->setPlaceholderText(common_.caption ? tr("Is made from the instruction") : differs);
  model_label_->setText(tr("&Model:"));
  model_->setAccessibleName(tr("Model"));
  if (!common_.model) model_->setItemText(0, differs);
  if (common_.model && common_.model->empty()) model_->setItemText(0, tr("The one in use"));
  steps_label_->setText(tr("S&teps:"));
  steps_->setAccessibleName(tr("Steps"));
  guidance_label_->setText(tr("&Guidance:"));
  guidance_->setAccessibleName(tr("Guidance"));
  frames_label_->setText(tr("F&rames:"));
  frames_->setAccessibleName(tr("Frames"));
  if (frames_->itemData(0).toInt() == 0) frames_->setItemText(0, differs);
  seed_label_->setText(tr("See&d:"));
  seed_->setAccessibleName(tr("Seed"));
  steps_->setSpecialValueText(common_.steps ? QString() : differs);
  guidance_->setSpecialValueText(common_.guidance ? QString() : differs);
  seed_->setSpecialValueText(common_.seed ? QString() : differs);
  cancel_->setText(tr("Cancel"));
  apply_->setText(tr("Change"));
}

void QueueItemDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

}  // namespace v4e::ui

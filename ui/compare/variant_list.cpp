// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/variant_list.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "core/edit/comparison.h"
#include "ui/compare/variant_text.h"
#include "ui/engine/find_model.h"
#include "ui/widgets/panel_scroll.h"

namespace v4e::ui {
namespace {

constexpr QSize kLeastForm(280, 160);
constexpr int kListWidth = 260;

}  // namespace

VariantList::VariantList(QWidget* parent)
    : QWidget(parent),
      title_(new QLabel(this)),
      list_(new QListWidget(this)),
      add_(new QPushButton(this)),
      remove_(new QPushButton(this)),
      form_(new ParameterBox(this)),
      strength_label_(new QLabel(this)),
      strength_(new PercentBox(this)) {
  build();
  retranslate();
}

void VariantList::build() {
  list_->setObjectName("variantList");
  list_->setWordWrap(true);
  add_->setObjectName("addVariant");
  remove_->setObjectName("removeVariant");
  strength_->setObjectName("variantStrength");
  title_->setBuddy(list_);
  strength_label_->setBuddy(strength_);
  form_->setForOneEdit();
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(8);
  buttons->addWidget(add_);
  buttons->addWidget(remove_);
  buttons->addStretch();
  auto* left = new QVBoxLayout;
  left->setSpacing(8);
  left->addWidget(title_);
  left->addWidget(list_, 1);
  left->addLayout(buttons);
  list_->setMinimumWidth(kListWidth);
  auto* settings = new QWidget(this);
  auto* column = new QVBoxLayout(settings);
  column->setContentsMargins(0, 0, 8, 0);
  column->setSpacing(4);
  column->addWidget(form_);
  column->addSpacing(4);
  column->addWidget(strength_label_);
  column->addWidget(strength_);
  column->addStretch();
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(16);
  row->addLayout(left, 1);
  row->addWidget(new PanelScroll(settings, kLeastForm), 1);
  connect(list_, &QListWidget::currentRowChanged, this, &VariantList::showCurrent);
  connect(add_, &QPushButton::clicked, this, &VariantList::add);
  connect(remove_, &QPushButton::clicked, this, &VariantList::removeCurrent);
  connect(form_, &ParameterBox::edited, this, &VariantList::takeForm);
  connect(form_, &ParameterBox::modelChanged, this, &VariantList::takeForm);
  connect(&form_->loras(), &LoraList::changed, this, &VariantList::takeForm);
  connect(strength_, &QDoubleSpinBox::valueChanged, this, &VariantList::takeForm);
}

void VariantList::setModels(const QList<ModelInfo>& models) {
  models_ = models;
  filling_ = true;
  form_->setModels(models, {});
  filling_ = false;
  showCurrent();
}

void VariantList::setLoraChecker(LoraList::Checker check) {
  form_->loras().setChecker(std::move(check));
}

EditSettings VariantList::otherThan(const EditSettings& settings) const {
  EditSettings other = settings;
  const auto another = std::ranges::find_if(
      models_, [&settings](const ModelInfo& info) { return info.ready && info.id != settings.model; });
  const auto knows = [&settings](const ModelInfo& info) { return info.id == settings.model; };
  if (another != models_.end() && std::ranges::any_of(models_, knows)) {
    other.model = another->id;
    other.steps = another->ranges.default_steps;
    other.guidance = another->ranges.default_guidance;
    other.frames = another->ranges.default_frames;
    other.negative_prompt = another->ranges.default_negative_prompt;
    other.shift.reset();
    other.sampler.reset();
    other.loras.clear();
    other.method.reset();
    other.keep_every.reset();
    other.still_sigma.reset();
  } else {
    other.steps = std::min(2 * settings.steps.value_or(ParameterRanges().default_steps), ParameterRanges().max_steps);
  }
  return other;
}

void VariantList::begin(const EditSettings& settings) {
  variants_ = {settings, otherThan(settings)};
  showRows();
  list_->setCurrentRow(1);
  showCurrent();
  Q_EMIT changed();
}

void VariantList::setWish(const EditSettings& wish) {
  for (EditSettings& variant : variants_) {
    variant.instruction = wish.instruction;
    variant.caption = wish.caption;
    variant.ending = wish.ending;
    variant.region = wish.region;
    variant.merge = wish.merge;
    variant.amount = wish.amount;
    variant.working_area_px = wish.working_area_px;
  }
}

void VariantList::add() {
  if (variants_.empty() || variants_.size() >= kMostVariants) return;
  // Of the chosen one with another seed: it differs at once, and the user goes on from there.
  EditSettings next = variants_[static_cast<std::size_t>(std::max(0, list_->currentRow()))];
  do ++next.seed;
  while (std::ranges::find(variants_, next) != variants_.end());
  variants_.push_back(next);
  showRows();
  list_->setCurrentRow(static_cast<int>(variants_.size()) - 1);
  Q_EMIT changed();
}

void VariantList::removeCurrent() {
  const int row = list_->currentRow();
  if (row < 0 || variants_.size() <= kFewestVariants) return;
  variants_.erase(variants_.begin() + row);
  showRows();
  list_->setCurrentRow(std::min(row, static_cast<int>(variants_.size()) - 1));
  showCurrent();
  Q_EMIT changed();
}

void VariantList::showCurrent() {
  const int row = list_->currentRow();
  if (row < 0 || static_cast<std::size_t>(row) >= variants_.size()) return;
  const EditSettings& shown = variants_[static_cast<std::size_t>(row)];
  filling_ = true;
  form_->setOrder(shown);
  strength_->setValue(100 * shown.strength);
  filling_ = false;
}

void VariantList::takeForm() {
  const int row = list_->currentRow();
  if (filling_ || row < 0 || static_cast<std::size_t>(row) >= variants_.size()) return;
  EditSettings& current = variants_[static_cast<std::size_t>(row)];
  const EditSettings before = current;
  form_->fill(current);
  current.strength = strength_->value() / 100;
  if (current == before) return;
  showRows();
  Q_EMIT changed();
}

void VariantList::showRows() {
  filling_ = true;
  while (list_->count() > static_cast<int>(variants_.size())) delete list_->takeItem(list_->count() - 1);
  while (list_->count() < static_cast<int>(variants_.size())) list_->addItem(QString());
  filling_ = false;
  for (std::size_t place = 0; place < variants_.size(); ++place) {
    const auto same = sameVariant(variants_, place);
    const QString text = same ? tr("the same as %1").arg(variantLetter(*same)) : variantText(variants_, place, models_);
    list_->item(static_cast<int>(place))->setText(variantLetter(place) + "  " + text);
  }
  add_->setEnabled(!variants_.empty() && variants_.size() < kMostVariants);
  remove_->setEnabled(variants_.size() > kFewestVariants);
}

QString VariantList::problem() const {
  for (std::size_t place = 0; place < variants_.size(); ++place) {
    if (const auto same = sameVariant(variants_, place))
      return tr("%1 is the same as %2: change a setting of it.").arg(variantLetter(place), variantLetter(*same));
    const ModelInfo* model = findModel(models_, variants_[place].model);
    if (!model || !model->ready) return tr("The model of %1 cannot be used.").arg(variantLetter(place));
  }
  if (form_->loras().hasMisfit())
    return tr("A LoRA of %1 does not go with its model.")
        .arg(variantLetter(static_cast<std::size_t>(std::max(0, list_->currentRow()))));
  return {};
}

void VariantList::retranslate() {
  title_->setText(tr("&Variants"));
  list_->setAccessibleName(tr("Variants"));
  add_->setText(tr("&Add a variant"));
  remove_->setText(tr("Re&move"));
  strength_label_->setText(tr("Stren&gth"));
  strength_->setAccessibleName(tr("Strength"));
  strength_->setToolTip(tr("How far this variant goes from the photo to the whole edit"));
  showRows();
}

void VariantList::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui

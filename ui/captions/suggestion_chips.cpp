// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/suggestion_chips.h"

#include <QEvent>
#include <utility>

#include "ui/settings/icon.h"
#include "ui/widgets/flow_layout.h"

namespace v4e::ui {
namespace {

constexpr qsizetype kFew = 6;

}  // namespace

SuggestionChips::SuggestionChips(QWidget* parent) : QWidget(parent) {
  setObjectName("suggestions");
  new FlowLayout(8, this);
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
}

void SuggestionChips::setSuggestions(const QStringList& suggestions, const QStringList& taught) {
  if (suggestions == suggestions_ && taught == taught_) return;
  suggestions_ = suggestions;
  taught_ = taught;
  all_shown_ = false;
  rebuild();
}

/// A chip is as wide as its words: those of a user may be many, and an ampersand is no key.
QString SuggestionChips::shortened(const QString& text) const {
  constexpr int kWidest = 200;
  return fontMetrics().elidedText(text, Qt::ElideRight, kWidest).replace('&', "&&");
}

void SuggestionChips::rebuild() {
  setAccessibleName(tr("What this model can do"));
  for (auto* old : findChildren<QToolButton*>()) {
    layout()->removeWidget(old);
    old->hide();
    old->deleteLater();
  }
  // Made late, they would come last of all in the tab order.
  QWidget* before = previousInFocusChain();
  while (before != this && !(before->focusPolicy() & Qt::TabFocus)) before = before->previousInFocusChain();
  const auto add = [this, &before](const QString& text) {
    auto* chip = new QToolButton(this);
    chip->setProperty("role", "chip");
    chip->setText(text);
    chip->setAccessibleName(text);
    chip->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    chip->setCursor(Qt::PointingHandCursor);
    layout()->addWidget(chip);
    setTabOrder(std::exchange(before, chip), chip);
    chip->show();
    return chip;
  };
  for (const QString& text : std::as_const(taught_)) {
    QToolButton* chip = add(shortened(text));
    chip->setIcon(icon("brush"));
    chip->setAccessibleName(tr("%1, taught by you").arg(text));
    chip->setToolTip(tr("“%1”: taught by you").arg(text));
    connect(chip, &QToolButton::clicked, this, [this, text] { Q_EMIT chosen(text); });
  }
  const qsizetype count = all_shown_ ? suggestions_.size() : std::min(kFew, suggestions_.size());
  for (qsizetype i = 0; i < count; ++i) {
    const QString text = suggestions_[i];
    connect(add(text), &QToolButton::clicked, this, [this, text] { Q_EMIT chosen(text); });
  }
  if (suggestions_.size() > kFew) {
    auto* more =
        add(all_shown_ ? tr("Fewer") : tr("%n more…", nullptr, static_cast<int>(suggestions_.size() - kFew)));
    more->setObjectName("moreSuggestions");
    connect(more, &QToolButton::clicked, this, [this] {
      all_shown_ = !all_shown_;
      rebuild();
    });
  }
  setVisible(!suggestions_.isEmpty() || !taught_.isEmpty());
  updateGeometry();
}

void SuggestionChips::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) rebuild();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui

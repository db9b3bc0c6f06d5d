// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/caption_box.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QVBoxLayout>
#include <utility>

namespace v4e::ui {

CaptionBox::CaptionBox(QWidget* parent)
    : QWidget(parent),
      title_(new QLabel(this)),
      back_(new QPushButton(this)),
      text_(new QPlainTextEdit(this)),
      kind_(new QLabel(this)),
      family_(new QLabel(this)),
      notes_(new QLabel(this)) {
  setObjectName("captionBox");
  title_->setProperty("role", "section");
  back_->setObjectName("automaticCaption");
  back_->setProperty("role", "link");
  back_->setCursor(Qt::PointingHandCursor);
  text_->setObjectName("caption");
  text_->setTabChangesFocus(true);
  text_->setFixedHeight(fontMetrics().lineSpacing() * 4 + 20);
  title_->setBuddy(text_);
  for (QLabel* badge : {kind_, family_}) badge->setProperty("role", "badge");
  notes_->setObjectName("captionNotes");
  notes_->setProperty("role", "muted");
  notes_->setWordWrap(true);

  auto* header = new QHBoxLayout;
  header->addWidget(title_);
  header->addStretch();
  header->addWidget(back_);
  auto* badges = new QHBoxLayout;
  badges->setSpacing(8);
  badges->addWidget(kind_);
  badges->addWidget(family_);
  badges->addStretch();
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(8);
  layout->addLayout(header);
  layout->addWidget(text_);
  layout->addLayout(badges);
  layout->addWidget(notes_);

  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
  connect(text_, &QPlainTextEdit::textChanged, this, &CaptionBox::takeEdit);
  connect(back_, &QPushButton::clicked, this, [this] {
    setIsAutomatic(true);
    refresh();
    noteEdit();
  });
  retranslate();
}

void CaptionBox::setAutomatic(const EvolutionCaption& caption) {
  caption_ = caption;
  problem_.clear();
  refresh();
}

void CaptionBox::setProblem(const QString& text) {
  caption_ = {};
  problem_ = text;
  refresh();
}

void CaptionBox::setTaught(const QString& words) {
  if (std::exchange(taught_, words) != words) refresh();
}

void CaptionBox::setDetailed(bool detailed) {
  detailed_ = detailed;
  refresh();
}

void CaptionBox::setOwnCaption(const QString& caption) {
  setIsAutomatic(caption.isEmpty());
  showing_ = true;
  text_->setPlainText(caption);
  showing_ = false;
  known_ = ownCaption();
  refresh();
}

QString CaptionBox::ownCaption() const {
  return automatic_ ? QString() : text_->toPlainText().trimmed();
}

void CaptionBox::refresh() {
  if (automatic_) {
    const QString read = QString::fromStdString(detailed_ ? caption_.detailed_caption : caption_.caption);
    const QString wanted = taught_.isEmpty() ? read : taught_;
    showing_ = true;
    if (text_->toPlainText() != wanted) text_->setPlainText(wanted);
    showing_ = false;
  }
  const bool understood = !caption_.caption.empty() && taught_.isEmpty();
  kind_->setVisible(understood);
  family_->setVisible(understood);
  kind_->setText(kindName(caption_.kind));
  family_->setText(familyName(caption_.family));
  QStringList notes;
  if (!problem_.isEmpty()) notes << problem_;
  if (!taught_.isEmpty()) {
    notes << tr("Taught by examples: a LoRA that is on knows these words.");
  } else {
    for (const std::string& note : caption_.notes) notes << QString::fromStdString(note);
  }
  notes_->setText(notes.join('\n'));
  notes_->setVisible(!notes.isEmpty());
  back_->setVisible(!automatic_);
}

void CaptionBox::takeEdit() {
  if (showing_) return;
  setIsAutomatic(text_->toPlainText().trimmed().isEmpty());
  noteEdit();
}

void CaptionBox::noteEdit() {
  const QString own = ownCaption();
  const QString before = std::exchange(known_, own);
  if (before != own) Q_EMIT edited(before, own);
}

void CaptionBox::setIsAutomatic(bool automatic) {
  if (automatic == automatic_) return;
  automatic_ = automatic;
  back_->setVisible(!automatic_);
  Q_EMIT automaticChanged(automatic_);
}

void CaptionBox::retranslate() {
  title_->setText(tr("&What will happen"));
  back_->setText(tr("Back to automatic"));
  back_->setToolTip(tr("Write it from the instruction again"));
  text_->setPlaceholderText(tr("Type an instruction: here you see how the photo will evolve."));
  text_->setAccessibleName(tr("Evolution caption"));
  text_->setToolTip(tr("What the model is told. Write here to say it in your own words."));
  kind_->setAccessibleName(tr("Kind of edit"));
  family_->setAccessibleName(tr("How it evolves"));
  refresh();
}

void CaptionBox::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

QString kindName(EditKind kind) {
  switch (kind) {
    case EditKind::Add:
      return CaptionBox::tr("Add");
    case EditKind::Remove:
      return CaptionBox::tr("Remove");
    case EditKind::Replace:
      return CaptionBox::tr("Replace");
    case EditKind::Background:
      return CaptionBox::tr("Background");
    case EditKind::Colour:
      return CaptionBox::tr("Colour");
    case EditKind::Style:
      return CaptionBox::tr("Style");
    case EditKind::Restore:
      return CaptionBox::tr("Restore");
    case EditKind::Text:
      return CaptionBox::tr("Text");
    case EditKind::WeatherLight:
      return CaptionBox::tr("Weather and light");
    case EditKind::Other:
      return CaptionBox::tr("Other");
  }
  return {};
}

QString familyName(EvolutionFamily family) {
  switch (family) {
    case EvolutionFamily::Temporal:
      return CaptionBox::tr("changes in place");
    case EvolutionFamily::Spatial:
      return CaptionBox::tr("rearranges things");
  }
  return {};
}

}  // namespace v4e::ui

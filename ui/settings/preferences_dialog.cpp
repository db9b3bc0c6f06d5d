// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/preferences_dialog.h"

#include <QEvent>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>

#include "core/image/photo_shape.h"
#include "ui/settings/language.h"

namespace v4e::ui {

PreferencesDialog::PreferencesDialog(Settings& settings, QWidget* parent)
    : QDialog(parent),
      settings_(settings),
      appearance_label_(new QLabel(this)),
      appearance_(new QComboBox(this)),
      language_label_(new QLabel(this)),
      language_(new QComboBox(this)),
      profile_label_(new QLabel(this)),
      profile_(new QLineEdit(this)),
      choose_profile_(new QPushButton(this)),
      profile_hint_(new QLabel(this)),
      drawing_label_(new QLabel(this)),
      drawing_(new QSpinBox(this)),
      restore_(new QCheckBox(this)),
      keep_photo_(new QCheckBox(this)),
      close_(new QPushButton(this)) {
  setObjectName("preferencesDialog");
  appearance_->setObjectName("appearance");
  language_->setObjectName("language");
  profile_->setObjectName("screenProfile");
  profile_->setReadOnly(true);
  profile_->setClearButtonEnabled(true);
  profile_->setText(settings_.screenProfile());
  profile_hint_->setProperty("role", "muted");
  profile_hint_->setWordWrap(true);
  drawing_->setObjectName("drawingSide");
  drawing_->setRange(0, kMostDrawingSide_px);
  drawing_->setSingleStep(256);
  drawing_->setValue(settings_.drawingSide());
  restore_->setObjectName("restoreSession");
  restore_->setChecked(settings_.restoresSession());
  keep_photo_->setObjectName("keepPhotoInProjects");
  keep_photo_->setChecked(settings_.keepsPhotoInProjects());
  for (int i = 0; i < 3; ++i) appearance_->addItem(QString());
  appearance_->setCurrentIndex(static_cast<int>(settings_.appearance()));
  language_->addItem(QString(), QString());
  for (const Language& language : languages()) language_->addItem(language.name, language.code);
  language_->setCurrentIndex(std::max(0, language_->findData(settings_.language())));
  appearance_label_->setBuddy(appearance_);
  language_label_->setBuddy(language_);
  profile_label_->setBuddy(choose_profile_);
  drawing_label_->setBuddy(drawing_);
  close_->setDefault(true);

  auto* profile_row = new QHBoxLayout;
  profile_row->setSpacing(8);
  profile_row->addWidget(profile_, 1);
  profile_row->addWidget(choose_profile_);
  auto* form = new QFormLayout(this);
  form->setContentsMargins(16, 16, 16, 16);
  form->setHorizontalSpacing(16);
  form->setVerticalSpacing(8);
  form->addRow(appearance_label_, appearance_);
  form->addRow(language_label_, language_);
  form->addRow(profile_label_, profile_row);
  form->addRow(nullptr, profile_hint_);
  form->addRow(drawing_label_, drawing_);
  form->addRow(nullptr, restore_);
  form->addRow(nullptr, keep_photo_);
  // As high as their fields, so that both texts stand on one line.
  for (QLabel* label : {appearance_label_, language_label_, profile_label_, drawing_label_})
    label->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::MinimumExpanding);
  auto* buttons = new QHBoxLayout;
  buttons->addStretch();
  buttons->addWidget(close_);
  form->addRow(buttons);
  setMinimumWidth(480);

  connect(appearance_, &QComboBox::activated, &settings_,
          [this](int index) { settings_.setAppearance(static_cast<Appearance>(index)); });
  connect(language_, &QComboBox::activated, &settings_,
          [this] { settings_.setLanguage(language_->currentData().toString()); });
  connect(choose_profile_, &QPushButton::clicked, this, [this] {
    const QString file = QFileDialog::getOpenFileName(
        this, tr("The screen's colour profile"), "/usr/share/color/icc", tr("Colour profiles (*.icc *.icm)"));
    if (file.isEmpty()) return;
    profile_->setText(file);
    settings_.setScreenProfile(file);
  });
  connect(profile_, &QLineEdit::textChanged, &settings_, [this](const QString& text) {
    if (text.isEmpty()) settings_.setScreenProfile({});
  });
  connect(drawing_, &QSpinBox::valueChanged, &settings_, &Settings::setDrawingSide);
  connect(restore_, &QCheckBox::toggled, &settings_, &Settings::setRestoresSession);
  connect(keep_photo_, &QCheckBox::toggled, &settings_, &Settings::setKeepsPhotoInProjects);
  connect(close_, &QPushButton::clicked, this, &QDialog::accept);
  retranslate();
}

void PreferencesDialog::retranslate() {
  setWindowTitle(tr("Preferences"));
  appearance_label_->setText(tr("&Appearance:"));
  appearance_->setAccessibleName(tr("Appearance"));
  appearance_->setItemText(0, tr("Follow system"));
  appearance_->setItemText(1, tr("Light"));
  appearance_->setItemText(2, tr("Dark"));
  language_label_->setText(tr("&Language:"));
  language_->setAccessibleName(tr("Language"));
  language_->setItemText(0, tr("Follow system"));
  profile_label_->setText(tr("&Screen profile:"));
  profile_->setAccessibleName(tr("Screen profile"));
  profile_->setPlaceholderText(tr("Automatic"));
  choose_profile_->setText(tr("C&hoose…"));
  profile_hint_->setText(
      tr("Automatic uses the system's profile for this screen, or sRGB if there is none."));
  drawing_label_->setText(tr("&Drawings (SVG):"));
  drawing_->setAccessibleName(tr("Size of drawings"));
  drawing_->setSpecialValueText(tr("Size that they state"));
  //: of the longer side of a picture, in pixels
  drawing_->setSuffix(tr(" px"));
  drawing_->setToolTip(
      tr("Longer side of the picture that an SVG drawing becomes when it is opened or added to the queue"));
  restore_->setText(tr("Re&open last photo at start"));
  keep_photo_->setText(tr("Store the &photo in projects"));
  keep_photo_->setToolTip(tr("The project becomes larger, but can be moved to another computer"));
  close_->setText(tr("&Close"));
}

void PreferencesDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

}  // namespace v4e::ui

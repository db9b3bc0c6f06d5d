// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/export_dialog.h"

#include <QDir>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QMessageBox>
#include <QSignalBlocker>

namespace v4e::ui {
namespace {

QString suffix_of(PhotoFormat format) {
  switch (format) {
    case PhotoFormat::Jpeg:
      return "jpg";
    case PhotoFormat::Png:
      return "png";
    case PhotoFormat::WebP:
      return "webp";
    case PhotoFormat::Tiff:
      return "tif";
    case PhotoFormat::Gif:
      return "gif";
  }
  return "png";
}

}  // namespace

ExportDialog::ExportDialog(const Photo& photo, const QString& suggestedPath, PhotoFormat format,
                           Settings& settings, QWidget* parent)
    : QDialog(parent),
      settings_(settings),
      has_alpha_(photo.image.has_alpha()),
      bits_(photo.image.type() == SampleType::U8 ? 8 : 16),
      path_label_(new QLabel(this)),
      path_(new QLineEdit(this)),
      browse_(new QPushButton(this)),
      format_label_(new QLabel(this)),
      format_(new QComboBox(this)),
      quality_label_(new QLabel(this)),
      quality_(new QSlider(Qt::Horizontal, this)),
      quality_number_(new QSpinBox(this)),
      lossless_(new QCheckBox(this)),
      metadata_label_(new QLabel(this)),
      metadata_(new QComboBox(this)),
      embed_(new QCheckBox(this)),
      hint_(new QLabel(this)),
      cancel_(new QPushButton(this)),
      export_(new QPushButton(this)) {
  setObjectName("exportDialog");
  for (const PhotoFormat each : {PhotoFormat::Jpeg, PhotoFormat::Png, PhotoFormat::WebP, PhotoFormat::Tiff}) {
    const std::string_view name = to_string(each);
    format_->addItem(QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size())),
                     static_cast<int>(each));
  }
  const int index = format_->findData(static_cast<int>(format));
  format_->setCurrentIndex(index >= 0 ? index : 1);
  path_->setText(QDir::toNativeSeparators(suggestedPath));
  const ExportChoice choice = settings_.exportChoice();
  build();
  for (int i = 0; i < 3; ++i) metadata_->addItem(QString());
  metadata_->setCurrentIndex(static_cast<int>(choice.metadata));
  embed_->setChecked(choice.embed_settings);
  quality_->setValue(choice.quality);
  retranslate();
  formatChanged();
}

void ExportDialog::build() {
  path_->setObjectName("exportPath");
  format_->setObjectName("exportFormat");
  quality_->setObjectName("exportQuality");
  quality_->setRange(1, 100);
  quality_number_->setObjectName("exportQualityNumber");
  quality_number_->setRange(1, 100);
  lossless_->setObjectName("exportLossless");
  metadata_->setObjectName("exportMetadata");
  embed_->setObjectName("exportEmbed");
  hint_->setProperty("role", "muted");
  hint_->setWordWrap(true);
  export_->setObjectName("exportButton");
  export_->setProperty("role", "primary");
  export_->setDefault(true);
  path_label_->setBuddy(path_);
  format_label_->setBuddy(format_);
  quality_label_->setBuddy(quality_);
  metadata_label_->setBuddy(metadata_);

  const auto row = [](const QList<QWidget*>& widgets) {
    auto* layout = new QHBoxLayout;
    layout->setSpacing(8);
    for (QWidget* widget : widgets) layout->addWidget(widget, widget == widgets.first() ? 1 : 0);
    return layout;
  };
  auto* form = new QFormLayout(this);
  form->setContentsMargins(16, 16, 16, 16);
  form->setHorizontalSpacing(16);
  form->setVerticalSpacing(8);
  form->addRow(path_label_, row({path_, browse_}));
  form->addRow(format_label_, format_);
  form->addRow(quality_label_, row({quality_, quality_number_}));
  form->addRow(nullptr, lossless_);
  form->addRow(metadata_label_, metadata_);
  form->addRow(nullptr, embed_);
  form->addRow(nullptr, hint_);
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(8);
  buttons->addStretch();
  buttons->addWidget(cancel_);
  buttons->addWidget(export_);
  form->addRow(buttons);
  setMinimumWidth(560);

  connect(quality_, &QSlider::valueChanged, quality_number_, &QSpinBox::setValue);
  connect(quality_number_, &QSpinBox::valueChanged, quality_, &QSlider::setValue);
  connect(format_, &QComboBox::currentIndexChanged, this, &ExportDialog::formatChanged);
  connect(lossless_, &QCheckBox::toggled, this, &ExportDialog::formatChanged);
  connect(browse_, &QPushButton::clicked, this, &ExportDialog::browse);
  connect(cancel_, &QPushButton::clicked, this, &QDialog::reject);
  connect(export_, &QPushButton::clicked, this, &ExportDialog::accept);
}

PhotoFormat ExportDialog::format() const {
  return static_cast<PhotoFormat>(format_->currentData().toInt());
}

void ExportDialog::formatChanged() {
  const QFileInfo info(path_->text());
  const bool known = format_of_extension(info.fileName().toStdString()).has_value();
  const QString stem = known ? path_->text().chopped(info.suffix().size() + 1) : path_->text();
  path_->setText(stem + '.' + suffix_of(format()));
  const bool web = format() == PhotoFormat::WebP;
  const bool lossy = format() == PhotoFormat::Jpeg || (web && !lossless_->isChecked());
  lossless_->setVisible(web);
  quality_->setEnabled(lossy);
  quality_number_->setEnabled(lossy);
  quality_label_->setEnabled(lossy);
  QStringList hints;
  if (has_alpha_ && format() == PhotoFormat::Jpeg) hints << tr("JPEG has no transparency: it becomes white.");
  if (bits_ > 8 && (format() == PhotoFormat::Jpeg || web)) {
    hints << tr("This format has 8 bits a colour; PNG and TIFF keep all 16.");
  }
  if (!lossy) hints << tr("Every pixel outside the edit stays as it was, bit for bit.");
  hint_->setText(hints.join(' '));
}

void ExportDialog::browse() {
  const QString chosen = QFileDialog::getSaveFileName(this, tr("Export"), path_->text(),
                                                      tr("Photos (%1)").arg("*." + suffix_of(format())),
                                                      nullptr, QFileDialog::DontConfirmOverwrite);
  if (chosen.isEmpty()) return;
  path_->setText(QDir::toNativeSeparators(chosen));
  if (const auto found = format_of_extension(chosen.toStdString())) {
    const int index = format_->findData(static_cast<int>(*found));
    if (index >= 0) format_->setCurrentIndex(index);
  }
  formatChanged();
}

QString ExportDialog::path() const {
  return QDir::fromNativeSeparators(path_->text().trimmed());
}

WriteOptions ExportDialog::options() const {
  WriteOptions options;
  options.format = format();
  if (quality_->isEnabled()) options.quality = quality_->value();
  const auto metadata = static_cast<MetadataChoice>(metadata_->currentIndex());
  options.keep_metadata = metadata != MetadataChoice::Strip;
  options.strip_gps = metadata == MetadataChoice::KeepWithoutPlace;
  return options;
}

void ExportDialog::accept() {
  if (path().isEmpty()) return;
  if (QFileInfo::exists(path())) {
    QMessageBox box(QMessageBox::Question, windowTitle(),
                    tr("%1 is there already.").arg(QFileInfo(path()).fileName()), QMessageBox::NoButton,
                    this);
    auto* replace = box.addButton(tr("&Replace it"), QMessageBox::DestructiveRole);
    box.setDefaultButton(box.addButton(tr("&Cancel"), QMessageBox::RejectRole));
    box.exec();
    if (box.clickedButton() != replace) return;
  }
  settings_.setExportChoice(
      {quality_->value(), static_cast<MetadataChoice>(metadata_->currentIndex()), embed_->isChecked()});
  settings_.setExportFolder(QFileInfo(path()).absolutePath());
  QDialog::accept();
}

void ExportDialog::retranslate() {
  setWindowTitle(tr("Export"));
  path_label_->setText(tr("&File:"));
  path_->setAccessibleName(tr("File"));
  browse_->setText(tr("&Browse…"));
  format_label_->setText(tr("F&ormat:"));
  format_->setAccessibleName(tr("Format"));
  quality_label_->setText(tr("&Quality:"));
  quality_->setAccessibleName(tr("Quality"));
  quality_number_->setAccessibleName(tr("Quality"));
  lossless_->setText(tr("&Lossless"));
  metadata_label_->setText(tr("&Metadata:"));
  metadata_->setAccessibleName(tr("Metadata"));
  metadata_->setItemText(0, tr("Keep all of the photo's"));
  metadata_->setItemText(1, tr("Keep, but not where it was taken"));
  metadata_->setItemText(2, tr("Leave out"));
  embed_->setText(tr("&Write instruction and settings into the file"));
  embed_->setToolTip(tr("Dropping the file on the window brings them back"));
  cancel_->setText(tr("&Cancel"));
  export_->setText(tr("&Export"));
}

void ExportDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

}  // namespace v4e::ui

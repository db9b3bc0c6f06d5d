// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/export_dialog.h"
#include "core/image/io/photo_layers.h"
#include "core/image/photo_kinds.h"
#include "ui/widgets/form_rows.h"

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

/// Without the dot.
QString suffix_of(PhotoFormat format) {
  return QString::fromStdString(std::string(kind_of(format).extensions.front().substr(1)));
}

/// Kinds that lose nothing unless a quality is asked for.
bool canChooseLossless(PhotoFormat format) {
  const PhotoKind kind = kind_of(format);
  return kind.writes_lossy && kind.writes_lossless;
}

/// What a format is chosen for whose other contents PNG holds as well.
bool isForLayers(PhotoFormat format) {
  return format == PhotoFormat::OpenRaster;
}

}  // namespace

ExportDialog::ExportDialog(const Photo& photo, const QString& suggestedPath, PhotoFormat format,
                           Settings& settings, QWidget* parent)
    : QDialog(parent),
      settings_(settings),
      choice_(settings.exportChoice()),
      own_format_(format),
      has_alpha_(photo.image.has_alpha()),
      bits_(photo.image.type() == SampleType::U8 ? 8 : 16),
      path_label_(new QLabel(this)),
      path_(new QLineEdit(this)),
      browse_(new QPushButton(this)),
      format_label_(new QLabel(this)),
      format_(new QComboBox(this)),
      size_label_(new QLabel(this)),
      size_(new SizeField({photo.image.width(), photo.image.height()}, this)),
      depth_label_(new QLabel(this)),
      depth_(new QComboBox(this)),
      colours_label_(new QLabel(this)),
      colours_(new QComboBox(this)),
      quality_label_(new QLabel(this)),
      quality_(new QSlider(Qt::Horizontal, this)),
      quality_number_(new QSpinBox(this)),
      lossless_(new QCheckBox(this)),
      layers_(new QCheckBox(this)),
      metadata_label_(new QLabel(this)),
      metadata_(new QComboBox(this)),
      embed_(new QCheckBox(this)),
      hint_(new QLabel(this)),
      problem_(new QLabel(this)),
      cancel_(new QPushButton(this)),
      export_(new QPushButton(this)) {
  setObjectName("exportDialog");
  for (const PhotoKind& kind : photo_kinds()) {
    if (kind.is_written)
      format_->addItem(QString::fromStdString(std::string(kind.name)), static_cast<int>(kind.format));
  }
  const int index = format_->findData(static_cast<int>(choice_.format.value_or(format)));
  format_->setCurrentIndex(index >= 0 ? index : 1);
  size_->setChoice({choice_.size_is_percent, choice_.size});
  path_->setText(QDir::toNativeSeparators(suggestedPath));
  for (const int bits : {8, 16}) depth_->addItem(QString(), bits);
  depth_->setCurrentIndex(depth_->findData(choice_.bits > 0 ? choice_.bits : bits_));
  colours_->addItems({QString(), "sRGB", "Display P3", "Adobe RGB"});
  colours_->setCurrentIndex(static_cast<int>(choice_.profile));
  lossless_->setChecked(choice_.lossless);
  build();
  for (int i = 0; i < 3; ++i) metadata_->addItem(QString());
  metadata_->setCurrentIndex(static_cast<int>(choice_.metadata));
  embed_->setChecked(choice_.embed_settings);
  quality_->setValue(choice_.quality);
  retranslate();
  formatChanged();
}

void ExportDialog::build() {
  path_->setObjectName("exportPath");
  format_->setObjectName("exportFormat");
  depth_->setObjectName("exportDepth");
  colours_->setObjectName("exportColours");
  quality_->setObjectName("exportQuality");
  quality_->setRange(1, 100);
  quality_number_->setObjectName("exportQualityNumber");
  quality_number_->setRange(1, 100);
  lossless_->setObjectName("exportLossless");
  layers_->setObjectName("exportLayers");
  metadata_->setObjectName("exportMetadata");
  embed_->setObjectName("exportEmbed");
  hint_->setProperty("role", "muted");
  hint_->setWordWrap(true);
  problem_->setObjectName("exportProblem");
  problem_->setProperty("role", "error");
  problem_->setWordWrap(true);
  problem_->hide();
  export_->setObjectName("exportButton");
  export_->setProperty("role", "primary");
  export_->setDefault(true);
  path_label_->setBuddy(path_);
  format_label_->setBuddy(format_);
  size_label_->setBuddy(size_);
  depth_label_->setBuddy(depth_);
  colours_label_->setBuddy(colours_);
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
  form->addRow(size_label_, size_);
  form->addRow(depth_label_, depth_);
  form->addRow(colours_label_, colours_);
  form->addRow(quality_label_, row({quality_, quality_number_}));
  form->addRow(nullptr, lossless_);
  form->addRow(nullptr, layers_);
  form->addRow(metadata_label_, metadata_);
  form->addRow(nullptr, embed_);
  form->addRow(nullptr, hint_);
  form->addRow(nullptr, problem_);
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(8);
  buttons->addStretch();
  buttons->addWidget(cancel_);
  buttons->addWidget(export_);
  form->addRow(buttons);
  alignLabels(*form);
  setMinimumWidth(560);

  connect(quality_, &QSlider::valueChanged, quality_number_, &QSpinBox::setValue);
  connect(quality_number_, &QSpinBox::valueChanged, quality_, &QSlider::setValue);
  connect(format_, &QComboBox::currentIndexChanged, this, &ExportDialog::formatChanged);
  connect(path_, &QLineEdit::textEdited, this, &ExportDialog::endingChanged);
  connect(lossless_, &QCheckBox::toggled, this, &ExportDialog::showFields);
  connect(layers_, &QCheckBox::clicked, this, [this](bool checked) { choice_.layers = checked; });
  connect(size_, &SizeField::changed, this, &ExportDialog::showHints);
  connect(depth_, &QComboBox::currentIndexChanged, this, &ExportDialog::showHints);
  connect(colours_, &QComboBox::currentIndexChanged, this, &ExportDialog::showHints);
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
  if (!known || format_of_extension(info.fileName().toStdString()) != format())
    path_->setText(stem + '.' + suffix_of(format()));
  showFields();
}

void ExportDialog::endingChanged() {
  problem_->hide();
  const auto ending = format_of_extension(QFileInfo(path()).fileName().toStdString());
  const int index = ending ? format_->findData(static_cast<int>(*ending)) : -1;
  if (index < 0) return;
  const QSignalBlocker blocker(format_);
  format_->setCurrentIndex(index);
  showFields();
}

void ExportDialog::showFields() {
  lossless_->setVisible(canChooseLossless(format()));
  layers_->setVisible(offers_layers_ && writes_layers(format()));
  layers_->setEnabled(!isForLayers(format()));
  layers_->setChecked(choice_.layers || isForLayers(format()));
  for (QWidget* field : {static_cast<QWidget*>(quality_), static_cast<QWidget*>(quality_number_),
                         static_cast<QWidget*>(quality_label_)})
    field->setEnabled(isLossy());
  const int most_bits = kind_of(format()).written_bits;
  const bool has_depth = most_bits > 8;
  depth_->setItemText(1, tr("%1 bits per channel").arg(has_depth ? most_bits : 16));
  depth_->setEnabled(has_depth);
  depth_label_->setEnabled(has_depth);
  showHints();
}

void ExportDialog::setOffersLayers(bool offers) {
  offers_layers_ = offers;
  showFields();
}

bool ExportDialog::hasLayers() const {
  return offers_layers_ && writes_layers(format()) && layers_->isChecked();
}

bool ExportDialog::isLossy() const {
  const PhotoKind kind = kind_of(format());
  return kind.writes_lossy && !(kind.writes_lossless && lossless_->isChecked());
}

bool ExportDialog::keepsPixels() const {
  const int bits = depth_->isEnabled() ? depth_->currentData().toInt() : 8;
  return !isLossy() && !size_->longSide() && colours_->currentIndex() == 0 && bits == bits_;
}

void ExportDialog::showHints() {
  QStringList hints;
  if (has_alpha_ && format() == PhotoFormat::Jpeg) hints << tr("JPEG has no transparency: it becomes white.");
  if (bits_ > 8 && !depth_->isEnabled()) {
    hints << tr("This format has 8 bits per channel; PNG and TIFF keep all 16.");
  }
  if (keepsPixels()) hints << tr("Every pixel outside the edit stays as it was, bit for bit.");
  hint_->setText(hints.join(' '));
}

void ExportDialog::browse() {
  const QString chosen = QFileDialog::getSaveFileName(this, tr("Export"), path_->text(),
                                                      tr("Photos (%1)").arg("*." + suffix_of(format())),
                                                      nullptr, QFileDialog::DontConfirmOverwrite);
  if (chosen.isEmpty()) return;
  path_->setText(QDir::toNativeSeparators(chosen));
  endingChanged();
  formatChanged();  // where it has no ending, or one that is not written
}

QString ExportDialog::path() const {
  return QDir::fromNativeSeparators(path_->text().trimmed());
}

WriteOptions ExportDialog::options() const {
  WriteOptions options;
  options.format = format();
  options.long_side_px = size_->longSide();
  if (depth_->isEnabled()) options.bits = depth_->currentData().toInt();
  options.profile = static_cast<OutputProfile>(colours_->currentIndex());
  if (quality_->isEnabled()) options.quality = quality_->value();
  const auto metadata = static_cast<MetadataChoice>(metadata_->currentIndex());
  options.keep_metadata = metadata != MetadataChoice::Strip;
  options.strip_gps = metadata == MetadataChoice::KeepWithoutPlace;
  return options;
}

// What was only shown is no choice: eight bits of one photo must not take the other eight from the next.
int ExportDialog::chosenBits() const {
  const int bits = depth_->currentData().toInt();
  const int shown = choice_.bits > 0 ? choice_.bits : bits_;
  if (bits == shown) return choice_.bits;
  return bits == bits_ ? 0 : bits;
}

bool ExportDialog::mayReplace(QWidget& parent, const QString& path) {
  QMessageBox box(QMessageBox::Question, parent.windowTitle(),
                  tr("“%1” already exists. Replace it?").arg(QFileInfo(path).fileName()),
                  QMessageBox::NoButton, &parent);
  auto* replace = box.addButton(tr("&Replace"), QMessageBox::DestructiveRole);
  box.setDefaultButton(box.addButton(tr("&Cancel"), QMessageBox::RejectRole));
  box.exec();
  return box.clickedButton() == replace;
}

QString ExportDialog::problem() const {
  if (path().isEmpty()) return tr("Give the file a name.");
  const QFileInfo info(path());
  const QFileInfo folder(info.absolutePath());
  if (!folder.isDir())
    return tr("The folder “%1” does not exist.").arg(QDir::toNativeSeparators(info.absolutePath()));
  if (info.isDir()) return tr("“%1” is a folder. Give the file a name in it.").arg(info.fileName());
  if (!folder.isWritable())
    return tr("The folder “%1” is not writable.").arg(QDir::toNativeSeparators(info.absolutePath()));
  return {};
}

void ExportDialog::accept() {
  if (!path().isEmpty() && !QFileInfo(path()).isDir()) formatChanged();
  if (const QString why = problem(); !why.isEmpty()) {
    problem_->setText(why);
    problem_->show();
    path_->setFocus();
    return;
  }
  if (QFileInfo::exists(path()) && !mayReplace(*this, path())) return;
  const SizeChoice size = size_->choice();
  ExportChoice choice{.quality = quality_->value(),
                      .metadata = static_cast<MetadataChoice>(metadata_->currentIndex()),
                      .embed_settings = embed_->isChecked(),
                      .bits = chosenBits(),
                      .profile = static_cast<OutputProfile>(colours_->currentIndex()),
                      .lossless = lossless_->isChecked(),
                      .size_is_percent = size.is_percent,
                      .size = size.value,
                      .layers = choice_.layers};
  if (format() != own_format_) choice.format = format();
  settings_.setExportChoice(choice);
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
  size_label_->setText(tr("Si&ze:"));
  depth_label_->setText(tr("&Depth:"));
  depth_->setAccessibleName(tr("Depth"));
  for (int i = 0; i < 2; ++i) depth_->setItemText(i, tr("%1 bits per channel").arg(i == 0 ? 8 : 16));
  colours_label_->setText(tr("Colo&urs:"));
  colours_->setAccessibleName(tr("Colours"));
  colours_->setItemText(0, tr("Same as photo"));
  quality_label_->setText(tr("&Quality:"));
  quality_->setAccessibleName(tr("Quality"));
  quality_number_->setAccessibleName(tr("Quality"));
  lossless_->setText(tr("&Lossless"));
  layers_->setText(tr("With la&yers"));
  layers_->setToolTip(
      tr("For Krita, GIMP and Photoshop: the photo, the states in between (hidden), the edit with what it "
         "changed, and the mask (hidden). The states are made at full size, so it takes longer."));
  metadata_label_->setText(tr("&Metadata:"));
  metadata_->setAccessibleName(tr("Metadata"));
  metadata_->setItemText(0, tr("Keep all"));
  metadata_->setItemText(1, tr("Keep, without location"));
  metadata_->setItemText(2, tr("Remove"));
  embed_->setText(tr("&Write the instruction into the file"));
  embed_->setToolTip(
      tr("Dropping the file on the window then brings instruction and settings back. Left out together with "
         "the metadata, nothing but the label that a model took part remains."));
  cancel_->setText(tr("&Cancel"));
  export_->setText(tr("&Export"));
}

void ExportDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) {
    retranslate();
    showFields();  // the depth's words go by the format
  }
  QDialog::changeEvent(event);
}

}  // namespace v4e::ui

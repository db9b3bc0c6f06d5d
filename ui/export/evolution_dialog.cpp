// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/evolution_dialog.h"

#include <QDir>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <utility>

#include "ui/export/export_dialog.h"
#include "ui/widgets/form_rows.h"

namespace v4e::ui {
namespace {

constexpr int kMostFramesPerSecond = 60;

QString ending_of(EvolutionFormat format) {
  switch (format) {
    case EvolutionFormat::Mp4:
      return ".mp4";
    case EvolutionFormat::WebM:
      return ".webm";
    case EvolutionFormat::Gif:
      return ".gif";
    case EvolutionFormat::Frames:
      break;
  }
  return {};
}

}  // namespace

EvolutionDialog::EvolutionDialog(EvolutionFrames frames, const QString& suggestedPath, Settings& settings,
                                 QWidget* parent)
    : QDialog(parent),
      settings_(settings),
      frames_(std::move(frames)),
      path_label_(new QLabel(this)),
      path_(new QLineEdit(this)),
      browse_(new QPushButton(this)),
      format_label_(new QLabel(this)),
      format_(new QComboBox(this)),
      speed_label_(new QLabel(this)),
      speed_(new QSpinBox(this)),
      size_label_(new QLabel(this)),
      size_(new SizeField(QSize(frames_.width, frames_.height), this)),
      ping_pong_(new QCheckBox(this)),
      loop_(new QCheckBox(this)),
      hint_(new QLabel(this)),
      progress_(new QProgressBar(this)),
      cancel_(new QPushButton(this)),
      export_(new QPushButton(this)) {
  setObjectName("evolutionDialog");
  for (const EvolutionFormat each :
       {EvolutionFormat::Mp4, EvolutionFormat::WebM, EvolutionFormat::Gif, EvolutionFormat::Frames})
    format_->addItem(QString(), static_cast<int>(each));
  const EvolutionChoice choice = settings_.evolutionChoice();
  format_->setCurrentIndex(format_->findData(static_cast<int>(choice.format)));
  path_->setText(QDir::toNativeSeparators(suggestedPath));
  build();
  speed_->setValue(choice.frames_per_second);
  ping_pong_->setChecked(choice.ping_pong);
  loop_->setChecked(choice.loops);
  retranslate();
  setWriting(false);
  formatChanged();
  findEncoders();
}

EvolutionDialog::~EvolutionDialog() {
  if (reports_) reports_->clear();
}

void EvolutionDialog::build() {
  path_->setObjectName("evolutionPath");
  format_->setObjectName("evolutionFormat");
  speed_->setObjectName("evolutionSpeed");
  speed_->setRange(1, kMostFramesPerSecond);
  ping_pong_->setObjectName("evolutionPingPong");
  loop_->setObjectName("evolutionLoop");
  hint_->setObjectName("evolutionHint");
  hint_->setProperty("role", "muted");
  hint_->setWordWrap(true);
  progress_->setObjectName("evolutionProgress");
  cancel_->setObjectName("evolutionCancel");
  export_->setObjectName("evolutionExport");
  export_->setProperty("role", "primary");
  export_->setDefault(true);
  path_label_->setBuddy(path_);
  format_label_->setBuddy(format_);
  speed_label_->setBuddy(speed_);
  size_label_->setBuddy(size_);

  auto* path_row = new QHBoxLayout;
  path_row->setSpacing(8);
  path_row->addWidget(path_, 1);
  path_row->addWidget(browse_);
  auto* form = new QFormLayout(this);
  form->setContentsMargins(16, 16, 16, 16);
  form->setHorizontalSpacing(16);
  form->setVerticalSpacing(8);
  form->addRow(path_label_, path_row);
  form->addRow(format_label_, format_);
  form->addRow(speed_label_, speed_);
  form->addRow(size_label_, size_);
  form->addRow(nullptr, ping_pong_);
  form->addRow(nullptr, loop_);
  form->addRow(nullptr, hint_);
  auto* buttons = new QHBoxLayout;
  buttons->setSpacing(8);
  buttons->addWidget(progress_, 1);
  buttons->addStretch();
  buttons->addWidget(cancel_);
  buttons->addWidget(export_);
  form->addRow(buttons);
  alignLabels(*form);
  setMinimumWidth(560);

  connect(format_, &QComboBox::currentIndexChanged, this, &EvolutionDialog::formatChanged);
  connect(browse_, &QPushButton::clicked, this, &EvolutionDialog::browse);
  connect(cancel_, &QPushButton::clicked, this, &EvolutionDialog::reject);
  connect(export_, &QPushButton::clicked, this, &EvolutionDialog::accept);
}

EvolutionFormat EvolutionDialog::format() const {
  return static_cast<EvolutionFormat>(format_->currentData().toInt());
}

QString EvolutionDialog::path() const {
  return QDir::fromNativeSeparators(path_->text().trimmed());
}

EvolutionOptions EvolutionDialog::options() const {
  EvolutionOptions options;
  options.frames_per_second = speed_->value();
  options.ping_pong = ping_pong_->isChecked();
  options.loops = loop_->isChecked();
  options.long_side_px = size_->longSide();
  return options;
}

// Trying an encoder out loads it, which takes its time.
void EvolutionDialog::findEncoders() {
  asker_.run([](const RunContext&) { return can_write(EvolutionFormat::WebM); },
             [this](const Outcome<bool>& outcome) {
               const bool* found = std::get_if<bool>(&outcome);
               has_webm_ = found && *found;
               showFormat();
             });
}

void EvolutionDialog::formatChanged() {
  const QString text = path_->text();
  const auto known = evolution_format_of(text.toStdString());
  path_->setText((known ? text.chopped(ending_of(*known).size()) : text) + ending_of(format()));
  showFormat();
}

void EvolutionDialog::showFormat() {
  if (writing_) return;
  const bool frames = format() == EvolutionFormat::Frames;
  const bool missing = format() == EvolutionFormat::WebM && !has_webm_;
  speed_->setEnabled(!frames);
  speed_label_->setEnabled(!frames);
  ping_pong_->setEnabled(!frames);
  loop_->setEnabled(format() == EvolutionFormat::Gif);
  export_->setEnabled(!missing);
  hint_->setText(missing  ? tr("OpenCV has no encoder for WebM on this computer. Choose another format.")
                 : frames ? tr("A folder with one PNG file for each frame.")
                 : format() == EvolutionFormat::Gif
                     ? tr("Plays everywhere, in 256 colours a frame; the file becomes large.")
                     : tr("Whether a video starts over at its end is up to the player."));
}

void EvolutionDialog::browse() {
  const QString chosen = QFileDialog::getSaveFileName(this, windowTitle(), path_->text(), QString(), nullptr,
                                                      QFileDialog::DontConfirmOverwrite);
  if (chosen.isEmpty()) return;
  path_->setText(QDir::toNativeSeparators(chosen));
  if (const auto known = evolution_format_of(chosen.toStdString()))
    format_->setCurrentIndex(format_->findData(static_cast<int>(*known)));
  formatChanged();
}

void EvolutionDialog::accept() {
  if (path().isEmpty() || writing_) return;
  // A name typed over the ending must not make another kind of file than the one that was chosen.
  formatChanged();
  const QString first = format() == EvolutionFormat::Frames
                            ? QString::fromStdString(frame_path(path().toStdString(), 0).string())
                            : path();
  if (QFileInfo::exists(first) && !ExportDialog::mayReplace(*this, first)) return;
  settings_.setEvolutionChoice({format(), speed_->value(), ping_pong_->isChecked(), loop_->isChecked()});
  start();
}

void EvolutionDialog::start() {
  setWriting(true);
  reports_ = std::make_shared<Relay>(this);
  auto work = [path = path().toStdString(), format = format(), options = options(), frames = frames_,
               relay = reports_, bar = progress_](const RunContext& context) {
    const RunContext reporting{context.stop, [relay, bar](const Progress& progress) {
                                 relay->post([bar, progress] {
                                   bar->setRange(0, progress.total);
                                   bar->setValue(progress.step);
                                 });
                               }};
    if (format == EvolutionFormat::Frames) {
      write_frames(path, frames, options, reporting);
    } else {
      write_evolution(path, frames, options, reporting);
    }
    return true;
  };
  runner_.run(std::move(work), [this](const Outcome<bool>& outcome) { finish(outcome); });
}

void EvolutionDialog::finish(const Outcome<bool>& outcome) {
  setWriting(false);
  if (const auto* failure = std::get_if<Failure>(&outcome)) Q_EMIT failed(*failure);
  if (!std::holds_alternative<bool>(outcome)) return;
  Q_EMIT written(path());
  QDialog::accept();
}

void EvolutionDialog::reject() {
  if (!writing_) return QDialog::reject();
  reports_->clear();
  runner_.cancelAll();
  setWriting(false);
}

void EvolutionDialog::setWriting(bool writing) {
  writing_ = writing;
  for (QWidget* field :
       std::initializer_list<QWidget*>{path_, browse_, format_, speed_, size_, ping_pong_, loop_, export_})
    field->setEnabled(!writing);
  progress_->setVisible(writing);
  progress_->setRange(0, 0);
  showFormat();
}

void EvolutionDialog::retranslate() {
  setWindowTitle(tr("Export the evolution"));
  path_label_->setText(tr("&File:"));
  path_->setAccessibleName(tr("File"));
  browse_->setText(tr("&Browse…"));
  format_label_->setText(tr("F&ormat:"));
  format_->setAccessibleName(tr("Format"));
  format_->setItemText(0, tr("MP4 video"));
  format_->setItemText(1, tr("WebM video"));
  format_->setItemText(2, tr("GIF animation"));
  format_->setItemText(3, tr("Frames as PNG files"));
  speed_label_->setText(tr("Frames per &second:"));
  speed_->setAccessibleName(tr("Frames per second"));
  size_label_->setText(tr("Si&ze:"));
  ping_pong_->setText(tr("Play forwards &and back"));
  loop_->setText(tr("&Repeat endlessly"));
  progress_->setAccessibleName(tr("Progress"));
  cancel_->setText(tr("&Cancel"));
  export_->setText(tr("&Export"));
  showFormat();
}

void EvolutionDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

}  // namespace v4e::ui

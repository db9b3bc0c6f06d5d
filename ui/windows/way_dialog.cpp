// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/way_dialog.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QHBoxLayout>

#include "core/image/colour/plain_srgb.h"
#include "core/image/io/photo_io.h"
#include "ui/canvas/dropped_files.h"
#include "ui/engine/failure_text.h"
#include "ui/engine/image_convert.h"

namespace v4e::ui {
namespace {

constexpr int kThumbnail = 640;  ///< pixels of the longer side: enough for a slot on a dense screen

QImage thumbnail(const Photo& photo, const QColorSpace& screen) {
  return toScreenImage(photo, screen)
      .scaled(kThumbnail, kThumbnail, Qt::KeepAspectRatio, Qt::SmoothTransformation);
}

QString sidesText(PixelSize size) {
  return QString("%1 × %2").arg(size.width).arg(size.height);
}

/// "tree.jpg, 1200 × 800"
QString described(const QString& name, PixelSize size) {
  return size.width > 0 ? name + ", " + sidesText(size) : name;
}

}  // namespace

WayDialog::WayDialog(std::shared_ptr<const Photo> photo, const QString& name, const QString& folder,
                     QWidget* parent)
    : QDialog(parent),
      open_(std::move(photo)),
      open_name_(name),
      folder_(folder),
      photo_(new PictureSlot("wayPhoto", this)),
      finished_(new PictureSlot("wayFinished", this)),
      photo_label_(new QLabel(this)),
      finished_label_(new QLabel(this)),
      words_label_(new QLabel(this)),
      words_(new QLineEdit(this)),
      state_(new QLabel(this)),
      model_text_(new QLabel(this)),
      cancel_(new QPushButton(this)),
      start_(new QPushButton(this)) {
  setObjectName("wayDialog");
  setAcceptDrops(true);
  build();
  retranslate();
  look();
}

void WayDialog::build() {
  words_->setObjectName("wayWords");
  words_label_->setBuddy(words_);
  photo_label_->setBuddy(photo_);
  finished_label_->setBuddy(finished_);
  state_->setObjectName("wayState");
  model_text_->setObjectName("wayModel");
  for (QLabel* text : {state_, model_text_}) {
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    text->setFocusPolicy(Qt::NoFocus);
  }
  cancel_->setObjectName("wayCancel");
  start_->setObjectName("wayStart");
  start_->setDefault(true);
  auto* grid = new QGridLayout;
  grid->setSpacing(8);
  grid->addWidget(photo_label_, 0, 0);
  grid->addWidget(finished_label_, 0, 1);
  grid->addWidget(photo_, 1, 0);
  grid->addWidget(finished_, 1, 1);
  grid->setColumnStretch(0, 1);
  grid->setColumnStretch(1, 1);
  grid->setRowStretch(1, 1);
  auto* buttons = new QHBoxLayout;
  buttons->addStretch();
  buttons->addWidget(cancel_);
  buttons->addWidget(start_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(16, 16, 16, 16);
  column->setSpacing(12);
  column->addLayout(grid, 1);
  column->addWidget(words_label_);
  column->addWidget(words_);
  column->addWidget(state_);
  column->addWidget(model_text_);
  column->addLayout(buttons);
  for (QWidget* next : {static_cast<QWidget*>(photo_), static_cast<QWidget*>(finished_),
                        static_cast<QWidget*>(words_), static_cast<QWidget*>(cancel_)})
    setTabOrder(next->previousInFocusChain(), next);
  (open_ ? finished_ : photo_)->setFocus();
  connect(photo_, &QToolButton::clicked, this, [this] { choose(false); });
  connect(finished_, &QToolButton::clicked, this, [this] { choose(true); });
  connect(photo_, &PictureSlot::filesDropped, this, [this](const QStringList& paths) {
    if (paths.size() > 1) return takeFiles(paths);
    photo_path_ = paths.first();
    look();
  });
  connect(finished_, &PictureSlot::filesDropped, this, &WayDialog::takeFiles);
  connect(cancel_, &QPushButton::clicked, this, &QDialog::reject);
  connect(start_, &QPushButton::clicked, this, &WayDialog::start);
}

void WayDialog::takeFiles(const QStringList& paths) {
  if (paths.isEmpty()) return;
  if (paths.size() > 1) photo_path_ = paths.first();
  finished_path_ = paths.size() > 1 ? paths.at(1) : paths.first();
  look();
}

void WayDialog::choose(bool finished) {
  auto* dialog = new QFileDialog(this, finished ? tr("Choose the finished edit") : tr("Choose the photo"),
                                 folder_, photoFilter());
  dialog->setObjectName("wayFile");
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::ExistingFile);
  dialog->setOption(QFileDialog::HideNameFilterDetails);
  connect(dialog, &QFileDialog::fileSelected, this, [this, finished](const QString& path) {
    (finished ? finished_path_ : photo_path_) = path;
    folder_ = QFileInfo(path).absolutePath();
    look();
  });
  dialog->open();
}

void WayDialog::look() {
  runner_.cancelAll();
  look_.reset();
  showState();
  const auto work = [open = photo_path_.isEmpty() ? open_ : nullptr, photo = photo_path_.toStdString(),
                     finished = finished_path_.toStdString(), screen = screen_](const RunContext& run) {
    Look look;
    std::shared_ptr<const Photo> source = open;
    try {
      if (!source && !photo.empty()) source = std::make_shared<const Photo>(read_photo(photo, {}, run));
      if (source) {
        look.photo = thumbnail(*source, screen);
        look.photo_size = size_of(source->image);
      }
    } catch (const Error&) {
      look.photo_failure = current_failure();
      source = nullptr;
    }
    if (finished.empty()) return look;
    try {
      const Photo end = read_photo(finished, {}, run);
      look.finished = thumbnail(end, screen);
      look.finished_size = size_of(end.image);
      if (source) (void)laid_on(end, plain_srgb(*source, run), run);
    } catch (const EndingError& error) {
      look.fault = error.fault();
    } catch (const Error&) {
      look.finished_failure = current_failure();
    }
    return look;
  };
  runner_.run(work, [this](const Outcome<Look>& outcome) {
    if (const auto* found = std::get_if<Look>(&outcome)) {
      look_ = *found;
    } else if (const auto* failure = std::get_if<Failure>(&outcome)) {
      look_.emplace();
      look_->finished_failure = *failure;
    }
    showState();
  });
}

QString WayDialog::problem() const {
  const auto unreadable = [](const QString& path, const Failure& failure) {
    return tr("%1 cannot be used. %2").arg(QFileInfo(path).fileName(), failureSentence(failure.code));
  };
  if (look_->photo_failure) return unreadable(photo_path_, *look_->photo_failure);
  if (look_->finished_failure) return unreadable(finished_path_, *look_->finished_failure);
  if (look_->fault == EndingFault::OtherSection)
    return tr("The photo (%1) and the edit (%2) have different proportions, so they do not show the same "
              "section. Turn or crop the photo as the edit is, or choose the edit that was not cropped.")
        .arg(sidesText(look_->photo_size), sidesText(look_->finished_size));
  if (look_->fault == EndingFault::SamePicture)
    return tr("The edit is the same picture as the photo: there is nothing between them.");
  return {};
}

QString WayDialog::modelText() const {
  if (!model_) return tr("No model has been found yet.");
  const QString name = QString::fromStdString(model_->name);
  switch (model_->given_end) {
    case GivenEnd::None:
      return tr("%1 makes films from words alone. Choose Wan2.1 FLF2V, Fun InP or Wan2.2 I2V-A14B under "
                "Models.")
          .arg(name);
    case GivenEnd::Held:
      if (!model_->wants_detailed_caption)
        return tr("%1 was not taught to go from one picture to another. It holds its last frame at the edit "
                  "and makes three states before it, as far as it knows such edits. Longer ways of their own "
                  "make Wan2.1 FLF2V, Fun InP and Wan2.2 I2V-A14B.")
            .arg(name);
      return tr("%1 was not taught to go from one picture to another; its end is held at the edit. Better at "
                "it are Wan2.1 FLF2V, Fun InP and Wan2.2 I2V-A14B.")
          .arg(name);
    case GivenEnd::Taken:
    case GivenEnd::Needed:
      return tr("%1 was taught to go from one picture to another.").arg(name);
  }
  return {};
}

void WayDialog::showState() {
  const bool has_photo = open_ || !photo_path_.isEmpty();
  const QString photo_name = photo_path_.isEmpty() ? open_name_ : QFileInfo(photo_path_).fileName();
  photo_->setPicture(look_ ? look_->photo : QImage());
  finished_->setPicture(look_ ? look_->finished : QImage());
  photo_->setWords(tr("Photo"), !has_photo ? tr("Click, or drop the photo here")
                                           : described(photo_name, look_ ? look_->photo_size : PixelSize()));
  finished_->setWords(tr("Finished edit"), finished_path_.isEmpty()
                                               ? tr("Click, or drop the edit here")
                                               : described(QFileInfo(finished_path_).fileName(),
                                                           look_ ? look_->finished_size : PixelSize()));
  model_text_->setText(modelText());
  const bool is_whole = has_photo && !finished_path_.isEmpty();
  QString state = look_ ? problem() : QString();
  const bool fits = is_whole && look_ && state.isEmpty();
  if (is_whole && !look_) state = tr("Looking at the pictures…");
  if (fits && look_->photo_size != look_->finished_size)
    state = tr("The edit is %1, the photo %2: it is brought to the photo's size.")
                .arg(sidesText(look_->finished_size), sidesText(look_->photo_size));
  state_->setText(state);
  state_->setVisible(!state.isEmpty());
  start_->setEnabled(fits && model_ && model_->ready && model_->given_end != GivenEnd::None);
}

void WayDialog::setScreen(const QColorSpace& screen) {
  if (screen == screen_) return;
  screen_ = screen;
  look();
}

void WayDialog::setModel(const ModelInfo* model) {
  model_ = model ? std::optional(*model) : std::nullopt;
  showState();
}

void WayDialog::start() {
  Q_EMIT wayAsked(photo_path_, finished_path_, words_->text().trimmed());
  accept();
}

void WayDialog::retranslate() {
  setWindowTitle(tr("Evolution between two pictures"));
  photo_label_->setText(tr("&Photo"));
  finished_label_->setText(tr("&Finished edit, made anywhere"));
  words_label_->setText(tr("What &happens on the way (may be empty)"));
  words_->setPlaceholderText(tr("for example: day slowly turns into night"));
  cancel_->setText(tr("&Cancel"));
  start_->setText(tr("&Make the evolution"));
  showState();
}

void WayDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

void WayDialog::dragEnterEvent(QDragEnterEvent* event) {
  if (!contentOf(*event->mimeData()).paths.isEmpty()) event->acceptProposedAction();
}

void WayDialog::dropEvent(QDropEvent* event) {
  event->acceptProposedAction();
  takeFiles(contentOf(*event->mimeData()).paths);
}

}  // namespace v4e::ui

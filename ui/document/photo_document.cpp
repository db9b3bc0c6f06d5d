// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/photo_document.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <QUndoCommand>
#include <utility>

#include "core/base/edited_name.h"
#include "ui/engine/export_settings.h"
#include "ui/engine/image_convert.h"

namespace v4e::ui {

/// One edit of the photo as a step of the undo stack. Results are shared, so a step costs no copy.
class ResultCommand : public QUndoCommand {
 public:
  ResultCommand(PhotoDocument& document, PhotoDocument::ResultPtr result, const QString& text)
      : QUndoCommand(text), document_(document), before_(document.result()), after_(std::move(result)) {}

  void redo() override { document_.setResult(after_); }
  void undo() override { document_.setResult(before_); }

 private:
  PhotoDocument& document_;
  PhotoDocument::ResultPtr before_;
  PhotoDocument::ResultPtr after_;
};

namespace {

struct Written {
  QStringList notes;
};

// Broken settings of a file are no reason not to open the photo.
std::optional<EditSettings> settings_in(const Photo& photo) {
  try {
    return embeddedOrder(photo);
  } catch (const Error&) {
    return std::nullopt;
  }
}

QStringList to_list(const std::vector<std::string>& texts) {
  QStringList list;
  for (const std::string& text : texts) list << QString::fromStdString(text);
  return list;
}

}  // namespace

PhotoDocument::PhotoDocument(QObject* parent) : QObject(parent) {}

// The stack says that it empties itself, but who listens is half gone by then.
PhotoDocument::~PhotoDocument() {
  undo_.disconnect();
}

void PhotoDocument::setOpening(bool opening) {
  if (opening == opening_) return;
  opening_ = opening;
  Q_EMIT openingChanged(opening);
}

void PhotoDocument::open(const QString& path) {
  openBy([path](const RunContext& context) { return read_photo(path.toStdString(), {}, context); }, path,
         QFileInfo(path).fileName());
}

void PhotoDocument::openBy(PhotoReader read, const QString& path, const QString& name) {
  setOpening(true);
  auto work = [read = std::move(read), screen = screen_](const RunContext& context) {
    auto photo = std::make_shared<const Photo>(read(context));
    return Opened{photo, ImagePyramid::build(toScreenImage(*photo, screen), context), settings_in(*photo)};
  };
  runner_.run(std::move(work), [this, path, name, serial = ++open_serial_](Outcome<Opened> outcome) {
    if (serial == open_serial_) take(std::move(outcome), path, name);
  });
}

void PhotoDocument::openImage(const QImage& image, const QString& name) {
  setOpening(true);
  auto work = [image, screen = screen_](const RunContext& context) {
    auto photo = std::make_shared<const Photo>(photoFromQImage(image));
    return Opened{photo, ImagePyramid::build(toScreenImage(*photo, screen), context), std::nullopt};
  };
  runner_.run(std::move(work), [this, name, serial = ++open_serial_](Outcome<Opened> outcome) {
    if (serial == open_serial_) take(std::move(outcome), {}, name);
  });
}

void PhotoDocument::close() {
  ++open_serial_;
  setOpening(false);
  if (photo_) setPhoto({}, {}, {});
}

QString PhotoDocument::saveFolder() const {
  const QFileInfo folder(QFileInfo(path_).absolutePath());
  const bool is_programs = !program_folder_.isEmpty() && folder.canonicalFilePath().startsWith(
                                                             QFileInfo(program_folder_).canonicalFilePath());
  if (!path_.isEmpty() && !is_programs && folder.isWritable()) return folder.filePath();
  const QString pictures = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
  return QFileInfo(pictures).isDir() ? pictures : QDir::homePath();
}

void PhotoDocument::take(Outcome<Opened> outcome, const QString& path, const QString& name) {
  setOpening(false);
  if (const auto* failure = std::get_if<Failure>(&outcome)) Q_EMIT failed(*failure);
  const auto* opened_photo = std::get_if<Opened>(&outcome);
  if (!opened_photo) return;
  setPhoto(*opened_photo, path, name);
}

void PhotoDocument::setPhoto(const Opened& photo, const QString& path, const QString& name) {
  photo_ = photo.photo;
  photo_pyramid_ = photo.pyramid;
  embedded_ = photo.embedded;
  path_ = path;
  name_ = name;
  undo_.clear();
  waiting_.clear();
  setLookPending(false);
  ++edit_serial_;
  result_ = nullptr;
  edit_pyramid_ = nullptr;
  setLook(nullptr);
  photo_ ? Q_EMIT opened() : Q_EMIT closed();
  Q_EMIT editChanged();
}

void PhotoDocument::applyResult(const ResultPtr& result, const QString& text) {
  undo_.push(new ResultCommand(*this, result, text));
}

void PhotoDocument::setResult(const ResultPtr& result) {
  const auto ready = result && result == look_ ? look_pyramid_ : nullptr;
  result_ = result;
  const quint64 serial = ++edit_serial_;
  if (!result) edit_pyramid_ = nullptr;
  setLook(nullptr);
  Q_EMIT editChanged();
  if (ready) edit_pyramid_ = ready;
  if (!result || ready) {
    Q_EMIT editShown();
    return;
  }
  using Pyramid = std::shared_ptr<const ImagePyramid>;
  auto work = [edited = result->edited, screen = screen_](const RunContext& context) {
    return ImagePyramid::build(toScreenImage(*edited, screen), context);
  };
  runner_.run(std::move(work), [this, serial](Outcome<Pyramid> outcome) {
    if (serial != edit_serial_) return;
    if (const auto* failure = std::get_if<Failure>(&outcome)) Q_EMIT failed(*failure);
    const auto* pyramid = std::get_if<Pyramid>(&outcome);
    if (!pyramid) return;
    edit_pyramid_ = *pyramid;
    Q_EMIT editShown();
  });
}

std::shared_ptr<const Photo> PhotoDocument::shownPhoto() const {
  const ResultPtr shown = shownResult();
  return shown ? shown->edited : photo_;
}

void PhotoDocument::setLook(const ResultPtr& look) {
  const bool had_look = std::exchange(look_, look) != nullptr;
  const quint64 serial = ++look_serial_;
  look_pyramid_ = nullptr;
  if (!look) {
    if (had_look) Q_EMIT lookShown();
    return;
  }
  using Pyramid = std::shared_ptr<const ImagePyramid>;
  auto work = [edited = look->edited, screen = screen_](const RunContext& context) {
    return ImagePyramid::build(toScreenImage(*edited, screen), context);
  };
  runner_.run(std::move(work), [this, serial](Outcome<Pyramid> outcome) {
    if (serial != look_serial_) return;
    if (const auto* failure = std::get_if<Failure>(&outcome)) Q_EMIT failed(*failure);
    if (const auto* pyramid = std::get_if<Pyramid>(&outcome)) look_pyramid_ = *pyramid;
    Q_EMIT lookShown();
    setLookPending(false);
  });
}

void PhotoDocument::exportTo(const QString& path, const WriteOptions& options, bool embedSettings) {
  if (!hasPhoto()) return;
  if (isPending()) {
    waiting_.emplace_back([this, path, options, embedSettings] { exportTo(path, options, embedSettings); });
    return;
  }
  auto work = [path, options, embedSettings, photo = shownPhoto(), result = shownResult(),
               before = stepsBefore(shownResult())](const RunContext& context) {
    WriteOptions all = options;
    if (result) describeEdit(*result, before, embedSettings, all);
    return Written{to_list(write_photo(path.toStdString(), *photo, all, context).notes)};
  };
  runner_.run(std::move(work), [this, path](const Outcome<Written>& outcome) {
    if (const auto* written = std::get_if<Written>(&outcome)) Q_EMIT exported(path, written->notes);
    if (const auto* failure = std::get_if<Failure>(&outcome)) Q_EMIT failed(*failure);
  });
}

void PhotoDocument::whenMerged(std::function<void()> call) {
  if (isPending()) return waiting_.push_back(std::move(call));
  call();
}

void PhotoDocument::setMergePending(bool pending) {
  merge_pending_ = pending;
  runWaiting();
}

void PhotoDocument::setLookPending(bool pending) {
  look_pending_ = pending;
  if (pending) Q_EMIT lookPending();
  runWaiting();
}

void PhotoDocument::setUpdatePending(bool pending) {
  update_pending_ = pending;
  runWaiting();
}

void PhotoDocument::runWaiting() {
  if (isPending()) return;
  for (const auto& start : std::exchange(waiting_, {})) start();
}

void PhotoDocument::makeDragFile() {
  if (!hasPhoto()) return;
  if (isPending()) {
    waiting_.emplace_back([this] { makeDragFile(); });
    return;
  }
  const QString folder = QStandardPaths::writableLocation(QStandardPaths::CacheLocation) + "/drag";
  const std::string stem = QFileInfo(name_).completeBaseName().toStdString();
  const auto file = result_ ? edited_name(stem, ".png") : file_name(stem, "", ".png");
  const QString path = folder + '/' + QString::fromStdString(file.string());
  auto work = [folder, path, photo = shownPhoto(), result = shownResult(),
               before = stepsBefore(shownResult())](const RunContext& context) {
    QDir().mkpath(folder);
    WriteOptions options;
    options.png_compression = 1;
    if (result) describeEdit(*result, before, true, options);
    return Written{to_list(write_photo(path.toStdString(), *photo, options, context).notes)};
  };
  runner_.run(std::move(work), [this, path](const Outcome<Written>& outcome) {
    if (std::holds_alternative<Written>(outcome)) Q_EMIT dragFileReady(path);
    if (const auto* failure = std::get_if<Failure>(&outcome)) Q_EMIT failed(*failure);
  });
}

void PhotoDocument::setScreen(const QColorSpace& screen) {
  if (screen == screen_) return;
  screen_ = screen;
  Q_EMIT screenChanged(screen);
  if (!photo_) return;
  using Pyramid = std::shared_ptr<const ImagePyramid>;
  auto work = [photo = photo_, screen](const RunContext& context) {
    return ImagePyramid::build(toScreenImage(*photo, screen), context);
  };
  runner_.run(std::move(work), [this, photo = photo_](Outcome<Pyramid> outcome) {
    const auto* pyramid = std::get_if<Pyramid>(&outcome);
    if (!pyramid || photo != photo_) return;
    photo_pyramid_ = *pyramid;
    Q_EMIT photoShown();
    const ResultPtr look = look_;
    setResult(result_);
    setLook(look);
  });
}

}  // namespace v4e::ui

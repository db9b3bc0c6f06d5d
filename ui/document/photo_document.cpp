// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/photo_document.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <QUndoCommand>
#include <algorithm>
#include <utility>

#include "core/base/edited_name.h"
#include "core/base/log.h"
#include "core/image/colour/shaped_photo.h"
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

/// The photo turned or cropped, as a step of the undo stack.
class ShapeCommand : public QUndoCommand {
 public:
  ShapeCommand(PhotoDocument& document, ShapedPhoto shape, const QString& text)
      : QUndoCommand(text), document_(document), before_(document.shape()), after_(std::move(shape)) {}

  void redo() override { document_.setShape(after_); }
  void undo() override { document_.setShape(before_); }

 private:
  PhotoDocument& document_;
  const ShapedPhoto before_;
  const ShapedPhoto after_;
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

/// A crop may be of a photo that has been replaced by a smaller one since: that is shown whole.
ShapedPhoto shaped(const Photo& photo, const Geometry& geometry, const RunContext& context) {
  try {
    validate(geometry, size_of(photo.image));
  } catch (const Error& error) {
    logger("ui").warn("{}", error.what());
    return {};
  }
  if (geometry.is_identity()) return {};
  return {geometry, std::make_shared<const Photo>(shaped_photo(photo, geometry, context))};
}

QStringList to_list(const std::vector<std::string>& texts) {
  QStringList list;
  for (const std::string& text : texts) list << QString::fromStdString(text);
  return list;
}

}  // namespace

PhotoDocument::PhotoDocument(QObject* parent) : QObject(parent) {}

int drawingSide(const Photo& photo) {
  return photo.source_format == PhotoFormat::Svg ? std::max(photo.image.width(), photo.image.height()) : 0;
}

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
  if (!photo_ && format_of_extension(path.toStdString()) == PhotoFormat::Raw) return openRaw(path);
  openWhole(path);
}

void PhotoDocument::openRaw(const QString& path) {
  setOpening(true);
  auto work = [path, screen = screen_](const RunContext& context) {
    const Photo draft = read_photo(path.toStdString(), {.is_raw_draft = true}, context);
    return ImagePyramid::build(toScreenImage(draft, screen), context);
  };
  using Draft = std::shared_ptr<const ImagePyramid>;
  runner_.run(std::move(work), [this, path, serial = ++open_serial_](Outcome<Draft> outcome) {
    if (serial != open_serial_) return;
    if (const auto* draft = std::get_if<Draft>(&outcome)) Q_EMIT draftReady(*draft);
    openWhole(path);  // says itself what is wrong where there was no draft
  });
}

void PhotoDocument::openWhole(const QString& path) {
  const ReadOptions options{.drawing_side_px = drawing_side_px_};
  openBy([path, options](const RunContext& context) { return read_photo(path.toStdString(), options, context); },
         path, QFileInfo(path).fileName());
}

void PhotoDocument::openBy(PhotoReader read, const QString& path, const QString& name,
                           const Geometry& geometry) {
  setOpening(true);
  auto work = [read = std::move(read), screen = screen_, geometry](const RunContext& context) {
    auto photo = std::make_shared<const Photo>(read(context));
    const ShapedPhoto shape = shaped(*photo, geometry, context);
    const Photo& shown = shape.photo ? *shape.photo : *photo;
    return Opened{photo, ImagePyramid::build(toScreenImage(shown, screen), context), settings_in(*photo),
                  shape};
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
  shape_ = photo.shape;
  embedded_ = photo.embedded;
  path_ = path;
  name_ = name;
  undo_.clear();
  waiting_.clear();
  waiting_for_pictures_.clear();
  shape_pending_ = pictures_pending_ = false;
  setLookPending(false);
  ++edit_serial_;
  result_ = nullptr;
  pictured_ = this->photo();
  edit_pyramid_ = nullptr;
  setLook(nullptr);
  photo_ ? Q_EMIT opened() : Q_EMIT closed();
  Q_EMIT editChanged();
}

void PhotoDocument::applyResult(const ResultPtr& result, const QString& text) {
  undo_.push(new ResultCommand(*this, result, text));
}

std::shared_ptr<const Photo> PhotoDocument::photo() const {
  if (!result_) return shapedPhoto();
  return result_->base ? result_->base : photo_;
}

std::shared_ptr<const Photo> PhotoDocument::shapedPhoto() const {
  return shape_.photo ? shape_.photo : photo_;
}

Placement PhotoDocument::place() const {
  return result_ ? result_->place : shapedPlace();
}

Placement PhotoDocument::shapedPlace() const {
  return photo_ ? placement_of(shape_.geometry, size_of(photo_->image)) : Placement{};
}

void PhotoDocument::applyShape(const ShapedPhoto& shape, const QString& text) {
  undo_.push(new ShapeCommand(*this, shape, text));
}

void PhotoDocument::setShape(const ShapedPhoto& shape) {
  shape_ = shape;
  if (!result_) setResult(nullptr);
}

void PhotoDocument::setResult(const ResultPtr& result) {
  const auto ready = result && result == look_ ? look_pyramid_ : nullptr;
  result_ = result;
  ++edit_serial_;
  const auto base = photo();
  const bool same_base = base == pictured_;
  if (!result) edit_pyramid_ = nullptr;
  setLook(nullptr);
  Q_EMIT editChanged();
  if (!same_base) return makePyramids(result, base);
  if (ready) edit_pyramid_ = ready;
  if (result && !ready) return makePyramids(result, nullptr);
  picturesAreReady();
}

void PhotoDocument::picturesAreReady() {
  pictures_pending_ = false;
  Q_EMIT editShown();
  for (const auto& start : std::exchange(waiting_for_pictures_, {})) whenShown(start);
}

void PhotoDocument::whenShown(const std::function<void()>& call) {
  if (isPending()) return whenMerged([this, call] { whenShown(call); });
  pictures_pending_ ? waiting_for_pictures_.push_back(call) : call();
}

/// Photo and edit are shown together: of two shapes they would not lie on each other.
void PhotoDocument::makePyramids(const ResultPtr& result, const std::shared_ptr<const Photo>& other_photo) {
  using Pyramid = std::shared_ptr<const ImagePyramid>;
  using Both = std::pair<Pyramid, Pyramid>;
  pictures_pending_ = true;
  auto work = [result, other_photo, screen = screen_](const RunContext& context) {
    const auto pyramid = [&](const Photo& photo) {
      return ImagePyramid::build(toScreenImage(photo, screen), context);
    };
    return Both(other_photo ? pyramid(*other_photo) : nullptr, result ? pyramid(*result->edited) : nullptr);
  };
  runner_.run(std::move(work), [this, other_photo, serial = edit_serial_](Outcome<Both> outcome) {
    if (serial != edit_serial_) return;
    if (const auto* failure = std::get_if<Failure>(&outcome)) Q_EMIT failed(*failure);
    const auto* pyramids = std::get_if<Both>(&outcome);
    pictures_pending_ = false;
    if (!pyramids) return;
    edit_pyramid_ = pyramids->second;
    if (other_photo) {
      photo_pyramid_ = pyramids->first;
      pictured_ = other_photo;
      Q_EMIT photoShown();
    }
    picturesAreReady();
  });
}

std::shared_ptr<const Photo> PhotoDocument::shownPhoto() const {
  const ResultPtr shown = shownResult();
  return shown ? shown->edited : photo();
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

void PhotoDocument::exportTo(const QString& path, const WriteOptions& options, bool embedSettings,
                             const LayerMaker& layers) {
  if (!hasPhoto()) return;
  if (isPending()) {
    waiting_.emplace_back([=, this] { exportTo(path, options, embedSettings, layers); });
    return;
  }
  auto work = [path, options, embedSettings, layers, shown = shownPhoto(), base = photo(),
               result = shownResult(), before = stepsBefore(shownResult())](const RunContext& context) {
    WriteOptions all = options;
    if (result) describeEdit(*result, before, embedSettings, all);
    const PhotoLayers with = result && layers ? layers(result, base, context) : PhotoLayers();
    return Written{to_list(write_layered_photo(path.toStdString(), *shown, with, all, context).notes)};
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

void PhotoDocument::setShapePending(bool pending) {
  shape_pending_ = pending;
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
  auto work = [photo = photo(), screen](const RunContext& context) {
    return ImagePyramid::build(toScreenImage(*photo, screen), context);
  };
  runner_.run(std::move(work), [this, base = photo()](Outcome<Pyramid> outcome) {
    const auto* pyramid = std::get_if<Pyramid>(&outcome);
    // What is in another shape by then was made for this screen.
    if (!pyramid || base != photo()) return;
    photo_pyramid_ = *pyramid;
    pictured_ = base;
    Q_EMIT photoShown();
    const ResultPtr look = look_;
    setResult(result_);
    setLook(look);
  });
}

}  // namespace v4e::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColorSpace>
#include <QImage>
#include <QObject>
#include <QUndoStack>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/image/io/photo_layers.h"
#include "ui/canvas/image_pyramid.h"
#include "ui/engine/background_runner.h"
#include "ui/engine/edit_values.h"

namespace v4e::ui {

/// The open photo turned and cropped, as it is without an edit.
struct ShapedPhoto {
  Geometry geometry;
  std::shared_ptr<const Photo> photo;  ///< null: as it was opened

  bool operator==(const ShapedPhoto&) const = default;
};

/// Longer side of the picture that a drawing became; 0 of a photo that is none.
[[nodiscard]] int drawingSide(const Photo& photo);

/// The open photo and its present edit. Reading, writing and making pictures ready for the screen go on in
/// the background; edits change through the undo stack only.
class PhotoDocument : public QObject {
  Q_OBJECT

 public:
  using ResultPtr = std::shared_ptr<const EditResult>;
  using PhotoReader = std::function<Photo(const RunContext&)>;

  explicit PhotoDocument(QObject* parent = nullptr);
  ~PhotoDocument() override;

  /// Answers with opened or failed; what is open stays until then. Where nothing is, draftReady may come
  /// first.
  void open(const QString& path);
  /// The photo that `read` gives, in the background; `path` is its file, or empty. `geometry` is what it is
  /// shown in at first.
  void openBy(PhotoReader read, const QString& path, const QString& name, const Geometry& geometry = {});
  /// A picture from the clipboard or another program.
  void openImage(const QImage& image, const QString& name);
  [[nodiscard]] bool isOpening() const { return opening_; }
  /// Nothing is open any more; answers with closed.
  void close();

  [[nodiscard]] bool hasPhoto() const { return photo_ != nullptr; }
  /// What the edit is compared with: the photo in the shape of what is shown.
  [[nodiscard]] std::shared_ptr<const Photo> photo() const;
  /// As it is shown where there is no edit, and where its pixels lie on original().
  [[nodiscard]] std::shared_ptr<const Photo> shapedPhoto() const;
  [[nodiscard]] Placement shapedPlace() const;
  /// As it was opened.
  [[nodiscard]] std::shared_ptr<const Photo> original() const { return photo_; }
  /// How what is shown was turned and cropped: the edit since it was made, or the photo.
  [[nodiscard]] Geometry geometry() const { return result_ ? result_->geometry : shape_.geometry; }
  /// From the pixels of what is shown to those of original().
  [[nodiscard]] Placement place() const;
  /// Empty for a picture that came without a file.
  [[nodiscard]] QString path() const { return path_; }
  [[nodiscard]] QString name() const { return name_; }
  /// Where files made from it are expected: beside it, or among the user's pictures where it has no file or
  /// lies in a folder that belongs to the program or is not writable.
  [[nodiscard]] QString saveFolder() const;
  /// Longer side of the picture that a drawing (SVG) opened from now on becomes; 0: as it states.
  void setDrawingSide(int side_px) { drawing_side_px_ = side_px; }
  void setProgramFolder(const QString& folder) { program_folder_ = folder; }
  [[nodiscard]] ResultPtr result() const { return result_; }
  [[nodiscard]] std::shared_ptr<const ImagePyramid> photoPyramid() const { return photo_pyramid_; }
  [[nodiscard]] std::shared_ptr<const ImagePyramid> editPyramid() const { return edit_pyramid_; }

  /// The settings that an earlier export wrote into the open photo.
  [[nodiscard]] std::optional<EditSettings> embeddedOrder() const { return embedded_; }

  /// Who knows which steps led to an edit: exports name them all.
  using StepsBefore = std::function<std::vector<EditSettings>(const ResultPtr&)>;
  void setStepsBefore(StepsBefore steps) { steps_before_ = std::move(steps); }
  [[nodiscard]] std::vector<EditSettings> stepsBefore(const ResultPtr& result) const {
    return steps_before_ && result ? steps_before_(result) : std::vector<EditSettings>();
  }

  /// A new edit, as a step that can be undone.
  void applyResult(const ResultPtr& result, const QString& text);
  /// The photo in another shape, as a step that can be undone. Seen where there is no edit.
  void applyShape(const ShapedPhoto& shape, const QString& text);
  [[nodiscard]] const ShapedPhoto& shape() const { return shape_; }
  /// The present edit merged again, by another mask say: no step of its own.
  void replaceResult(const ResultPtr& result) { setResult(result); }
  /// The present edit at the strength that is looked at: what is shown, exported, copied and dragged in place
  /// of the one that is kept. Answers with lookShown; null: the kept one is looked at.
  void setLook(const ResultPtr& look);
  [[nodiscard]] ResultPtr look() const { return look_; }
  [[nodiscard]] std::shared_ptr<const ImagePyramid> lookPyramid() const { return look_pyramid_; }
  /// What the user sees, or will see when what is pending is done.
  [[nodiscard]] ResultPtr shownResult() const { return look_ ? look_ : result_; }
  [[nodiscard]] std::shared_ptr<const ImagePyramid> shownPyramid() const {
    return look_ ? look_pyramid_ : edit_pyramid_;
  }
  /// While a merge is under way, exports wait for it: they take what the user sees.
  void setMergePending(bool pending);
  /// The same for the strength that is looked at.
  void setLookPending(bool pending);
  /// The same for the steps that lead to the present edit.
  void setUpdatePending(bool pending);
  [[nodiscard]] bool isMergePending() const { return merge_pending_; }
  [[nodiscard]] bool isLookPending() const { return look_pending_; }
  /// The same for a shape that is being made.
  void setShapePending(bool pending);
  [[nodiscard]] bool isShapePending() const { return shape_pending_; }
  /// Calls it when nothing is pending; dropped where another photo is opened before.
  void whenMerged(std::function<void()> call);
  /// Calls it when, besides, its pictures are ready for the screen.
  void whenShown(const std::function<void()>& call);
  [[nodiscard]] QUndoStack& undoStack() { return undo_; }

  /// The layers of an edit that is written; called in the background. `photo`: what it is compared with.
  using LayerMaker = std::function<PhotoLayers(
      const ResultPtr& result, const std::shared_ptr<const Photo>& photo, const RunContext& context)>;
  /// Writes the edit, or the photo where there is none. Answers with exported or failed. `layers`: an edit is
  /// written with these; none: without.
  void exportTo(const QString& path, const WriteOptions& options, bool embedSettings,
                const LayerMaker& layers = {});
  /// A 16 or 8 bit copy of the edit in a folder of ours, for dragging it out; answers with dragFileReady.
  void makeDragFile();

  void setScreen(const QColorSpace& screen);
  [[nodiscard]] const QColorSpace& screen() const { return screen_; }

 Q_SIGNALS:
  void openingChanged(bool opening);
  /// A camera's raw file at half its size, to be shown while nothing is open and the whole is developed.
  void draftReady(const std::shared_ptr<const v4e::ui::ImagePyramid>& draft);
  void opened();
  void closed();
  void screenChanged(const QColorSpace& screen);
  /// The same photo, made ready again for another screen or in another shape; the edit follows.
  void photoShown();
  /// Null: no edit.
  void editChanged();
  /// The edit is ready for the screen.
  void editShown();
  /// The same of the look; also when there is none any more.
  void lookShown();
  /// Another strength is looked at; it is not ready yet.
  void lookPending();
  void exported(const QString& path, const QStringList& notes);
  void dragFileReady(const QString& path);
  void failed(const v4e::Failure& failure);

 private:
  friend class ResultCommand;
  friend class ShapeCommand;
  struct Opened {
    std::shared_ptr<const Photo> photo;
    std::shared_ptr<const ImagePyramid> pyramid;
    std::optional<EditSettings> embedded;
    ShapedPhoto shape = {};
  };
  void openWhole(const QString& path);
  /// A draft first, then the whole.
  void openRaw(const QString& path);
  void take(Outcome<Opened> outcome, const QString& path, const QString& name);
  void setPhoto(const Opened& photo, const QString& path, const QString& name);
  void setResult(const ResultPtr& result);
  void setShape(const ShapedPhoto& shape);
  void makePyramids(const ResultPtr& result, const std::shared_ptr<const Photo>& other_photo);
  void setOpening(bool opening);
  [[nodiscard]] bool isPending() const {
    return merge_pending_ || look_pending_ || update_pending_ || shape_pending_;
  }
  void runWaiting();
  void picturesAreReady();
  [[nodiscard]] std::shared_ptr<const Photo> shownPhoto() const;

  std::shared_ptr<const Photo> photo_;
  ShapedPhoto shape_;
  std::shared_ptr<const Photo> pictured_;  ///< what photo_pyramid_ shows
  std::shared_ptr<const ImagePyramid> photo_pyramid_;
  std::shared_ptr<const ImagePyramid> edit_pyramid_;
  ResultPtr result_;
  ResultPtr look_;
  std::shared_ptr<const ImagePyramid> look_pyramid_;
  std::optional<EditSettings> embedded_;
  QString path_;
  QString name_;
  int drawing_side_px_ = 0;  ///< see setDrawingSide()
  QString program_folder_;
  QColorSpace screen_;
  bool opening_ = false;
  bool merge_pending_ = false;
  bool look_pending_ = false;
  bool update_pending_ = false;
  bool shape_pending_ = false;
  bool pictures_pending_ = false;
  std::vector<std::function<void()>> waiting_;
  std::vector<std::function<void()>> waiting_for_pictures_;
  StepsBefore steps_before_;
  quint64 open_serial_ = 0;
  quint64 edit_serial_ = 0;
  quint64 look_serial_ = 0;
  QUndoStack undo_;
  BackgroundRunner runner_;
};

}  // namespace v4e::ui

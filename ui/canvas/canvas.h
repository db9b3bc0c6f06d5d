// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QPainterPath>
#include <QWidget>
#include <memory>

#include "ui/canvas/canvas_drawing.h"
#include "ui/canvas/canvas_layer.h"
#include "ui/canvas/canvas_tool.h"
#include "ui/canvas/image_pyramid.h"
#include "ui/canvas/view_transform.h"

namespace v4e::ui {

enum class CompareMode { Edit, Split, SideBySide };

/// The photo and its edit: zoom, pan, comparison, overlays. Shows only; what it shows is handed in ready to
/// paint, in the screen's colours.
class Canvas : public QWidget {
  Q_OBJECT

 public:
  explicit Canvas(QWidget* parent = nullptr);

  /// Null clears. A photo of another size is fitted; an old edit goes.
  void setPhoto(std::shared_ptr<const ImagePyramid> photo);
  /// The full-resolution edit; null: there is none. Replaces what setFrame showed.
  void setEdit(std::shared_ptr<const ImagePyramid> edit);
  /// A small stand-in for the edit, at once: a frame under the playhead. With `first`, the photo's own small
  /// frame, the change between the two is added to the photo; else the frame is stretched over it.
  void setFrame(const QImage& frame, const QImage& first = {});
  /// The edit as it is looked at, over all else that stands for it; null: there is none.
  void setLook(std::shared_ptr<const ImagePyramid> look);
  /// A part of it at the photo's own size, until the whole is there; null: none. `place`: in photo pixels.
  void setPart(const QImage& part, const QRect& place);
  /// Shown in place of the edit while it is merged again, the first one lowest, over the photo; none: the
  /// edit itself. Only `dirty` (photo pixels) is painted again, where it is given.
  void setLayers(const QList<CanvasLayer>& layers, const QRectF& dirty = {});
  /// Compares with this picture instead of the photo; null: the photo. `label` says what it is.
  void setReference(const QImage& picture, const QString& label = {});
  /// Paints that part again, in photo pixels.
  void updatePhoto(const QRectF& area);
  /// Drawn over the edit, stretched over the photo; a null image for none.
  void setOverlay(const QImage& overlay);
  /// Closed lines over photo and edit, in photo pixels, as selections are shown; an empty path for none.
  void setOutline(const QPainterPath& outline);
  /// Lies over photo and edit, below the tool. Does not own it; null for none.
  void setDrawing(CanvasDrawing* drawing);
  /// Does not own it; null for none.
  void setTool(CanvasTool* tool);
  /// A picture in place of photo and edit, while the tool shapes it: at first all of it. Null: photo and edit
  /// again, as they were looked at before.
  void setStage(std::shared_ptr<const ImagePyramid> stage);
  [[nodiscard]] bool hasStage() const { return stage_ != nullptr; }
  /// It is shown turned clockwise about its middle.
  void setStageAngle(double degrees);

  [[nodiscard]] bool hasPhoto() const { return photo_ != nullptr; }
  [[nodiscard]] bool hasEdit() const {
    return edit_ || look_ || !frame_.isNull() || !change_.isNull() || !layers_.isEmpty();
  }
  /// Device pixels per photo pixel.
  [[nodiscard]] double zoom() const { return view_.scale(); }
  /// The photo's pixels that are in view, wholly or in part.
  [[nodiscard]] QRect visiblePixels() const;
  [[nodiscard]] std::shared_ptr<const ImagePyramid> photo() const { return photo_; }
  [[nodiscard]] std::shared_ptr<const ImagePyramid> edit() const { return edit_; }

  [[nodiscard]] CompareMode compareMode() const { return mode_; }
  void setCompareMode(CompareMode mode);
  /// Shows the photo while held, whatever the mode.
  void setOriginalShown(bool shown);
  [[nodiscard]] bool isOriginalShown() const { return original_shown_; }
  /// Where the split's line stands, 0 left … 1 right of the visible photo.
  [[nodiscard]] double split() const { return split_; }
  void setSplit(double split);
  void setHandTool(bool on);
  /// The colour around the photo; an invalid one: the theme's.
  void setSurround(const QColor& colour);

  [[nodiscard]] const ViewTransform& view() const { return view_; }
  void fitToWindow();
  void setZoom(double scale);
  void zoomStep(bool in);
  /// As far in and at the same place as another canvas with a photo of that size.
  void showLike(const ViewTransform& view);

  [[nodiscard]] QSize sizeHint() const override { return {960, 640}; }
  [[nodiscard]] QSize minimumSizeHint() const override { return {320, 240}; }

 Q_SIGNALS:
  /// Or another part is in view.
  void zoomChanged(double scale);
  void compareModeChanged(v4e::ui::CompareMode mode);
  void splitChanged(double split);
  /// Ctrl and wheel: this many frames on or back.
  void frameStepAsked(int frames);
  /// Shift and drag: the playhead by this share of the evolution.
  void scrubAsked(double share);
  /// Space without a drag.
  void playAsked();

 protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void keyReleaseEvent(QKeyEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  enum class Drag { None, Pan, Divider, Scrub, Tool };

  [[nodiscard]] bool comparing() const { return hasEdit() && !original_shown_ && !stage_; }
  [[nodiscard]] QRectF paneRect(int pane) const;
  [[nodiscard]] QPointF toPane(QPointF position) const;
  [[nodiscard]] QRectF visiblePhoto() const;
  [[nodiscard]] double dividerX() const;
  [[nodiscard]] bool isOnDivider(QPointF position) const;
  void updateViewSize();
  void viewChanged();
  void updateCursor(QPointF position);
  void describe();
  void paintBefore(QPainter& painter, const QRectF& clip);
  void paintAfter(QPainter& painter, const QRectF& clip);
  void paintPane(QPainter& painter, int pane, bool after);
  void paintStage(QPainter& painter);

  std::shared_ptr<const ImagePyramid> photo_;
  std::shared_ptr<const ImagePyramid> edit_;
  QImage frame_;
  QImage change_;  ///< in place of a frame
  std::shared_ptr<const ImagePyramid> look_;
  QImage part_;
  QRect part_place_;
  QList<CanvasLayer> layers_;
  QImage reference_;
  QString reference_label_;
  QImage overlay_;
  QPainterPath outline_;
  QColor surround_;
  CanvasDrawing* drawing_ = nullptr;
  CanvasTool* tool_ = nullptr;
  std::shared_ptr<const ImagePyramid> stage_;
  double stage_angle_ = 0;
  ViewTransform view_;
  ViewTransform view_before_stage_;
  CompareMode mode_ = CompareMode::Split;
  double split_ = 0.5;
  bool original_shown_ = false;
  bool hand_tool_ = false;
  bool space_held_ = false;
  bool space_dragged_ = false;
  Drag drag_ = Drag::None;
  QPointF last_position_;
};

}  // namespace v4e::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <functional>

#include "ui/document/edit_session.h"
#include "ui/document/photo_document.h"

namespace v4e::ui {

enum class Turn { Left, Right, FlipHorizontally, FlipVertically };

/// A geometry with that turn of what is seen.
[[nodiscard]] Geometry turned(Turn turn, const Geometry& geometry, PixelSize picture);

/// Turns and crops what is shown, the edit or the photo, in the background; each time a step that can be
/// undone. An edit keeps its generation: it is merged as before and shaped afterwards, always from its own
/// pixels. What is edited next begins from what is shown then.
class ShapeSession : public QObject {
  Q_OBJECT

 public:
  /// Both must outlive it.
  ShapeSession(PhotoDocument& document, EditSession& session, QObject* parent = nullptr);

  /// Nothing is shown, or an edit is being made: nothing can be turned.
  [[nodiscard]] bool isPossible() const;
  void turn(Turn turn);
  /// The geometry takes the place of the present one.
  void apply(const Geometry& geometry);
  [[nodiscard]] Geometry geometry() const { return document_.geometry(); }

  /// What is shown, before its geometry; null without a photo.
  [[nodiscard]] std::shared_ptr<const Photo> unshaped() const;

 Q_SIGNALS:
  void failed(const v4e::Failure& failure);

 private:
  using Change = std::function<Geometry(const Geometry&, PixelSize)>;
  void change(const Change& change, const QString& text);
  void begin(const Change& change, const QString& text);
  void shapeEdit(const Geometry& geometry, const QString& text);
  void shapePhoto(const Geometry& geometry, const QString& text);
  template <typename Value, typename Take>
  void finish(const Outcome<Value>& outcome, quint64 serial, Take take);

  PhotoDocument& document_;
  EditSession& session_;
  quint64 serial_ = 0;  ///< of what is being shaped
  PhotoDocument::ResultPtr shaping_;
  ShapedPhoto before_;   ///< what the photo's shape was then
  bool taking_ = false;  ///< what was shaped is being shown
  BackgroundRunner runner_;
};

}  // namespace v4e::ui

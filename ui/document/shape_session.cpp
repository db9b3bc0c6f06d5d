// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/document/shape_session.h"

#include <utility>

#include "core/image/colour/shaped_photo.h"
#include "ui/engine/shaped_result.h"
#include "ui/widgets/step_text.h"

namespace v4e::ui {
namespace {

struct TurnStep {
  Geometry (*change)(const Geometry&, PixelSize);
  const char* text;
};

TurnStep stepOf(Turn turn) {
  switch (turn) {
    case Turn::Left:
      return {turned_left, QT_TRANSLATE_NOOP("v4e::ui::ShapeSession", "Rotate left")};
    case Turn::Right:
      return {turned_right, QT_TRANSLATE_NOOP("v4e::ui::ShapeSession", "Rotate right")};
    case Turn::FlipHorizontally:
      return {flipped_horizontally, QT_TRANSLATE_NOOP("v4e::ui::ShapeSession", "Flip horizontally")};
    case Turn::FlipVertically:
      break;
  }
  return {flipped_vertically, QT_TRANSLATE_NOOP("v4e::ui::ShapeSession", "Flip vertically")};
}

}  // namespace

Geometry turned(Turn turn, const Geometry& geometry, PixelSize picture) {
  return stepOf(turn).change(geometry, picture);
}

ShapeSession::ShapeSession(PhotoDocument& document, EditSession& session, QObject* parent)
    : QObject(parent), document_(document), session_(session) {
  connect(&document_, &PhotoDocument::editChanged, this, [this] {
    const bool is_same = document_.result() == shaping_ && document_.shape() == before_;
    if (taking_ || is_same || !document_.isShapePending()) return;
    // What is being shaped is not what is shown any more.
    ++serial_;
    runner_.cancelAll();
    // The others must have heard of the change before what waits goes on.
    QMetaObject::invokeMethod(
        &document_, [document = &document_] { document->setShapePending(false); }, Qt::QueuedConnection);
  });
}

bool ShapeSession::isPossible() const {
  return document_.hasPhoto() && (!session_.isEditing() || session_.isUpdating());
}

std::shared_ptr<const Photo> ShapeSession::unshaped() const {
  const auto result = document_.result();
  return result ? beforeShape(result)->edited : document_.original();
}

void ShapeSession::turn(Turn turn) {
  const TurnStep step = stepOf(turn);
  change(step.change, stepText("v4e::ui::ShapeSession", step.text));
}

void ShapeSession::apply(const Geometry& geometry) {
  const bool straightens = geometry.angle_deg != document_.geometry().angle_deg;
  const char* text = straightens ? QT_TRANSLATE_NOOP("v4e::ui::ShapeSession", "Straighten")
                                 : QT_TRANSLATE_NOOP("v4e::ui::ShapeSession", "Crop");
  change([geometry](const Geometry&, PixelSize) { return geometry; },
         stepText("v4e::ui::ShapeSession", text));
}

void ShapeSession::change(const Change& change, const QString& text) {
  if (isPossible()) document_.whenMerged([this, change, text] { begin(change, text); });
}

void ShapeSession::begin(const Change& change, const QString& text) {
  if (!isPossible()) return;
  // One that waited beside this one was faster.
  if (document_.isShapePending()) return this->change(change, text);
  session_.keepLook();
  const PixelSize size = size_of(unshaped()->image);
  const Geometry geometry = simplified(change(document_.geometry(), size), size);
  if (geometry == document_.geometry()) return;
  shaping_ = document_.result();
  before_ = document_.shape();
  document_.setShapePending(true);
  document_.result() ? shapeEdit(geometry, text) : shapePhoto(geometry, text);
}

void ShapeSession::shapeEdit(const Geometry& geometry, const QString& text) {
  auto unshaped = beforeShape(document_.result());
  if (!unshaped->base) {
    auto with_base = std::make_shared<EditResult>(*unshaped);
    with_base->base = document_.original();
    unshaped = with_base;
  }
  auto work = [unshaped, geometry](const RunContext& context) {
    return shapedResult(unshaped, geometry, context);
  };
  using ResultPtr = PhotoDocument::ResultPtr;
  runner_.run(std::move(work), [this, text, serial = serial_](const Outcome<ResultPtr>& outcome) {
    finish(outcome, serial, [this, text](const ResultPtr& result) { document_.applyResult(result, text); });
  });
}

void ShapeSession::shapePhoto(const Geometry& geometry, const QString& text) {
  auto work = [photo = document_.original(), geometry](const RunContext& context) {
    if (geometry.is_identity()) return ShapedPhoto{};
    return ShapedPhoto{geometry, std::make_shared<const Photo>(shaped_photo(*photo, geometry, context))};
  };
  runner_.run(std::move(work), [this, text, serial = serial_](const Outcome<ShapedPhoto>& outcome) {
    finish(outcome, serial, [this, text](const ShapedPhoto& shape) { document_.applyShape(shape, text); });
  });
}

template <typename Value, typename Take>
void ShapeSession::finish(const Outcome<Value>& outcome, quint64 serial, Take take) {
  if (serial != serial_) return;
  if (const auto* failure = std::get_if<Failure>(&outcome)) Q_EMIT failed(*failure);
  taking_ = true;
  if (const auto* value = std::get_if<Value>(&outcome)) take(*value);
  taking_ = false;
  document_.setShapePending(false);
}

}  // namespace v4e::ui

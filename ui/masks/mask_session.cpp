// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/masks/mask_session.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/region/mask_shapes.h"
#include "ui/canvas/canvas_painting.h"
#include "ui/masks/mask_commands.h"
#include "ui/masks/mask_space.h"
#include "ui/widgets/step_text.h"

namespace v4e::ui {
namespace {

constexpr int kMergeDelayMs = 120;
constexpr int kMoveRegionId = 0x4d00;  // of undo commands, one for each region

QString step(const char* text) {
  return stepText("v4e::ui::MaskSession", text);
}

// The part of a mask that lies inside another one.
Image inside(const Image& mask, const Image& limit) {
  if (limit.empty() || mask.empty()) return mask;
  Image result = mask;
  auto* pixels = reinterpret_cast<std::uint8_t*>(result.mutable_data());
  const auto* other = limit.row<std::uint8_t>(0);
  for (std::size_t i = 0; i < result.size_bytes(); ++i) {
    pixels[i] = static_cast<std::uint8_t>((pixels[i] * other[i] + 127) / 255);
  }
  return result;
}

}  // namespace

bool isSameTrack(const EditResult* a, const EditResult* b) {
  if (!a || !b) return a == b;
  return a->frames.size() == b->frames.size() && a->photo == b->photo &&
         a->settings.seed == b->settings.seed && a->settings.model == b->settings.model &&
         a->steps_done == b->steps_done && a->caption == b->caption && a->copy == b->copy;
}

MaskSession::MaskSession(EditEngine& engine, PhotoDocument& document, Canvas& canvas, TimelineModel& timeline,
                         QObject* parent)
    : QObject(parent),
      engine_(engine),
      document_(document),
      canvas_(canvas),
      timeline_(timeline),
      tool_(model_, document.undoStack()),
      finder_(engine) {
  outline_timer_.setSingleShot(true);
  outline_timer_.setInterval(0);
  connect(&outline_timer_, &QTimer::timeout, this, &MaskSession::showOutline);
  connect(&model_, &MaskModel::changed, &outline_timer_, qOverload<>(&QTimer::start));
  connect(this, &MaskSession::paintsNextChanged, &outline_timer_, qOverload<>(&QTimer::start));
  connect(&tool_, &MaskTool::wished, this, &MaskSession::find);
  connect(&finder_, &SelectionFinder::found, this, &MaskSession::takeFound);
  connect(&finder_, &SelectionFinder::nothingFound, this, &MaskSession::sayNothingFound);
  connect(&finder_, &SelectionFinder::guessed, this, &MaskSession::takeGuess);
  connect(&finder_, &SelectionFinder::failed, this, &MaskSession::failed);
  merge_timer_.setSingleShot(true);
  merge_timer_.setInterval(kMergeDelayMs);
  connect(&merge_timer_, &QTimer::timeout, this, &MaskSession::startMerge);
  connect(&document_, &PhotoDocument::opened, this, &MaskSession::takePhoto);
  connect(&document_, &PhotoDocument::closed, this, &MaskSession::takePhoto);
  connect(&document_, &PhotoDocument::editChanged, this, &MaskSession::takeEdit);
  connect(&document_, &PhotoDocument::editShown, this, [this] {
    const bool same_track =
        isSameTrack(std::exchange(shown_result_, document_.result()).get(), document_.result().get());
    if (document_.result() && !document_.result()->edits) {
      plain_result_ = document_.result();
      plain_edit_ = document_.editPyramid();
      change_mask_ = {};
    }
    // A new picture for the canvas is no reason to leave the frame that the playhead is on.
    if (same_track && !isAtEdit() && !timeline_.isPreview() && !generating_) showSmall();
    showLayers();
  });
  connect(&document_, &PhotoDocument::screenChanged, this, [this] {
    // Its colours are another screen's. It comes again with the edit, unless that was changed by the user.
    plain_edit_ = nullptr;
    showLayers();
  });
  connect(&model_, &MaskModel::changed, this, &MaskSession::updateLater);
  connect(&model_, &MaskModel::otherChanged, this, &MaskSession::followOther);
  connect(&model_, &MaskModel::targetChanged, &canvas_, qOverload<>(&QWidget::update));
  connect(&model_, &MaskModel::painted, this, [this](const QRect& area) {
    const double scale = model_.scale();
    showLayers({area.x() / scale, area.y() / scale, area.width() / scale, area.height() / scale});
  });
  connect(&tool_, &MaskTool::looksChanged, &canvas_, &Canvas::updatePhoto);
  connect(&timeline_, &TimelineModel::stabilisedChanged, this, &MaskSession::setStabilised);
}

void MaskSession::setToolActive(bool active) {
  active_ = active;
  canvas_.setTool(active ? &tool_ : nullptr);
}

void MaskSession::takePhoto() {
  finder_.cancel();
  merge_timer_.stop();
  job_.reset();
  frame_ = {};
  plain_result_ = nullptr;
  plain_edit_ = nullptr;
  shown_result_ = nullptr;
  change_mask_ = {};
  unmerged_.clear();
  step_ = 0;
  model_.reset(spaceOf(document_));
  Q_EMIT paintsNextChanged(paintsNext());
  const QSize size = model_.photoSize();
  tool_.setRadius(std::max(4.0, std::round(std::max(size.width(), size.height()) * 0.03)));
}

void MaskSession::setStabilised(bool on) {
  model_.prepare(own(), spaceOf(document_), [this, on] { model_.setStabilised(on); });
  if (model_.on() != own()) updateLater();
}

void MaskSession::takeEdit() {
  const auto result = document_.result();
  if (!isSameTrack(result.get(), plain_result_.get()) ||
      (result && (result->settings.strength != plain_result_->settings.strength ||
                  result->geometry != plain_result_->geometry))) {
    plain_result_ = nullptr;
    plain_edit_ = nullptr;
    change_mask_ = {};
  }
  takeStep();
  model_.setSpace(spaceOf(document_));
  if (model_.on() != own()) model_.prepare(own(), spaceOf(document_), [] {});
  timeline_.setStabilised(!edits() || edits()->stabilise);
  updateLater();
}

void MaskSession::setGenerating(bool generating) {
  generating_ = generating;
  generating ? canvas_.setLayers({}) : updateLater();
}

bool MaskSession::isPending() const {
  const auto result = document_.result();
  return result && result->edits != edits();
}

void MaskSession::setPending(bool pending) {
  if (std::exchange(pending_, pending) == pending) return;
  document_.setMergePending(pending);
  Q_EMIT pendingChanged(pending);
}

void MaskSession::updateLater() {
  const bool pending = isPending();
  setPending(pending);
  if (pending && !generating_) {
    merge_timer_.start();
  } else {
    merge_timer_.stop();
    job_.reset();
  }
  showLayers();
}

void MaskSession::startMerge() {
  if (!isPending() || generating_ || model_.isPainting()) return;
  merging_ = document_.result();
  // An older merge is of no use any more: dropping the job stops it.
  job_ = engine_.startMerge(merging_, merging_->settings.strength, edits());
  connect(job_.get(), &EditJob::finished, this, &MaskSession::finishMerge);
}

void MaskSession::finishMerge(const EditOutcome& outcome) {
  // The job is the sender of this signal, so it may go only later.
  job_.release()->deleteLater();
  const bool still_wanted = std::exchange(merging_, nullptr) == document_.result();
  if (const auto* failure = std::get_if<Failure>(&outcome)) {
    setPending(false);
    Q_EMIT failed(*failure);
  } else if (const auto* result = std::get_if<std::shared_ptr<const EditResult>>(&outcome)) {
    still_wanted ? document_.replaceResult(*result) : updateLater();
  }
}

bool MaskSession::isAtEdit() const {
  return timeline_.isEmpty() || (!timeline_.isPreview() && timeline_.isAtEdit());
}

void MaskSession::showFrame(const QImage& frame) {
  frame_ = frame;
  // At the strength that is kept there is something better than the small frame: the edit at full size.
  isAtEdit() ? canvas_.setFrame({}) : showSmall();
  showLayers();
}

CanvasLayer MaskSession::baseLayer() const {
  if (!isAtEdit()) return smallLayer(frame_);
  if (plain_edit_) return {plain_edit_, {}, {}, {}};
  return smallLayer(timeline_.isEmpty() ? frame_ : timeline_.imageAt(timeline_.editPosition()));
}

void MaskSession::showSmall() {
  canvas_.setFrame(frame_, timeline_.isPreview() ? QImage() : timeline_.frame(0));
}

CanvasLayer MaskSession::smallLayer(const QImage& frame, const Image& mask) const {
  const QImage change = timeline_.isPreview() ? QImage() : changeBetween(timeline_.frame(0), frame);
  if (change.isNull() || !canvas_.photo()) return {nullptr, frame, {}, mask};
  return {nullptr, change, canvas_.photo(), mask};
}

QList<CanvasLayer> MaskSession::layers() const {
  const MaskState& state = model_.stateOf(own());
  CanvasLayer base = baseLayer();
  if (!base.pyramid && base.image.isNull()) return {};
  QList<CanvasLayer> layers;
  const bool limited = !state.mask.empty() && state.mode != UserMaskMode::Extend;
  if (limited) {
    base.mask = state.mask;
    layers << base;
  } else {
    if (!state.mask.empty()) {
      // What the mask adds is only in the small frame: the edit itself has the photo there.
      layers << smallLayer(timeline_.imageAt(timeline_.playhead()), state.mask);
      if (base.pyramid) base.mask = changeMask();
    }
    layers << base;
  }
  for (const MaskRegion& region : state.regions) {
    if (region.coverage.empty() || timeline_.count() < 2) continue;
    const QImage moment = timeline_.imageAt(region.position * (timeline_.count() - 1));
    layers << smallLayer(moment, limited ? inside(region.coverage, state.mask) : region.coverage);
  }
  return layers;
}

void MaskSession::showLayers(const QRectF& dirty) {
  const auto result = document_.result();
  const bool concerned = result && (!isSame(model_.stateOf(own()), {}) || result->edits);
  if (generating_ || !concerned) return canvas_.setLayers({}, dirty);
  // Until the merged edit is ready for the screen, the canvas would show the one from before.
  const bool ready = !isPending() && !model_.isPainting() && shown_result_ == result && isAtEdit();
  canvas_.setLayers(ready ? QList<CanvasLayer>() : layers(), dirty);
}

const Image& MaskSession::changeMask() const {
  const Image& mask = plain_result_ ? plain_result_->change_mask : document_.result()->change_mask;
  if (change_mask_.empty() && !mask.empty()) {
    change_mask_ = stretched_mask(mask, model_.size().width(), model_.size().height());
  }
  return change_mask_;
}

void MaskSession::change(MaskState after, const QString& text, int merge_id) {
  if (model_.size().isEmpty()) return;
  document_.undoStack().push(new MaskStateCommand(model_, std::move(after), text, merge_id));
}

void MaskSession::changeCoverage(const Image& coverage, const QString& text, int merge_id) {
  MaskState after = model_.state();
  if (model_.target() == kMaskTarget) after.mask = coverage;
  for (MaskRegion& region : after.regions) {
    if (region.id == model_.target()) region.coverage = coverage;
  }
  change(std::move(after), text, merge_id);
}

void MaskSession::invert() {
  const Image& mask = model_.coverage(model_.target());
  if (!mask.empty()) changeCoverage(inverted(mask), step(QT_TR_NOOP("Invert the selection")));
}

void MaskSession::clear() {
  if (!model_.coverage(model_.target()).empty()) changeCoverage({}, step(QT_TR_NOOP("Clear the selection")));
}

void MaskSession::feather(double photoPixels) {
  const Image& mask = model_.coverage(model_.target());
  if (!mask.empty())
    changeCoverage(feathered(mask, photoPixels * model_.scale()), step(QT_TR_NOOP("Feather the selection")));
}

void MaskSession::selectArea(const PixelArea& area, bool ellipse, MaskCombination how) {
  if (model_.size().isEmpty()) return;
  const PixelSize size{model_.size().width(), model_.size().height()};
  const double scale = model_.scale();
  const MaskRectangle around{area.x * scale, area.y * scale, (area.x + area.width) * scale,
                             (area.y + area.height) * scale};
  const Image part = ellipse ? ellipse_mask(size, around) : rectangle_mask(size, around);
  const Image& mask = model_.coverage(model_.target());
  const Image before = mask.empty() ? Image(size.width, size.height, 1, SampleType::U8) : mask;
  changeCoverage(combined(before, part, how), step(QT_TR_NOOP("Select by numbers")));
}

PixelArea MaskSession::selectedArea() const {
  const QSize photo = model_.photoSize();
  const Image& mask = model_.coverage(model_.target());
  const PixelArea box = mask.empty() ? PixelArea{} : bounding_area(mask);
  if (box.width < 1) return {photo.width() / 4, photo.height() / 4, (photo.width() + 1) / 2, (photo.height() + 1) / 2};
  const auto onPhoto = [scale = model_.scale()](int length) {
    return static_cast<int>(std::lround(length / scale));
  };
  const QRect area = QRect(onPhoto(box.x), onPhoto(box.y), std::max(1, onPhoto(box.width)),
                           std::max(1, onPhoto(box.height)))
                         .intersected(QRect({0, 0}, photo));
  return {area.x(), area.y(), area.width(), area.height()};
}

void MaskSession::takeChangeMask() {
  if (!document_.result()) return;
  const Image& mask = changeMask();
  if (!mask.empty()) changeCoverage(mask, step(QT_TR_NOOP("Select what was changed")));
}

void MaskSession::setMode(UserMaskMode mode) {
  if (mode == model_.state().mode) return;
  MaskState after = model_.state();
  after.mode = mode;
  change(std::move(after), step(QT_TR_NOOP("Change what the selection does")));
}

void MaskSession::addRegion() {
  MaskState after = model_.state();
  const int id = model_.unusedRegionId();
  // Half as strong as what is shown: at the same strength, painting would change nothing that one sees.
  after.regions.push_back({id, {}, timeline_.isEmpty() ? 0.5 : timeline_.strength() / 2});
  change(std::move(after), step(QT_TR_NOOP("Add a region")));
  model_.setTarget(id);
}

void MaskSession::removeRegion(int id) {
  MaskState after = model_.state();
  std::erase_if(after.regions, [id](const MaskRegion& region) { return region.id == id; });
  change(std::move(after), step(QT_TR_NOOP("Remove a region")));
}

void MaskSession::moveRegion(int id, double position) {
  MaskState after = model_.state();
  for (MaskRegion& region : after.regions) {
    if (region.id == id) region.position = std::clamp(position, 0.0, 1.0);
  }
  change(std::move(after), step(QT_TR_NOOP("Move a region in time")), kMoveRegionId + id);
}

}  // namespace v4e::ui

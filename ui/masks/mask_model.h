// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QObject>
#include <QRect>
#include <QSize>
#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "core/merge/painted_mask.h"
#include "ui/engine/edit_values.h"

namespace v4e::ui {

/// The picture that masks are painted on.
struct MaskSpace {
  PixelSize photo;         ///< as it is shown
  Placement place = {};    ///< from its pixels to those of the photo as it was opened
  Geometry geometry = {};  ///< what the edit was turned and cropped by after it was made
  PixelSize merged = {};   ///< the picture before that, which masks are merged in
  Placement merged_place = {};

  bool operator==(const MaskSpace&) const = default;
};

/// What one paints on: the mask of where the edit may act, or a region by its id (1 …).
inline constexpr int kMaskTarget = 0;

/// A painted part of the photo that stands at its own point in time.
struct MaskRegion {
  int id = 1;
  Image coverage;       ///< empty: nothing painted yet
  double position = 1;  ///< on the evolution: 0 the photo, 1 the last frame
};

/// All that is painted. Pictures are shared, so a copy costs next to nothing.
struct MaskState {
  Image mask;  ///< empty: the edit acts wherever it does by itself
  UserMaskMode mode = UserMaskMode::Restrict;
  std::vector<MaskRegion> regions;
  bool is_merged = false;  ///< in a project: the current edit was merged with it

  [[nodiscard]] const MaskRegion* region(int id) const;
};

/// Whether nothing was painted or changed between the two: they share their pictures.
[[nodiscard]] bool isSame(const MaskState& a, const MaskState& b);

/// What one's painting belongs to: a step of the history, or the edits that will be made of it. Of the photo
/// there are only these.
struct PaintedOn {
  std::int64_t step = 0;  ///< 0: the photo
  bool next = false;      ///< the edits that are made of the step begin with it; the step is not concerned

  auto operator<=>(const PaintedOn&) const = default;
};

/// The edits that will be made of a step.
[[nodiscard]] inline PaintedOn nextAfter(std::int64_t step) {
  return {step, step != 0};
}

/// What is painted on the photo and on its edits, each by itself.
using PaintedSteps = std::map<PaintedOn, MaskState>;

/// As isSame() for each; one that is only on one side counts as empty on the other.
[[nodiscard]] bool isSame(const PaintedSteps& a, const PaintedSteps& b);

/// The user's mask and regions of one photo, painted at no more than kLongestSide pixels a side: a brush
/// stroke costs the same on a large photo as on a small one. The photo and each of its edits have their own;
/// one of them is painted on. Changes by strokes and commands only.
class MaskModel : public QObject {
  Q_OBJECT

 public:
  static constexpr int kLongestSide = 2048;

  explicit MaskModel(QObject* parent = nullptr) : QObject(parent) {}

  /// Another photo, shown as it is: all that was painted goes.
  void reset(QSize photo);
  /// Another photo in whatever shape.
  void reset(const MaskSpace& space);
  /// The same photo in another shape: what is painted stays on what it lies on.
  void setSpace(const MaskSpace& space);
  [[nodiscard]] PaintedOn on() const { return on_; }
  [[nodiscard]] bool knows(PaintedOn on) const { return on == on_ || others_.contains(on); }
  /// Goes on with another painting, in the shape that it was left in. One that is not known begins empty, in
  /// the present shape.
  void setOn(PaintedOn on);
  /// `to`, which is not shown, becomes what is painted on `from`, which is known.
  void copyPainting(PaintedOn from, PaintedOn to);
  /// Of a known one: what edits() is where that is shown.
  [[nodiscard]] std::shared_ptr<const MergeEdits> editsOf(PaintedOn on) const {
    return on == on_ ? edits_ : others_.at(on).edits;
  }
  [[nodiscard]] const MaskState& stateOf(PaintedOn on) const {
    return on == on_ ? state_ : others_.at(on).state;
  }
  /// The mask of one, as it lies on the photo in that shape; empty where there is none.
  [[nodiscard]] Image maskIn(PaintedOn on, const MaskSpace& space) const;
  /// All that are known, in their own shapes.
  [[nodiscard]] PaintedSteps allPainted() const;
  [[nodiscard]] const MaskSpace& space() const { return space_; }
  /// Does something as if that painting were shown in that shape; not at all where it is not known.
  void inPainting(PaintedOn on, const MaskSpace& space, const std::function<void()>& call);
  /// A painting, known or not, in another shape; then does something to it as if it were shown.
  void prepare(PaintedOn on, const MaskSpace& space, const std::function<void()>& call);
  [[nodiscard]] QSize photoSize() const { return {space_.photo.width, space_.photo.height}; }
  /// Of the masks; empty without a photo.
  [[nodiscard]] QSize size() const { return size_; }
  /// Mask pixels per photo pixel.
  [[nodiscard]] double scale() const;

  [[nodiscard]] const MaskState& state() const { return state_; }
  void setState(const MaskState& state);
  [[nodiscard]] bool isEmpty() const { return state_.mask.empty() && state_.regions.empty(); }

  [[nodiscard]] int target() const { return target_; }
  /// An id that is not there means the mask.
  void setTarget(int target);
  [[nodiscard]] const Image& coverage(int target) const;
  [[nodiscard]] int unusedRegionId() const;

  /// What a target is before the first stroke on it: an eraser takes away from everything, a brush adds to
  /// nothing.
  [[nodiscard]] int startValue(int target, bool erases) const;

  /// For strokes: changes the target's pixels at once; edits() follows with finishStroke().
  MaskArea paint(int target, int start_value, const std::function<MaskArea(Image&)>& change);
  void finishStroke();
  [[nodiscard]] bool isPainting() const { return painting_; }
  void setCoverage(int target, const Image& coverage);

  /// For the engine, on the edit before its geometry; null while there is nothing to do. The same pointer
  /// until something changes.
  [[nodiscard]] std::shared_ptr<const MergeEdits> edits() const { return edits_; }
  void setStabilised(bool on);
  [[nodiscard]] bool isStabilised() const { return stabilise_; }
  /// What an edit from a project was merged with; edits() is that very pointer then.
  void restore(std::shared_ptr<const MergeEdits> edits);
  /// The same where the project knows more: regions without a pixel, or what no edit was merged with yet.
  /// edits() is the pointer only where it means what is painted: where the state says so, or by its pixels.
  void restore(const MaskState& state, std::shared_ptr<const MergeEdits> edits);

 Q_SIGNALS:
  /// Pixels of a target changed, in mask pixels: for the display.
  void painted(const QRect& area);
  /// Something is done: a stroke, a command, an undo.
  void changed();
  void targetChanged(int target);
  /// A painting that is not shown was changed, by an undo.
  void otherChanged(v4e::ui::PaintedOn on);

 private:
  [[nodiscard]] Image* findCoverage(int target);
  void updateEdits();
  void takeRestored(const MaskState& state, bool stabilised);

  /// The same painting in a shape that it was seen in.
  struct Known {
    MaskSpace space;
    MaskState state;
    std::shared_ptr<const MergeEdits> edits;
  };
  /// All that belongs to one of them.
  struct Painting {
    MaskSpace space;
    std::vector<Known> known;
    MaskState state;
    bool stabilise = true;
    std::shared_ptr<const MergeEdits> edits;
  };
  [[nodiscard]] Painting painting() const { return {space_, known_, state_, stabilise_, edits_}; }
  void takePainting(Painting painting);
  void elsewhere(PaintedOn on, const std::function<void()>& call);
  [[nodiscard]] static QSize sizeIn(const MaskSpace& space);
  void takeSpace(const MaskSpace& space);
  void moveTo(const MaskSpace& space);
  [[nodiscard]] static MaskState moved(const MaskState& state, const MaskSpace& from, const MaskSpace& to);
  [[nodiscard]] Image forMerge(const Image& coverage) const;
  [[nodiscard]] Image fromMerge(const Image& mask) const;

  PaintedOn on_;
  std::map<PaintedOn, Painting> others_;
  MaskSpace space_;
  QSize size_;
  std::vector<Known> known_;
  MaskState state_;
  int target_ = kMaskTarget;
  bool painting_ = false;
  bool stabilise_ = true;
  std::shared_ptr<const MergeEdits> edits_;
};

/// Colour of a target on the canvas and in lists.
[[nodiscard]] QColor targetColour(int target);

}  // namespace v4e::ui

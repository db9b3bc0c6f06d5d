// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/masks/mask_model.h"

#include <QSignalBlocker>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "ui/engine/shaped_result.h"

namespace v4e::ui {
namespace {

constexpr double kLongestMerged = 4096;  // of a mask side; a crop is a small part of what is merged

bool same_pixels(const Image& a, const Image& b) {
  return a.width() == b.width() && a.height() == b.height() &&
         (a.data() == b.data() || std::memcmp(a.data(), b.data(), a.size_bytes()) == 0);
}

bool means_the_same(const MergeEdits* a, const MergeEdits* b) {
  if (!a || !b) return a == b;
  const auto same_region = [](const TimeRegion& one, const TimeRegion& other) {
    return one.position == other.position && same_pixels(one.weight, other.weight);
  };
  return a->mask_mode == b->mask_mode && a->stabilise == b->stabilise && same_pixels(a->mask, b->mask) &&
         std::equal(a->regions.begin(), a->regions.end(), b->regions.begin(), b->regions.end(), same_region);
}

}  // namespace

bool isSame(const MaskState& a, const MaskState& b) {
  const auto same_region = [](const MaskRegion& one, const MaskRegion& other) {
    return one.id == other.id && one.position == other.position &&
           one.coverage.data() == other.coverage.data();
  };
  return a.mode == b.mode && a.mask.data() == b.mask.data() &&
         std::equal(a.regions.begin(), a.regions.end(), b.regions.begin(), b.regions.end(), same_region);
}

bool isSame(const PaintedSteps& a, const PaintedSteps& b) {
  static const MaskState kUnpainted;
  const auto is_in = [](const PaintedSteps& steps, const PaintedSteps& others) {
    return std::ranges::all_of(steps, [&](const auto& each) {
      const auto other = others.find(each.first);
      return isSame(each.second, other == others.end() ? kUnpainted : other->second);
    });
  };
  return is_in(a, b) && is_in(b, a);
}

const MaskRegion* MaskState::region(int id) const {
  const auto found =
      std::find_if(regions.begin(), regions.end(), [id](const MaskRegion& each) { return each.id == id; });
  return found == regions.end() ? nullptr : &*found;
}

QSize MaskModel::sizeIn(const MaskSpace& space) {
  const QSize photo(space.photo.width, space.photo.height);
  if (std::max(photo.width(), photo.height()) <= kLongestSide) return photo;
  return photo.scaled(kLongestSide, kLongestSide, Qt::KeepAspectRatio).expandedTo({1, 1});
}

void MaskModel::takeSpace(const MaskSpace& space) {
  space_ = space;
  size_ = sizeIn(space);
}

void MaskModel::reset(QSize photo) {
  const PixelSize size{photo.width(), photo.height()};
  reset({size, {}, {}, size, {}});
}

void MaskModel::reset(const MaskSpace& space) {
  takeSpace(space);
  on_ = {};
  others_.clear();
  known_.clear();
  painting_ = false;
  target_ = kMaskTarget;
  setState({});
  Q_EMIT targetChanged(target_);
}

double MaskModel::scale() const {
  return size_.isEmpty() ? 1 : static_cast<double>(size_.width()) / space_.photo.width;
}

MaskState MaskModel::moved(const MaskState& state, const MaskSpace& from, const MaskSpace& to) {
  const Placement place = chained(to.place, inverse(from.place));
  const QSize target = sizeIn(to);
  const PixelSize size{target.width(), target.height()};
  const auto move = [&](Image& mask) {
    if (!mask.empty()) mask = remappedMask(mask, from.photo, place, to.photo, size);
  };
  MaskState moved = state;
  move(moved.mask);
  for (MaskRegion& region : moved.regions) move(region.coverage);
  return moved;
}

Image MaskModel::maskIn(PaintedOn on, const MaskSpace& space) const {
  if (!knows(on) || stateOf(on).mask.empty()) return {};
  const MaskSpace& own = on == on_ ? space_ : others_.at(on).space;
  MaskState state;
  state.mask = stateOf(on).mask;
  return own == space ? state.mask : moved(state, own, space).mask;
}

void MaskModel::takePainting(Painting painting) {
  takeSpace(painting.space);
  known_ = std::move(painting.known);
  state_ = std::move(painting.state);
  stabilise_ = painting.stabilise;
  edits_ = std::move(painting.edits);
}

void MaskModel::setOn(PaintedOn on) {
  if (on == on_) return;
  others_[on_] = painting();
  const auto other = others_.find(on);
  if (other == others_.end()) {
    takePainting({space_, {}, {}, stabilise_, nullptr});
    updateEdits();
  } else {
    takePainting(std::move(other->second));
    others_.erase(other);
  }
  on_ = on;
  painting_ = false;
  if (target_ != kMaskTarget && !state_.region(target_)) setTarget(kMaskTarget);
  Q_EMIT painted(QRect(QPoint(0, 0), size_));
  Q_EMIT changed();
}

void MaskModel::copyPainting(PaintedOn from, PaintedOn to) {
  others_[to] = from == on_ ? painting() : others_.at(from);
}

PaintedSteps MaskModel::allPainted() const {
  PaintedSteps painted{{on_, state_}};
  for (const auto& [on, other] : others_) painted.emplace(on, other.state);
  return painted;
}

void MaskModel::setSpace(const MaskSpace& space) {
  if (space == space_) return;
  moveTo(space);
  Q_EMIT painted(QRect(QPoint(0, 0), size_));
  Q_EMIT changed();
}

void MaskModel::moveTo(const MaskSpace& space) {
  const auto known_in = [this](const MaskSpace& wanted) {
    return std::find_if(known_.begin(), known_.end(),
                        [&wanted](const Known& each) { return each.space == wanted; });
  };
  const auto here = known_in(space_);
  if (here == known_.end() || !isSame(here->state, state_) || here->edits != edits_)
    known_ = {{space_, state_, edits_}};
  const auto there = known_in(space);
  const bool is_known = there != known_.end();
  // An edit that was only turned or cropped is merged as before.
  const bool merges_alike = space.merged == space_.merged && space.merged_place == space_.merged_place;
  state_ = is_known ? there->state : moved(state_, space_, space);
  if (is_known) edits_ = there->edits;
  takeSpace(space);
  painting_ = false;
  if (!is_known && !merges_alike) updateEdits();
  if (!is_known) known_.push_back({space_, state_, edits_});
}

void MaskModel::inPainting(PaintedOn on, const MaskSpace& space, const std::function<void()>& call) {
  if (!knows(on)) return;
  const bool is_other = on != on_;
  elsewhere(on, [&] {
    const MaskSpace present = space_;
    setSpace(space);
    call();
    setSpace(present);
  });
  if (is_other) Q_EMIT otherChanged(on);
}

void MaskModel::prepare(PaintedOn on, const MaskSpace& space, const std::function<void()>& call) {
  elsewhere(on, [&] {
    setSpace(space);
    call();
  });
}

void MaskModel::elsewhere(PaintedOn on, const std::function<void()>& call) {
  if (on == on_) return call();
  // Nobody sees it.
  const QSignalBlocker blocker(this);
  const PaintedOn shown = on_;
  const int target = target_;
  setOn(on);
  call();
  setOn(shown);
  target_ = target;
}

Image MaskModel::forMerge(const Image& coverage) const {
  if (space_.geometry.is_identity() || coverage.empty()) return coverage;
  const double longest = std::max(space_.merged.width, space_.merged.height);
  const double side_scale = std::min(scale(), kLongestMerged / longest);
  const auto side = [side_scale](int length) {
    return std::max(1, static_cast<int>(std::lround(length * side_scale)));
  };
  const Placement place = inverse(placement_of(space_.geometry, space_.merged));
  return remappedMask(coverage, space_.photo, place, space_.merged,
                      {side(space_.merged.width), side(space_.merged.height)});
}

Image MaskModel::fromMerge(const Image& mask) const {
  if (space_.geometry.is_identity() || mask.empty()) return mask;
  return remappedMask(mask, space_.merged, placement_of(space_.geometry, space_.merged), space_.photo,
                      {size_.width(), size_.height()});
}

void MaskModel::setState(const MaskState& state) {
  state_ = state;
  if (target_ != kMaskTarget && !state_.region(target_)) setTarget(kMaskTarget);
  updateEdits();
  for (const Known& known : known_) {
    const bool stabilises = !known.edits || known.edits->stabilise;
    if (known.space == space_ && isSame(known.state, state_) && stabilises == stabilise_)
      edits_ = known.edits;
  }
  Q_EMIT painted(QRect(QPoint(0, 0), size_));
  Q_EMIT changed();
}

void MaskModel::setTarget(int target) {
  if (target != kMaskTarget && !state_.region(target)) target = kMaskTarget;
  if (target == target_) return;
  target_ = target;
  Q_EMIT targetChanged(target);
}

Image* MaskModel::findCoverage(int target) {
  if (target == kMaskTarget) return &state_.mask;
  for (MaskRegion& region : state_.regions) {
    if (region.id == target) return &region.coverage;
  }
  return nullptr;
}

const Image& MaskModel::coverage(int target) const {
  static const Image nothing;
  const MaskRegion* region = target == kMaskTarget ? nullptr : state_.region(target);
  if (target != kMaskTarget) return region ? region->coverage : nothing;
  return state_.mask;
}

int MaskModel::unusedRegionId() const {
  int id = 1;
  while (state_.region(id)) ++id;
  return id;
}

int MaskModel::startValue(int target, bool erases) const {
  return erases && target == kMaskTarget && state_.mode == UserMaskMode::Restrict ? 255 : 0;
}

MaskArea MaskModel::paint(int target, int start_value, const std::function<MaskArea(Image&)>& change) {
  Image* coverage = findCoverage(target);
  if (!coverage || size_.isEmpty()) return {};
  const bool starts = coverage->empty();
  if (starts) {
    *coverage = Image(size_.width(), size_.height(), 1, SampleType::U8);
    std::memset(coverage->mutable_data(), start_value, coverage->size_bytes());
  }
  painting_ = true;
  const MaskArea area = change(*coverage);
  const QRect part(area.left, area.top, area.right - area.left, area.bottom - area.top);
  Q_EMIT painted(starts ? QRect(QPoint(0, 0), size_) : part);
  return area;
}

void MaskModel::finishStroke() {
  painting_ = false;
  updateEdits();
  Q_EMIT changed();
}

void MaskModel::setCoverage(int target, const Image& coverage) {
  Image* present = findCoverage(target);
  if (!present) return;
  *present = coverage;
  painting_ = false;
  updateEdits();
  Q_EMIT painted(QRect(QPoint(0, 0), size_));
  Q_EMIT changed();
}

void MaskModel::setStabilised(bool on) {
  if (on == stabilise_) return;
  stabilise_ = on;
  updateEdits();
  Q_EMIT changed();
}

void MaskModel::updateEdits() {
  auto edits = std::make_shared<MergeEdits>();
  edits->mask = forMerge(state_.mask);
  edits->mask_mode = state_.mode;
  edits->stabilise = stabilise_;
  for (const MaskRegion& region : state_.regions) {
    if (!region.coverage.empty()) edits->regions.push_back({forMerge(region.coverage), region.position});
  }
  const bool plain = edits->mask.empty() && edits->regions.empty() && stabilise_;
  edits_ = plain ? nullptr : std::move(edits);
}

void MaskModel::takeRestored(const MaskState& state, bool stabilised) {
  state_ = state;
  stabilise_ = stabilised;
  // A file may hold masks of any size, strokes need this one.
  const auto fit = [this](Image& mask) {
    const bool fits = mask.empty() || (mask.width() == size_.width() && mask.height() == size_.height());
    if (!fits) mask = stretched_mask(mask, size_.width(), size_.height());
  };
  fit(state_.mask);
  for (MaskRegion& region : state_.regions) fit(region.coverage);
  updateEdits();
}

void MaskModel::restore(std::shared_ptr<const MergeEdits> edits) {
  MaskState state;
  if (edits) {
    state.mask = fromMerge(edits->mask);
    state.mode = edits->mask_mode;
    int id = 0;
    for (const TimeRegion& region : edits->regions)
      state.regions.push_back({++id, fromMerge(region.weight), region.position});
  }
  takeRestored(state, !edits || edits->stabilise);
  edits_ = std::move(edits);
  Q_EMIT painted(QRect(QPoint(0, 0), size_));
  Q_EMIT changed();
}

void MaskModel::restore(const MaskState& state, std::shared_ptr<const MergeEdits> edits) {
  takeRestored(state, !edits || edits->stabilise);
  if ((state.is_merged && edits) || means_the_same(edits_.get(), edits.get())) edits_ = std::move(edits);
  Q_EMIT painted(QRect(QPoint(0, 0), size_));
  Q_EMIT changed();
}

QColor targetColour(int target) {
  static const std::array<QColor, 6> kColours{QColor(74, 144, 226), QColor(240, 150, 40),
                                              QColor(90, 190, 90),  QColor(180, 100, 220),
                                              QColor(230, 90, 120), QColor(60, 190, 190)};
  const auto index = static_cast<std::size_t>(target);
  return target == kMaskTarget ? kColours[0] : kColours[1 + (index - 1) % (kColours.size() - 1)];
}

}  // namespace v4e::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/masks/selection_finder.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/region/edge_refinement.h"
#include "core/region/subject_finder.h"

namespace v4e::ui {
namespace {

Image of_size(const Image& mask, QSize size) {
  return mask.empty() ? mask : stretched_mask(mask, size.width(), size.height());
}

bool is_nothing(const Image& mask) {
  const auto* pixels = mask.row<std::uint8_t>(0);
  // Less than half selected everywhere is no outline that one could see.
  return mask.empty() ||
         std::none_of(pixels, pixels + mask.size_bytes(), [](auto value) { return value >= 128; });
}

/// What was found, together with what was selected. Both of the same size.
Image together(const SelectionWish& wish, const Image& selection, Image found) {
  if (wish.kind == SelectionWish::Kind::Background) found = inverted(found);
  if (!selection.empty()) return combined(selection, found, wish.how);
  const bool adds = wish.how == MaskCombination::Replace || wish.how == MaskCombination::Add;
  return adds ? found : Image();
}

/// The coarse answer at a smaller size than the photo's.
Image placed_small(const CoarseMask& coarse, PixelSize photo, QSize size) {
  const double across = static_cast<double>(size.width()) / photo.width;
  const double down = static_cast<double>(size.height()) / photo.height;
  const auto begin = [](double from, int most) {
    return std::clamp(static_cast<int>(std::lround(from)), 0, most - 1);
  };
  const auto length = [](double wanted, int start, int most) {
    return std::clamp(static_cast<int>(std::lround(wanted)), 1, most - start);
  };
  CoarseMask small{coarse.mask, {}};
  small.window.x = begin(coarse.window.x * across, size.width());
  small.window.y = begin(coarse.window.y * down, size.height());
  small.window.width = length(coarse.window.width * across, small.window.x, size.width());
  small.window.height = length(coarse.window.height * down, small.window.y, size.height());
  return placed_mask(small, {size.width(), size.height()});
}

}  // namespace

SelectionFinder::SelectionFinder(EditEngine& engine, QObject* parent) : QObject(parent), engine_(engine) {}

SelectionFinder::~SelectionFinder() {
  subject_stop_.request_stop();
}

void SelectionFinder::setBusy(bool busy) {
  if (std::exchange(busy_, busy) != busy) Q_EMIT busyChanged(busy);
}

void SelectionFinder::cancel() {
  runner_.cancelAll();
  subject_stop_.request_stop();
  subject_stop_ = {};
  setBusy(false);
}

template <typename Value>
bool SelectionFinder::fails(const Outcome<Value>& outcome) {
  if (std::holds_alternative<Value>(outcome)) return false;
  setBusy(false);
  if (const auto* failure = std::get_if<Failure>(&outcome)) Q_EMIT failed(*failure);
  return true;
}

void SelectionFinder::find(const std::shared_ptr<const Photo>& photo, const SelectionWish& wish,
                           const Image& selection, QSize wanted) {
  cancel();
  setBusy(true);
  const Search search{photo, wish, selection, wanted};
  switch (wish.kind) {
    case SelectionWish::Kind::Thing:
      return findThing(search);
    case SelectionWish::Kind::Colour:
      return findColour(search);
    case SelectionWish::Kind::Subject:
    case SelectionWish::Kind::Background:
      return findSubject(search);
  }
}

void SelectionFinder::findSubject(const Search& search) {
  engine_.findSubject(search.photo, subject_stop_.get_token(),
                      [this, search, stop = subject_stop_.get_token()](const Outcome<FoundSubject>& outcome) {
                        if (stop.stop_requested() || fails(outcome)) return;
                        const auto& subject = std::get<FoundSubject>(outcome);
                        take(search, subject.outline);
                        if (!subject.clear && busy_) Q_EMIT guessed();
                      });
}

void SelectionFinder::findThing(const Search& search) {
  auto work = [search](const RunContext& context) {
    const PixelSize size = size_of(search.photo->image);
    const bool settles = search.wish.how != MaskCombination::Replace && !search.wish.thing.box;
    const Image selected = settles ? of_size(search.selection, {size.width, size.height}) : Image();
    const bool takes_away = search.wish.how == MaskCombination::Subtract && !selected.empty();
    return grow_selection(search.photo->image, search.wish.thing, takes_away ? inverted(selected) : selected,
                          context);
  };
  runner_.run(std::move(work), [this, search](const Outcome<CoarseMask>& outcome) {
    if (!fails(outcome)) take(search, std::get<CoarseMask>(outcome));
  });
}

void SelectionFinder::findColour(const Search& search) {
  auto work = [search](const RunContext& context) {
    const Image alike = similar_colours(search.photo->image, search.wish.colour, context);
    return together(search.wish, of_size(search.selection, search.wanted), of_size(alike, search.wanted));
  };
  runner_.run(std::move(work), [this](const Outcome<Image>& outcome) { finish(outcome); });
}

void SelectionFinder::take(const Search& search, const CoarseMask& coarse) {
  if (is_nothing(coarse.mask)) {
    setBusy(false);
    return Q_EMIT nothingFound(search.wish.kind);
  }
  auto work = [search, coarse](const RunContext&) {
    const Image first = placed_small(coarse, size_of(search.photo->image), search.wanted);
    return together(search.wish, of_size(search.selection, search.wanted), first);
  };
  runner_.run(std::move(work), [this, search, coarse](const Outcome<Image>& outcome) {
    if (fails(outcome)) return;
    Q_EMIT found(std::get<Image>(outcome), true);
    // Who heard that may have wished for something else.
    if (busy_) refine(search, coarse);
  });
}

void SelectionFinder::refine(const Search& search, const CoarseMask& coarse) {
  auto work = [search, coarse](const RunContext& context) {
    const Image edge = RefinedEdge(search.photo->image, coarse, context).mask(context);
    return together(search.wish, of_size(search.selection, search.wanted), of_size(edge, search.wanted));
  };
  runner_.run(std::move(work), [this](const Outcome<Image>& outcome) { finish(outcome); });
}

void SelectionFinder::finish(const Outcome<Image>& outcome) {
  if (fails(outcome)) return;
  setBusy(false);
  Q_EMIT found(std::get<Image>(outcome), false);
}

}  // namespace v4e::ui

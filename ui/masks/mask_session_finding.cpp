// SPDX-License-Identifier: GPL-3.0-or-later
// The selection that the program finds, and how it is shown.
#include <utility>

#include "core/region/mask_growth.h"
#include "core/region/mask_outline.h"
#include "ui/masks/mask_session.h"
#include "ui/widgets/step_text.h"

namespace v4e::ui {
namespace {

constexpr int kFindId = 0x5e000000;  // of undo commands, one for each search
constexpr int kFindIds = 0x10000;
constexpr double kOutlineTolerance = 0.6;  // pixels of the mask

QString findingStep(const char* text) {
  return stepText("v4e::ui::MaskSession", text);
}

}  // namespace

void MaskSession::grow(double photoPixels) {
  const Image& mask = model_.coverage(model_.target());
  if (mask.empty() || photoPixels == 0) return;
  changeCoverage(grown(mask, photoPixels * model_.scale()), photoPixels > 0
                                                                ? findingStep(QT_TR_NOOP("Grow the selection"))
                                                                : findingStep(QT_TR_NOOP("Shrink the selection")));
}

void MaskSession::find(const SelectionWish& wish) {
  if (!document_.hasPhoto() || model_.size().isEmpty()) return;
  Image selection = model_.coverage(model_.target());
  found_over_ = selection;
  if (selection.empty() && wish.how == MaskCombination::Subtract) {
    if (model_.startValue(model_.target(), true) == 0) return;
    selection = inverted(Image(model_.size().width(), model_.size().height(), 1, SampleType::U8));
  }
  wish_ = wish;
  wished_over_ = selection;
  ++find_serial_;
  const auto shown = document_.shownResult();
  // A subject that the next edit is of is looked for in what is shown, and where it cannot be told there, as
  // by night, in what that was made of.
  looks_again_ = paintsNext() && shown && isOfSubject(wish.kind);
  finder_.find(shown && paintsNext() ? shown->edited : document_.photo(), wish, selection, model_.size());
}

void MaskSession::sayNothingFound() {
  if (std::exchange(looks_again_, false))
    return finder_.find(document_.photo(), wish_, wished_over_, model_.size());
  Q_EMIT nothingFound(wish_.kind);
}

void MaskSession::takeGuess() {
  // What it was made of may show it clearly.
  looks_again_ ? sayNothingFound() : Q_EMIT subjectGuessed();
}

void MaskSession::takeFound(const Image& selection, bool first) {
  const bool is_expected = model_.coverage(model_.target()).data() == found_over_.data();
  if (!is_expected || model_.isPainting()) return finder_.cancel();
  const char* text = QT_TR_NOOP("Select a thing");
  if (wish_.kind == SelectionWish::Kind::Colour) text = QT_TR_NOOP("Select by colour");
  if (wish_.kind == SelectionWish::Kind::Subject) text = QT_TR_NOOP("Select the subject");
  if (wish_.kind == SelectionWish::Kind::Background) text = QT_TR_NOOP("Select the background");
  changeCoverage(selection, findingStep(text), kFindId + find_serial_ % kFindIds);
  found_over_ = model_.coverage(model_.target());
  if (!first) found_over_ = {};
}

/// Of what is selected for the next edit; what is painted on the present one shows by what it does.
void MaskSession::showOutline() {
  QPainterPath path;
  const Image& mask = model_.state().mask;
  if (paintsNext() && !mask.empty()) {
    const double scale = model_.scale();
    for (const MaskOutline& line : outline(mask, kOutlineTolerance)) {
      QPolygonF corners;
      for (const MaskPoint& corner : line) corners << QPointF(corner.x / scale, corner.y / scale);
      path.addPolygon(corners);
      path.closeSubpath();
    }
  }
  canvas_.setOutline(path);
}

}  // namespace v4e::ui

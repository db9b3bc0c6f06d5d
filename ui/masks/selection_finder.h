// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QSize>
#include <memory>

#include "core/region/grow_selection.h"
#include "core/region/similar_colours.h"
#include "ui/engine/background_runner.h"
#include "ui/engine/edit_engine.h"

namespace v4e::ui {

/// What is to be selected, and how it goes together with what is selected already.
struct SelectionWish {
  enum class Kind {
    Thing,       ///< under strokes or in a box
    Colour,      ///< like that of one pixel
    Subject,     ///< what the photo is of
    Background,  ///< all but that
  };
  Kind kind = Kind::Subject;
  MaskCombination how = MaskCombination::Replace;
  GrowRequest thing = {};             ///< of Thing; in photo pixels
  SimilarColoursOptions colour = {};  ///< of Colour
};

[[nodiscard]] inline bool isOfSubject(SelectionWish::Kind kind) {
  return kind == SelectionWish::Kind::Subject || kind == SelectionWish::Kind::Background;
}

/// Finds selections in a photo, off the GUI thread: first a quick answer, then one whose rim follows the
/// photo's edges. One at a time; the next wish drops the one before.
class SelectionFinder : public QObject {
  Q_OBJECT

 public:
  /// `engine` must outlive it.
  explicit SelectionFinder(EditEngine& engine, QObject* parent = nullptr);
  ~SelectionFinder() override;

  /// `selection`: what is selected already, of any size with the photo's shape, or empty; what is found has
  /// the size `wanted`.
  void find(const std::shared_ptr<const Photo>& photo, const SelectionWish& wish, const Image& selection,
            QSize wanted);
  void cancel();
  [[nodiscard]] bool isBusy() const { return busy_; }

 Q_SIGNALS:
  void busyChanged(bool busy);
  /// The selection with what was found. `first`: a better one follows.
  void found(const v4e::Image& selection, bool first);
  /// What is found() is not clear: the user should look at it.
  void guessed();
  /// Nothing stands out there.
  void nothingFound(v4e::ui::SelectionWish::Kind kind);
  void failed(const v4e::Failure& failure);

 private:
  struct Search {
    std::shared_ptr<const Photo> photo;
    SelectionWish wish;
    Image selection;
    QSize wanted;
  };
  void setBusy(bool busy);
  void findSubject(const Search& search);
  void findThing(const Search& search);
  void findColour(const Search& search);
  void take(const Search& search, const CoarseMask& coarse);
  void refine(const Search& search, const CoarseMask& coarse);
  void finish(const Outcome<Image>& outcome);
  template <typename Value>
  bool fails(const Outcome<Value>& outcome);

  EditEngine& engine_;
  BackgroundRunner runner_;
  std::stop_source subject_stop_;
  bool busy_ = false;
};

}  // namespace v4e::ui

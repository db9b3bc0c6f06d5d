// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <memory>
#include <vector>

#include "core/base/run_context.h"

namespace v4e::ui {

/// A picture and its halves, quarters …, so that any zoom reads about as many pixels as it shows. Immutable.
class ImagePyramid {
 public:
  /// Takes some time for large pictures: not on the GUI thread. `full` is 32 bits a pixel. Throws Cancelled.
  [[nodiscard]] static std::shared_ptr<const ImagePyramid> build(QImage full, const RunContext& context = {});

  [[nodiscard]] QSize size() const { return levels_.front().size(); }
  [[nodiscard]] const QImage& full() const { return levels_.front(); }
  [[nodiscard]] int levelCount() const { return static_cast<int>(levels_.size()); }
  /// The smallest level that still has a pixel for each shown one. scale: shown pixels per full pixel.
  [[nodiscard]] const QImage& levelFor(double scale) const;

 private:
  explicit ImagePyramid(std::vector<QImage> levels) : levels_(std::move(levels)) {}
  std::vector<QImage> levels_;
};

/// The picture at half its size (rounded up), each pixel the mean of four.
[[nodiscard]] QImage halved(const QImage& image, const RunContext& context = {});

}  // namespace v4e::ui

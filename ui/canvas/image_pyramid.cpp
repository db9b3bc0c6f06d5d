// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/image_pyramid.h"

#include <algorithm>

#include "core/base/error.h"

namespace v4e::ui {
namespace {

constexpr int kSmallestSide = 128;
constexpr int kRowsPerCheck = 64;

// The mean of two pixels' four bytes at once, rounded half up.
quint32 mean(quint32 a, quint32 b) {
  return (a | b) - (((a ^ b) >> 1) & 0x7f7f7f7fU);
}

}  // namespace

QImage halved(const QImage& image, const RunContext& context) {
  QImage half((image.width() + 1) / 2, (image.height() + 1) / 2, image.format());
  if (half.isNull()) throw Error(ErrorCode::OutOfMemory, "the memory does not suffice to show this picture");
  const int pairs = image.width() / 2;
  for (int y = 0; y < half.height(); ++y) {
    if (y % kRowsPerCheck == 0) context.check();
    const auto* upper = reinterpret_cast<const quint32*>(image.constScanLine(2 * y));
    const auto* lower =
        reinterpret_cast<const quint32*>(image.constScanLine(std::min(2 * y + 1, image.height() - 1)));
    auto* target = reinterpret_cast<quint32*>(half.scanLine(y));
    for (int x = 0; x < pairs; ++x) {
      target[x] = mean(mean(upper[2 * x], lower[2 * x + 1]), mean(lower[2 * x], upper[2 * x + 1]));
    }
    if (pairs < half.width()) target[pairs] = mean(upper[2 * pairs], lower[2 * pairs]);
  }
  return half;
}

std::shared_ptr<const ImagePyramid> ImagePyramid::build(QImage full, const RunContext& context) {
  V4E_ASSERT(!full.isNull() && full.depth() == 32);
  std::vector<QImage> levels{std::move(full)};
  while (std::max(levels.back().width(), levels.back().height()) > kSmallestSide) {
    levels.push_back(halved(levels.back(), context));
  }
  return std::shared_ptr<const ImagePyramid>(new ImagePyramid(std::move(levels)));
}

const QImage& ImagePyramid::levelFor(double scale) const {
  std::size_t level = 0;
  while (level + 1 < levels_.size() && scale <= 0.5) {
    scale *= 2;
    ++level;
  }
  return levels_[level];
}

}  // namespace v4e::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/overlays.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include "core/base/error.h"
#include "core/image/samples.h"

namespace v4e::ui {
namespace {

constexpr double kLongestSide = 2000;

// Black over violet and orange to pale yellow, readable with any colour vision; see-through where nothing
// changed. A change of a quarter of the range already has the brightest colour.
const std::array<QRgb, 256>& heat_colours() {
  static const auto table = [] {
    struct Stop {
      double at, red, green, blue;
    };
    constexpr std::array kStops{Stop{0, 20, 11, 53}, Stop{0.25, 101, 21, 110}, Stop{0.5, 188, 55, 84},
                                Stop{0.75, 249, 142, 9}, Stop{1, 252, 255, 164}};
    std::array<QRgb, 256> made{};
    for (int i = 0; i < 256; ++i) {
      const double value = std::min(1.0, i / 64.0);
      const auto* next = std::find_if(kStops.begin() + 1, kStops.end() - 1,
                                      [value](const Stop& stop) { return stop.at >= value; });
      const Stop& from = *(next - 1);
      const double share = (value - from.at) / (next->at - from.at);
      const auto mix = [share](double a, double b) { return static_cast<int>(a + (b - a) * share); };
      const int alpha = static_cast<int>(235 * std::min(1.0, i / 10.0));
      made[static_cast<std::size_t>(i)] = qPremultiply(
          qRgba(mix(from.red, next->red), mix(from.green, next->green), mix(from.blue, next->blue), alpha));
    }
    return made;
  }();
  return table;
}

}  // namespace

QImage differenceOverlay(const ImagePyramid& before, const ImagePyramid& after, const RunContext& context) {
  const double scale = kLongestSide / std::max(before.size().width(), before.size().height());
  const QImage& left = before.levelFor(scale);
  QImage right = after.levelFor(scale * before.size().width() / after.size().width());
  if (right.size() != left.size()) {
    right = right.scaled(left.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
  }
  QImage heat(left.size(), QImage::Format_ARGB32_Premultiplied);
  const auto& colours = heat_colours();
  for (int y = 0; y < heat.height(); ++y) {
    if (y % 64 == 0) context.check();
    const auto* a = reinterpret_cast<const QRgb*>(left.constScanLine(y));
    const auto* b = reinterpret_cast<const QRgb*>(right.constScanLine(y));
    auto* target = reinterpret_cast<QRgb*>(heat.scanLine(y));
    for (int x = 0; x < heat.width(); ++x) {
      const int change = std::max({std::abs(qRed(a[x]) - qRed(b[x])), std::abs(qGreen(a[x]) - qGreen(b[x])),
                                   std::abs(qBlue(a[x]) - qBlue(b[x]))});
      target[x] = colours[static_cast<std::size_t>(change)];
    }
  }
  return heat;
}

QImage maskOverlay(const Image& mask, const QColor& tint) {
  if (mask.empty()) return {};
  V4E_ASSERT(mask.channels() == 1 && mask.type() != SampleType::U16);
  const int step = std::max(1, std::max(mask.width(), mask.height()) / static_cast<int>(kLongestSide));
  QImage overlay(mask.width() / step, mask.height() / step, QImage::Format_ARGB32_Premultiplied);
  for (int y = 0; y < overlay.height(); ++y) {
    auto* target = reinterpret_cast<QRgb*>(overlay.scanLine(y));
    for (int x = 0; x < overlay.width(); ++x) {
      const float value = unit_at(mask, x * step, y * step);
      const int alpha = static_cast<int>(std::lround(std::clamp(value, 0.0F, 1.0F) * 150));
      target[x] = qPremultiply(qRgba(tint.red(), tint.green(), tint.blue(), alpha));
    }
  }
  return overlay;
}

}  // namespace v4e::ui

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evolution/colour_palette.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

#include "core/base/error.h"

namespace v4e {
namespace {

constexpr std::size_t kMostColours = 256;
constexpr int kCellBits = 5;  ///< of a channel: colours are counted and looked up in 32 768 cells

std::size_t cell_of(int red, int green, int blue) {
  constexpr int kDrop = 8 - kCellBits;
  return static_cast<std::size_t>((red >> kDrop) << 2 * kCellBits | (green >> kDrop) << kCellBits |
                                  blue >> kDrop);
}

/// Pixels of similar colours: how many, and their mean.
struct Cell {
  std::int64_t count = 0;
  std::array<double, 3> mean{};
};

struct Box {
  std::size_t begin = 0;
  std::size_t end = 0;
  int channel = 0;    ///< along which its colours differ most
  double spread = 0;  ///< their summed squared distance from the mean there
};

/// Colours exactly, where there are few of them.
bool take_exactly(const Image& rgb, PalettePicture& picture) {
  std::unordered_map<std::uint32_t, std::uint8_t> known;
  const auto* pixel = rgb.row<std::uint8_t>(0);
  for (std::size_t i = 0; i < picture.indices.size(); ++i, pixel += 3) {
    const std::uint32_t colour = static_cast<std::uint32_t>(pixel[0] << 16 | pixel[1] << 8 | pixel[2]);
    const auto found = known.find(colour);
    if (found != known.end()) {
      picture.indices[i] = found->second;
      continue;
    }
    if (known.size() == kMostColours) return false;
    picture.indices[i] = static_cast<std::uint8_t>(known.size());
    known.emplace(colour, picture.indices[i]);
    picture.palette.push_back({pixel[0], pixel[1], pixel[2]});
  }
  return true;
}

std::vector<Cell> count_cells(const Image& rgb) {
  std::vector<Cell> cells(std::size_t{1} << 3 * kCellBits);
  const auto* pixel = rgb.row<std::uint8_t>(0);
  const std::size_t pixels = rgb.size_bytes() / 3;
  for (std::size_t i = 0; i < pixels; ++i, pixel += 3) {
    Cell& cell = cells[cell_of(pixel[0], pixel[1], pixel[2])];
    ++cell.count;
    for (std::size_t c = 0; c < 3; ++c) cell.mean[c] += pixel[c];
  }
  std::erase_if(cells, [](const Cell& cell) { return cell.count == 0; });
  for (Cell& cell : cells) {
    for (double& value : cell.mean) value /= static_cast<double>(cell.count);
  }
  return cells;
}

std::array<double, 3> mean_of(const std::vector<Cell>& cells, const Box& box) {
  std::array<double, 3> sum{};
  double count = 0;
  for (std::size_t i = box.begin; i < box.end; ++i) {
    const auto weight = static_cast<double>(cells[i].count);
    count += weight;
    for (std::size_t c = 0; c < 3; ++c) sum[c] += weight * cells[i].mean[c];
  }
  for (double& value : sum) value /= count;
  return sum;
}

void measure(const std::vector<Cell>& cells, Box& box) {
  const std::array<double, 3> mean = mean_of(cells, box);
  std::array<double, 3> spread{};
  for (std::size_t i = box.begin; i < box.end; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      const double distance = cells[i].mean[c] - mean[c];
      spread[c] += static_cast<double>(cells[i].count) * distance * distance;
    }
  }
  box.channel = static_cast<int>(std::ranges::max_element(spread) - spread.begin());
  box.spread = *std::ranges::max_element(spread);
}

/// Halves the box that errs most, where half of its pixels lie on either side.
Box split(std::vector<Cell>& cells, Box& box) {
  const auto channel = static_cast<std::size_t>(box.channel);
  const auto at = [&](std::size_t index) { return cells.begin() + static_cast<std::ptrdiff_t>(index); };
  std::sort(at(box.begin), at(box.end),
            [channel](const Cell& a, const Cell& b) { return a.mean[channel] < b.mean[channel]; });
  std::int64_t total = 0;
  for (std::size_t i = box.begin; i < box.end; ++i) total += cells[i].count;
  std::size_t middle = box.begin + 1;
  for (std::int64_t seen = cells[box.begin].count; middle + 1 < box.end && 2 * seen < total; ++middle)
    seen += cells[middle].count;
  Box upper{middle, box.end, 0, 0};
  box.end = middle;
  measure(cells, box);
  measure(cells, upper);
  return upper;
}

std::vector<PaletteColour> median_cut(std::vector<Cell> cells) {
  std::vector<Box> boxes{{0, cells.size(), 0, 0}};
  measure(cells, boxes.front());
  while (boxes.size() < kMostColours) {
    const auto worst =
        std::ranges::max_element(boxes, [](const Box& a, const Box& b) { return a.spread < b.spread; });
    if (worst->spread <= 0) break;
    boxes.push_back(split(cells, *worst));
  }
  std::vector<PaletteColour> palette;
  for (const Box& box : boxes) {
    const std::array<double, 3> mean = mean_of(cells, box);
    PaletteColour colour;
    for (std::size_t c = 0; c < 3; ++c) colour[c] = static_cast<std::uint8_t>(mean[c] + 0.5);
    palette.push_back(colour);
  }
  return palette;
}

/// Finds the nearest colour of a palette, once for each cell.
class Lookup {
 public:
  explicit Lookup(const std::vector<PaletteColour>& palette)
      : palette_(palette), known_(std::size_t{1} << 3 * kCellBits, -1) {}

  std::uint8_t nearest(const std::array<int, 3>& colour) {
    int& index = known_[cell_of(colour[0], colour[1], colour[2])];
    if (index < 0) index = search(colour);
    return static_cast<std::uint8_t>(index);
  }

 private:
  [[nodiscard]] int search(const std::array<int, 3>& colour) const {
    int best = 0;
    int least = std::numeric_limits<int>::max();
    for (std::size_t i = 0; i < palette_.size(); ++i) {
      int distance = 0;
      for (std::size_t c = 0; c < 3; ++c) {
        const int difference = colour[c] - palette_[i][c];
        distance += difference * difference;
      }
      if (distance < least) {
        least = distance;
        best = static_cast<int>(i);
      }
    }
    return best;
  }

  const std::vector<PaletteColour>& palette_;
  std::vector<int> known_;
};

void dither(const Image& rgb, PalettePicture& picture) {
  Lookup lookup(picture.palette);
  const auto width = static_cast<std::size_t>(rgb.width());
  // Errors in sixteenths of this row and the next, with a pixel of margin on either side.
  std::vector<std::array<int, 3>> here(width + 2);
  std::vector<std::array<int, 3>> below(width + 2);
  std::size_t index = 0;
  for (int y = 0; y < rgb.height(); ++y) {
    const auto* pixel = rgb.row<std::uint8_t>(y);
    for (std::size_t x = 0; x < width; ++x, pixel += 3, ++index) {
      std::array<int, 3> wanted{};
      for (std::size_t c = 0; c < 3; ++c) wanted[c] = std::clamp(pixel[c] + here[x + 1][c] / 16, 0, 255);
      picture.indices[index] = lookup.nearest(wanted);
      const PaletteColour& got = picture.palette[picture.indices[index]];
      for (std::size_t c = 0; c < 3; ++c) {
        const int error = wanted[c] - got[c];
        here[x + 2][c] += 7 * error;
        below[x][c] += 3 * error;
        below[x + 1][c] += 5 * error;
        below[x + 2][c] += error;
      }
    }
    here.swap(below);
    std::ranges::fill(below, std::array<int, 3>{});
  }
}

}  // namespace

PalettePicture to_palette(const Image& rgb) {
  V4E_ASSERT(rgb.type() == SampleType::U8 && rgb.channels() == 3);
  PalettePicture picture;
  picture.indices.resize(rgb.size_bytes() / 3);
  if (take_exactly(rgb, picture)) return picture;
  picture.palette = median_cut(count_cells(rgb));
  dither(rgb, picture);
  return picture;
}

}  // namespace v4e

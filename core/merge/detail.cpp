// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/merge/detail.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/image/mat_view.h"
#include "core/image/samples.h"

namespace v4e {
namespace {

constexpr int kStep = kDetailBlock / 2;

/// How much a block counts `way` (0 … 1) of the way from its middle to the next block's.
float falling(float way) {
  const float c = std::cos(way * std::numbers::pi_v<float> / 2);
  return c * c;
}

/// One source of a cell's pixels and which of its four blocks share it.
struct Source {
  int x = 0;
  int y = 0;
  std::array<float, 4> gains{};
};

}  // namespace

DetailRows::DetailRows(const Image& photo, const DetailField& field, const AxisTaps& columns,
                       const AxisTaps& rows)
    : photo_(photo), field_(field), columns_(columns), rows_(rows) {}

const float* DetailRows::row(int y, int left, int width) {
  detail_.assign(3 * static_cast<std::size_t>(width), 0.0F);
  has_.assign(static_cast<std::size_t>(width), 0);
  const double cell_px = kStep / field_.scale;  // of the photo
  const int cell_y = std::min(field_.rows - 2, static_cast<int>((y + 0.5) / cell_px));
  int begin = left;
  while (begin < left + width) {
    const int cell_x = std::min(field_.columns - 2, static_cast<int>((begin + 0.5) / cell_px));
    // The first pixel whose middle lies in the next cell.
    int end = std::max(begin + 1, static_cast<int>(std::ceil((cell_x + 1) * cell_px - 0.5)));
    if (cell_x == field_.columns - 2) end = left + width;
    end = std::min(end, left + width);
    if (photo_.type() == SampleType::U8)
      add_cell<std::uint8_t>(y, cell_x, cell_y, begin, end, left);
    else
      add_cell<std::uint16_t>(y, cell_x, cell_y, begin, end, left);
    begin = end;
  }
  return detail_.data();
}

template <typename Sample>
void DetailRows::add_cell(int y, int cell_x, int cell_y, int begin, int end, int left) {
  // The four blocks that cover the cell; those that share a source are one.
  std::array<Source, 4> sources;
  std::size_t count = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto& block = field_.at(cell_x + static_cast<int>(i % 2), cell_y + static_cast<int>(i / 2));
    if (block.gain <= 0) continue;
    std::size_t k = 0;
    while (k < count && (sources[k].x != block.x || sources[k].y != block.y)) ++k;
    if (k == count) sources[count++] = {block.x, block.y, {}};
    sources[k].gains[i] = block.gain;
  }
  if (count == 0) return;
  const Image& base = field_.base;
  const int channels = photo_.channels();
  const auto way_y = static_cast<float>((y + 0.5) * field_.scale / kStep - cell_y);
  const float down = falling(std::clamp(way_y, 0.0F, 1.0F));
  std::array<float, 4> squares{};
  for (std::size_t k = 0; k < count; ++k) {
    const Source& source = sources[k];
    const int from_y = std::clamp(y + source.y, 0, photo_.height() - 1);
    const auto column = [right = photo_.width() - 1, aside = source.x](int x) {
      return std::clamp(x + aside, 0, right);
    };
    const auto row_index = static_cast<std::size_t>(from_y);
    const std::array<float, 4> vertical = cubic_weights(rows_.fraction[row_index]);
    const int first_node = columns_.first[static_cast<std::size_t>(column(begin))] - 1;
    const int last_node = columns_.first[static_cast<std::size_t>(column(end - 1))] + 2;
    nodes_.assign(3 * static_cast<std::size_t>(last_node - first_node + 1), 0.0F);
    for (int tap = 0; tap < 4; ++tap) {
      const float* line = base.row<float>(std::clamp(rows_.first[row_index] - 1 + tap, 0, base.height() - 1));
      const float weight = vertical[static_cast<std::size_t>(tap)];
      for (int node = first_node; node <= last_node; ++node) {
        const float* value = line + 3 * std::clamp(node, 0, base.width() - 1);
        float* target = nodes_.data() + 3 * (node - first_node);
        for (int c = 0; c < 3; ++c) target[c] += weight * value[c];
      }
    }
    const Sample* pixels = photo_.row<Sample>(from_y);
    for (int x = begin; x < end; ++x) {
      const auto way_x = static_cast<float>((x + 0.5) * field_.scale / kStep - cell_x);
      const float here = falling(std::clamp(way_x, 0.0F, 1.0F));
      const float weight = down * (here * source.gains[0] + (1 - here) * source.gains[1]) +
                           (1 - down) * (here * source.gains[2] + (1 - here) * source.gains[3]);
      if (weight <= 0) continue;
      const int from_x = column(x);
      const auto index = static_cast<std::size_t>(from_x);
      const std::array<float, 4> w = cubic_weights(columns_.fraction[index]);
      const float* at = nodes_.data() + 3 * (columns_.first[index] - 1 - first_node);
      const Sample* pixel = pixels + static_cast<std::ptrdiff_t>(from_x) * channels;
      float* target = detail_.data() + 3 * (x - left);
      for (int c = 0; c < 3; ++c) {
        const float smooth = w[0] * at[c] + w[1] * at[3 + c] + w[2] * at[6 + c] + w[3] * at[9 + c];
        target[c] += weight * (to_unit(pixel[channels < 3 ? 0 : c]) - smooth);
      }
    }
  }
  // Sources know nothing of each other: their weighted sum is weaker than each by the root of the squares.
  for (int x = begin; x < end; ++x) {
    const auto way_x = static_cast<float>((x + 0.5) * field_.scale / kStep - cell_x);
    const float here = falling(std::clamp(way_x, 0.0F, 1.0F));
    squares[0] = down * here;
    squares[1] = down * (1 - here);
    squares[2] = (1 - down) * here;
    squares[3] = (1 - down) * (1 - here);
    float norm = 0;
    for (std::size_t k = 0; k < count; ++k) {
      float share = 0;
      for (std::size_t i = 0; i < 4; ++i) share += sources[k].gains[i] > 0 ? squares[i] : 0;
      norm += share * share;
    }
    has_[static_cast<std::size_t>(x - left)] = 1;
    if (norm <= 1e-6F) continue;
    const float scale = 1 / std::sqrt(norm);
    float* target = detail_.data() + 3 * (x - left);
    for (int c = 0; c < 3; ++c) target[c] *= scale;
  }
}

}  // namespace v4e

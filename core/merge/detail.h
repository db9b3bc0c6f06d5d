// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/image/image.h"
#include "core/merge/transfer_sampling.h"

namespace v4e {

/// Where a model's pixels get their fine detail from: places of the photo that stayed, and that look alike at
/// working size. Blocks of kDetailBlock working pixels stand half a block apart and overlap.
struct DetailField {
  struct Block {
    int x = 0;       ///< of the photo's pixels: from a pixel in the block to its source
    int y = 0;
    float gain = 0;  ///< 0: the block has no source
  };

  int columns = 0;  ///< the first block of each row and column begins half a block before the picture
  int rows = 0;
  std::vector<Block> blocks;
  Image base;          ///< what of the photo is no detail: F32 RGB at working size, for all of the photo
  double scale = 1;    ///< working pixels per photo pixel

  [[nodiscard]] bool empty() const { return blocks.empty(); }
  [[nodiscard]] const Block& at(int column, int row) const {
    return blocks[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) +
                  static_cast<std::size_t>(column)];
  }
};

inline constexpr int kDetailBlock = 8;

/// Finds the sources of the blocks in which `soft` is not 0. All of working size without borders: `photo` and
/// `before` are the photo shrunk and as the model makes it, `model` is what it makes of it, F32 RGB; `soft`
/// is F32, one channel, what changed. Empty where too little of the photo stayed. After Barnes et al. 2009,
/// "PatchMatch".
[[nodiscard]] DetailField find_detail(const Image& photo, const Image& before, const Image& model,
                                      const Image& soft, double scale);

/// Reads the detail of rows of the photo's size. Not thread-safe: one per thread.
class DetailRows {
 public:
  /// `photo` (U8 or U16), `field` and the taps, which are those of the photo's sides on the working picture,
  /// must outlive it.
  DetailRows(const Image& photo, const DetailField& field, const AxisTaps& columns, const AxisTaps& rows);

  /// The detail of row `y` for columns from `left` on: `width` pixels of three values, zero where there is
  /// none. Where differing sources meet, their sum is as strong as each of them.
  const float* row(int y, int left, int width);
  /// Whether the row has detail there.
  [[nodiscard]] bool has(int x) const { return has_[static_cast<std::size_t>(x)] != 0; }

 private:
  template <typename Sample>
  void add_cell(int y, int cell_x, int cell_y, int begin, int end, int left);

  const Image& photo_;
  const DetailField& field_;
  const AxisTaps& columns_;
  const AxisTaps& rows_;
  std::vector<float> detail_;
  std::vector<unsigned char> has_;
  std::vector<float> nodes_;
};

}  // namespace v4e

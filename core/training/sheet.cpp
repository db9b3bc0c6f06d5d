// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/sheet.h"

#include <torch/types.h>

#include <cstdint>

#include "core/base/error.h"
#include "core/base/plain_png.h"

namespace v4e::training {

void write_sheet(const std::filesystem::path& path, const std::vector<at::Tensor>& pictures, int columns) {
  V4E_ASSERT(!pictures.empty() && columns > 0);
  std::vector<at::Tensor> rows;
  for (std::size_t at = 0; at < pictures.size(); at += static_cast<std::size_t>(columns)) {
    std::vector<at::Tensor> row;
    for (std::size_t i = at; i < at + static_cast<std::size_t>(columns); ++i) {
      row.push_back(i < pictures.size() ? pictures[i] : torch::ones_like(pictures.front()));
    }
    rows.push_back(torch::cat(row, 2));
  }
  const auto grid =
      (torch::cat(rows, 1).clamp(0, 1) * 255).round().to(torch::kUInt8).permute({1, 2, 0}).contiguous().cpu();
  const auto* bytes = grid.data_ptr<std::uint8_t>();
  write_plain_png(path, {static_cast<std::uint32_t>(grid.size(1)), static_cast<std::uint32_t>(grid.size(0)),
                         std::vector<std::uint8_t>(bytes, bytes + grid.numel())});
}

}  // namespace v4e::training

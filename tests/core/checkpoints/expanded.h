// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "core/checkpoints/state_dict.h"

namespace v4e::test {

/// All rows of a packed weight, `some` of them at a time; undefined where there is none. Another device is
/// given the same values.
inline at::Tensor expanded(const StateDictReader& reader, const std::string& name, std::int64_t some) {
  const auto packed = reader.packed(name);
  EXPECT_NE(packed, nullptr) << name;
  if (packed == nullptr) return {};
  at::Tensor values = at::empty({packed->rows(), packed->columns()}, at::kFloat);
  for (std::int64_t row = 0; row < packed->rows(); row += some) {
    const std::int64_t end = std::min(packed->rows(), row + some);
    packed->expand(row, end, values.mutable_data_ptr<float>() + row * packed->columns());
    const at::Tensor there = packed->expand_there(packed->parts(), row, end);
    EXPECT_TRUE(at::allclose(there, values.slice(0, row, end), 0, 0, /*equal_nan=*/true)) << name;
  }
  return values;
}

}  // namespace v4e::test

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/wan_dit/affine_x0.h"

#include <gtest/gtest.h>
#include <torch/types.h>

#include "core/base/error.h"

namespace v4e {
namespace {

at::Tensor output(double gain, double offset) {
  return torch::cat({torch::full({1, 3, 2, 4, 4}, gain), torch::full({1, 3, 2, 4, 4}, offset)}, 1);
}

TEST(AffineX0, ScalesTheSourceAndAdds) {
  const auto source = torch::arange(96.0).view({1, 3, 2, 4, 4});
  EXPECT_TRUE(affine_x0(source, output(0, 0)).equal(source));
  EXPECT_TRUE(affine_x0(source, output(-1, 2)).equal(torch::full_like(source, 2)));
  EXPECT_TRUE(affine_x0(source, output(1, -1)).equal(2 * source - 1));
}

TEST(AffineX0, RefusesAnOutputWithoutGain) {
  const auto source = torch::zeros({1, 3, 2, 4, 4});
  EXPECT_THROW((void)affine_x0(source, source), Error);
}

}  // namespace
}  // namespace v4e

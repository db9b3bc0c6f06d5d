// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/wan_dit/affine_x0.h"

#include <ATen/ATen.h>

#include <string>

#include "core/base/error.h"

namespace v4e {

at::Tensor affine_x0(const at::Tensor& source, const at::Tensor& output) {
  if (output.size(1) != 2 * source.size(1)) {
    throw Error(ErrorCode::InvalidArgument, "transformer: out_channels: expected gain and offset, " +
                                                std::to_string(2 * source.size(1)) + " channels, found " +
                                                std::to_string(output.size(1)));
  }
  const auto parts = output.chunk(2, 1);
  return source * (1 + parts[0]) + parts[1];
}

}  // namespace v4e

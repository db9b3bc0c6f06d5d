// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>

namespace v4e::training {

/// Additions and multiplications a second that a training step reaches on this machine, estimated from a
/// product of `width` columns that takes a tenth of a second.
[[nodiscard]] double step_rate(const at::Device& device, at::ScalarType dtype, std::int64_t width);

}  // namespace v4e::training

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace v4e::test {

/// A device that is no CPU: its memory is the machine's and the CPU computes for it, but an operation that
/// gets tensors of both, other than single numbers, throws c10::Error, as on a graphics card. What is not
/// moved where it belongs shows on a machine without one.
[[nodiscard]] at::Device fake_device();

/// Operations that ran there so far.
[[nodiscard]] std::size_t fake_operations();

}  // namespace v4e::test

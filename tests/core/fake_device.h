// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

namespace v4e::test {

/// A device that is no CPU: its memory is the machine's and the CPU computes for it, but an operation that
/// gets tensors of both, other than single numbers, throws c10::Error, as on a graphics card. What is not
/// moved where it belongs shows on a machine without one.
[[nodiscard]] at::Device fake_device();

/// Operations that ran there so far.
[[nodiscard]] std::size_t fake_operations();

/// How often the CPU has had to wait for a result so far, as it does for a graphics card's: a number was
/// read, a tensor was copied to the CPU, or a result's size hung on values.
[[nodiscard]] std::size_t fake_waits();

/// How often a recorded piece of work was given again so far (core/nn/graph_recorder.h).
[[nodiscard]] std::size_t fake_replays();

/// What was given to the device's queues since the last call: "copy 1" (not blocking, from pinned memory or
/// not, to queue 1), "record 0", "wait 1" (for what was recorded). Queue 0 is the one at work and computes at
/// once; what is copied by another one arrives when somebody waits for it.
[[nodiscard]] std::vector<std::string> take_fake_queue_log();

}  // namespace v4e::test

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <vector>

namespace v4e {

/// work(inputs), of which nothing is kept for the way back but the inputs: there it is done once more
/// (gradient checkpointing, arXiv 1604.06174). Results and gradients are those of work() itself, also of
/// tensors that it uses besides its inputs, as long as it draws no random numbers and each such tensor is
/// used by one work() alone or is a leaf. Inputs are defined; the result is one tensor. Products are done in
/// autocast's dtype of the first time. An exception on the way back comes out of backward(). Without
/// gradients it is work(inputs).
using CheckpointedWork = std::function<at::Tensor(const std::vector<at::Tensor>& inputs)>;
[[nodiscard]] at::Tensor checkpointed(CheckpointedWork work, const std::vector<at::Tensor>& inputs);

}  // namespace v4e

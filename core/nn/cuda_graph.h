// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/nn/graph_recorder.h"

namespace v4e {

/// Records for the CUDA device at work. Only where the program was built with a LibTorch that has CUDA
/// (V4E_CUDA_GRAPHS): a program that was not names no symbol of CUDA and runs with either.
[[nodiscard]] std::unique_ptr<GraphRecorder> cuda_graph_recorder();

}  // namespace v4e

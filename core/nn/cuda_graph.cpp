// SPDX-License-Identifier: GPL-3.0-or-later
// Built only with a LibTorch that has CUDA, and where the headers of CUDA's runtime are.
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>

#include <memory>
#include <optional>

#include "core/nn/cuda_graph.h"

namespace v4e {
namespace {

class CudaGraphRecorder final : public GraphRecorder {
 public:
  void begin() override {
    // The default stream cannot be recorded. What was given to it before must be done first.
    const c10::cuda::CUDAStream at_work = c10::cuda::getCurrentCUDAStream();
    at_work.synchronize();
    guard_.emplace(c10::cuda::getStreamFromPool(/*isHighPriority=*/false, at_work.device_index()));
    // Another thread may copy weights or decode a preview meanwhile: only this one's calls count.
    graph_.capture_begin({0, 0}, cudaStreamCaptureModeThreadLocal);
  }
  void end() override {
    graph_.capture_end();
    guard_.reset();
  }
  void replay() override { graph_.replay(); }

 private:
  at::cuda::CUDAGraph graph_;
  std::optional<c10::cuda::CUDAStreamGuard> guard_;
};

}  // namespace

std::unique_ptr<GraphRecorder> cuda_graph_recorder() {
  return std::make_unique<CudaGraphRecorder>();
}

}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/graph_recorder.h"

#include <map>
#include <mutex>
#include <utility>

#ifdef V4E_CUDA_GRAPHS
#include "core/nn/cuda_graph.h"
#endif

namespace v4e {
namespace {

struct Makers {
  std::mutex mutex;
  std::map<c10::DeviceType, std::function<std::unique_ptr<GraphRecorder>()>> all;
};

Makers& makers() {
  static Makers known;
  return known;
}

}  // namespace

void register_graph_recorder(c10::DeviceType type, std::function<std::unique_ptr<GraphRecorder>()> make) {
  const std::lock_guard lock(makers().mutex);
  makers().all[type] = std::move(make);
}

std::unique_ptr<GraphRecorder> make_graph_recorder(const c10::Device& device) {
#ifdef V4E_CUDA_GRAPHS
  if (device.is_cuda()) return cuda_graph_recorder();
#endif
  const std::lock_guard lock(makers().mutex);
  const auto found = makers().all.find(device.type());
  return found == makers().all.end() ? nullptr : found->second();
}

}  // namespace v4e

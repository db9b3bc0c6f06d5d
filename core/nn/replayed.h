// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <memory>
#include <vector>

#include "core/nn/graph_recorder.h"

namespace v4e {

/// A computation that is made over and over of tensors of the same shapes, on a device where giving it piece
/// by piece costs time. The first call is plain, so that what is chosen or kept once is; the second one is
/// recorded as well and replayed beside its plain result; where both agree the later ones are replayed, else
/// all stay plain and the log says so. Where the device cannot record all calls are plain.
class Replayed {
 public:
  using Compute = std::function<at::Tensor(const std::vector<at::Tensor>& inputs)>;

  /// The result for `inputs`, all on one device; `compute` must give the same operations each time, and must
  /// not wait for the device. Inputs of other shapes or dtypes begin anew.
  [[nodiscard]] at::Tensor operator()(const Compute& compute, const std::vector<at::Tensor>& inputs);

 private:
  [[nodiscard]] bool fits(const std::vector<at::Tensor>& inputs) const;
  void record(const Compute& compute, const std::vector<at::Tensor>& inputs, const at::Tensor& expected);

  std::vector<at::Tensor> inputs_;  ///< what is recorded reads; empty: no call yet
  at::Tensor output_;               ///< what it writes; undefined: nothing is recorded
  std::unique_ptr<GraphRecorder> recorder_;
  bool is_plain_ = false;  ///< recording was tried in vain
};

}  // namespace v4e

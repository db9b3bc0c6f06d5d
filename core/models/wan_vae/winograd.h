// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace v4e {

/// A 3x3 convolution over frames as products of transformed 6x6 tiles (Winograd's F(4x4, 3x3)): 36
/// multiplications for 16 results instead of 144. The points 0, 1, -1, 2, -1/2 keep the error in fp32 at
/// twice that of the direct sum (2.3e-6 of the largest value at 96 channels; the usual 0, 1, -1, 2, -2
/// has 7.3e-6).
///
/// All time taps go into one product, so that a causal 3x3x3 convolution needs one pass.
class WinogradKernel {
 public:
  /// True for fp32 on the CPU and channel counts that fill SIMD registers.
  [[nodiscard]] static bool fits(const at::Tensor& weight);

  /// weight [O, I, kt, 3, 3], taps oldest first. Takes 4 times the weight's memory.
  explicit WinogradKernel(const at::Tensor& weight);

  /// Adds up, over the taps that `frames` has, the convolution of its frame; frames [B, I, H, W] channels
  /// last, oldest first, the last one belongs to the last tap. Undefined ones count as zero. Returns [B, O,
  /// H, W] channels last, with bias [O].
  [[nodiscard]] at::Tensor convolve(const std::vector<at::Tensor>& frames, const at::Tensor& bias,
                                    bool enlarge = false) const;

 private:
  /// One picture [O, H, W], channels last, from frames of the same clip.
  void convolve_picture(const std::vector<const float*>& sources, const float* bias, bool enlarge,
                        at::Tensor& picture) const;

  std::int64_t outputs_;
  std::int64_t inputs_;
  std::int64_t taps_;
  at::Tensor transformed_;  ///< [36, taps * I, O]
};

}  // namespace v4e

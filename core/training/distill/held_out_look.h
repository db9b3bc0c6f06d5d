// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/pipelines/components.h"
#include "core/training/distill/distill_run.h"
#include "core/training/model_update.h"
#include "core/training/pairs/encoded_set.h"

namespace v4e::training {

/// The last frame [3, H, W] in 0 … 1 on the CPU of a clip, from its latents as they were denoised [1, z, T',
/// h, w] and Conditioning::encode()'s result [c, T, h, w].
[[nodiscard]] at::Tensor last_picture(Components& components, const Conditioning& conditioning,
                                      const at::Tensor& latents, const at::Tensor& condition,
                                      const RunContext& context);
/// Of pictures in 0 … 1, in dB; 80 at most.
[[nodiscard]] double picture_psnr(const at::Tensor& a, const at::Tensor& b);

/// Edits pairs that are not trained on as the pipeline does, and measures how near the last frame comes to
/// the wanted picture.
class HeldOutLook {
 public:
  /// `split`: "val" or "test". All must outlive it.
  HeldOutLook(Components& components, const Conditioning& conditioning, const EncodedSet& set,
              const Student& student, const std::string& split);

  [[nodiscard]] std::size_t pairs() const { return indices_.size(); }
  /// Mean PSNR in dB of the photos as they are.
  [[nodiscard]] double untouched() const;
  /// Mean PSNR in dB of the transformer's edits as it is now; pictures [3, H, W] in 0 … 1 go to `edits`.
  [[nodiscard]] double measure(const RunContext& context, std::vector<at::Tensor>* edits = nullptr) const;
  /// The same number, of which each process makes its share.
  [[nodiscard]] double measure(const RunContext& context, const Company& company) const;
  /// Rows of photo | edit | wanted of the first pairs of one size, for a sheet: as many as `edits` has.
  [[nodiscard]] std::vector<at::Tensor> rows(const std::vector<at::Tensor>& before,
                                             const std::vector<at::Tensor>& after) const;

 private:
  [[nodiscard]] at::Tensor edit_of(std::size_t index, const RunContext& context) const;
  [[nodiscard]] at::Tensor picture(std::size_t index, int which) const;

  Components& components_;
  const Conditioning& conditioning_;
  const EncodedSet& set_;
  const Student& student_;
  std::vector<std::size_t> indices_;
};

}  // namespace v4e::training

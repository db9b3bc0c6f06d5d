// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/wan_vae/fused_norm.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <cmath>

#include "core/models/wan_vae/vae_kernels.h"

namespace v4e {

bool can_fuse_norm(const at::Tensor& frames) {
  return frames.is_cpu() && frames.scalar_type() == at::kFloat && !at::GradMode::is_enabled() &&
         frames.is_contiguous(at::MemoryFormat::ChannelsLast);
}

at::Tensor fused_rms_norm_silu(const at::Tensor& frames, const at::Tensor& gamma) {
  const std::int64_t channels = frames.size(1);
  const at::Tensor scale =
      (gamma.detach().to(at::kFloat).reshape({channels}) * std::sqrt(static_cast<double>(channels)))
          .contiguous();
  at::Tensor output = at::empty_like(frames, at::MemoryFormat::ChannelsLast);
  const float* in = frames.const_data_ptr<float>();
  float* out = output.mutable_data_ptr<float>();
  const float* scale_data = scale.const_data_ptr<float>();
  constexpr std::int64_t kGrain = 1 << 15;
  at::parallel_for(0, frames.numel() / channels, std::max<std::int64_t>(1, kGrain / channels),
                   [&](std::int64_t begin, std::int64_t end) {
                     kernels::rms_norm_silu(in + begin * channels, out + begin * channels, scale_data,
                                            end - begin, channels);
                   });
  return output;
}

}  // namespace v4e

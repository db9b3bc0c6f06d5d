// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/wan_vae/fused_norm.h"

#include <ATen/ATen.h>

#include <cmath>

#include "core/models/wan_vae/vae_kernels.h"
#include "core/nn/parallel.h"

namespace v4e {
namespace {

template <typename Number>
void norm_rows(const Number* in, Number* out, const at::Tensor& scale, std::int64_t rows) {
  constexpr std::int64_t kGrain = 1 << 15;
  const std::int64_t channels = scale.numel();
  const float* scale_data = scale.const_data_ptr<float>();
  parallel_for(0, rows, std::max<std::int64_t>(1, kGrain / channels),
               [&](std::int64_t begin, std::int64_t end) {
                 kernels::rms_norm_silu(in + begin * channels, out + begin * channels, scale_data,
                                        end - begin, channels);
               });
}

}  // namespace

bool can_fuse_norm(const at::Tensor& frames) {
  const bool is_known = frames.scalar_type() == at::kFloat || frames.scalar_type() == at::kBFloat16;
  return frames.is_cpu() && is_known && !at::GradMode::is_enabled() &&
         frames.is_contiguous(at::MemoryFormat::ChannelsLast);
}

at::Tensor fused_rms_norm_silu(const at::Tensor& frames, const at::Tensor& gamma) {
  const std::int64_t channels = frames.size(1);
  const at::Tensor scale =
      (gamma.detach().to(at::kFloat).reshape({channels}) * std::sqrt(static_cast<double>(channels)))
          .contiguous();
  at::Tensor output = at::empty_like(frames, at::MemoryFormat::ChannelsLast);
  if (frames.scalar_type() == at::kBFloat16) {
    norm_rows(reinterpret_cast<const std::uint16_t*>(frames.const_data_ptr<at::BFloat16>()),
              reinterpret_cast<std::uint16_t*>(output.mutable_data_ptr<at::BFloat16>()), scale,
              frames.numel() / channels);
  } else {
    norm_rows(frames.const_data_ptr<float>(), output.mutable_data_ptr<float>(), scale,
              frames.numel() / channels);
  }
  return output;
}

}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/// Inner loops on plain memory, compiled for several CPU generations and chosen when they are called.
namespace v4e::kernels {

/// rows x channels, contiguous: out = silu(in / max(|in|, 1e-12) * scale), the norm over each row.
void rms_norm_silu(const float* in, float* out, const float* scale, std::int64_t rows, std::int64_t channels);

}  // namespace v4e::kernels

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace v4e {

/// One place where models can run.
struct DeviceInfo {
  std::string id;    ///< "cpu", "cuda:0": what --device takes
  std::string name;  ///< human-readable
  std::int64_t memory_bytes = 0;
  std::int64_t free_bytes = 0;  ///< now; 0: unknown
  bool fast_bf16 = false;       ///< multiplies bf16 faster than fp32: measured on a CPU, see choose_path()
};

/// The CPU and every usable CUDA device, CPU last.
[[nodiscard]] std::vector<DeviceInfo> list_devices();

/// Bytes that are free on a device now; 0: unknown.
[[nodiscard]] std::int64_t free_memory(const at::Device& device);

/// True where the CPU has bf16 tiles (AMX).
[[nodiscard]] bool has_amx();

/// The dtype to multiply matrices in whose weights are stored as `stored`: fp32 for 16-bit ones on a CPU that
/// has no instructions for them (PyTorch's own way does 0.3 GFLOP/s there), else `stored`.
[[nodiscard]] at::ScalarType compute_dtype(at::ScalarType stored, const at::Device& device);

/// "auto" (first CUDA device, else CPU), "cpu", "cuda" or "cuda:N". Throws Error(InvalidArgument) naming what
/// there is.
[[nodiscard]] at::Device parse_device(const std::string& id);

/// "auto" (bf16 where the device is fast at it, else fp32), "fp32" or "bf16". Throws Error(InvalidArgument).
[[nodiscard]] at::ScalarType parse_dtype(const std::string& id, const at::Device& device);

}  // namespace v4e

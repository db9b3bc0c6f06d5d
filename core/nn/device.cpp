// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/device.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <c10/core/DeviceGuard.h>
#include <torch/cuda.h>

#include <algorithm>
#include <array>

#include "core/base/error.h"
#include "core/base/os/library.h"
#include "core/base/os/machine.h"
#include "core/nn/path_choice.h"

namespace v4e {
namespace {

/// Without instructions for it bf16 takes up to a thousand times as long: not even tried.
bool cpu_has_bf16() {
  static const bool found = os::cpu_has_avx512_bf16() || has_amx();
  return found;
}

bool cpu_has_fast_bf16() {
  if (!cpu_has_bf16()) return false;
  // At the sizes of a small transformer; where bf16 wins here it wins with larger ones too.
  const auto product = [](at::ScalarType dtype) {
    const at::NoGradGuard no_grad;
    static_cast<void>(at::linear(at::ones({1024, 768}, dtype), at::ones({768, 768}, dtype)));
  };
  const std::array<ComputePath, 2> paths{ComputePath{"bf16", [&] { product(at::kBFloat16); }},
                                         ComputePath{"fp32", [&] { product(at::kFloat); }}};
  return choose_path("dtype auto", paths) == 0;
}

/// Free and all memory of a CUDA device. By the name of the runtime's own function: LibTorch brings the
/// library but not its headers, and its own call for this came late in the versions that we build with. So one
/// binary does for LibTorch with CUDA and without. Looked up in the library that LibTorch uses it from: the
/// window loads the engine as a module, whose libraries the program itself does not see.
void read_cuda_memory(int index, DeviceInfo& info) {
  using MemGetInfo = int (*)(std::size_t*, std::size_t*);
  static constexpr std::array kLibraries{"libc10_cuda.so", "cudart64_13.dll", "cudart64_12.dll"};
  static const auto mem_get_info =
      reinterpret_cast<MemGetInfo>(os::loaded_function(kLibraries, "cudaMemGetInfo"));
  if (mem_get_info == nullptr) return;
  const c10::DeviceGuard guard(at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(index)));
  std::size_t free_bytes = 0;
  std::size_t total_bytes = 0;
  if (mem_get_info(&free_bytes, &total_bytes) != 0) return;
  info.free_bytes = static_cast<std::int64_t>(free_bytes);
  info.memory_bytes = static_cast<std::int64_t>(total_bytes);
}

DeviceInfo cpu_info() {
  DeviceInfo info;
  info.id = "cpu";
  info.name = os::cpu_name();
  const os::MachineMemory memory = os::machine_memory();
  info.memory_bytes = memory.total_bytes;
  info.free_bytes = memory.free_bytes;
  info.fast_bf16 = cpu_has_fast_bf16();
  return info;
}

std::string known_ids() {
  std::string ids;
  for (const auto& device : list_devices()) ids += (ids.empty() ? "" : ", ") + device.id;
  return ids;
}

}  // namespace

bool has_amx() {
  static const bool found = os::cpu_has_amx_bf16();
  return found;
}

std::vector<DeviceInfo> list_devices() {
  std::vector<DeviceInfo> devices;
  for (int index = 0; index < static_cast<int>(torch::cuda::device_count()); ++index) {
    DeviceInfo info;
    info.id = "cuda:" + std::to_string(index);
    info.name = "CUDA device " + std::to_string(index);
    info.fast_bf16 = true;
    read_cuda_memory(index, info);
    devices.push_back(info);
  }
  devices.push_back(cpu_info());
  return devices;
}

std::int64_t free_memory(const at::Device& device) {
  for (const DeviceInfo& info : list_devices()) {
    if (at::Device(info.id) == device) return info.free_bytes;
  }
  return 0;
}

at::Device parse_device(const std::string& id) {
  const auto devices = list_devices();
  if (id == "auto") return at::Device(devices.front().id);
  const std::string wanted = id == "cuda" ? "cuda:0" : id;
  for (const auto& device : devices) {
    if (device.id == wanted) return at::Device(wanted);
  }
  throw Error(ErrorCode::InvalidArgument,
              "there is no device " + id + " here; choose auto or one of: " + known_ids());
}

at::ScalarType compute_dtype(at::ScalarType stored, const at::Device& device) {
  const bool narrow = stored == at::kBFloat16 || stored == at::kHalf;
  return narrow && device.is_cpu() && !cpu_has_bf16() ? at::kFloat : stored;
}

at::ScalarType parse_dtype(const std::string& id, const at::Device& device) {
  if (id == "fp32") return at::kFloat;
  if (id == "bf16") return at::kBFloat16;
  if (id != "auto") {
    throw Error(ErrorCode::InvalidArgument, "dtype is auto, fp32 or bf16, not " + id);
  }
  for (const auto& info : list_devices()) {
    if (at::Device(info.id) == device && info.fast_bf16) return at::kBFloat16;
  }
  return at::kFloat;
}

}  // namespace v4e

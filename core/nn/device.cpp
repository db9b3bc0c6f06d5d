// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/device.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <sstream>

#include "core/base/error.h"
#include "core/nn/path_choice.h"
#ifdef V4E_HAS_CUDA
#include <torch/cuda.h>
#endif

namespace v4e {
namespace {

/// The value of the first line "key : value" of a /proc file, empty if there is none.
std::string proc_value(const char* path, const std::string& key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(key)) continue;
    const auto colon = line.find(':');
    const auto start = line.find_first_not_of(" \t", colon + 1);
    return start == std::string::npos ? "" : line.substr(start);
  }
  return {};
}

std::int64_t proc_kilobytes(const std::string& key) {
  std::int64_t kilobytes = 0;
  std::istringstream(proc_value("/proc/meminfo", key)) >> kilobytes;
  return kilobytes << 10;
}

bool cpu_has(const std::string& flag) {
  static const std::string flags = " " + proc_value("/proc/cpuinfo", "flags") + " ";
  return flags.find(" " + flag + " ") != std::string::npos;
}

/// Without instructions for it bf16 takes up to a thousand times as long: not even tried.
bool cpu_has_bf16() {
  static const bool found = cpu_has("avx512_bf16") || has_amx();
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

DeviceInfo cpu_info() {
  DeviceInfo info;
  info.id = "cpu";
  info.name = proc_value("/proc/cpuinfo", "model name");
  if (info.name.empty()) info.name = "CPU";
  info.memory_bytes = proc_kilobytes("MemTotal");
  info.free_bytes = proc_kilobytes("MemAvailable");
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
  static const bool found = cpu_has("amx_bf16");
  return found;
}

std::vector<DeviceInfo> list_devices() {
  std::vector<DeviceInfo> devices;
#ifdef V4E_HAS_CUDA
  for (int index = 0; index < static_cast<int>(torch::cuda::device_count()); ++index) {
    DeviceInfo info;
    info.id = "cuda:" + std::to_string(index);
    info.name = "CUDA device " + std::to_string(index);
    info.fast_bf16 = true;
    devices.push_back(info);
  }
#endif
  devices.push_back(cpu_info());
  return devices;
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

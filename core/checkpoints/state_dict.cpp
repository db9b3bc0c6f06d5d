// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/state_dict.h"

#include <c10/util/accumulate.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/checkpoints/packed_weights.h"

namespace v4e {

std::string shape_text(at::IntArrayRef shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (i > 0) text += ", ";
    text += std::to_string(shape[i]);
  }
  return text + "]";
}

std::string dtype_text(at::ScalarType dtype) {
  switch (dtype) {
    case at::kDouble:
      return "f64";
    case at::kFloat:
      return "f32";
    case at::kHalf:
      return "f16";
    case at::kBFloat16:
      return "bf16";
    case at::kFloat8_e4m3fn:
      return "f8_e4m3";
    case at::kFloat8_e5m2:
      return "f8_e5m2";
    case at::kByte:
      return "u8";
    case at::kChar:
      return "i8";
    case at::kShort:
      return "i16";
    case at::kInt:
      return "i32";
    case at::kLong:
      return "i64";
    case at::kBool:
      return "bool";
    default:
      return c10::toString(dtype);
  }
}

std::string storage_text(const TensorInfo& info) {
  return info.packing.empty() ? dtype_text(info.dtype) : info.packing;
}

std::int64_t stored_bytes(const TensorInfo& info) {
  if (info.packed_bytes > 0) return info.packed_bytes;
  return c10::multiply_integers(info.shape) * static_cast<std::int64_t>(c10::elementSize(info.dtype));
}

bool StateDictReader::contains(std::string_view name) const {
  return std::binary_search(names().begin(), names().end(), name);
}

std::shared_ptr<const PackedWeight> StateDictReader::packed(const std::string& name) const {
  const TensorInfo known = info(name);
  if (!known.packing.empty() || known.shape.size() != 2 || c10::elementSize(known.dtype) >= sizeof(float))
    return nullptr;
  return pack_narrow({read(name), {}});
}

MemoryStateDict::MemoryStateDict(std::vector<std::pair<std::string, at::Tensor>> tensors,
                                 std::map<std::string, std::string> metadata)
    : metadata_(std::move(metadata)) {
  for (auto& [name, tensor] : tensors) {
    if (!tensors_.emplace(name, tensor.detach().cpu().contiguous()).second) {
      throw Error(ErrorCode::InvalidArgument, "tensor " + name + " is given twice");
    }
  }
  for (const auto& [name, tensor] : tensors_) names_.push_back(name);
}

at::Tensor MemoryStateDict::read(const std::string& name) const {
  const auto found = tensors_.find(name);
  if (found == tensors_.end()) throw Error(ErrorCode::CheckpointMismatch, "no tensor " + name + " in memory");
  return found->second;
}

TensorInfo MemoryStateDict::info(const std::string& name) const {
  const at::Tensor tensor = read(name);
  return {tensor.sizes().vec(), tensor.scalar_type()};
}

}  // namespace v4e

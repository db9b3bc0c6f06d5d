// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/scaled_reader.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/checkpoints/packed_weights.h"

namespace v4e {
namespace {

constexpr std::int64_t kMostFormatBytes = 64 << 10;
constexpr const char* kMarker = "scaled_fp8";

/// A suffix of a scale's name, and that of the weight which it belongs to.
struct ScaleName {
  std::string_view scale;
  std::string_view stored;
  std::string_view weight;  ///< the weight's own name
};
constexpr std::array<ScaleName, 3> kScaleNames{{{".scale_weight", ".weight", ".weight"},
                                                {".weight_scale", ".weight", ".weight"},
                                                {".weight._scale", ".weight._data", ".weight"}}};

/// Only for products of 8-bit activations.
constexpr std::array<std::string_view, 4> kUnused{".scale_input", ".input_scale", ".output_scale",
                                                  ".comfy_quant"};

bool is_marker(std::string_view name) {
  return name == kMarker || name.ends_with(std::string(".") + kMarker);
}

const ScaleName* scale_name(std::string_view name) {
  const auto found = std::find_if(kScaleNames.begin(), kScaleNames.end(),
                                  [&](const ScaleName& known) { return name.ends_with(known.scale); });
  return found == kScaleNames.end() ? nullptr : &*found;
}

bool is_unused(std::string_view name) {
  return is_marker(name) || std::any_of(kUnused.begin(), kUnused.end(),
                                        [&](std::string_view suffix) { return name.ends_with(suffix); });
}

bool is_eight_bit(at::ScalarType dtype) {
  return dtype == at::kFloat8_e4m3fn || dtype == at::kFloat8_e5m2 || dtype == at::kChar;
}

std::string with_suffix(const std::string& name, std::string_view old_suffix, std::string_view suffix) {
  return name.substr(0, name.size() - old_suffix.size()) + std::string(suffix);
}

/// The view of a scale that broadcasts over the weight's view of the same rank; empty if it does not go with
/// it.
std::vector<std::int64_t> scale_view(at::IntArrayRef scale, at::IntArrayRef weight) {
  std::int64_t count = 1;
  for (const std::int64_t side : scale) count *= side;
  if (count == 1) return {1};
  const bool by_row = count == weight[0] && scale[0] == weight[0];
  if (by_row) {
    std::vector<std::int64_t> view(weight.size(), 1);
    view[0] = weight[0];
    return view;
  }
  const bool by_block = weight.size() == 2 && scale.size() == 3 && scale[0] == weight[0] && scale[2] == 1 &&
                        scale[1] > 0 && weight[1] % scale[1] == 0;
  return by_block ? scale.vec() : std::vector<std::int64_t>();
}

/// Rows whose inputs were rotated in groups, turned back in place. The rotation is its own inverse: in a
/// group of 4^n inputs the n-fold Kronecker power of H, where H x = sum(x) / 2 - reverse(x) for four values.
void turn_back(at::Tensor& weight, std::int64_t group) {
  for (std::int64_t stride = 1; stride < group; stride *= 4) {
    const at::Tensor fours = weight.view({-1, 4, stride});
    fours.copy_(fours.sum(1, true).mul_(0.5) - fours.flip(1));
  }
}

bool is_power_of_four(std::int64_t value) {
  while (value > 1 && value % 4 == 0) value /= 4;
  return value == 1;
}

}  // namespace

ScaledReader::ScaledReader(std::shared_ptr<const StateDictReader> stored) : stored_(std::move(stored)) {
  for (const std::string& name : stored_->names()) {
    if (name.ends_with(".weight_scale_2"))
      throw Error(
          ErrorCode::Unsupported,
          name + ": 4-bit weights (nvfp4) are not read; the fp8 or bf16 file of the same model works");
    if (const ScaleName* known = scale_name(name); known != nullptr)
      add_scaled(with_suffix(name, known->scale, known->weight),
                 with_suffix(name, known->scale, known->stored), name);
  }
  std::map<std::string, bool> used;
  for (const auto& [name, weight] : weights_) used[weight.stored] = true;
  for (const std::string& name : stored_->names()) {
    if (!used.contains(name) && scale_name(name) == nullptr && !is_unused(name)) weights_[name] = {name, {}};
  }
  for (const auto& [name, unused] : weights_) names_.push_back(name);
  find_rotations();
}

bool ScaledReader::applies_to(const StateDictReader& stored) {
  return std::any_of(stored.names().begin(), stored.names().end(), [](const std::string& name) {
    return scale_name(name) != nullptr || is_unused(name) || name.ends_with(".weight_scale_2");
  });
}

void ScaledReader::add_scaled(const std::string& name, const std::string& stored, const std::string& scale) {
  if (!stored_->contains(stored))
    throw Error(ErrorCode::CheckpointMismatch, scale + " is the scale of " + stored + ", which is not there");
  const TensorInfo info = stored_->info(stored);
  const TensorInfo factor = stored_->info(scale);
  if (!is_eight_bit(info.dtype) || info.shape.empty() || !c10::isFloatingType(factor.dtype) ||
      scale_view(factor.shape, info.shape).empty())
    throw Error(ErrorCode::CheckpointMismatch, scale + ": a scale of shape " + shape_text(factor.shape) +
                                                   " " + dtype_text(factor.dtype) + " does not go with " +
                                                   stored + " " + shape_text(info.shape) + " " +
                                                   dtype_text(info.dtype));
  weights_[name] = {stored, scale};
}

void ScaledReader::find_rotations() {
  constexpr std::string_view kFormat = ".comfy_quant";
  for (const std::string& name : stored_->names()) {
    if (!name.ends_with(kFormat)) continue;
    const TensorInfo info = stored_->info(name);
    const at::Tensor bytes = info.dtype == at::kByte ? stored_->read(name) : at::Tensor();
    if (!bytes.defined() || bytes.numel() > kMostFormatBytes)
      throw Error(ErrorCode::FileMalformed, name + " is no description of a format");
    const std::string text(static_cast<const char*>(bytes.const_data_ptr()),
                           static_cast<std::size_t>(bytes.numel()));
    add_rotation(name.substr(0, name.size() - kFormat.size()), parse_json(text, name));
  }
  const auto found = stored_->metadata().find("_quantization_metadata");
  if (found == stored_->metadata().end()) return;
  const nlohmann::json described = parse_json(found->second, "_quantization_metadata");
  if (!described.is_object() || !described.contains("layers") || !described.at("layers").is_object()) return;
  for (const auto& [layer, format] : described.at("layers").items()) add_rotation(layer, format);
}

void ScaledReader::add_rotation(const std::string& layer, const nlohmann::json& format) {
  if (!format.is_object() || !format.contains("convrot") || format.at("convrot") != true) return;
  const nlohmann::json group = format.value("convrot_groupsize", nlohmann::json(256));
  // The header's list may leave the names' prefix out.
  const std::string own = layer + ".weight";
  const auto at = std::find_if(weights_.begin(), weights_.end(), [&own](const auto& entry) {
    return entry.first == own || entry.first.ends_with("." + own);
  });
  if (at == weights_.end())
    throw Error(ErrorCode::CheckpointMismatch, layer + " is said to be rotated (convrot) and is not there");
  const TensorInfo info = stored_->info(at->second.stored);
  const std::int64_t size = group.is_number_integer() ? group.get<std::int64_t>() : 0;
  if (size < 4 || !is_power_of_four(size) || info.shape.size() != 2 || info.shape[1] % size != 0)
    throw Error(ErrorCode::FileMalformed, layer + ": a rotation (convrot) of groups of " + group.dump() +
                                              " does not go with its shape " + shape_text(info.shape));
  at->second.rotation = size;
}

const ScaledReader::Weight& ScaledReader::weight(const std::string& name) const {
  const auto found = weights_.find(name);
  if (found == weights_.end())
    throw Error(ErrorCode::CheckpointMismatch, "the checkpoint has no tensor " + name);
  return found->second;
}

TensorInfo ScaledReader::info(const std::string& name) const {
  const Weight& from = weight(name);
  TensorInfo info = stored_->info(from.stored);
  if (from.scale.empty()) return info;
  info.packed_bytes = stored_bytes(info);
  info.packing = dtype_text(info.dtype) + ", scaled";
  info.dtype = at::kFloat;
  return info;
}

at::Tensor ScaledReader::checked_scale(const Weight& from) const {
  const at::Tensor scale = stored_->read(from.scale).to(at::kFloat);
  if (!at::isfinite(scale).all().item<bool>() || scale.eq(0).any().item<bool>())
    throw Error(ErrorCode::FileMalformed, from.scale + " holds a scale that is zero or not finite (" +
                                              stored_->source(from.scale) +
                                              "); the file is damaged, fetch it again");
  return scale;
}

at::Tensor ScaledReader::read(const std::string& name) const {
  const Weight& from = weight(name);
  const at::Tensor stored = stored_->read(from.stored);
  if (from.scale.empty()) return stored;
  const at::Tensor scale = checked_scale(from);
  const std::vector<std::int64_t> view = scale_view(scale.sizes(), stored.sizes());
  at::Tensor weight = stored.to(at::kFloat);
  if (view.size() == 3) {
    const std::int64_t block = stored.size(1) / view[1];
    weight.view({view[0], view[1], block}).mul_(scale.view(view));
  } else {
    weight.mul_(scale.view(view));
  }
  if (from.rotation > 0) turn_back(weight, from.rotation);
  return weight;
}

std::shared_ptr<const PackedWeight> ScaledReader::packed(const std::string& name) const {
  const Weight& from = weight(name);
  if (from.scale.empty()) return stored_->packed(from.stored);
  const auto group = from.rotation;
  NarrowMatrix matrix{stored_->read(from.stored), checked_scale(from)};
  if (group > 0) matrix.turn = [group](at::Tensor& rows) { turn_back(rows, group); };
  return pack_narrow(std::move(matrix));
}

std::string ScaledReader::source(const std::string& name) const {
  return stored_->source(weight(name).stored);
}

}  // namespace v4e

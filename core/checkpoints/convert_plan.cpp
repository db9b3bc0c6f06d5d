// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/convert_plan.h"

#include <c10/util/accumulate.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "core/base/error.h"

namespace v4e {
namespace {

constexpr std::int64_t kPackedBlock = 32;
constexpr std::int64_t kFewElements = 1024;
constexpr std::uint64_t kGgufAlignment = 32;

/// "blocks.12.ffn.0.weight" and the like: a matrix of one of many layers.
bool is_block_matrix(const std::string& name, const std::vector<std::int64_t>& shape) {
  bool has_number = false;
  for (std::size_t at = name.find('.'); at != name.npos; at = name.find('.', at + 1))
    has_number =
        has_number || (at + 1 < name.size() && std::isdigit(static_cast<unsigned char>(name[at + 1])));
  return has_number && name.ends_with(".weight") && shape.size() == 2 &&
         c10::multiply_integers(shape) > kFewElements && shape[1] % kPackedBlock == 0;
}

std::uint64_t bytes_of(StoredType type, std::int64_t count) {
  const auto values = static_cast<std::uint64_t>(count);
  switch (type) {
    case StoredType::F32:
      return values * 4;
    case StoredType::F16:
    case StoredType::BF16:
      return values * 2;
    case StoredType::Fp8:
    case StoredType::Bytes:
      return values;
    case StoredType::Q8_0:
      return values / kPackedBlock * 34;
    case StoredType::Q4_0:
      return values / kPackedBlock * 18;
  }
  return 0;
}

/// Outside of what is packed: as wide as it was, 16 bits where it was packed before.
StoredType wide_type(const TensorInfo& info) {
  if (info.dtype == at::kByte || info.dtype == at::kChar) return StoredType::Bytes;
  if (!info.packing.empty() || info.dtype == at::kBFloat16) return StoredType::BF16;
  return info.dtype == at::kHalf ? StoredType::F16 : StoredType::F32;
}

StoredType type_of(const std::string& name, const TensorInfo& info, WeightFormat format, NameStyle style) {
  if (!c10::isFloatingType(info.dtype)) return wide_type(info);
  // As in published GGUF files: diffusers takes all of another type for packed, and only matrices apart.
  if (style == NameStyle::Gguf && info.shape.size() != 2) return StoredType::F32;
  const bool packs = is_block_matrix(name, info.shape);
  switch (format) {
    case WeightFormat::F32:
      return StoredType::F32;
    case WeightFormat::F16:
      return StoredType::F16;
    case WeightFormat::BF16:
      return StoredType::BF16;
    case WeightFormat::Fp8:
      return packs ? StoredType::Fp8 : wide_type(info);
    case WeightFormat::Q8_0:
      return packs ? StoredType::Q8_0 : wide_type(info);
    case WeightFormat::Q4_0:
      return packs ? StoredType::Q4_0 : wide_type(info);
  }
  return StoredType::F32;
}

/// The layout of a family that a style means; null: the model's own names.
const KeyLayout* layout_of(const WeightFamily& family, NameStyle style, const StateDictReader& weights) {
  const bool original = style == NameStyle::Original || style == NameStyle::Comfy || style == NameStyle::Gguf;
  const bool is_wan_part = family.part == ModelPart::Transformer || family.part == ModelPart::Vae;
  // ComfyUI keeps encoders under transformers' names.
  if (!original || (style == NameStyle::Comfy && !is_wan_part)) return nullptr;
  if (style == NameStyle::Gguf && family.part != ModelPart::Transformer &&
      family.part != ModelPart::TextEncoder)
    throw Error(ErrorCode::Unsupported,
                std::string(part_text(family.part)) +
                    " is not kept in GGUF files; write .safetensors in the layout comfy");
  std::string_view wanted = "original Wan names";
  if (style == NameStyle::Gguf && family.part == ModelPart::TextEncoder) wanted = "GGUF names";
  if (family.part == ModelPart::Vae && weights.contains("encoder.down_blocks.0.resnets.0.norm1.gamma"))
    wanted = "original Wan2.2 names";
  const auto found = std::ranges::find(family.layouts, wanted, &KeyLayout::name);
  const bool takes_apart =
      found != family.layouts.end() &&
      std::ranges::any_of(found->rules, [](const KeyRule& rule) { return rule.row_parts > 1; });
  if (found == family.layouts.end() || takes_apart)
    throw Error(ErrorCode::Unsupported,
                std::string(part_text(family.part)) +
                    " is not written with these names; take the layout diffusers or comfy");
  return &*found;
}

std::string name_in(const KeyLayout* layout, const std::string& model) {
  if (layout == nullptr) return model;
  for (const KeyRule& rule : layout->rules) {
    if (auto stored = stored_name(rule, model)) return *stored;
  }
  return model;
}

const char* safetensors_dtype(StoredType type) {
  switch (type) {
    case StoredType::F32:
      return "F32";
    case StoredType::F16:
      return "F16";
    case StoredType::BF16:
      return "BF16";
    case StoredType::Fp8:
      return "F8_E4M3";
    default:
      return "U8";
  }
}

std::uint32_t ggml_id(StoredType type) {
  switch (type) {
    case StoredType::F16:
      return 1;
    case StoredType::Q4_0:
      return 2;
    case StoredType::Q8_0:
      return 8;
    case StoredType::BF16:
      return 30;
    default:
      return 0;
  }
}

/// The file's type as llama.cpp numbers it: what most of its weights are.
std::uint32_t ggml_file_type(WeightFormat format) {
  switch (format) {
    case WeightFormat::F16:
      return 1;
    case WeightFormat::Q4_0:
      return 2;
    case WeightFormat::Q8_0:
      return 7;
    case WeightFormat::BF16:
      return 32;
    default:
      return 0;
  }
}

void finish_safetensors(ConvertPlan& plan, const ConvertOptions& options) {
  // So that each is aligned: fp32 first, then what is packed in multiples of 32, its scales, the narrower.
  const auto rank = [](const PlannedTensor& tensor) {
    if (tensor.is_scale) return 2;
    if (tensor.type == StoredType::F32) return 0;
    return tensor.type == StoredType::Fp8 ? 1 : tensor.type == StoredType::Bytes ? 4 : 3;
  };
  std::ranges::stable_sort(plan.tensors, {}, rank);
  auto header = nlohmann::ordered_json::object();
  if (!options.metadata.empty()) header["__metadata__"] = options.metadata;
  std::uint64_t offset = 0;
  for (PlannedTensor& tensor : plan.tensors) {
    tensor.offset = offset;
    offset += tensor.size_bytes;
    header[tensor.name] = {{"dtype", safetensors_dtype(tensor.type)},
                           {"shape", tensor.shape},
                           {"data_offsets", {tensor.offset, offset}}};
  }
  if (options.format == WeightFormat::Fp8)
    header["scaled_fp8"] = {{"dtype", "F8_E4M3"}, {"shape", {0}}, {"data_offsets", {offset, offset}}};
  std::string text = header.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  text.resize((text.size() + 7) / 8 * 8, ' ');
  const std::uint64_t length = text.size();
  plan.header.assign(reinterpret_cast<const char*>(&length), sizeof length);
  plan.header += text;
  plan.total_bytes = plan.header.size() + offset;
}

/// The values of a GGUF header, little-endian as the machines that this runs on.
class GgufHeader {
 public:
  template <typename Number>
  void number(Number value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void text(std::string_view value) {
    number<std::uint64_t>(value.size());
    bytes_ += value;
  }
  void text_value(std::string_view key, std::string_view value) {
    text(key);
    number<std::uint32_t>(8);
    text(value);
  }
  void number_value(std::string_view key, std::uint32_t value) {
    text(key);
    number<std::uint32_t>(4);
    number(value);
  }
  std::string& bytes() { return bytes_; }

 private:
  std::string bytes_;
};

/// A 3-D convolution keeps its five dimensions. ggml itself has four at most, but those who read video models
/// (ComfyUI-GGUF, diffusers, stable-diffusion.cpp) take five, and the last two nothing else.
void finish_gguf(ConvertPlan& plan, const WeightFamily& family, const ConvertOptions& options) {
  std::erase_if(plan.tensors, [](const PlannedTensor& tensor) { return tensor.type == StoredType::Bytes; });
  GgufHeader header;
  header.bytes() = "GGUF";
  header.number<std::uint32_t>(3);
  header.number<std::uint64_t>(plan.tensors.size());
  header.number<std::uint64_t>(3 + options.metadata.size());
  header.text_value("general.architecture", family.part == ModelPart::Transformer ? "wan" : "t5encoder");
  header.number_value("general.quantization_version", 2);
  header.number_value("general.file_type", ggml_file_type(options.format));
  for (const auto& [key, value] : options.metadata) header.text_value(key, value);
  std::uint64_t offset = 0;
  for (PlannedTensor& tensor : plan.tensors) {
    tensor.offset = offset;
    offset += (tensor.size_bytes + kGgufAlignment - 1) / kGgufAlignment * kGgufAlignment;
    std::vector<std::int64_t> shape = tensor.shape;
    std::ranges::reverse(shape);
    header.text(tensor.name);
    header.number<std::uint32_t>(static_cast<std::uint32_t>(shape.size()));
    for (const std::int64_t side : shape) header.number(static_cast<std::uint64_t>(side));
    header.number(ggml_id(tensor.type));
    header.number(tensor.offset);
  }
  plan.header = std::move(header.bytes());
  plan.header.resize((plan.header.size() + kGgufAlignment - 1) / kGgufAlignment * kGgufAlignment, '\0');
  plan.total_bytes = plan.header.size() + offset;
}

void check_options(const ConvertOptions& options) {
  const bool gguf = options.names == NameStyle::Gguf;
  if (options.format == WeightFormat::Fp8 && gguf)
    throw Error(ErrorCode::InvalidArgument, "GGUF files have no fp8; take q8_0, or write .safetensors");
  if ((options.format == WeightFormat::Q8_0 || options.format == WeightFormat::Q4_0) && !gguf)
    throw Error(ErrorCode::InvalidArgument, "q8_0 and q4_0 are formats of GGUF files: write GGUF");
}

}  // namespace

ConvertPlan plan_conversion(const StateDictReader& weights, const WeightFamily& family,
                            const ConvertOptions& options) {
  check_options(options);
  const KeyLayout* layout = layout_of(family, options.names, weights);
  ConvertPlan plan;
  bool packs = false;
  for (const std::string& name : weights.names()) {
    const TensorInfo info = weights.info(name);
    PlannedTensor tensor{.name = name_in(layout, name), .source = name, .shape = info.shape};
    tensor.type = type_of(name, info, options.format, options.names);
    tensor.size_bytes = bytes_of(tensor.type, c10::multiply_integers(info.shape));
    const bool packed =
        tensor.type == StoredType::Fp8 || tensor.type == StoredType::Q8_0 || tensor.type == StoredType::Q4_0;
    packs = packs || packed;
    if (packed && !info.packing.empty() && !options.allow_requantise)
      throw Error(ErrorCode::InvalidArgument,
                  name + " is packed already (" + info.packing +
                      "), and packing it again loses more; take the bf16 or fp16 file of the model, or allow "
                      "requantising");
    if (tensor.type == StoredType::Fp8)
      plan.tensors.push_back({.name = tensor.name.substr(0, tensor.name.rfind('.')) + ".scale_weight",
                              .source = name,
                              .is_scale = true,
                              .size_bytes = sizeof(float)});
    plan.tensors.push_back(std::move(tensor));
  }
  const bool wants_packing = options.format == WeightFormat::Fp8 || options.format == WeightFormat::Q8_0 ||
                             options.format == WeightFormat::Q4_0;
  if (wants_packing && !packs)
    throw Error(ErrorCode::InvalidArgument, std::string(part_text(family.part)) +
                                                " has no matrices that could be packed; take bf16 or fp16");
  if (options.names == NameStyle::Gguf)
    finish_gguf(plan, family, options);
  else
    finish_safetensors(plan, options);
  return plan;
}

}  // namespace v4e

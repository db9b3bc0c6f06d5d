// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/carried_tokenizer.h"

#include <ATen/core/Tensor.h>

#include "core/checkpoints/checkpoint.h"
#include "core/checkpoints/formats/gguf_tokenizer.h"

namespace v4e {
namespace {

constexpr const char* kCarriedTensor = "spiece_model";
constexpr const char* kCarriedList = "tokenizer.ggml.tokens";

}  // namespace

std::string carried_tokenizer(const std::filesystem::path& weights) {
  const auto reader = open_checkpoint(weights, ModelPart::TextEncoder);
  if (const auto* gguf = dynamic_cast<const GgufFile*>(reader.get())) return sentencepiece_model(*gguf);
  if (!reader->contains(kCarriedTensor)) return {};
  const at::Tensor bytes = reader->read(kCarriedTensor).contiguous();
  return {static_cast<const char*>(bytes.const_data_ptr()), static_cast<std::size_t>(bytes.nbytes())};
}

bool carries_tokenizer(const std::filesystem::path& weights) {
  const auto reader = open_checkpoint(weights, ModelPart::TextEncoder);
  return reader->contains(kCarriedTensor) || reader->metadata().contains(kCarriedList);
}

}  // namespace v4e

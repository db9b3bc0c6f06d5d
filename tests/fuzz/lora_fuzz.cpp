// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a LoRA file for a small transformer: it must be refused by v4e::Error, or every weight with it
// must have the base's shape, expanded at once and some rows at a time.
#include <ATen/ATen.h>

#include <memory>
#include <vector>

#include "core/base/log.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/checkpoints/lora_reader.h"
#include "core/models/wan_dit/keys.h"
#include "tests/fuzz/memory_file.h"

namespace {

/// Names of every kind that a key may mean, as the model calls them.
std::shared_ptr<const v4e::StateDictReader> small_model() {
  const auto narrow = [](at::IntArrayRef shape) { return at::full(shape, 0.5, at::kBFloat16); };
  return std::make_shared<v4e::MemoryStateDict>(std::vector<std::pair<std::string, at::Tensor>>{
      {"blocks.0.attn1.to_q.weight", narrow({4, 6})},
      {"blocks.0.attn1.to_q.bias", narrow({4})},
      {"blocks.0.attn2.to_out.0.weight", narrow({4, 4})},
      {"blocks.0.ffn.net.0.proj.weight", at::full({8, 4}, 0.5)},
      {"blocks.0.norm2.weight", narrow({4})},
      {"blocks.0.scale_shift_table", narrow({1, 6, 4})},
      {"patch_embedding.weight", narrow({4, 2, 1, 2, 2})},
      {"scale_shift_table", narrow({1, 2, 4})}});
}

void expect_whole(const v4e::StateDictReader& reader, const v4e::StateDictReader& base) {
  for (const std::string& name : reader.names()) {
    const at::Tensor weight = reader.read(name);
    if (weight.sizes() != at::IntArrayRef(base.info(name).shape)) std::abort();
    const auto packed = reader.packed(name);
    if (packed == nullptr) continue;
    std::vector<float> row(static_cast<std::size_t>(packed->columns()));
    for (std::int64_t i = 0; i < packed->rows(); ++i) packed->expand(i, i + 1, row.data());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size_bytes) {
  static const std::shared_ptr<const v4e::StateDictReader> model = small_model();
  v4e::logger("checkpoint").set_level(spdlog::level::off);
  const v4e::test::MemoryFile memory(data, size_bytes);
  try {
    const auto lora = std::make_shared<v4e::SafetensorsFile>(memory.path());
    const v4e::LoraReader reader(model, v4e::wan_dit_family(), {{lora, 0.5, "fuzz"}});
    expect_whole(reader, *model);
  } catch (const v4e::Error& error) {
    // Bad input is refused; anything else is a finding.
    if (error.code() == v4e::ErrorCode::Internal) throw;
  }
  return 0;
}

// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/end_to_end/tiny_archive.h"

#include <torch/types.h>

#include <ATen/CPUGeneratorImpl.h>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/checkpoints/formats/safetensors.h"

namespace v4e::test {
namespace {

/// Clouds of colour, large enough to crop from.
at::Tensor clouds(std::int64_t planes, std::int64_t side, std::uint64_t seed) {
  auto generator = at::make_generator<at::CPUGeneratorImpl>(seed);
  const auto coarse = torch::rand({1, planes, 12, 12}, generator);
  return torch::upsample_bicubic2d(coarse, {side, side}, true)[0].clamp(0, 1).mul(255).to(torch::kUInt8);
}

}  // namespace

void write_tiny_archive(const std::filesystem::path& path, int held_out) {
  constexpr std::int64_t kSide = 160;
  constexpr int kTrained = 2;
  std::vector<std::pair<std::string, at::Tensor>> tensors;
  auto index = nlohmann::json::array();
  std::uint64_t seed = 1;
  for (const char* kind : {"photo", "cutout"}) {
    for (int number = 0; number < kTrained + held_out; ++number) {
      const auto key = std::string(kind) + std::to_string(number);
      const bool is_held_out = number >= kTrained;
      auto light = clouds(1, kSide, seed++)[0].contiguous();
      if (kind == std::string("photo")) light = is_held_out ? light / 4 : light / 2 + 128;
      tensors.emplace_back(key + ".y", light.to(torch::kUInt8));
      tensors.emplace_back(key + ".cbcr", clouds(2, kSide / 2, seed++));
      if (kind == std::string("cutout"))
        tensors.emplace_back(key + ".alpha", torch::full({kSide, kSide}, 255, torch::kUInt8));
      index.push_back({{"key", key},
                       {"kind", kind},
                       {"name", "kite" + std::to_string(number)},
                       {"heldout", is_held_out}});
    }
  }
  save_safetensors(path, tensors, {{"index", index.dump()}});
}

}  // namespace v4e::test

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/steps/joined_lora.h"

#include <torch/torch.h>

#include "core/base/error.h"
#include "core/checkpoints/formats/safetensors.h"

namespace v4e::training {

void save_joined_lora(const std::filesystem::path& path, const LoraSet& above,
                      const std::filesystem::path& below,
                      const std::map<std::string, std::string>& metadata) {
  auto tensors = above.named_tensors();
  if (!below.empty()) {
    const SafetensorsFile file(below);
    std::size_t joined = 0;
    for (auto& [name, tensor] : tensors) {
      if (!file.contains(name)) continue;
      const bool is_down = name.ends_with("lora_A.weight");
      tensor = torch::cat({file.read(name).to(torch::kFloat), tensor.cpu()}, is_down ? 0 : 1);
      ++joined;
    }
    if (joined != file.names().size())
      throw Error(ErrorCode::Unsupported,
                  below.string() +
                      ": only a LoRA that was taught by this program can be made part of another; of "
                      "its " +
                      std::to_string(file.names().size()) + " tensors " + std::to_string(joined) +
                      " are known");
  }
  save_safetensors(path, tensors, metadata);
}

}  // namespace v4e::training

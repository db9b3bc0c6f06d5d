// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/checkpoints/state_dict.h"
#include "core/checkpoints/weight_family.h"

namespace v4e {

/// The parts of a model that lie in one file, as ComfyUI saves checkpoints: each behind a prefix of its own.
/// None for a file of one part. A transformer is always among them.
[[nodiscard]] std::vector<ModelPart> parts_in_one_file(const StateDictReader& file);

/// Of such a file the tensors of one part, without their prefix.
class PartOfFile final : public StateDictReader {
 public:
  PartOfFile(std::shared_ptr<const StateDictReader> file, ModelPart part);

  [[nodiscard]] const std::vector<std::string>& names() const override { return names_; }
  [[nodiscard]] TensorInfo info(const std::string& name) const override { return file_->info(stored(name)); }
  [[nodiscard]] at::Tensor read(const std::string& name) const override { return file_->read(stored(name)); }
  [[nodiscard]] std::shared_ptr<const PackedWeight> packed(const std::string& name) const override {
    return file_->packed(stored(name));
  }
  [[nodiscard]] std::string source(const std::string& name) const override {
    return file_->source(stored(name));
  }
  [[nodiscard]] const std::map<std::string, std::string>& metadata() const override {
    return file_->metadata();
  }

 private:
  [[nodiscard]] const std::string& stored(const std::string& name) const;

  std::shared_ptr<const StateDictReader> file_;
  std::map<std::string, std::string> stored_;  ///< by the name without prefix
  std::vector<std::string> names_;
};

}  // namespace v4e

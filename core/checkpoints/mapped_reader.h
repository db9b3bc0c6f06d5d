// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/checkpoints/state_dict.h"
#include "core/checkpoints/weight_family.h"

namespace v4e {

/// A layout that a checkpoint has, and what stands before all its names.
struct FoundLayout {
  const KeyLayout* layout = nullptr;  ///< of the family, which must live as long
  std::string prefix;
};

/// How the names of `reader` are to be read as weights of `family`; empty if no layout's probe is there.
[[nodiscard]] std::optional<FoundLayout> find_layout(const StateDictReader& reader,
                                                     const WeightFamily& family);

/// The tensors of another reader under the model's names: the prefix goes, the rules of the layout apply.
class MappedReader final : public StateDictReader {
 public:
  /// Throws Error(CheckpointMismatch) if two tensors stand for one name, or if a fused one cannot be cut.
  MappedReader(std::shared_ptr<const StateDictReader> stored, const FoundLayout& found);

  [[nodiscard]] const std::vector<std::string>& names() const override { return names_; }
  [[nodiscard]] TensorInfo info(const std::string& name) const override;
  [[nodiscard]] at::Tensor read(const std::string& name) const override;
  [[nodiscard]] std::shared_ptr<const PackedWeight> packed(const std::string& name) const override;
  [[nodiscard]] std::string source(const std::string& name) const override;
  [[nodiscard]] const std::map<std::string, std::string>& metadata() const override {
    return stored_->metadata();
  }

 private:
  struct Origin {
    std::string stored;
    int row_part = 0;
    int row_parts = 1;
    bool drop_leading_ones = false;
  };
  void add(const std::string& name, const Origin& origin);
  [[nodiscard]] const Origin& origin(const std::string& name) const;

  std::shared_ptr<const StateDictReader> stored_;
  std::map<std::string, Origin> origins_;
  std::vector<std::string> names_;
};

}  // namespace v4e

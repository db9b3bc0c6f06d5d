// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "core/checkpoints/state_dict.h"

namespace v4e {

/// Weights stored in 8 bits beside their scales, multiplied out to fp32: one scale for the whole weight, for
/// each row, or for each block of a row; rotated ones ("convrot") are turned back. Knows the names that
/// ComfyUI ("scale_weight", "weight_scale"), musubi-tuner, lightx2v and quanto ("weight._data") use. What
/// only serves 8-bit products is left out.
class ScaledReader final : public StateDictReader {
 public:
  /// Throws Error(CheckpointMismatch) for a scale without its weight or of a shape that does not go with it,
  /// Error(Unsupported) naming an 8-bit or 4-bit form that cannot be multiplied out.
  explicit ScaledReader(std::shared_ptr<const StateDictReader> stored);

  /// Whether there is anything for it to do.
  [[nodiscard]] static bool applies_to(const StateDictReader& stored);

  [[nodiscard]] const std::vector<std::string>& names() const override { return names_; }
  [[nodiscard]] TensorInfo info(const std::string& name) const override;
  /// Throws Error(FileMalformed) on a scale that is zero or not finite.
  [[nodiscard]] at::Tensor read(const std::string& name) const override;
  /// Throws that too.
  [[nodiscard]] std::shared_ptr<const PackedWeight> packed(const std::string& name) const override;
  [[nodiscard]] std::string source(const std::string& name) const override;
  [[nodiscard]] const std::map<std::string, std::string>& metadata() const override {
    return stored_->metadata();
  }

 private:
  struct Weight {
    std::string stored;
    std::string scale;          ///< empty: plain
    std::int64_t rotation = 0;  ///< inputs of a group that were rotated together; 0: none were
  };
  void add_scaled(const std::string& name, const std::string& stored, const std::string& scale);
  void find_rotations();
  void add_rotation(const std::string& layer, const nlohmann::json& format);
  [[nodiscard]] at::Tensor checked_scale(const Weight& from) const;
  [[nodiscard]] const Weight& weight(const std::string& name) const;

  std::shared_ptr<const StateDictReader> stored_;
  std::map<std::string, Weight> weights_;
  std::vector<std::string> names_;
};

}  // namespace v4e

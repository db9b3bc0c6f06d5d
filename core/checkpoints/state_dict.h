// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/packed_weight.h"

namespace v4e {

/// What is known of a stored tensor without reading it.
struct TensorInfo {
  std::vector<std::int64_t> shape;
  at::ScalarType dtype = at::kFloat;  ///< what read() gives
  /// How the file stores it where that is no dtype of its own: "Q4_K", "f8_e4m3, scaled"; else empty.
  std::string packing = {};
  std::int64_t packed_bytes = 0;  ///< that it takes so; 0 without a packing
};
/// Bytes of a tensor in its file.
[[nodiscard]] std::int64_t stored_bytes(const TensorInfo& info);

/// For messages: "[1536, 1536]".
[[nodiscard]] std::string shape_text(at::IntArrayRef shape);
/// For messages: "f32", "bf16", "f8_e4m3" …
[[nodiscard]] std::string dtype_text(at::ScalarType dtype);
/// For messages: how it is stored, its packing or else its dtype.
[[nodiscard]] std::string storage_text(const TensorInfo& info);

/// Named tensors of one model, wherever they come from. Immutable; safe to use from several threads.
class StateDictReader {
 public:
  virtual ~StateDictReader() = default;

  /// All names, sorted.
  [[nodiscard]] virtual const std::vector<std::string>& names() const = 0;
  [[nodiscard]] bool contains(std::string_view name) const;

  /// Throws Error(CheckpointMismatch) if there is no such tensor; so does read().
  [[nodiscard]] virtual TensorInfo info(const std::string& name) const = 0;

  /// The tensor on the CPU, contiguous, in the dtype of its info; where the source allows a view of a private
  /// map of the file, so that it costs no memory until it is touched. Writing to it never reaches the file.
  [[nodiscard]] virtual at::Tensor read(const std::string& name) const = 0;

  /// A matrix as it is stored, in less than four bytes a value; its rows expand to the values of read(). Null
  /// for everything else. Where the source allows it is a private map of the file, as in read().
  [[nodiscard]] virtual std::shared_ptr<const PackedWeight> packed(const std::string& name) const;

  /// File name (without folder) that holds the tensor, for messages.
  [[nodiscard]] virtual std::string source(const std::string& name) const = 0;

  /// Free text that the file carries beside its tensors.
  [[nodiscard]] virtual const std::map<std::string, std::string>& metadata() const = 0;
};

/// Tensors that already are in memory.
class MemoryStateDict final : public StateDictReader {
 public:
  /// Throws Error(InvalidArgument) on a name given twice.
  explicit MemoryStateDict(std::vector<std::pair<std::string, at::Tensor>> tensors,
                           std::map<std::string, std::string> metadata = {});

  [[nodiscard]] const std::vector<std::string>& names() const override { return names_; }
  [[nodiscard]] TensorInfo info(const std::string& name) const override;
  [[nodiscard]] at::Tensor read(const std::string& name) const override;
  [[nodiscard]] std::string source(const std::string&) const override { return "memory"; }
  [[nodiscard]] const std::map<std::string, std::string>& metadata() const override { return metadata_; }

 private:
  std::map<std::string, at::Tensor> tensors_;
  std::vector<std::string> names_;
  std::map<std::string, std::string> metadata_;
};

}  // namespace v4e

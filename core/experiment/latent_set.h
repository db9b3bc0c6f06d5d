// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace v4e::training {

/// Encoded examples of one kind, read where they lie on disk. Latents are normalised, of a model that makes
/// two latent frames of each photo.
struct LatentSet {
  at::Tensor still;    ///< bf16 [N, z, h, w]: the photo
  at::Tensor end;      ///< bf16 [N, z, h, w]: the last frame as a photo of its own; undefined: see moving
  at::Tensor moving;   ///< bf16 [N, z, 2, h, w]: both latent frames; undefined: only photo and end are known
  at::Tensor mask;     ///< uint8 [N, h, w]: 1 where the edit is meant to change something; or undefined
  at::Tensor paired;   ///< uint8 [N]: belongs to the noise of item_noise()
  at::Tensor variant;  ///< int32 [N]: of claims_variants(); or undefined
  at::Tensor text;     ///< int32 [N]: of `table`
  at::Tensor caption;  ///< int32 [N]: what a video model calls it; or undefined
  std::vector<std::string> table;
  std::uint64_t stream = 0;  ///< seed of item_noise()

  [[nodiscard]] std::int64_t size() const { return still.size(0); }
  [[nodiscard]] const std::string& text_of(std::int64_t item) const;
  [[nodiscard]] const std::string& caption_of(std::int64_t item) const;
  /// The same, of a camera that stands still: as a video model is asked for an edit.
  [[nodiscard]] std::string still_caption_of(std::int64_t item) const;

  /// Whole or not at all. Throws Error(FileUnwritable).
  void save(const std::filesystem::path& path) const;
  /// Throws Error(FileUnreadable | FileMalformed).
  [[nodiscard]] static LatentSet open(const std::filesystem::path& path);
};

/// The noise [z, 2, h, w] that an example of a set was made with.
[[nodiscard]] at::Tensor item_noise(std::uint64_t stream, std::int64_t item, at::IntArrayRef latent_shape);

/// Numbers texts in the order in which they first come.
class TextTable {
 public:
  [[nodiscard]] int index_of(const std::string& text);
  [[nodiscard]] const std::vector<std::string>& texts() const { return texts_; }

 private:
  std::vector<std::string> texts_;
  std::map<std::string, int> places_;
};

}  // namespace v4e::training

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <optional>
#include <string>

#include "core/base/run_context.h"
#include "core/image/image.h"
#include "core/models/clip_text/clip_text.h"
#include "core/models/clip_vision/clip_vision.h"
#include "core/pipelines/image_preprocessing.h"
#include "core/tokenizers/clip_tokenizer.h"

namespace v4e {

/// What an image encoder of CLIP makes of a picture, fp32 on the CPU.
struct ClipLook {
  at::Tensor embedding;  ///< [P], of length 1
  at::Tensor structure;  ///< [N, N]: cosines of all pairs of patch tokens
};

/// A CLIP to look at pictures with, and to read texts with where it has that tower, too; its weights are read
/// when they are first needed.
class ClipLooker {
 public:
  /// `weights`: a file or a folder, as find_weights() takes them. Throws what reading its sizes throws.
  ClipLooker(const std::filesystem::path& weights, at::Device device);

  /// By width and patch, as "CLIP-H/14".
  [[nodiscard]] const std::string& name() const { return name_; }
  /// Whether embeddings are projected into the space that pictures share with texts.
  [[nodiscard]] bool is_projected() const { return is_projected_; }
  [[nodiscard]] const std::filesystem::path& weights() const { return weights_; }

  /// Whether it is a whole CLIP's folder, with its tokenizer.
  [[nodiscard]] bool reads_texts() const { return tokenizer_.has_value(); }

  /// Throws what reading weights throws, Cancelled.
  [[nodiscard]] ClipLook look_at(const Image& picture, const RunContext& context);
  /// [P], of length 1, in the space of pictures' embeddings. Throws the same, Error(Internal) where it reads
  /// no texts.
  [[nodiscard]] at::Tensor read(const std::string& text, const RunContext& context);

 private:
  void load(const RunContext& context);
  void load_text(const RunContext& context);

  std::filesystem::path weights_;
  at::Device device_;
  ClipVisionConfig config_;
  ClipPreprocessing preprocessing_;
  std::string name_;
  bool is_projected_ = false;
  ClipVision tower_{nullptr};
  at::Tensor projection_;  ///< [P, D]; undefined where it is not projected
  std::optional<ClipTokenizer> tokenizer_;
  ClipTextConfig text_config_;
  ClipText text_{nullptr};
};

}  // namespace v4e

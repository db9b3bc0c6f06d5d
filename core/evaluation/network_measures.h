// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/run_context.h"
#include "core/evaluation/edit_measures.h"
#include "core/image/image.h"

namespace v4e {

/// Networks that the user has the weights of.
struct NetworkFiles {
  /// An image encoder of CLIP: its file or folder, a whole CLIP's, or the folder of a model that has one in
  /// image_encoder/; empty: none.
  std::filesystem::path image_encoder = {};
  /// LPIPS with its backbone in one file, by the names of Lpips (core/models/lpips); empty: none.
  std::filesystem::path lpips = {};
  std::string device = "auto";  ///< as parse_device() takes it
};

/// What edits of one photo are measured by; sRGB, RGB.
struct MeasuredPhoto {
  Image photo;
  Image mask = {};                  ///< U8, one channel, of the photo's size; empty: none
  Image target = {};                ///< the right edit; empty: none
  std::string caption = {};         ///< what the photo shows, in English; empty: not known
  std::string target_caption = {};  ///< what the edit is to show
};

/// What networks say of edits.
///
/// CLIP image similarity: the cosine of two pictures' image embeddings (Radford et al. 2021), pictures made
/// ready by a centre crop, as CLIP's own. Its name has the tower ("CLIP-H/14"): numbers of other towers, such
/// as the B/32 of MagicBrush's tables, are others. Weights without the projection, as diffusers' Wan folders
/// have them, give "(unprojected)": the cosine of the pooled features.
///
/// CLIP-T: the cosine of the edit's embedding and that of the text that says what it is to show. CLIP
/// direction (Gal et al. 2021, arXiv 2108.00946): the cosine of the way from photo to edit and that from the
/// photo's text to the edit's, between embeddings of length 1. Both need a whole CLIP, with text tower and
/// tokenizer.
///
/// CLIP structure distance: the mean of (S(a) - S(b))^2, S being the cosines of all pairs of a picture's
/// patch tokens, which are the last but one hidden state. The idea is Tumanyan et al. 2022 (arXiv
/// 2201.00424), the mean of squares PIE-Bench's (Ju et al. 2023, arXiv 2310.01506); both take keys of DINO
/// ViT-B/8, class token included, so that their numbers are others.
///
/// LPIPS: see core/models/lpips; of pictures as large as they are, 32 pixels a side at least.
class NetworkMeasures {
 public:
  /// Reads sizes and names; weights are read when they are first needed. Throws Error(FileUnreadable |
  /// FileMalformed | Unsupported | CheckpointMismatch | InvalidArgument) naming the file.
  explicit NetworkMeasures(const NetworkFiles& files);
  ~NetworkMeasures();
  NetworkMeasures(NetworkMeasures&&) noexcept;
  NetworkMeasures& operator=(NetworkMeasures&&) noexcept;

  /// What is measured, in the order of tables; none without networks.
  [[nodiscard]] const std::vector<MeasureKind>& kinds() const;
  /// What is known by these names and not measured, with the reason.
  [[nodiscard]] const std::vector<std::string>& not_measured() const;
  /// The files of their weights.
  [[nodiscard]] const std::vector<std::filesystem::path>& weight_files() const;

  /// Of each edit, which has the photo's size. Throws what reading weights throws, Error(InvalidArgument)
  /// where sizes differ, Cancelled.
  [[nodiscard]] std::vector<Measures> measure(const MeasuredPhoto& photo, const std::vector<Image>& edits,
                                              const RunContext& context = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace v4e

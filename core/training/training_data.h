// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "core/training/effects.h"

namespace v4e {
class SafetensorsFile;
}

namespace v4e::training {

/// A named picture part with its outline.
struct Cutout {
  std::string name;  ///< "apple", singular
  at::Tensor y;      ///< uint8 [H, W]
  at::Tensor cbcr;   ///< uint8 [2, H/2, W/2]
  at::Tensor alpha;  ///< uint8 [H, W]
};

/// Photos and cut-outs of training archives (packaging/training_data/), kept as stored: full-range YCbCr
/// 4:2:0.
class TrainingData {
 public:
  /// `archive` is fetch.py's; `parts`, from parts.py, has more places and real subjects for edits of a part
  /// (empty: none). Throws Error(FileUnreadable | FileMalformed) naming what an archive lacks.
  explicit TrainingData(const std::filesystem::path& archive, const std::filesystem::path& parts = {});

  /// `heldout` chooses the pictures that no training step ever sees.
  [[nodiscard]] std::size_t photo_count(bool heldout) const { return photos_[heldout].size(); }
  [[nodiscard]] std::size_t cutout_count(bool heldout) const { return cutouts_[heldout].size(); }
  /// Photos for edits of a part: those of photo_count(), then those of the parts archive.
  [[nodiscard]] std::size_t place_count(bool heldout) const {
    return photos_[heldout].size() + places_[heldout].size();
  }
  /// Photos whose subject is known.
  [[nodiscard]] std::size_t subject_count(bool heldout) const { return subjects_[heldout].size(); }

  [[nodiscard]] std::vector<std::string> cutout_names(bool heldout) const;

  /// A square part [3, size, size] in 0..1 of a photo, below place_count(): random place, scale and
  /// mirroring.
  [[nodiscard]] at::Tensor random_crop(std::size_t photo, bool heldout, std::int64_t size,
                                       std::mt19937_64& random) const;

  /// The whole photo [3, H, W] in 0..1.
  [[nodiscard]] at::Tensor photo(std::size_t index, bool heldout) const;

  /// A photo crop with one cut-out laid into it, lit and softened to sit there.
  [[nodiscard]] Scene random_scene(std::size_t photo, bool heldout, std::int64_t size,
                                   std::mt19937_64& random) const;

  /// A crop of a photo around its own subject. There is no background without it.
  [[nodiscard]] Scene subject_scene(std::size_t subject, bool heldout, std::int64_t size,
                                    std::mt19937_64& random) const;

 private:
  struct Stored {
    at::Tensor y;      ///< uint8 [H, W]
    at::Tensor cbcr;   ///< uint8 [2, H/2, W/2]
    at::Tensor alpha;  ///< uint8 [H, W] of its subject, or undefined
  };
  void read(const std::filesystem::path& archive);
  [[nodiscard]] const Stored& place(std::size_t index, bool heldout) const;
  void add_entry(const SafetensorsFile& file, const std::string& key, const std::string& kind,
                 const std::string& name, bool heldout);

  std::vector<Stored> photos_[2];
  std::vector<Stored> places_[2];    ///< of the parts archive, those with a subject too
  std::vector<Stored> subjects_[2];  ///< those with a subject
  std::vector<Cutout> cutouts_[2];
};

}  // namespace v4e::training

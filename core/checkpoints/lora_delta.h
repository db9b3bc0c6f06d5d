// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/checkpoints/matrix_delta.h"
#include "core/checkpoints/state_dict.h"

namespace v4e {

/// A LoRA's tensors as they are stored, and how strongly it works: 0 not at all, 1 as trained.
struct LoraWeights {
  std::shared_ptr<const StateDictReader> reader;
  double strength = 1.0;
  std::string file;  ///< for messages
};

/// A MatrixDelta by the names of its tensors.
struct LoraDelta {
  struct Factors {
    std::string up;
    std::string down;  ///< empty: `up` alone
  };
  const StateDictReader* reader = nullptr;
  DeltaForm form = DeltaForm::Plain;
  Factors first;
  Factors second = {};
  double factor = 1.0;

  [[nodiscard]] MatrixDelta read() const;
};

/// What a LoRA has for one module: our word for each piece (see split_lora_key()) -> the key in its file.
using LoraPieces = std::map<std::string, std::string, std::less<>>;

/// Splits a key of a LoRA into the path of its module, in the LoRA's spelling, and our word for the piece;
/// the word is empty where the key is none of a LoRA. Throws Error(Unsupported) for kinds that are not read.
struct LoraKey {
  std::string path;
  std::string piece;
};
[[nodiscard]] LoraKey split_lora_key(const std::string& key, const std::string& file);

/// The deltas of a module's matrix `weight` [rows, columns] that are products: LoRA, LoHa, LoKr; of a module
/// that has none of these, none. Throws Error(CheckpointMismatch) where a half is missing or the sizes do not
/// fit, Error(FileMalformed) for an alpha that is no number.
[[nodiscard]] std::vector<LoraDelta> product_deltas(const LoraWeights& lora, const std::string& weight,
                                                    at::IntArrayRef shape, const LoraPieces& pieces);

}  // namespace v4e

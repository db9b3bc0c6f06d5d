// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace v4e {

/// Bytes of weights where matrices that their file stores in fewer bytes than a value has stay as they are
/// there, by the dtype of all others. Zeros: unknown, and then they take what all others take.
struct PackedBytes {
  std::int64_t fp32 = 0;
  std::int64_t bf16 = 0;
  bool operator==(const PackedBytes&) const = default;
};

/// Sizes of a model's parts that decide what an edit takes in memory. A zero is unknown, and counts as
/// nothing.
struct ModelSizes {
  std::int64_t transformer = 0;  ///< weights, in number; so the next three
  std::int64_t text_encoder = 0;
  std::int64_t image_encoder = 0;
  std::int64_t vae = 0;
  PackedBytes packed_transformer = {};
  PackedBytes packed_encoders = {};
  int experts = 1;                  ///< that the transformer's weights are of; of two, one works at a time
  std::int64_t width = 0;           ///< of the transformer's tokens
  std::int64_t hidden_width = 0;    ///< inside its feed-forward layers
  std::int64_t blocks = 0;          ///< of the transformer, all alike; 0: it is not known how it is cut
  std::int64_t in_blocks = 0;       ///< weights of the transformer that are in blocks; 0: unknown
  std::int64_t content_tokens = 0;  ///< of text and photo together, that each block attends to
  int token_px = 1;                 ///< side of the square that a token stands for
  int temporal_factor = 1;          ///< frames of a latent frame, after the first
  std::int64_t vae_channels = 0;    ///< of the VAE's widest pictures; 0: it has no layers at their size

  [[nodiscard]] std::int64_t encoders() const { return text_encoder + image_encoder; }
  [[nodiscard]] std::int64_t weights() const { return transformer + encoders() + vae; }
};

/// What is made: the pictures that the model works at.
struct EditShape {
  std::int64_t area_px = 0;
  int frames = 1;
};

/// Where it is made.
struct ComputeMemory {
  std::int64_t free_bytes = 0;  ///< before anything is loaded; 0: unknown, and then everything fits
  int value_bytes = 4;          ///< of a weight and of what is between layers: 4 fp32, 2 bf16
  bool on_cpu = false;          ///< else on a card
  bool packed = true;           ///< matrices stay as their files store them, where that is less
  /// Of main memory, beside a card's; 0: unknown, or there is no card.
  std::int64_t main_free_bytes = 0;
};

/// What the transformer's weights take, and what decoding a film and its pictures do beside all weights.
[[nodiscard]] std::int64_t transformer_bytes(const ModelSizes& model, const ComputeMemory& memory);
/// What of the transformer goes through memory in each step where blocks are read step by step. A card is
/// given them as they are stored, the CPU expands them.
[[nodiscard]] std::int64_t streamed_bytes(const ModelSizes& model, const ComputeMemory& memory);
[[nodiscard]] std::int64_t look_bytes(const ModelSizes& model, const EditShape& shape,
                                      const ComputeMemory& memory);

/// What the text encoder's weights take.
[[nodiscard]] std::int64_t text_encoder_bytes(const ModelSizes& model, const ComputeMemory& memory);

/// What all of a model's weights take.
[[nodiscard]] std::int64_t weight_bytes(const ModelSizes& model, const ComputeMemory& memory);

/// What is kept in memory during an edit, and what that takes.
struct ResidencyPlan {
  bool keep_encoders = true;  ///< else they are given back before the transformer is loaded; experts likewise
  bool encoders_on_cpu = false;  ///< text and photo are encoded in main memory, which takes longer
  bool stream_blocks = false;  ///< the transformer's blocks are read again in each step, one after the other
  bool packed = false;         ///< the transformer is there as its file has it, in less than its values take
  bool tile_vae = false;       ///< pictures go through the VAE in tiles of kVaeTilePx
  std::int64_t encode_bytes = 0;
  std::int64_t sample_bytes = 0;
  std::int64_t decode_bytes = 0;
  bool fits = true;

  [[nodiscard]] std::int64_t peak_bytes() const;
};

/// Side of the VAE's tiles, where there are any.
inline constexpr int kVaeTilePx = 768;

/// Plans before anything is loaded. Of what fits the first of: all kept; encoders given back, and of two
/// experts the one that does not work; the blocks read step by step as well, which takes longer; the VAE in
/// tiles, which changes pictures a little; both; on a card the same four with the encoders in main memory,
/// where it has room for them. Where nothing fits, the last of them, and `fits` is false.
[[nodiscard]] ResidencyPlan plan_residency(const ModelSizes& model, const EditShape& shape,
                                           const ComputeMemory& memory);

}  // namespace v4e

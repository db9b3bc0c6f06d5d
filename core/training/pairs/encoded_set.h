// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/base/run_context.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/training/pairs/pair_encoder.h"

namespace v4e::training {

// A set of encoded pairs on disk:
//   set.json                 format, identity, counts, and of each shard its file, bytes and SHA-256
//   shard-00000.safetensors  tensors "N.condition", "N.target", "N.mask", "N.still", "N.image", "N.pixels",
//                            "N.teacher.condition", "N.teacher.image", "N.teacher.text" of pair N, and
//                            "text.M" of text M
//   shard-00000.json         what stands in it: pairs with id, split, texts; pairs that were left out, and
//                            why; how a teacher's roll-outs were judged
// A shard's JSON is written behind its tensors and set.json behind all: a set that was being written when the
// program ended goes on at the first shard without its JSON.

/// One pair of a set, without its tensors.
struct EncodedEntry {
  std::string id;
  std::string split;               ///< "train", "val" or "test"
  std::vector<std::string> texts;  ///< what the edit is asked for with, at least one
  std::int64_t height = 0;         ///< of the latents
  std::int64_t width = 0;
  std::int64_t frames = 1;      ///< latent frames that are denoised
  double evolution_weight = 0;  ///< EncodedPair::evolution_weight

  bool operator==(const EncodedEntry&) const = default;
};

/// A pair that was left out, or something about one that was not.
struct PairNote {
  std::string id;
  std::string text;

  bool operator==(const PairNote&) const = default;
};

/// What goes into a shard.
struct EncodedShard {
  struct Item {
    EncodedEntry entry;
    EncodedPair pair;
    at::Tensor pixels = {};  ///< [2, H, W, 3] uint8: photo and edit, of pairs to measure with
  };
  std::vector<Item> items;
  std::map<std::string, at::Tensor> texts;  ///< PairEncoder::encode_text() of all of the items' texts
  std::vector<PairNote> rejected;
  std::vector<PairNote> notes;
  /// How a teacher's roll-outs were judged (core/dataset/rollout_report.h), where there was one.
  std::vector<nlohmann::json> rollouts = {};
};

/// Writes a set shard by shard; each is whole or not there.
class EncodedSetWriter {
 public:
  /// `identity` says what the set is made with (model, sizes …). Throws Error(InvalidArgument) where the
  /// folder has a set with another one, Error(FileUnwritable).
  EncodedSetWriter(std::filesystem::path folder, nlohmann::json identity);

  /// Whether that shard is there already, made of the same input. `fingerprint` says what of.
  [[nodiscard]] bool has(std::size_t shard, const std::string& fingerprint) const;
  /// Throws Error(FileUnwritable), leaving earlier shards as they are.
  void write(std::size_t shard, const std::string& fingerprint, const EncodedShard& content);
  /// Whether all of the first `count` shards are there, whatever they were made of.
  [[nodiscard]] bool is_complete(std::size_t count) const;
  /// Writes set.json of the first `count` shards and removes others.
  void finish(std::size_t count);

 private:
  [[nodiscard]] std::filesystem::path path_of(std::size_t shard, const char* ending) const;

  std::filesystem::path folder_;
  nlohmann::json identity_;
};

/// A finished set, read where it lies.
class EncodedSet {
 public:
  /// Throws Error(FileUnreadable) where it is not there or not finished, Error(FileMalformed) where files
  /// are missing, of another size or say something else than set.json.
  explicit EncodedSet(std::filesystem::path folder);

  [[nodiscard]] const nlohmann::json& identity() const { return identity_; }
  [[nodiscard]] const std::vector<EncodedEntry>& entries() const { return entries_; }
  [[nodiscard]] const std::vector<PairNote>& rejected() const { return rejected_; }
  [[nodiscard]] const std::vector<PairNote>& notes() const { return notes_; }
  [[nodiscard]] const std::vector<nlohmann::json>& rollouts() const { return rollouts_; }
  [[nodiscard]] std::size_t shard_count() const { return shards_.size(); }

  /// The tensors of entries()[index]; views of the file where they are large.
  [[nodiscard]] EncodedPair pair(std::size_t index) const;
  /// [2, H, W, 3] uint8: photo and edit; undefined where the set has none.
  [[nodiscard]] at::Tensor pixels(std::size_t index) const;
  /// [L, D] of one of an entry's texts.
  [[nodiscard]] at::Tensor text(std::size_t index, const std::string& text) const;

  /// Reads everything: what is not as it was written, one line each. Throws Cancelled.
  [[nodiscard]] std::vector<std::string> verify(const RunContext& context = {}) const;

 private:
  struct Shard {
    std::filesystem::path path;
    std::string sha256;
    std::map<std::string, std::string> texts;  ///< name of its tensor by text
    mutable std::unique_ptr<SafetensorsFile> file;
  };
  struct Place {
    std::size_t shard = 0;
    std::string prefix;
  };
  void read_shard(const nlohmann::json& listed);
  [[nodiscard]] const SafetensorsFile& file_of(const Shard& shard) const;

  std::filesystem::path folder_;
  nlohmann::json identity_;
  std::vector<Shard> shards_;
  std::vector<EncodedEntry> entries_;
  std::vector<Place> places_;
  std::vector<PairNote> rejected_;
  std::vector<PairNote> notes_;
  std::vector<nlohmann::json> rollouts_;
};

}  // namespace v4e::training

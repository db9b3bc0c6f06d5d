// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/checkpoints/formats/safetensors.h"

namespace v4e {

/// A checkpoint cut in several .safetensors files, held together by a `*.safetensors.index.json`.
class ShardedReader final : public StateDictReader {
 public:
  /// Opens every shard. Throws Error(FileUnreadable) naming all missing shards with their number and where to
  /// put them, Error(FileMalformed) for a broken index or a shard that is cut or lacks a tensor of the index.
  explicit ShardedReader(const std::filesystem::path& index_file);

  /// Whether a folder holds a transformer as lightx2v cuts it: block_0.safetensors, block_1.safetensors … and
  /// non_block.safetensors, without an index.
  [[nodiscard]] static bool is_cut_by_block(const std::filesystem::path& folder);
  /// Such a folder. Throws Error(FileUnreadable) naming a block that is missing, Error(FileMalformed) for a
  /// tensor in two files.
  [[nodiscard]] static std::unique_ptr<ShardedReader> of_blocks(const std::filesystem::path& folder);

  [[nodiscard]] const std::vector<std::string>& names() const override { return names_; }
  [[nodiscard]] TensorInfo info(const std::string& name) const override { return shard(name).info(name); }
  [[nodiscard]] at::Tensor read(const std::string& name) const override { return shard(name).read(name); }
  [[nodiscard]] std::string source(const std::string& name) const override {
    return shard(name).source(name);
  }
  [[nodiscard]] const std::map<std::string, std::string>& metadata() const override { return metadata_; }

 private:
  ShardedReader() = default;
  void open_shards(const std::filesystem::path& folder, const std::vector<std::string>& files);
  [[nodiscard]] const SafetensorsFile& shard(const std::string& name) const;

  std::map<std::string, std::string> shard_of_;  ///< tensor -> file name
  std::map<std::string, std::unique_ptr<SafetensorsFile>> shards_;
  std::vector<std::string> names_;
  std::map<std::string, std::string> metadata_;
};

}  // namespace v4e

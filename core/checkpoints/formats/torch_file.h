// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/checkpoints/formats/zip_directory.h"
#include "core/checkpoints/state_dict.h"

namespace v4e {

struct PickleValue;

/// A state dict as torch.save() writes it since PyTorch 1.6 (.pth, .pt, .bin): a zip archive with a pickle of
/// names and the tensors' bytes. The pickle is read symbolically, so that opening a file never runs what is
/// in it. Tensors are views of the mapped file where they are contiguous.
class TorchFile final : public StateDictReader {
 public:
  /// Throws Error(FileUnreadable), Error(FileMalformed) saying what is wrong, Error(Unsupported) for programs
  /// (TorchScript), for files from before 1.6 and for pickles that want to run something.
  explicit TorchFile(std::filesystem::path path);

  [[nodiscard]] const std::vector<std::string>& names() const override { return names_; }
  [[nodiscard]] TensorInfo info(const std::string& name) const override { return entry(name).info; }
  [[nodiscard]] at::Tensor read(const std::string& name) const override;
  [[nodiscard]] std::string source(const std::string&) const override { return path_.filename().string(); }
  [[nodiscard]] const std::map<std::string, std::string>& metadata() const override { return metadata_; }

 private:
  struct Entry {
    TensorInfo info;
    std::vector<std::int64_t> strides;
    std::uint64_t offset = 0;  ///< of the first element, from the file's start
    std::uint64_t extent = 0;  ///< elements from the first to behind the last
  };
  using Archive = std::map<std::string, ZipEntry>;
  /// Tells the archive's one top folder, with its slash.
  [[nodiscard]] std::string top_folder(const Archive& archive) const;
  [[nodiscard]] std::string read_entry(const ZipEntry& entry, std::uint64_t most_bytes) const;
  void add_tensors(const PickleValue& root, const Archive& archive, const std::string& folder);
  [[nodiscard]] Entry make_entry(const std::string& name, const PickleValue& tensor, const Archive& archive,
                                 const std::string& folder) const;
  [[nodiscard]] const Entry& entry(const std::string& name) const;

  std::filesystem::path path_;
  std::shared_ptr<const FileMap> file_;
  std::map<std::string, Entry> entries_;
  std::vector<std::string> names_;
  std::map<std::string, std::string> metadata_;
};

}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/checkpoints/formats/ggml_blocks.h"
#include "core/checkpoints/state_dict.h"

namespace v4e {

class FileMap;

/// One .gguf file, version 2 or 3. Its header is checked wholly before anything is read: counts, lengths,
/// types, sizes without overflow, tensors inside the file and without overlap. Block formats are multiplied
/// out to fp32 when a tensor is read. Shapes are those of the model: outermost first, and a fifth dimension
/// that the format had to merge is restored.
class GgufFile final : public StateDictReader {
 public:
  /// Throws Error(FileUnreadable), Error(FileMalformed) saying what is wrong, Error(Unsupported) for a type
  /// of values or a version that is not read.
  explicit GgufFile(std::filesystem::path path);

  [[nodiscard]] const std::vector<std::string>& names() const override { return names_; }
  [[nodiscard]] TensorInfo info(const std::string& name) const override { return entry(name).info; }
  [[nodiscard]] at::Tensor read(const std::string& name) const override;
  [[nodiscard]] std::shared_ptr<const PackedWeight> packed(const std::string& name) const override;
  [[nodiscard]] std::string source(const std::string&) const override { return path_.filename().string(); }
  /// Texts and numbers of the header; lists only by their length.
  [[nodiscard]] const std::map<std::string, std::string>& metadata() const override { return metadata_; }
  /// A list of texts of the header, or the bytes of a list of numbers; only those of the tokenizer are kept
  /// in mind. Empty where there is none, or one of the other kind.
  [[nodiscard]] std::vector<std::string> list_texts(const std::string& key) const;
  [[nodiscard]] std::string list_bytes(const std::string& key) const;

 private:
  struct Entry {
    TensorInfo info;
    const GgmlType* type = nullptr;
    std::uint64_t offset = 0;  ///< from the start of the data, then of the file
    std::uint64_t size_bytes = 0;
  };
  struct List {
    std::uint64_t items = 0;
    std::uint64_t item_bytes = 0;  ///< 0: texts
    std::uint64_t begin = 0;       ///< in the file
  };
  class Header;
  using Shapes = std::map<std::string, std::vector<std::int64_t>>;
  void read_values(Header& header, std::uint64_t count, Shapes& shapes);
  void read_tensors(Header& header, std::uint64_t count, const Shapes& shapes);
  void restore_merged_dimensions();
  void check_layout(std::uint64_t data_begin);
  [[nodiscard]] const Entry& entry(const std::string& name) const;

  std::filesystem::path path_;
  std::shared_ptr<const FileMap> file_;
  std::map<std::string, Entry> entries_;
  std::vector<std::string> names_;
  std::map<std::string, std::string> metadata_;
  std::map<std::string, List> lists_;
  std::uint64_t alignment_ = 32;
};

}  // namespace v4e

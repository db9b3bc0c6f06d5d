// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/checkpoints/state_dict.h"

namespace v4e {

class FileMap;

/// One .safetensors file. Its header is checked wholly before anything is read: length, JSON, dtypes, sizes
/// without overflow, offsets in order, inside the file, without overlap or gap.
class SafetensorsFile final : public StateDictReader {
 public:
  /// Throws Error(FileUnreadable), or Error(FileMalformed) saying what is wrong, or Error(Unsupported) for a
  /// dtype.
  explicit SafetensorsFile(std::filesystem::path path);

  [[nodiscard]] const std::vector<std::string>& names() const override { return names_; }
  [[nodiscard]] TensorInfo info(const std::string& name) const override;
  /// Large tensors are views of a map of their own, which ends with the tensor; small ones are copies.
  [[nodiscard]] at::Tensor read(const std::string& name) const override;
  [[nodiscard]] std::string source(const std::string& name) const override;
  [[nodiscard]] const std::map<std::string, std::string>& metadata() const override { return metadata_; }

 private:
  struct Entry {
    TensorInfo info;
    std::uint64_t begin = 0;  ///< bytes from the start of the file
    std::uint64_t end = 0;
  };
  void parse_header(const std::string& header, std::uint64_t data_begin);
  void check_layout(std::uint64_t data_begin) const;
  [[nodiscard]] const Entry& entry(const std::string& name) const;

  std::filesystem::path path_;
  std::shared_ptr<const FileMap> file_;
  std::map<std::string, Entry> entries_;
  std::vector<std::string> names_;
  std::map<std::string, std::string> metadata_;
};

/// Writes tensors (any device, any strides) so that the file either is whole or is not there.
/// Within the file, wider dtypes come first, so that every tensor is aligned; else the given order is kept.
/// Throws Error(InvalidArgument) on a name given twice, Error(Unsupported) on a dtype, Error(FileUnwritable).
void save_safetensors(const std::filesystem::path& path,
                      const std::vector<std::pair<std::string, at::Tensor>>& tensors,
                      const std::map<std::string, std::string>& metadata = {});

/// As save_safetensors(), of tensors that are never in memory as a whole: of `forms` (on any device, meta
/// among them) only names, shapes and dtypes count, and `write_tensor` calls `write` with one after the other
/// of a tensor's pieces, in the order of its elements. Throws Error(Internal) where that makes another size.
void save_safetensors_in_pieces(
    const std::filesystem::path& path, const std::vector<std::pair<std::string, at::Tensor>>& forms,
    const std::function<void(const std::string& name, const std::function<void(const at::Tensor&)>& write)>&
        write_tensor);

}  // namespace v4e

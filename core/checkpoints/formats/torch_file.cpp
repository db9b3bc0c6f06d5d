// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/formats/torch_file.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>

#include "core/base/error.h"
#include "core/checkpoints/formats/malformed.h"
#include "core/checkpoints/formats/pickle.h"

namespace v4e {
namespace {

using Kind = PickleValue::Kind;

constexpr std::uint64_t kMostPickleBytes = 64 << 20;
constexpr std::uint64_t kMostOrderBytes = 16;
constexpr std::size_t kMostKeyBytes = 1024;
constexpr std::int64_t kMostStorageElements = std::int64_t{1} << 48;
/// A tensor of strides 0 may be so many times larger than its storage.
constexpr std::int64_t kMostExpansion = 64;

/// Where a training program puts the weights inside what it saves.
constexpr std::array<const char*, 8> kInner{"state_dict", "model",          "module", "generator_ema",
                                            "generator",  "generator_lora", "params", "ema"};

const PickleValue* entry_of(const PickleValue& dict, std::string_view key) {
  for (std::size_t i = 0; i + 1 < dict.items.size(); i += 2) {
    if (dict.items[i]->kind == Kind::Text && dict.items[i]->text == key) return dict.items[i + 1];
  }
  return nullptr;
}

bool has_tensors(const PickleValue& dict) {
  for (std::size_t i = 1; i < dict.items.size(); i += 2) {
    if (dict.items[i]->kind == Kind::Tensor) return true;
  }
  return false;
}

const PickleValue& find_state_dict(const PickleValue& root, const std::string& where) {
  if (root.kind == Kind::Dict) {
    if (has_tensors(root)) return root;
    for (const char* key : kInner) {
      const PickleValue* inner = entry_of(root, key);
      if (inner != nullptr && inner->kind == Kind::Dict && has_tensors(*inner)) return *inner;
    }
  }
  malformed(where, "it holds no named tensors");
}

/// Elements from a tensor's first to behind its last; 0 for an empty one, -1 if that is not possible.
std::int64_t extent_of(const PickleValue& tensor) {
  std::int64_t extent = 1;
  std::int64_t elements = 1;
  for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
    const std::int64_t size = tensor.shape[i];
    if (size == 0) return 0;
    if (size > kMostStorageElements / elements || tensor.strides[i] > kMostStorageElements / size) return -1;
    elements *= size;
    extent += (size - 1) * tensor.strides[i];
    if (extent > kMostStorageElements) return -1;
  }
  return elements > extent * kMostExpansion ? -1 : extent;
}

}  // namespace

TorchFile::TorchFile(std::filesystem::path path)
    : path_(std::move(path)), file_(std::make_shared<FileMap>(path_)) {
  const std::string where = path_.string();
  std::array<char, 4> start{};
  if (file_->size_bytes() >= start.size()) file_->read(0, start.size(), start.data());
  if (std::string_view(start.data(), start.size()) != std::string_view("PK\3\4", 4))
    throw Error(ErrorCode::Unsupported,
                where +
                    " was written by PyTorch before 1.6; load it in a current one and "
                    "save it again, or take the .safetensors of the same model");
  const Archive archive = read_zip_directory(*file_, where);
  const std::string folder = top_folder(archive);
  if (const auto order = archive.find(folder + "byteorder");
      order != archive.end() && read_entry(order->second, kMostOrderBytes) != "little")
    throw Error(ErrorCode::Unsupported, where + " is big-endian, which is not read");
  const Pickle pickle(read_entry(archive.at(folder + "data.pkl"), kMostPickleBytes), where);
  add_tensors(find_state_dict(pickle.root(), where), archive, folder);
  for (const auto& [name, unused] : entries_) names_.push_back(name);
}

std::string TorchFile::top_folder(const Archive& archive) const {
  std::string folder;
  for (const auto& [name, unused] : archive) {
    const std::size_t slash = name.find('/');
    const std::string top = slash == name.npos ? "" : name.substr(0, slash + 1);
    if (top.empty() || (!folder.empty() && top != folder))
      malformed(path_.string(), "it is an archive of something else than weights");
    folder = top;
    const std::string inner = name.substr(top.size());
    if (inner == "constants.pkl" || inner.starts_with("code/"))
      throw Error(ErrorCode::Unsupported,
                  path_.string() + " is a TorchScript program, not weights; it was not opened");
  }
  if (!archive.contains(folder + "data.pkl"))
    malformed(path_.string(), "it is an archive of something else than weights");
  return folder;
}

std::string TorchFile::read_entry(const ZipEntry& entry, std::uint64_t most_bytes) const {
  if (entry.size_bytes > most_bytes) malformed(path_.string(), "a part of its archive is impossibly large");
  std::string bytes(entry.size_bytes, '\0');
  file_->read(entry.offset, entry.size_bytes, bytes.data());
  return bytes;
}

void TorchFile::add_tensors(const PickleValue& root, const Archive& archive, const std::string& folder) {
  for (std::size_t i = 0; i + 1 < root.items.size(); i += 2) {
    const PickleValue& key = *root.items[i];
    const PickleValue& value = *root.items[i + 1];
    if (value.kind != Kind::Tensor) continue;  // how far training went, and such
    if (key.kind != Kind::Text || key.text.size() > kMostKeyBytes)
      malformed(path_.string(), "a tensor has no proper name");
    entries_[key.text] = make_entry(key.text, value, archive, folder);
  }
}

TorchFile::Entry TorchFile::make_entry(const std::string& name, const PickleValue& tensor,
                                       const Archive& archive, const std::string& folder) const {
  const std::string where = path_.string() + ": tensor " + name;
  const PickleValue& storage = *tensor.storage;
  const auto bytes = archive.find(folder + "data/" + storage.text);
  if (bytes == archive.end()) malformed(where, "its bytes are missing; fetch the file again");
  const auto size = static_cast<std::uint64_t>(c10::elementSize(tensor.dtype));
  const std::int64_t extent = extent_of(tensor);
  const std::uint64_t available = bytes->second.size_bytes / size;
  const auto first = static_cast<std::uint64_t>(tensor.integer);
  if (extent < 0 || first > available || static_cast<std::uint64_t>(extent) > available - first)
    malformed(where, "it reaches out of its bytes");
  const auto claimed = static_cast<std::uint64_t>(storage.integer);
  if (claimed > bytes->second.size_bytes / (storage.is_untyped ? 1 : size))
    malformed(where, "its bytes are fewer than the file says");
  Entry entry;
  entry.info = {tensor.shape, tensor.dtype, {}};
  entry.strides = tensor.strides;
  entry.offset = bytes->second.offset + first * size;
  entry.extent = static_cast<std::uint64_t>(extent);
  return entry;
}

const TorchFile::Entry& TorchFile::entry(const std::string& name) const {
  const auto found = entries_.find(name);
  if (found == entries_.end())
    throw Error(ErrorCode::CheckpointMismatch, path_.string() + " has no tensor " + name);
  return found->second;
}

at::Tensor TorchFile::read(const std::string& name) const {
  const Entry& found = entry(name);
  if (found.extent == 0) return at::empty(found.info.shape, at::dtype(found.info.dtype));
  const std::uint64_t size_bytes = found.extent * c10::elementSize(found.info.dtype);
  const bool aligned = found.offset % c10::elementSize(found.info.dtype) == 0;
  at::Tensor flat;
  if (aligned) {
    std::shared_ptr<void> bytes = file_->map(found.offset, size_bytes);
    void* address = bytes.get();
    flat = at::from_blob(
        address, {static_cast<std::int64_t>(found.extent)}, [bytes = std::move(bytes)](void*) {},
        at::dtype(found.info.dtype));
  } else {
    flat = at::empty({static_cast<std::int64_t>(found.extent)}, at::dtype(found.info.dtype));
    file_->read(found.offset, size_bytes, flat.mutable_data_ptr());
  }
  return flat.as_strided(found.info.shape, found.strides).contiguous();
}

}  // namespace v4e

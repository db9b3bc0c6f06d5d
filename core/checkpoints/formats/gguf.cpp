// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/formats/gguf.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "core/base/error.h"
#include "core/checkpoints/file_map.h"
#include "core/checkpoints/formats/malformed.h"
#include "core/checkpoints/packed_weights.h"

namespace v4e {
namespace {

static_assert(std::endian::native == std::endian::little, "GGUF is little-endian");

constexpr std::uint64_t kMostEntries = 1'000'000;
constexpr std::uint64_t kMostNameBytes = 64 << 10;
constexpr std::uint64_t kMostElements = std::uint64_t{1} << 48;
constexpr std::uint32_t kMostDimensions = 5;
constexpr std::uint64_t kMostAlignment = 1 << 20;
constexpr std::uint64_t kHeaderChunk = 1 << 20;
constexpr const char* kShapeKey = "comfy.gguf.orig_shape.";
constexpr const char* kTokenizerKey = "tokenizer.ggml.";

enum class ValueType : std::uint32_t { U8, I8, U16, I16, U32, I32, F32, Bool, Text, List, U64, I64, F64 };

/// Bytes of a number of that type; 0 for texts, lists and types that do not exist.
std::uint64_t number_bytes(std::uint32_t type) {
  constexpr std::uint64_t kBytes[] = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
  return type < std::size(kBytes) ? kBytes[type] : 0;
}

at::ScalarType plain_dtype(const GgmlType& type) {
  if (type.name == "F16") return at::kHalf;
  return type.name == "BF16" ? at::kBFloat16 : at::kFloat;
}

}  // namespace

/// Reads the file's header front to back, in chunks, and never behind the file's end.
class GgufFile::Header {
 public:
  Header(const FileMap& file, std::string where) : file_(file), where_(std::move(where)) {}

  [[nodiscard]] std::uint64_t position() const { return position_; }
  [[nodiscard]] std::uint64_t left() const { return file_.size_bytes() - position_; }
  [[nodiscard]] const std::string& where() const { return where_; }

  void bytes(void* to, std::uint64_t size_bytes) {
    require(size_bytes);
    auto* out = static_cast<char*>(to);
    while (size_bytes > 0) {
      if (position_ < begin_ || position_ >= begin_ + chunk_.size()) fill();
      const std::uint64_t from = position_ - begin_;
      const std::uint64_t some = std::min<std::uint64_t>(size_bytes, chunk_.size() - from);
      std::memcpy(out, chunk_.data() + from, some);
      out += some;
      position_ += some;
      size_bytes -= some;
    }
  }
  void skip(std::uint64_t size_bytes) {
    require(size_bytes);
    position_ += size_bytes;
  }
  template <typename Number>
  Number number() {
    Number value{};
    bytes(&value, sizeof value);
    return value;
  }
  std::string text(std::uint64_t most_bytes) {
    const auto size_bytes = number<std::uint64_t>();
    if (size_bytes > most_bytes) malformed(where_, "a text in its header is impossibly long");
    require(size_bytes);
    std::string value(size_bytes, '\0');
    bytes(value.data(), size_bytes);
    return value;
  }

 private:
  void require(std::uint64_t size_bytes) const {
    if (size_bytes > left()) malformed(where_, "the file is cut inside its header; fetch it again");
  }
  void fill() {
    begin_ = position_;
    chunk_.resize(std::min(kHeaderChunk, left()));
    file_.read(begin_, chunk_.size(), chunk_.data());
  }

  const FileMap& file_;
  std::string where_;
  std::string chunk_;
  std::uint64_t begin_ = 0;
  std::uint64_t position_ = 0;
};

GgufFile::GgufFile(std::filesystem::path path)
    : path_(std::move(path)), file_(std::make_shared<FileMap>(path_)) {
  Header header(*file_, path_.string());
  if (header.number<std::uint32_t>() != 0x46554747U) malformed(header.where(), "it is no GGUF file");
  const auto version = header.number<std::uint32_t>();
  if (version != 2 && version != 3)
    throw Error(ErrorCode::Unsupported, header.where() + ": GGUF version " + std::to_string(version) +
                                            " is not read, or the file is big-endian; versions 2 and 3 are");
  const auto tensors = header.number<std::uint64_t>();
  const auto values = header.number<std::uint64_t>();
  if (tensors > kMostEntries || values > kMostEntries)
    malformed(header.where(), "its header claims an impossible number of entries");
  Shapes shapes;
  read_values(header, values, shapes);
  read_tensors(header, tensors, shapes);
  restore_merged_dimensions();
  check_layout((header.position() + alignment_ - 1) / alignment_ * alignment_);
  for (const auto& [name, unused] : entries_) names_.push_back(name);
}

void GgufFile::read_values(Header& header, std::uint64_t count, Shapes& shapes) {
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::string key = header.text(kMostNameBytes);
    const auto type = header.number<std::uint32_t>();
    std::string value;
    if (type == static_cast<std::uint32_t>(ValueType::Text)) {
      value = header.text(header.left());
    } else if (type == static_cast<std::uint32_t>(ValueType::List)) {
      const auto item = header.number<std::uint32_t>();
      const auto items = header.number<std::uint64_t>();
      value = std::to_string(items) + " values";
      if (key.starts_with(kTokenizerKey)) lists_[key] = {items, number_bytes(item), header.position()};
      if (item == static_cast<std::uint32_t>(ValueType::Text)) {
        for (std::uint64_t n = 0; n < items; ++n) header.skip(header.number<std::uint64_t>());
      } else if (const std::uint64_t size = number_bytes(item); size == 0 || items > header.left() / size) {
        malformed(header.where(), "the list " + key + " has a type or length that is not possible");
      } else if (item == static_cast<std::uint32_t>(ValueType::I32) && key.starts_with(kShapeKey) &&
                 items <= kMostDimensions) {
        std::vector<std::int64_t>& shape = shapes[key.substr(std::strlen(kShapeKey))];
        for (std::uint64_t n = 0; n < items; ++n) shape.push_back(header.number<std::int32_t>());
      } else {
        header.skip(items * size);
      }
    } else if (const std::uint64_t size = number_bytes(type); size > 0) {
      std::uint64_t bits = 0;
      header.bytes(&bits, size);
      value = std::to_string(bits);
      if (key == "general.alignment") alignment_ = bits;
    } else {
      malformed(header.where(), key + " has a type of value that does not exist");
    }
    if (!metadata_.emplace(key, std::move(value)).second)
      malformed(header.where(), "its header says " + key + " twice");
  }
  if (!std::has_single_bit(alignment_) || alignment_ > kMostAlignment)
    malformed(header.where(), "its alignment is no power of two");
}

void GgufFile::read_tensors(Header& header, std::uint64_t count, const Shapes& shapes) {
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::string name = header.text(kMostNameBytes);
    const std::string where = header.where() + ": tensor " + name;
    const auto dimensions = header.number<std::uint32_t>();
    if (dimensions == 0 || dimensions > kMostDimensions)
      malformed(where, "it does not have 1 to 5 dimensions");
    Entry entry;
    std::uint64_t elements = 1;
    for (std::uint32_t n = 0; n < dimensions; ++n) {
      const auto side = header.number<std::uint64_t>();
      if (side == 0 || side > kMostElements / elements) malformed(where, "its shape is not possible");
      elements *= side;
      entry.info.shape.insert(entry.info.shape.begin(), static_cast<std::int64_t>(side));
    }
    const auto type = header.number<std::uint32_t>();
    entry.type = ggml_type(type);
    if (entry.type == nullptr)
      throw Error(ErrorCode::Unsupported,
                  where + " uses " + std::string(ggml_foreign_name(type)) + " (" + std::to_string(type) +
                      "), which is not read; a Q3_K_S, Q4_K_S or Q8_0 file of the same model works");
    entry.offset = header.number<std::uint64_t>();
    const auto row = static_cast<std::uint64_t>(entry.info.shape.back());
    if (row % static_cast<std::uint64_t>(entry.type->block_values) != 0)
      malformed(where, "its rows are no whole blocks of " + std::string(entry.type->name));
    entry.size_bytes = elements / entry.type->block_values * entry.type->block_bytes;
    entry.info.dtype = plain_dtype(*entry.type);
    if (entry.type->unpack != nullptr) {
      entry.info.packing = entry.type->name;
      entry.info.packed_bytes = static_cast<std::int64_t>(entry.size_bytes);
    }
    if (const auto shape = shapes.find(name); shape != shapes.end()) {
      std::uint64_t product = 1;
      for (const std::int64_t side : shape->second)
        product = side > 0 && product <= kMostElements ? product * static_cast<std::uint64_t>(side) : 0;
      if (product != elements) malformed(where, "the shape that its header gives it does not fit its values");
      entry.info.shape = shape->second;
    }
    if (!entries_.emplace(name, std::move(entry)).second) malformed(where, "it is there twice");
  }
}

/// The format had four dimensions: of a 3-D convolution's five the outermost two are merged. Its bias tells
/// how many rows there are.
void GgufFile::restore_merged_dimensions() {
  for (auto& [name, entry] : entries_) {
    std::vector<std::int64_t>& shape = entry.info.shape;
    if (shape.size() != 4 || !name.ends_with(".weight")) continue;
    const auto bias = entries_.find(name.substr(0, name.size() - std::strlen("weight")) + "bias");
    if (bias == entries_.end() || bias->second.info.shape.size() != 1) continue;
    const std::int64_t rows = bias->second.info.shape[0];
    if (shape[0] == rows || shape[0] % rows != 0) continue;
    shape.insert(shape.begin() + 1, shape[0] / rows);
    shape[0] = rows;
  }
}

void GgufFile::check_layout(std::uint64_t data_begin) {
  std::vector<std::pair<std::uint64_t, const std::string*>> order;
  for (const auto& [name, entry] : entries_) order.emplace_back(entry.offset, &name);
  std::sort(order.begin(), order.end());
  std::uint64_t end = 0;
  for (const auto& [offset, name] : order) {
    Entry& entry = entries_.at(*name);
    const std::string where = path_.string() + ": tensor " + *name;
    if (offset % alignment_ != 0) malformed(where, "its place is not aligned");
    if (offset < end) malformed(where, "its bytes overlap another tensor's");
    if (data_begin > file_->size_bytes() || offset > file_->size_bytes() - data_begin ||
        entry.size_bytes > file_->size_bytes() - data_begin - offset)
      malformed(where, "the file is cut: its bytes lie behind the end; fetch it again");
    end = offset + entry.size_bytes;
    entry.offset = data_begin + offset;
  }
}

const GgufFile::Entry& GgufFile::entry(const std::string& name) const {
  const auto found = entries_.find(name);
  if (found == entries_.end())
    throw Error(ErrorCode::CheckpointMismatch, path_.string() + " has no tensor " + name);
  return found->second;
}

std::vector<std::string> GgufFile::list_texts(const std::string& key) const {
  const auto found = lists_.find(key);
  std::vector<std::string> texts;
  if (found == lists_.end() || found->second.item_bytes > 0) return texts;
  Header header(*file_, path_.string());
  header.skip(found->second.begin);
  for (std::uint64_t n = 0; n < found->second.items; ++n) texts.push_back(header.text(header.left()));
  return texts;
}

std::string GgufFile::list_bytes(const std::string& key) const {
  const auto found = lists_.find(key);
  if (found == lists_.end() || found->second.item_bytes == 0) return {};
  std::string bytes(found->second.items * found->second.item_bytes, '\0');
  file_->read(found->second.begin, bytes.size(), bytes.data());
  return bytes;
}

at::Tensor GgufFile::read(const std::string& name) const {
  const Entry& found = entry(name);
  std::shared_ptr<void> bytes = file_->map(found.offset, found.size_bytes);
  void* address = bytes.get();
  if (found.type->unpack == nullptr && found.offset % found.type->block_bytes == 0) {
    return at::from_blob(
        address, found.info.shape, [bytes = std::move(bytes)](void*) {}, at::dtype(found.info.dtype));
  }
  at::Tensor tensor = at::empty(found.info.shape, at::dtype(found.info.dtype));
  if (found.type->unpack == nullptr) {
    std::memcpy(tensor.mutable_data_ptr(), address, found.size_bytes);
    return tensor;
  }
  const auto* blocks = static_cast<const std::uint8_t*>(address);
  auto* values = tensor.mutable_data_ptr<float>();
  const GgmlType& type = *found.type;
  const std::int64_t count = tensor.numel() / type.block_values;
  at::parallel_for(0, count, /*grain_size=*/256, [&](std::int64_t begin, std::int64_t end) {
    type.unpack(blocks + begin * type.block_bytes, end - begin, values + begin * type.block_values);
  });
  return tensor;
}

std::shared_ptr<const PackedWeight> GgufFile::packed(const std::string& name) const {
  const Entry& found = entry(name);
  if (found.type->unpack == nullptr) return StateDictReader::packed(name);
  const std::vector<std::int64_t>& shape = found.info.shape;
  // The header may give a tensor another shape than its blocks lie in.
  if (shape.size() != 2 || shape[1] % found.type->block_values != 0) return nullptr;
  return pack_blocks(*found.type, shape[0], shape[1], file_->map(found.offset, found.size_bytes));
}

}  // namespace v4e

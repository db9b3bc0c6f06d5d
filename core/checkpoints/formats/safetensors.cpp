// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/formats/safetensors.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/base/stand_in.h"
#include "core/checkpoints/file_map.h"
#include "core/checkpoints/formats/malformed.h"

namespace v4e {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors are little-endian");

constexpr std::uint64_t kLengthBytes = 8;
constexpr std::uint64_t kMaxHeaderBytes = 100'000'000;
constexpr std::size_t kMaxRank = 16;
constexpr std::uint64_t kMaxElements = std::uint64_t{1} << 48;
constexpr int kHeaderDepth = 4;
/// Below this a copy is cheaper than a map of its own.
constexpr std::uint64_t kMapFromBytes = 256 << 10;

struct DtypeName {
  const char* name;
  at::ScalarType dtype;
};
constexpr std::array<DtypeName, 12> kDtypes{{{"F64", at::kDouble},
                                             {"F32", at::kFloat},
                                             {"F16", at::kHalf},
                                             {"BF16", at::kBFloat16},
                                             {"F8_E4M3", at::kFloat8_e4m3fn},
                                             {"F8_E5M2", at::kFloat8_e5m2},
                                             {"U8", at::kByte},
                                             {"I8", at::kChar},
                                             {"I16", at::kShort},
                                             {"I32", at::kInt},
                                             {"I64", at::kLong},
                                             {"BOOL", at::kBool}}};

at::ScalarType parse_dtype(const nlohmann::json& value, const std::string& where) {
  if (!value.is_string()) malformed(where, "its dtype is not a string");
  const auto& text = value.get_ref<const std::string&>();
  for (const DtypeName& known : kDtypes) {
    if (text == known.name) return known.dtype;
  }
  throw Error(ErrorCode::Unsupported,
              where + ": dtype " + value.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace) +
                  " is not supported");
}

std::uint64_t parse_size(const nlohmann::json& value, const std::string& where, const char* what) {
  if (!value.is_number_unsigned()) malformed(where, std::string(what) + " is not a whole number from 0 up");
  return value.get<std::uint64_t>();
}

/// Sets `info.shape`; returns the bytes that the tensor needs.
std::uint64_t parse_shape(const nlohmann::json& value, const std::string& where, TensorInfo& info) {
  if (!value.is_array() || value.size() > kMaxRank)
    malformed(where, "its shape is not a list of at most 16 sizes");
  std::uint64_t elements = 1;
  std::uint64_t extent = 1;  // without the zeros: strides are such products, so it must not overflow either
  for (const auto& item : value) {
    const std::uint64_t size = parse_size(item, where, "a size in its shape");
    const std::uint64_t factor = std::max<std::uint64_t>(size, 1);
    if (factor > kMaxElements / extent) malformed(where, "its shape is impossibly large");
    extent *= factor;
    elements *= size;
    info.shape.push_back(static_cast<std::int64_t>(size));
  }
  return elements * c10::elementSize(info.dtype);
}

const nlohmann::json& member(const nlohmann::json& object, const char* key, const std::string& where) {
  const auto found = object.find(key);
  if (found == object.end()) malformed(where, std::string("it has no ") + key);
  return *found;
}

std::map<std::string, std::string> parse_metadata(const nlohmann::json& value, const std::string& where) {
  if (!value.is_object()) malformed(where, "__metadata__ is not an object");
  std::map<std::string, std::string> metadata;
  for (const auto& [key, text] : value.items()) {
    if (!text.is_string()) malformed(where, "__metadata__ holds something else than text");
    metadata.emplace(key, text.get<std::string>());
  }
  return metadata;
}

/// A shard may be a pointer or a web page while its neighbours are whole.
void refuse_other_content(const FileMap& file, const std::filesystem::path& path) {
  std::string start(std::min<std::uint64_t>(file.size_bytes(), kStandInBytes), '\0');
  file.read(0, start.size(), start.data());
  refuse_stand_in(path, start);
}

const char* dtype_name(at::ScalarType dtype, const std::string& tensor) {
  for (const DtypeName& known : kDtypes) {
    if (dtype == known.dtype) return known.name;
  }
  throw Error(ErrorCode::Unsupported,
              "tensor " + tensor + ": safetensors have no dtype for " + std::string(c10::toString(dtype)));
}

/// Header of a file with `tensors` one after the other, padded so that the data starts at a multiple of 8.
std::string make_header(const std::vector<std::pair<std::string, at::Tensor>>& tensors,
                        const std::map<std::string, std::string>& metadata) {
  auto header = nlohmann::ordered_json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  std::uint64_t offset = 0;
  for (const auto& [name, tensor] : tensors) {
    if (name == "__metadata__" || header.contains(name)) {
      throw Error(ErrorCode::InvalidArgument, "cannot save tensor " + name + ": its name is taken");
    }
    const std::uint64_t end = offset + tensor.numel() * tensor.element_size();
    header[name] = {{"dtype", dtype_name(tensor.scalar_type(), name)},
                    {"shape", tensor.sizes().vec()},
                    {"data_offsets", {offset, end}}};
    offset = end;
  }
  std::string text = header.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  text.resize((text.size() + 7) / 8 * 8, ' ');
  return text;
}

}  // namespace

SafetensorsFile::SafetensorsFile(std::filesystem::path path)
    : path_(std::move(path)), file_(std::make_shared<FileMap>(path_)) {
  const std::string where = path_.string();
  refuse_other_content(*file_, path_);
  std::uint64_t header_bytes = 0;
  if (file_->size_bytes() < kLengthBytes)
    malformed(where, "too short to be a safetensors file: it is cut; fetch it again");
  file_->read(0, kLengthBytes, &header_bytes);
  // What a download sets room aside for is full of zeros until it comes.
  if (header_bytes == 0)
    malformed(where,
              "it begins with zeros where its header should be: its download has not ended; fetch it again");
  if (header_bytes > kMaxHeaderBytes) {
    malformed(where, "not a safetensors file: its header claims " + std::to_string(header_bytes) +
                         " bytes; weights are read as safetensors, GGUF and PyTorch files");
  }
  if (header_bytes > file_->size_bytes() - kLengthBytes) {
    malformed(where, "the file is cut inside its header; fetch it again");
  }
  std::string header(header_bytes, '\0');
  file_->read(kLengthBytes, header_bytes, header.data());
  parse_header(header, kLengthBytes + header_bytes);
  check_layout(kLengthBytes + header_bytes);
  for (const auto& [name, unused] : entries_) names_.push_back(name);
}

void SafetensorsFile::parse_header(const std::string& header, std::uint64_t data_begin) {
  const nlohmann::json json = parse_json(header, path_.string(), kHeaderDepth);
  if (!json.is_object()) malformed(path_.string(), "its header is not a JSON object");
  for (const auto& [name, value] : json.items()) {
    if (name == "__metadata__") {
      metadata_ = parse_metadata(value, path_.string());
      continue;
    }
    const std::string where = path_.string() + ": tensor " + name;
    if (!value.is_object()) malformed(where, "its entry is not an object");
    Entry entry;
    entry.info.dtype = parse_dtype(member(value, "dtype", where), where);
    const std::uint64_t needed = parse_shape(member(value, "shape", where), where, entry.info);
    const nlohmann::json& offsets = member(value, "data_offsets", where);
    if (!offsets.is_array() || offsets.size() != 2) malformed(where, "its data_offsets are not two numbers");
    const std::uint64_t begin = parse_size(offsets[0], where, "its first offset");
    const std::uint64_t end = parse_size(offsets[1], where, "its last offset");
    if (end < begin || end > std::numeric_limits<std::int64_t>::max() - data_begin) {
      malformed(where, "its data_offsets are not in order");
    }
    if (end - begin != needed) {
      malformed(where, shape_text(entry.info.shape) + " " + dtype_text(entry.info.dtype) + " needs " +
                           std::to_string(needed) + " bytes, data_offsets give " +
                           std::to_string(end - begin));
    }
    entry.begin = data_begin + begin;
    entry.end = data_begin + end;
    entries_.emplace(name, std::move(entry));
  }
}

void SafetensorsFile::check_layout(std::uint64_t data_begin) const {
  std::vector<std::pair<const std::string*, const Entry*>> order;
  order.reserve(entries_.size());
  for (const auto& [name, entry] : entries_) order.emplace_back(&name, &entry);
  std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return std::pair(a.second->begin, a.second->end) < std::pair(b.second->begin, b.second->end);
  });
  std::uint64_t position = data_begin;
  for (const auto& [name, entry] : order) {
    const std::string where = path_.string() + ": tensor " + *name;
    if (entry->begin < position) malformed(where, "its bytes overlap another tensor's");
    if (entry->begin > position) malformed(where, "unclaimed bytes lie before it");
    position = entry->end;
  }
  if (position > file_->size_bytes()) {
    malformed(path_.string(), "the file is cut: " + std::to_string(position - file_->size_bytes()) + " of " +
                                  std::to_string(position) + " bytes are missing; fetch it again");
  }
  if (position < file_->size_bytes()) {
    malformed(path_.string(), std::to_string(file_->size_bytes() - position) +
                                  " bytes follow the last tensor that belong to none");
  }
}

const SafetensorsFile::Entry& SafetensorsFile::entry(const std::string& name) const {
  const auto found = entries_.find(name);
  if (found == entries_.end()) {
    throw Error(ErrorCode::CheckpointMismatch, path_.string() + " has no tensor " + name);
  }
  return found->second;
}

TensorInfo SafetensorsFile::info(const std::string& name) const {
  return entry(name).info;
}

std::string SafetensorsFile::source(const std::string&) const {
  return path_.filename().string();
}

at::Tensor SafetensorsFile::read(const std::string& name) const {
  const Entry& found = entry(name);
  const std::uint64_t size_bytes = found.end - found.begin;
  const bool aligned = found.begin % c10::elementSize(found.info.dtype) == 0;
  if (size_bytes >= kMapFromBytes && aligned) {
    std::shared_ptr<void> bytes = file_->map(found.begin, size_bytes);
    void* address = bytes.get();
    return at::from_blob(
        address, found.info.shape, [bytes = std::move(bytes)](void*) {}, at::dtype(found.info.dtype));
  }
  at::Tensor tensor = at::empty(found.info.shape, at::dtype(found.info.dtype));
  file_->read(found.begin, size_bytes, tensor.data_ptr());
  return tensor;
}

namespace {

using NamedTensors = std::vector<std::pair<std::string, at::Tensor>>;
using WritePiece = std::function<void(const at::Tensor&)>;

void save_in_order(
    const std::filesystem::path& path, NamedTensors order, const std::map<std::string, std::string>& metadata,
    const std::function<void(const std::pair<std::string, at::Tensor>&, const WritePiece&)>& write) {
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return a.second.element_size() > b.second.element_size();
  });
  const std::string header = make_header(order, metadata);
  const std::uint64_t header_bytes = header.size();
  AtomicFile file(path);
  file.write(&header_bytes, sizeof(header_bytes));
  file.write(header);
  for (const auto& tensor : order) {
    std::int64_t left = tensor.second.numel();
    write(tensor, [&](const at::Tensor& piece) {
      const at::Tensor bytes = piece.detach().cpu().contiguous();
      V4E_ASSERT(bytes.scalar_type() == tensor.second.scalar_type());
      file.write(bytes.data_ptr(), bytes.numel() * bytes.element_size());
      left -= bytes.numel();
    });
    V4E_ASSERT(left == 0);
  }
  file.commit();
}

}  // namespace

void save_safetensors(const std::filesystem::path& path, const NamedTensors& tensors,
                      const std::map<std::string, std::string>& metadata) {
  save_in_order(path, tensors, metadata,
                [](const auto& tensor, const WritePiece& write) { write(tensor.second); });
}

void save_safetensors_in_pieces(
    const std::filesystem::path& path, const NamedTensors& forms,
    const std::function<void(const std::string&, const WritePiece&)>& write_tensor) {
  save_in_order(path, forms, {},
                [&](const auto& form, const WritePiece& write) { write_tensor(form.first, write); });
}

}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/checkpoint.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/stand_in.h"
#include "core/checkpoints/all_in_one.h"
#include "core/checkpoints/formats/gguf.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/checkpoints/formats/sharded.h"
#include "core/checkpoints/formats/torch_file.h"
#include "core/checkpoints/lora_reader.h"
#include "core/checkpoints/mapped_reader.h"
#include "core/checkpoints/recognise.h"
#include "core/checkpoints/scaled_reader.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr const char* kIndexSuffix = ".safetensors.index.json";

bool ends_with(const fs::path& path, std::string_view suffix) {
  return path.string().ends_with(suffix);
}

/// The one file of a folder whose name ends so; empty if there is none.
fs::path only_file(const fs::path& folder, std::string_view suffix) {
  std::vector<fs::path> found;
  for (const auto& item : fs::directory_iterator(folder)) {
    if (item.is_regular_file() && ends_with(item.path(), suffix)) found.push_back(item.path());
  }
  if (found.size() > 1) {
    std::sort(found.begin(), found.end());
    throw Error(ErrorCode::InvalidArgument, folder.string() + " holds several weight files (" +
                                                found[0].filename().string() + ", " +
                                                found[1].filename().string() + " …); name the one to use");
  }
  return found.empty() ? fs::path() : found[0];
}

/// The index of a folder's shards: the plain one where there are variants
/// ("model.fp16.safetensors.index.json") beside it. Empty if there is none.
fs::path chosen_index(const fs::path& folder) {
  for (const char* stem : {"diffusion_pytorch_model", "model"}) {
    const fs::path plain = folder / (std::string(stem) + kIndexSuffix);
    if (fs::exists(plain)) return plain;
  }
  return only_file(folder, kIndexSuffix);
}

/// A download that has not ended: its name without the ending that browsers and tools give it meanwhile.
std::string unfinished_download(const fs::path& folder) {
  for (const auto& item : fs::directory_iterator(folder)) {
    for (const char* suffix : {".part", ".incomplete", ".crdownload", ".download", ".aria2", ".tmp"}) {
      if (ends_with(item.path(), suffix)) return item.path().filename().string();
    }
  }
  return {};
}

/// "Entry not found": the answer of a server, saved as the file that was asked for.
void refuse_text(const fs::path& file, std::string_view start) {
  const bool is_text = std::all_of(start.begin(), start.end(), [](char c) {
    return (c >= ' ' && c <= '~') || c == '\n' || c == '\r' || c == '\t';
  });
  if (start.empty() || !is_text) return;
  constexpr std::size_t kMostShown = 60;
  const std::string_view line = start.substr(0, std::min(start.find_first_of("\r\n"), kMostShown));
  throw Error(ErrorCode::FileMalformed, file.string() + ": it holds text (\"" + std::string(line) +
                                            "\") and no weights; download it again");
}

constexpr std::size_t kHeaderAt = 8;  ///< where a safetensors file's begins

/// What people have beside weights, by how it begins.
struct OtherKind {
  std::string_view start;
  std::string_view text;
};
constexpr std::string_view kPacked = "it is a packed archive; unpack it and give the file of weights in it";
constexpr std::string_view kPicture = "it is a picture and holds no weights";
constexpr std::string_view kHdf5 =
    "it is an HDF5 file, which is not read; take the .safetensors of the same model";
constexpr std::array kOtherKinds{OtherKind{"\x1f\x8b", kPacked},
                                 OtherKind{"7z\xbc\xaf\x27\x1c", kPacked},
                                 OtherKind{"Rar!\x1a\x07", kPacked},
                                 OtherKind{"\xfd"
                                           "7zXZ",
                                           kPacked},
                                 OtherKind{"\x28\xb5\x2f\xfd", kPacked},
                                 OtherKind{"\xff\xd8\xff", kPicture},
                                 OtherKind{"\x89PNG", kPicture},
                                 OtherKind{"\x89HDF", kHdf5}};

void refuse_other_kinds(const fs::path& file, std::string_view start) {
  // The length of a safetensors header may be any of these numbers.
  if (start.size() > kHeaderAt && start[kHeaderAt] == '{') return;
  for (const OtherKind& kind : kOtherKinds) {
    if (start.starts_with(kind.start))
      throw Error(ErrorCode::FileMalformed, file.string() + ": " + std::string(kind.text));
  }
}

std::string read_start(const fs::path& file) {
  std::string start(kStandInBytes, '\0');
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw Error(ErrorCode::FileUnreadable, file.string() + " cannot be read");
  stream.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(stream.gcount()));
  return start;
}

void refuse_other_weights(const fs::path& file, const StateDictReader& reader, ModelPart wanted) {
  const Recognised found = recognise(reader);
  const std::string text = file.string() + " is " + found.text;
  switch (found.kind) {
    case Recognised::Kind::Lora:
      throw Error(ErrorCode::Unsupported, text + ": it changes a model and is none by itself; " +
                                              std::string(part_text(wanted)) + " is needed here");
    case Recognised::Kind::Foreign:
      throw Error(ErrorCode::Unsupported, text + ", which is not supported; " +
                                              std::string(part_text(wanted)) + " of Wan2.1 is needed here");
    case Recognised::Kind::Part:
      if (*found.part != wanted)
        throw Error(ErrorCode::CheckpointMismatch,
                    text + ", but " + std::string(part_text(wanted)) + " is needed here");
      break;
    case Recognised::Kind::Unknown:
      break;
  }
}

LoraWeights open_lora(const LoraFile& lora) {
  const fs::path file = find_weights(lora.path);
  LoraWeights weights{open_checkpoint(file), lora.strength, file.string()};
  if (recognise(*weights.reader).kind != Recognised::Kind::Lora)
    throw Error(ErrorCode::InvalidArgument, file.string() + " is no LoRA");
  return weights;
}

}  // namespace

fs::path find_weights(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found)
    throw Error(ErrorCode::FileUnreadable, "cannot read " + path.string() + ": no such file or folder");
  if (error) throw Error(ErrorCode::FileUnreadable, "cannot read " + path.string() + ": " + error.message());
  if (fs::is_regular_file(status)) return path;
  // Opening a pipe would wait for somebody who writes into it.
  if (!fs::is_directory(status))
    throw Error(ErrorCode::FileUnreadable,
                "cannot read " + path.string() + ": it is neither an ordinary file nor a folder");
  if (ShardedReader::is_cut_by_block(path)) return path;
  if (auto index = chosen_index(path); !index.empty()) return index;
  for (const char* name : {"diffusion_pytorch_model.safetensors", "model.safetensors"}) {
    if (fs::exists(path / name)) return path / name;
  }
  for (const char* suffix : {".safetensors", ".gguf", ".pth", ".pt", ".bin"}) {
    if (auto file = only_file(path, suffix); !file.empty()) return file;
  }
  const std::string unfinished = unfinished_download(path);
  throw Error(ErrorCode::FileUnreadable,
              path.string() + " holds no weights; expected a .safetensors file or its index" +
                  (unfinished.empty() ? "" : " (" + unfinished + " is a download that has not ended)"));
}

CheckpointFormat detect_format(const fs::path& file) {
  if (ends_with(file, kIndexSuffix) || fs::is_directory(file)) return CheckpointFormat::ShardedSafetensors;
  const std::string start = read_start(file);
  refuse_stand_in(file, start);
  refuse_text(file, start);
  refuse_other_kinds(file, start);
  if (start.size() < 9)
    throw Error(ErrorCode::FileMalformed, file.string() + " is too short to hold weights; fetch it again");
  if (start.starts_with("GGUF")) return CheckpointFormat::Gguf;
  if (start.starts_with("PK\3\4")) return CheckpointFormat::TorchPickle;
  // A pickle without zip around it: protocol byte 2 to 5.
  if (start[0] == '\x80' && start[1] >= 2 && start[1] <= 5 && start[8] != '{')
    return CheckpointFormat::TorchPickle;
  return CheckpointFormat::Safetensors;
}

std::unique_ptr<StateDictReader> open_checkpoint(const fs::path& path) {
  const fs::path file = find_weights(path);
  switch (detect_format(file)) {
    case CheckpointFormat::Safetensors:
      return std::make_unique<SafetensorsFile>(file);
    case CheckpointFormat::ShardedSafetensors:
      if (fs::is_directory(file)) return ShardedReader::of_blocks(file);
      return std::make_unique<ShardedReader>(file);
    case CheckpointFormat::TorchPickle:
      return std::make_unique<TorchFile>(file);
    case CheckpointFormat::Gguf:
      return std::make_unique<GgufFile>(file);
  }
  return nullptr;
}

std::unique_ptr<StateDictReader> open_checkpoint(const fs::path& path, ModelPart part) {
  std::unique_ptr<StateDictReader> reader = open_checkpoint(path);
  const std::vector<ModelPart> parts = parts_in_one_file(*reader);
  if (std::ranges::find(parts, part) == parts.end()) return reader;
  return std::make_unique<PartOfFile>(std::move(reader), part);
}

std::unique_ptr<StateDictReader> open_checkpoint(const fs::path& path, const WeightFamily& family,
                                                 const std::vector<LoraFile>& loras) {
  const fs::path file = find_weights(path);
  std::unique_ptr<StateDictReader> reader = open_checkpoint(file, family.part);
  refuse_other_weights(file, *reader, family.part);
  if (ScaledReader::applies_to(*reader)) reader = std::make_unique<ScaledReader>(std::move(reader));
  if (const auto layout = find_layout(*reader, family))
    reader = std::make_unique<MappedReader>(std::move(reader), *layout);
  if (loras.empty()) return reader;
  std::vector<LoraWeights> weights;
  for (const LoraFile& lora : loras) weights.push_back(open_lora(lora));
  return std::make_unique<LoraReader>(std::move(reader), family, weights);
}

}  // namespace v4e

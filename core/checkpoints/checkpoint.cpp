// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/checkpoint.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/checkpoints/formats/sharded.h"

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

bool is_lora(const StateDictReader& reader) {
  return std::any_of(reader.names().begin(), reader.names().end(), [](const std::string& name) {
    return name.find("lora_A.") != name.npos || name.find("lora_down.") != name.npos;
  });
}

}  // namespace

fs::path find_weights(const fs::path& path) {
  if (!fs::exists(path)) {
    throw Error(ErrorCode::FileUnreadable, "cannot read " + path.string() + ": no such file or folder");
  }
  if (!fs::is_directory(path)) return path;
  if (auto index = only_file(path, kIndexSuffix); !index.empty()) return index;
  for (const char* name : {"diffusion_pytorch_model.safetensors", "model.safetensors"}) {
    if (fs::exists(path / name)) return path / name;
  }
  for (const char* suffix : {".safetensors", ".gguf", ".pth", ".pt", ".bin"}) {
    if (auto file = only_file(path, suffix); !file.empty()) return file;
  }
  throw Error(ErrorCode::FileUnreadable,
              path.string() + " holds no weights; expected a .safetensors file or its index");
}

CheckpointFormat detect_format(const fs::path& file) {
  if (ends_with(file, kIndexSuffix)) return CheckpointFormat::ShardedSafetensors;
  std::array<char, 9> start{};
  std::ifstream stream(file, std::ios::binary);
  if (!stream.read(start.data(), start.size())) {
    throw Error(fs::is_regular_file(file) ? ErrorCode::FileMalformed : ErrorCode::FileUnreadable,
                file.string() + " cannot be read, or is too short to hold weights");
  }
  if (std::memcmp(start.data(), "GGUF", 4) == 0) return CheckpointFormat::Gguf;
  if (std::memcmp(start.data(), "PK\3\4", 4) == 0) return CheckpointFormat::TorchPickle;
  // A pickle without zip around it: protocol byte 2 to 5.
  if (start[0] == '\x80' && start[1] >= 2 && start[1] <= 5 && start[8] != '{')
    return CheckpointFormat::TorchPickle;
  return CheckpointFormat::Safetensors;
}

std::unique_ptr<StateDictReader> open_checkpoint(const fs::path& path) {
  const fs::path file = find_weights(path);
  std::unique_ptr<StateDictReader> reader;
  switch (detect_format(file)) {
    case CheckpointFormat::Safetensors:
      reader = std::make_unique<SafetensorsFile>(file);
      break;
    case CheckpointFormat::ShardedSafetensors:
      reader = std::make_unique<ShardedReader>(file);
      break;
    case CheckpointFormat::TorchPickle:
      throw Error(ErrorCode::Unsupported,
                  file.string() + " is a PyTorch pickle; only safetensors can be read");
    case CheckpointFormat::Gguf:
      throw Error(ErrorCode::Unsupported, file.string() + " is a GGUF file; only safetensors can be read");
  }
  if (is_lora(*reader)) {
    throw Error(ErrorCode::Unsupported,
                file.string() + " is a LoRA: it changes a model and is none by itself");
  }
  return reader;
}

}  // namespace v4e

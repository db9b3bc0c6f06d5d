// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/pairs/model_identity.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "core/base/content_hash.h"
#include "core/base/error.h"

namespace v4e::training {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_of(const fs::path& path) {
  if (!fs::is_directory(path)) return {path};
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

void add_file(Sha256& hash, const fs::path& path) {
  constexpr std::uintmax_t kEnd = 1u << 20;
  std::ifstream file(path, std::ios::binary);
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (!file || error) throw Error(ErrorCode::FileUnreadable, "cannot read " + path.string());
  const std::string name = path.filename().string() + ":" + std::to_string(size) + ";";
  hash.update(name.data(), name.size());
  const auto add = [&](std::uintmax_t begin, std::uintmax_t count) {
    std::string bytes(count, '\0');
    file.seekg(static_cast<std::streamoff>(begin));
    if (!file.read(bytes.data(), static_cast<std::streamsize>(count)))
      throw Error(ErrorCode::FileUnreadable, "cannot read " + path.string());
    hash.update(bytes.data(), bytes.size());
  };
  add(0, std::min(size, kEnd));
  if (size > kEnd) add(std::max(kEnd, size - kEnd), std::min(kEnd, size - kEnd));
}

std::string identity_of(const fs::path& path) {
  Sha256 hash;
  for (const auto& file : files_of(path)) add_file(hash, file);
  return hash.finish();
}

}  // namespace

nlohmann::json encoder_identity(const ComponentPaths& paths) {
  nlohmann::json json{{"vae", identity_of(paths.vae)},
                      {"text_encoder", identity_of(paths.text_encoder)},
                      {"tokenizer", identity_of(paths.tokenizer)}};
  if (!paths.image_encoder.empty()) json["image_encoder"] = identity_of(paths.image_encoder);
  return json;
}

nlohmann::json transformer_identity(const ComponentPaths& paths) {
  return identity_of(paths.transformer);
}

}  // namespace v4e::training

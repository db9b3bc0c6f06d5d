// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/weight_search.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "core/base/error.h"
#include "core/checkpoints/checkpoint.h"
#include "core/checkpoints/formats/sharded.h"
#include "core/checkpoints/recognise.h"
#include "core/tokenizers/tokenizer.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFiles = 2000;  ///< of one folder; a collection of models has some hundreds
constexpr int kTokenizerDepth = 2;
constexpr std::array<std::string_view, 5> kEndings{".safetensors", ".gguf", ".pth", ".pt", ".bin"};

constexpr std::array<const char*, 4> kTransformerFolders{"diffusion_models", "unet",
                                                         "split_files/diffusion_models", "checkpoints"};
constexpr std::array<const char*, 4> kTextFolders{"text_encoders", "clip", "split_files/text_encoders",
                                                  "text_encoder"};
constexpr std::array<const char*, 2> kVaeFolders{"vae", "split_files/vae"};
constexpr std::array<const char*, 4> kImageFolders{"clip_vision", "split_files/clip_vision", "clip",
                                                   "image_encoder"};

bool is_shard(const std::string& name) {
  // model-00001-of-00007.safetensors
  const std::size_t of = name.rfind("-of-");
  return of != name.npos && of >= 6 && name.ends_with(".safetensors");
}

bool is_weight_file(const fs::path& path) {
  const std::string ending = path.extension().string();
  return std::ranges::find(kEndings, ending) != kEndings.end() && !is_shard(path.filename().string());
}

std::vector<fs::path> children(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code ignored;
  for (fs::directory_iterator entry(folder, ignored), end; entry != end && found.size() < kMostFiles;
       entry.increment(ignored))
    found.push_back(entry->path());
  std::sort(found.begin(), found.end());
  return found;
}

bool holds_shards(const std::vector<fs::path>& files) {
  return std::ranges::any_of(
      files, [](const fs::path& file) { return file.string().ends_with(".safetensors.index.json"); });
}

template <std::size_t N>
std::vector<fs::path> present(const fs::path& root, const std::array<const char*, N>& names) {
  std::vector<fs::path> folders;
  for (const char* name : names) {
    if (is_folder(root / name)) folders.push_back(root / name);
  }
  return folders;
}

std::vector<fs::path> kept_for(ModelPart part, const fs::path& root) {
  switch (part) {
    case ModelPart::Transformer:
      return present(root, kTransformerFolders);
    case ModelPart::TextEncoder:
      return present(root, kTextFolders);
    case ModelPart::Vae:
      return present(root, kVaeFolders);
    case ModelPart::ImageEncoder:
      return present(root, kImageFolders);
  }
  return {};
}

}  // namespace

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

std::vector<fs::path> weight_files(const fs::path& folder, int depth) {
  std::vector<fs::path> found;
  const std::vector<fs::path> files = children(folder);
  if (ShardedReader::is_cut_by_block(folder)) return {folder};
  if (holds_shards(files)) found.push_back(folder);
  for (const fs::path& file : files) {
    if (is_folder(file)) {
      if (depth == 0) continue;
      const std::vector<fs::path> inner = weight_files(file, depth - 1);
      found.insert(found.end(), inner.begin(), inner.end());
    } else if (is_weight_file(file)) {
      found.push_back(file);
    }
  }
  return found;
}

std::optional<ModelPart> part_in(const fs::path& file) {
  try {
    const Recognised found = recognise(*open_checkpoint(file));
    return found.kind == Recognised::Kind::Part ? found.part : std::nullopt;
  } catch (const Error&) {
    return std::nullopt;
  }
}

fs::path parts_root(const fs::path& file) {
  constexpr int kMostLevels = 4;
  fs::path folder = is_folder(file) ? file : file.parent_path();
  const fs::path own = folder;
  for (int level = 0; level < kMostLevels && !folder.empty(); ++level, folder = folder.parent_path()) {
    const bool holds_parts =
        !kept_for(ModelPart::TextEncoder, folder).empty() || !kept_for(ModelPart::Vae, folder).empty();
    if (holds_parts) return folder;
    if (folder == folder.parent_path()) break;
  }
  return is_experts_folder(own) ? own.parent_path() : own;
}

bool is_experts_folder(const fs::path& folder) {
  std::string name;
  for (const char c : folder.filename().string()) {
    if (std::isalpha(static_cast<unsigned char>(c)) != 0)
      name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return name.find("highnoise") != name.npos || name.find("lownoise") != name.npos;
}

std::vector<fs::path> folders_of(ModelPart part, const fs::path& root) {
  std::vector<fs::path> folders = kept_for(part, root);
  folders.push_back(root);
  return folders;
}

fs::path find_tokenizer(const std::vector<fs::path>& folders) {
  for (const fs::path& folder : folders) {
    std::vector<fs::path> level{folder};
    for (int depth = 0; depth <= kTokenizerDepth; ++depth) {
      std::vector<fs::path> next;
      for (const fs::path& place : level) {
        if (Tokenizer::is_in(place)) return place;
        for (const fs::path& child : children(place)) {
          if (is_folder(child)) next.push_back(child);
        }
      }
      level = std::move(next);
    }
  }
  return {};
}

}  // namespace v4e

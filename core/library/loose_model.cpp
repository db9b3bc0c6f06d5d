// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/loose_model.h"

#include <algorithm>
#include <functional>

#include "core/base/error.h"
#include "core/checkpoints/all_in_one.h"
#include "core/checkpoints/checkpoint.h"
#include "core/library/kind_memory.h"
#include "core/library/model_location.h"
#include "core/library/weight_search.h"
#include "core/models/wan_dit/keys.h"
#include "core/pipelines/carried_tokenizer.h"
#include "core/pipelines/part_config.h"
#include "core/tokenizers/tokenizer.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr int kFolderDepth = 2;  ///< below ComfyUI's folders, which people sort their files into

/// A transformer as it is given: a file, a folder of shards, or one of its shards.
fs::path whole_transformer(const fs::path& path) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return path;
  const bool is_shard = path.filename().string().find("-of-0") != std::string::npos;
  for (const char* stem : {"diffusion_pytorch_model", "model"}) {
    if (is_shard && fs::exists(path.parent_path() / (std::string(stem) + ".safetensors.index.json")))
      return path.parent_path();
  }
  return path;
}

fs::path folder_of(const fs::path& transformer) {
  std::error_code ignored;
  if (!fs::is_directory(transformer, ignored)) return transformer.parent_path();
  return transformer.has_filename() ? transformer : transformer.parent_path();
}

/// As a person calls it: by the file, or where all files are called alike, by the folder.
std::string name_of(const fs::path& transformer) {
  const std::string stem = transformer.stem().string();
  const fs::path folder = folder_of(transformer);
  const bool says_nothing = stem == "diffusion_pytorch_model" || stem == "model" || folder == transformer;
  if (!says_nothing) return stem;
  return (is_experts_folder(folder) ? folder.parent_path() : folder).filename().string();
}

struct Transformer {
  fs::path path;
  WanDitConfig config;
  IdentifiedModel kind;
  std::string fingerprint;
};

Transformer look_at(const fs::path& path, const std::string& answer) {
  Transformer found{path, read_transformer_config(path), {}, {}};
  const auto weights = open_checkpoint(path, wan_dit_family());
  found.fingerprint = release_fingerprint(*weights);
  found.kind = identify_model(found.config, *weights, path,
                              answer.empty() ? remembered_kind(found.fingerprint) : answer);
  return found;
}

/// Files of a part that go with the transformer, the largest first: that is the one of most precision.
using Fits = std::function<bool(const fs::path& file)>;
std::vector<fs::path> fitting(ModelPart part, const fs::path& root, const Fits& fits) {
  std::vector<fs::path> found;
  for (const fs::path& folder : folders_of(part, root)) {
    for (const fs::path& file : weight_files(folder, folder == root ? 0 : kFolderDepth)) {
      if (part_in(file) != part || std::ranges::find(found, file) != found.end()) continue;
      try {
        if (fits(file)) found.push_back(file);
      } catch (const Error&) {
        // What is no part of Wan is none of these.
      }
    }
  }
  const auto size = [](const fs::path& file) {
    std::error_code ignored;
    return fs::is_directory(file, ignored) ? std::uintmax_t{0} : fs::file_size(file, ignored);
  };
  std::ranges::stable_sort(found, std::ranges::greater{}, size);
  return found;
}

/// Takes the first, and says so where there are others.
fs::path choose(const std::vector<fs::path>& found, const std::string& part, const std::string& usual,
                LooseModel& model) {
  if (found.empty()) {
    model.missing.push_back(part + ", usually " + usual);
    return {};
  }
  if (found.size() > 1) {
    std::string others;
    for (std::size_t i = 1; i < found.size(); ++i)
      others += (others.empty() ? "" : ", ") + found[i].filename().string();
    model.notes.push_back(part + ": " + found[0].filename().string() + ", the largest; there are also " +
                          others);
  }
  return found.front();
}

void find_parts(const Transformer& transformer, LooseModel& model) {
  const fs::path root = parts_root(transformer.path);
  const WanDitConfig& config = transformer.config;
  const std::vector<ModelPart> own = parts_in_one_file(*open_checkpoint(transformer.path));
  // What the transformer's own file holds needs no other.
  const auto found = [&](ModelPart part, const Fits& fits) {
    const bool is_own = std::ranges::find(own, part) != own.end() && fits(transformer.path);
    return is_own ? std::vector{transformer.path} : fitting(part, root, fits);
  };
  const auto text = found(ModelPart::TextEncoder, [&](const fs::path& file) {
    return read_text_encoder_config(file).d_model == config.text_dim;
  });
  model.paths.text_encoder =
      choose(text, "the text encoder UMT5-XXL",
             "text_encoders/umt5_xxl_fp8_e4m3fn_scaled.safetensors or umt5-xxl-encoder-Q8_0.gguf", model);
  const auto vae = found(ModelPart::Vae, [&](const fs::path& file) {
    return read_vae_config(file).z_dim == config.out_channels;
  });
  model.paths.vae = choose(vae, "the VAE",
                           config.out_channels == 48 ? "vae/wan2.2_vae.safetensors or Wan2.2_VAE.pth"
                                                     : "vae/wan_2.1_vae.safetensors or Wan2.1_VAE.pth",
                           model);
  if (config.image_dim) {
    const auto image = found(ModelPart::ImageEncoder, [&](const fs::path& file) {
      return read_image_encoder_config(file).hidden_size == *config.image_dim;
    });
    model.paths.image_encoder =
        choose(image, "the image encoder CLIP ViT-H", "clip_vision/clip_vision_h.safetensors", model);
  }
  std::vector<fs::path> places = folders_of(ModelPart::TextEncoder, root);
  for (const char* place : {"google", "tokenizer", "tokenizers"}) {
    if (fs::exists(root / place)) places.insert(places.begin(), root / place);
  }
  model.paths.tokenizer = find_tokenizer({places.begin(), places.end() - 1});
  if (model.paths.tokenizer.empty() && Tokenizer::is_in(root)) model.paths.tokenizer = root;
  const auto carrier = std::ranges::find_if(text, carries_tokenizer);
  if (model.paths.tokenizer.empty() && carrier != text.end()) model.paths.tokenizer = *carrier;
  if (model.paths.tokenizer.empty())
    model.missing.emplace_back(
        "the tokenizer of UMT5, usually google/umt5-xxl/spiece.model; ComfyUI's umt5_xxl_*.safetensors "
        "and GGUF files of the text encoder carry it along");
}

/// The files beside a transformer that could be its other expert; in the folder beside it where each has one.
std::vector<Transformer> others_beside(const Transformer& transformer) {
  const fs::path folder = folder_of(transformer.path);
  std::vector<Transformer> found;
  for (const fs::path& file : weight_files(is_experts_folder(folder) ? folder.parent_path() : folder, 1)) {
    if (file == transformer.path || part_in(file) != ModelPart::Transformer) continue;
    try {
      found.push_back(look_at(file, {}));
    } catch (const Error&) {
      // What cannot be opened is no expert.
    }
  }
  return found;
}

std::string without_expert(const fs::path& path) {
  std::string name = (folder_of(path).filename() / path.filename()).string();
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
  for (const char* word : {"high", "low"}) {
    for (std::size_t at = name.find(word); at != name.npos; at = name.find(word))
      name.erase(at, std::string(word).size());
  }
  return name;
}

std::optional<Transformer> partner_of(const Transformer& transformer, LooseModel& model) {
  const Expert wanted = transformer.kind.model->expert == Expert::High ? Expert::Low : Expert::High;
  std::vector<Transformer> fitting;
  for (Transformer& other : others_beside(transformer)) {
    const KnownModel* kind = other.kind.model;
    if (kind == nullptr || kind->expert != wanted || other.config.to_json() != transformer.config.to_json())
      continue;
    if (other.fingerprint == transformer.fingerprint)
      throw Error(ErrorCode::CheckpointMismatch, other.path.string() + " and " + transformer.path.string() +
                                                     " are the same expert; fetch the other one again");
    fitting.push_back(std::move(other));
  }
  const auto named_alike = std::ranges::find_if(fitting, [&](const Transformer& other) {
    return without_expert(other.path) == without_expert(transformer.path);
  });
  if (named_alike != fitting.end()) return *named_alike;
  if (fitting.size() == 1) return fitting.front();
  if (fitting.size() > 1)
    model.notes.emplace_back("several files could be the other expert; none is named alike");
  return std::nullopt;
}

void set_transformers(const Transformer& given, LooseModel& model) {
  const KnownModel& kind = *given.kind.model;
  model.paths.transformer = given.path;
  model.paths.is_chronoedit = kind.id == "chronoedit";
  model.paths.expand_timesteps = kind.id == "ti2v-5b";
  model.paths.part_masks = kind.id == "fun-inp";
  model.paths.flow_shift = kind.shift;
  if (kind.expert == Expert::Only) return;
  model.paths.boundary_ratio = kind.boundary;
  const auto partner = partner_of(given, model);
  if (!partner) {
    model.missing.push_back(std::string("the expert for ") +
                            (kind.expert == Expert::High ? "little" : "much") + " noise, named as " +
                            given.path.filename().string() + " is, with \"" +
                            (kind.expert == Expert::High ? "low" : "high") + "\" in it");
    return;
  }
  const bool is_high = kind.expert == Expert::High;
  model.paths.transformer = is_high ? given.path : partner->path;
  model.paths.transformer_2 = is_high ? partner->path : given.path;
}

void add_transformers(const fs::path& folder, int depth, std::vector<fs::path>& found) {
  for (const fs::path& file : weight_files(folder, depth)) {
    if (part_in(file) == ModelPart::Transformer) found.push_back(file);
  }
}

/// An expert for little noise belongs to another file's model.
bool is_second_expert(const fs::path& transformer) {
  try {
    const Transformer found = look_at(transformer, {});
    return found.kind.model != nullptr && found.kind.model->expert == Expert::Low;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

std::vector<fs::path> loose_transformers(const fs::path& folder) {
  if (const fs::path snapshot = cache_snapshot(folder); !snapshot.empty())
    return loose_transformers(snapshot);
  std::vector<fs::path> found;
  for (const char* models : {"", "models"}) {
    const fs::path root = *models == '\0' ? folder : folder / models;
    if (!fs::is_directory(root)) continue;
    for (const fs::path& place : folders_of(ModelPart::Transformer, root)) {
      if (place != root) add_transformers(place, kFolderDepth, found);
    }
  }
  std::error_code ignored;
  for (fs::directory_iterator entry(folder, ignored), end; entry != end; entry.increment(ignored)) {
    if (entry->is_directory(ignored) && is_experts_folder(entry->path()))
      add_transformers(entry->path(), 0, found);
  }
  add_transformers(folder, 0, found);
  std::vector<fs::path> firsts;
  for (const fs::path& transformer : found) {
    if (!is_second_expert(transformer)) firsts.push_back(transformer);
  }
  // A lone second expert is still something that can be named.
  return firsts.empty() ? found : firsts;
}

LooseModel assemble_loose_model(const fs::path& path, const std::string& answer) {
  const Transformer transformer = look_at(whole_transformer(path), answer);
  LooseModel model;
  model.kind = transformer.kind;
  model.name = name_of(transformer.path);
  if (model.kind.model == nullptr) {
    std::string ids;
    for (const KnownModel* kind : model.kind.alternatives)
      ids += (ids.empty() ? "" : " or ") + std::string(kind->id);
    throw Error(ErrorCode::InvalidArgument, path.string() + ": " + model.kind.reason +
                                                "; say which it is, model kind " + ids +
                                                ": the answer is kept");
  }
  if (!answer.empty()) remember_kind(transformer.fingerprint, answer);
  set_transformers(transformer, model);
  find_parts(transformer, model);
  return model;
}

}  // namespace v4e

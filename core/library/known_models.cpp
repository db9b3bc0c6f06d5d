// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/known_models.h"

#include <algorithm>
#include <cctype>

#include "core/base/error.h"
#include "core/base/text.h"

namespace v4e {
namespace {

constexpr std::int64_t kSmallWidth = 1536;
constexpr const char* kT2V = "WanPipeline";
constexpr const char* kI2V = "WanImageToVideoPipeline";

bool has_shapes(const KnownModel& model, const WanDitConfig& config) {
  const bool small = config.width() == kSmallWidth;
  return model.in_channels == config.in_channels && model.out_channels == config.out_channels &&
         model.has_image_branch == config.image_dim.has_value() &&
         model.has_positions == config.pos_embed_seq_len.has_value() &&
         (small ? model.is_small_too : model.is_large_too);
}

const KnownModel* hinted(const std::vector<const KnownModel*>& models, const std::filesystem::path& path) {
  // The file's own name counts before its folder's.
  for (const std::string& name :
       {letters_and_digits(path.filename().string()), letters_and_digits(path.parent_path().filename().string())}) {
    for (const KnownModel* model : models) {
      for (const std::string_view hint : model->hints) {
        if (name.find(hint) != name.npos) return model;
      }
    }
  }
  return nullptr;
}

std::string ids(const std::vector<const KnownModel*>& models) {
  std::string text;
  for (const KnownModel* model : models) text += (text.empty() ? "" : ", ") + std::string(model->id);
  return text;
}

}  // namespace

const std::vector<KnownModel>& known_models() {
  // Of those with the same shapes the first is the usual one.
  static const std::vector<KnownModel> models{
      {.id = "t2v", .name = "Wan2.1 T2V", .pipeline = kT2V, .is_small_too = true},
      {.id = "t2v-a14b-high",
       .name = "Wan2.2 T2V A14B, the expert for much noise",
       .pipeline = kT2V,
       .expert = Expert::High,
       .shift = 12,
       .guidance = 4,
       .guidance_2 = 3,
       .boundary = 0.875,
       .steps = 40,
       .hints = {"highnoise", "noisehigh"}},
      {.id = "t2v-a14b-low",
       .name = "Wan2.2 T2V A14B, the expert for little noise",
       .pipeline = kT2V,
       .expert = Expert::Low,
       .shift = 12,
       .guidance = 4,
       .guidance_2 = 3,
       .boundary = 0.875,
       .steps = 40,
       .hints = {"lownoise", "noiselow"}},
      {.id = "i2v-720p",
       .name = "Wan2.1 I2V 720P",
       .pipeline = kI2V,
       .in_channels = 36,
       .has_image_branch = true,
       .steps = 40,
       .hints = {"720p"}},
      {.id = "i2v-480p",
       .name = "Wan2.1 I2V 480P",
       .pipeline = kI2V,
       .in_channels = 36,
       .has_image_branch = true,
       .shift = 3,
       .steps = 40,
       .hints = {"480p"}},
      {.id = "chronoedit",
       .name = "ChronoEdit",
       .pipeline = "ChronoEditPipeline",
       .in_channels = 36,
       .has_image_branch = true,
       .hints = {"chronoedit"}},
      {.id = "fun-inp",
       .name = "Wan2.1 Fun InP",
       .pipeline = kI2V,
       .in_channels = 36,
       .has_image_branch = true,
       .is_small_too = true,
       .guidance = 6,
       .hints = {"funinp", "funv11", "inp"}},
      {.id = "flf2v",
       .name = "Wan2.1 FLF2V",
       .pipeline = kI2V,
       .in_channels = 36,
       .has_image_branch = true,
       .has_positions = true,
       .shift = 16,
       .guidance = 5.5},
      {.id = "i2v-a14b-high",
       .name = "Wan2.2 I2V A14B, the expert for much noise",
       .pipeline = kI2V,
       .expert = Expert::High,
       .in_channels = 36,
       .guidance = 3.5,
       .guidance_2 = 3.5,
       .boundary = 0.9,
       .steps = 40,
       .hints = {"highnoise", "noisehigh"}},
      {.id = "i2v-a14b-low",
       .name = "Wan2.2 I2V A14B, the expert for little noise",
       .pipeline = kI2V,
       .expert = Expert::Low,
       .in_channels = 36,
       .guidance = 3.5,
       .guidance_2 = 3.5,
       .boundary = 0.9,
       .steps = 40,
       .hints = {"lownoise", "noiselow"}},
      {.id = "ti2v-5b", .name = "Wan2.2 TI2V 5B", .pipeline = kI2V, .in_channels = 48, .out_channels = 48},
  };
  return models;
}

const KnownModel* known_model(std::string_view id) {
  const auto found = std::ranges::find(known_models(), id, &KnownModel::id);
  return found == known_models().end() ? nullptr : &*found;
}

std::string known_model_ids() {
  std::vector<const KnownModel*> all;
  for (const KnownModel& model : known_models()) all.push_back(&model);
  return ids(all);
}

IdentifiedModel identify_model(const WanDitConfig& config, const StateDictReader& weights,
                               const std::filesystem::path& path, const std::string& answer) {
  IdentifiedModel found;
  for (const KnownModel& model : known_models()) {
    if (has_shapes(model, config)) found.alternatives.push_back(&model);
  }
  const auto one_of = [&found](const std::string& id) -> const KnownModel* {
    const auto at = std::ranges::find(found.alternatives, id, &KnownModel::id);
    return at == found.alternatives.end() ? nullptr : *at;
  };
  const auto is = [&found](const KnownModel* model, KindBasis basis, const char* reason) {
    found.model = model;
    found.basis = basis;
    found.reason = reason;
    return model != nullptr;
  };
  if (found.alternatives.empty())
    throw Error(ErrorCode::Unsupported, path.string() + ": a transformer of these sizes is not known");
  if (!answer.empty()) {
    if (is(one_of(answer), KindBasis::Said, "as you said")) return found;
    throw Error(ErrorCode::InvalidArgument, path.string() + " cannot be \"" + answer +
                                                "\": by its shapes it is one of " + ids(found.alternatives));
  }
  if (found.alternatives.size() == 1 && is(found.alternatives.front(), KindBasis::Shapes, "by its shapes"))
    return found;
  const auto stored = weights.metadata().find(kKindMetadata);
  if (stored != weights.metadata().end() &&
      is(one_of(stored->second), KindBasis::Own, "by what the file says of itself"))
    return found;
  if (is(hinted(found.alternatives, path), KindBasis::Name, "by its name")) return found;
  const bool usual = found.alternatives.front()->expert == Expert::Only;
  is(usual ? found.alternatives.front() : nullptr, usual ? KindBasis::Usual : KindBasis::Open,
     usual ? "by its shapes, which others have as well" : "its shapes and its name leave it open");
  return found;
}

}  // namespace v4e

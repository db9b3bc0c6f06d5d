// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/claims_sets.h"

#include <torch/types.h>

#include <set>

#include "core/checkpoints/formats/safetensors.h"
#include "core/experiment/claims_variants.h"
#include "core/experiment/clip_nuisance.h"
#include "core/training/draw.h"
#include "core/training/named_colours.h"
#include "core/training/seeds.h"

namespace v4e::training {
namespace {

/// Streams of seeds, one for each set.
enum Stream : std::uint64_t { kTriplets = 101, kClips = 102, kHeldOut = 103, kOrder = 104 };
constexpr std::int64_t kEncodedAtOnce = 32;
constexpr double kEmptyCaptions = 0.2;

std::uint64_t stream_of(const ClaimsSettings& settings, Stream stream) {
  return mixed_seed(settings.seed, stream);
}

/// Latent sizes {z, h, w}.
std::vector<std::int64_t> latent_shape(const ClaimsSettings& settings) {
  const auto side = settings.size_px / settings.recipe.vae.spatial_factor();
  return {settings.recipe.vae.z_dim, side, side};
}

/// Encodes films [3, F, H, W] in 0..1 as they come, several at once.
class Encoding {
 public:
  explicit Encoding(ClaimsModel& model) : model_(model) {}
  void add(const at::Tensor& film) {
    waiting_.push_back(film);
    if (static_cast<std::int64_t>(waiting_.size()) == kEncodedAtOnce) flush();
  }
  /// bf16 [N, z, T, h, w]
  [[nodiscard]] at::Tensor all() {
    if (!waiting_.empty()) flush();
    return torch::cat(done_);
  }

 private:
  void flush() {
    done_.push_back(model_.encode(torch::stack(waiting_)).to(torch::kBFloat16));
    waiting_.clear();
  }
  ClaimsModel& model_;
  std::vector<at::Tensor> waiting_;
  std::vector<at::Tensor> done_;
};

at::Tensor one_frame(const at::Tensor& picture) {
  return picture.unsqueeze(1);
}

at::Tensor bytes_of(const at::Tensor& unit) {
  return (unit * 255).round().clamp(0, 255).to(torch::kUInt8);
}

at::Tensor places_of(const std::vector<int>& numbers) {
  return torch::tensor(numbers, torch::kInt);
}

std::string teacher_caption(const ClaimsSource& source, const Effect& effect, const std::string& subject,
                            std::mt19937_64& random) {
  const auto known = clip_caption_of(effect, subject);
  return known.empty() ? source.wordings.draw(effect, subject, 0, false, random) : known;
}

at::Tensor region_of(const DrawnTriplet& drawn) {
  return drawn.way.region.defined() ? drawn.way.region : torch::ones_like(drawn.way.photo.slice(0, 0, 1));
}

/// One example of the experiment: its pictures, its words.
struct Example {
  DrawnTriplet drawn;
  std::string caption;
};

Example draw_example(const ClaimsSource& source, const Effect& effect, const TripletOptions& options,
                     const at::Tensor& noise, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Example example;
  example.drawn = source.maker.draw_one(effect, options, noise.select(1, 1), random);
  example.caption = teacher_caption(source, effect, example.drawn.scene.subject_name, random);
  return example;
}

TripletOptions options_of(const ClaimsSettings& settings) {
  TripletOptions options;
  options.size_px = settings.size_px;
  options.exact_regions = true;
  options.instruction_share = 1;
  return options;
}

at::Tensor column(const at::Tensor& set, std::int64_t frame) {
  return set.select(2, frame).contiguous();
}

}  // namespace

std::vector<std::string> claims_texts(const ClaimsSource& source) {
  std::vector<std::string> subjects;
  for (const bool heldout : {false, true}) {
    const auto names = source.data.cutout_names(heldout);
    subjects.insert(subjects.end(), names.begin(), names.end());
  }
  subjects.emplace_back("subject");
  const auto instructions = source.wordings.all_texts(subjects);
  std::set<std::string> texts(instructions.begin(), instructions.end());
  texts.insert(kNothingMoves);
  texts.insert(std::string(kCameraStands).substr(2));
  for (const auto& process : clip_processes()) {
    for (const auto& pattern : process.captions) {
      for (std::size_t i = 0; i < subjects.size(); i += 4) {
        const auto& colours = object_colours();
        texts.insert(clip_caption(pattern, subjects[i], colours[i / 4 % colours.size()]));
      }
    }
  }
  for (const auto& caption : nuisance_captions()) texts.insert(caption);
  return {texts.begin(), texts.end()};
}

LatentSet make_triplets(const ClaimsSource& source, ClaimsModel& model, const RunContext& context) {
  const auto& settings = source.settings;
  const auto count = static_cast<std::size_t>(settings.triplets);
  const auto order = stratified_order(source.variants.size(), count, stream_of(settings, kOrder));
  LatentSet set;
  set.stream = stream_of(settings, kTriplets);
  TextTable table;
  Encoding photos(model);
  Encoding ends(model);
  std::vector<at::Tensor> masks;
  std::vector<int> paired;
  std::vector<int> variants;
  std::vector<int> texts;
  std::vector<int> captions;
  for (std::size_t i = 0; i < count; ++i) {
    context.check();
    const auto& effect = source.variants[order[i]];
    const auto item = static_cast<std::int64_t>(i);
    const auto noise = item_noise(set.stream, item, latent_shape(settings));
    const auto example =
        draw_example(source, effect, options_of(settings), noise, mixed_seed(set.stream + 1, i));
    photos.add(one_frame(example.drawn.way.photo.clamp(0, 1)));
    ends.add(one_frame(example.drawn.way.at(1)));
    masks.push_back(
        torch::max_pool2d(region_of(example.drawn).unsqueeze(0), settings.recipe.vae.spatial_factor())
            .gt(0.02)
            .to(torch::kUInt8)[0][0]);
    paired.push_back(effect.id == "snow");
    variants.push_back(static_cast<int>(order[i]));
    texts.push_back(table.index_of(example.drawn.text));
    captions.push_back(table.index_of(example.caption));
  }
  set.still = column(photos.all(), 0);
  set.end = column(ends.all(), 0);
  set.mask = torch::stack(masks);
  set.paired = places_of(paired).to(torch::kUInt8);
  set.variant = places_of(variants);
  set.text = places_of(texts);
  set.caption = places_of(captions);
  set.table = table.texts();
  return set;
}

ClipSets make_clip_sets(const ClaimsSource& source, ClaimsModel& model, const RunContext& context) {
  const auto& settings = source.settings;
  std::vector<std::string> edit_colours;
  for (const auto& effect : source.variants) edit_colours.push_back(effect.colour);
  const ClipMaker maker(source.maker, edit_colours);
  ClipSets sets;
  sets.video.stream = sets.images.stream = stream_of(settings, kClips);
  TextTable table;
  Encoding clips(model);
  std::vector<int> paired;
  std::vector<int> texts;
  for (std::int64_t i = 0; i < settings.clips; ++i) {
    context.check();
    const auto noise = item_noise(sets.video.stream, i, latent_shape(settings));
    const auto seed = mixed_seed(sets.video.stream + 1, static_cast<std::uint64_t>(i));
    const auto clip = maker.make(settings.size_px, noise.select(1, 1), seed);
    std::mt19937_64 random(mixed_seed(seed, 1));
    const bool is_silent = draw(0, 1, random) < kEmptyCaptions;
    clips.add(clip.frames.transpose(0, 1));
    paired.push_back(clip.has_flakes);
    texts.push_back(table.index_of(is_silent ? "" : clip.caption));
  }
  const auto latents = clips.all();
  sets.video.still = sets.images.still = column(latents, 0);
  sets.video.moving = latents.narrow(2, 1, 2).contiguous();
  sets.video.paired = places_of(paired).to(torch::kUInt8);
  sets.video.text = places_of(texts);
  sets.video.table = table.texts();
  sets.images.end = sets.images.still;
  sets.images.paired = torch::zeros({settings.clips}, torch::kUInt8);
  sets.images.table = {"", kNothingMoves};
  std::vector<int> spoken;
  for (const int text : texts)
    spoken.push_back(table.texts()[static_cast<std::size_t>(text)].empty() ? 0 : 1);
  sets.images.text = places_of(spoken);
  return sets;
}

HeldOutSet make_held_out(const ClaimsSource& source, ClaimsModel& model, const RunContext& context) {
  const auto& settings = source.settings;
  const auto places = source.data.photo_count(true);
  HeldOutSet set;
  auto& latents = set.latents;
  latents.stream = stream_of(settings, kHeldOut);
  TextTable table;
  Encoding photos(model);
  Encoding ends(model);
  std::vector<at::Tensor> photo_bytes;
  std::vector<at::Tensor> target_bytes;
  std::vector<at::Tensor> masks;
  std::vector<at::Tensor> states;
  std::vector<int> paired, variants, texts, captions, unseen, is_local, place_numbers;
  auto options = options_of(settings);
  options.heldout = true;
  options.real_share = 0;  // so that an edit of a part is of the given photo, too
  std::int64_t item = 0;
  for (int noise_number = 0; noise_number < settings.noises; ++noise_number) {
    for (std::size_t place = 0; place < places; ++place) {
      context.check();
      for (std::size_t v = 0; v < source.variants.size(); ++v, ++item) {
        const auto& effect = source.variants[v];
        options.place = place;
        const auto noise = item_noise(latents.stream, item, latent_shape(settings));
        const auto seed = mixed_seed(latents.stream + 1, static_cast<std::uint64_t>(item));
        options.heldout_wordings = true;
        unseen.push_back(table.index_of(draw_example(source, effect, options, noise, seed).drawn.text));
        options.heldout_wordings = false;
        const auto example = draw_example(source, effect, options, noise, seed);
        const auto& way = example.drawn.way;
        photos.add(one_frame(way.photo.clamp(0, 1)));
        ends.add(one_frame(way.at(1)));
        photo_bytes.push_back(bytes_of(way.photo));
        target_bytes.push_back(bytes_of(way.at(1)));
        masks.push_back(bytes_of(region_of(example.drawn)[0]));
        if (noise_number == 0) {
          std::vector<at::Tensor> between;
          for (int k = 1; k < 8; ++k) between.push_back(bytes_of(way.at(k / 8.0)));
          states.push_back(torch::stack(between));
        }
        paired.push_back(effect.id == "snow");
        variants.push_back(static_cast<int>(v));
        texts.push_back(table.index_of(example.drawn.text));
        captions.push_back(table.index_of(example.caption));
        is_local.push_back(effect.local);
        place_numbers.push_back(static_cast<int>(place));
      }
    }
  }
  latents.still = column(photos.all(), 0);
  latents.end = column(ends.all(), 0);
  latents.paired = places_of(paired).to(torch::kUInt8);
  latents.variant = places_of(variants);
  latents.text = places_of(texts);
  latents.caption = places_of(captions);
  latents.table = table.texts();
  set.photo = torch::stack(photo_bytes);
  const auto still = latents.still.to(torch::kFloat);
  set.coded = bytes_of(model.last_frame(ClaimsModel::cross_fade(still, still)));
  set.target = torch::stack(target_bytes);
  set.mask = torch::stack(masks);
  set.is_local = places_of(is_local).to(torch::kUInt8);
  set.place = places_of(place_numbers);
  set.unseen = places_of(unseen);
  set.states = torch::stack(states);
  return set;
}

std::vector<std::int64_t> HeldOutSet::items(bool validation, bool first_noise_only) const {
  std::vector<std::int64_t> chosen;
  const auto end = first_noise_only ? states.size(0) : size();
  for (std::int64_t i = 0; i < end; ++i) {
    if (is_validation(place[i].item<std::int64_t>()) == validation) chosen.push_back(i);
  }
  return chosen;
}

void HeldOutSet::save(const std::filesystem::path& folder) const {
  save_safetensors(folder / "pictures.safetensors", {{"photo", photo},
                                                     {"coded", coded},
                                                     {"target", target},
                                                     {"mask", mask},
                                                     {"is_local", is_local},
                                                     {"place", place},
                                                     {"unseen", unseen},
                                                     {"states", states}});
  latents.save(folder / "latents.safetensors");
}

HeldOutSet HeldOutSet::open(const std::filesystem::path& folder) {
  HeldOutSet set;
  set.latents = LatentSet::open(folder / "latents.safetensors");
  const SafetensorsFile file(folder / "pictures.safetensors");
  set.photo = file.read("photo");
  set.coded = file.read("coded");
  set.target = file.read("target");
  set.mask = file.read("mask");
  set.is_local = file.read("is_local");
  set.place = file.read("place");
  set.unseen = file.read("unseen");
  set.states = file.read("states");
  return set;
}

void Ways::save(const std::filesystem::path& path) const {
  save_safetensors(path, {{"moving", moving}, {"weight", weight}});
}

Ways Ways::open(const std::filesystem::path& path) {
  const SafetensorsFile file(path);
  return {file.read("moving"), file.read("weight")};
}

}  // namespace v4e::training

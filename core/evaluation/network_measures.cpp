// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/network_measures.h"

#include <ATen/ATen.h>

#include <optional>

#include "core/base/error.h"
#include "core/checkpoints/checkpoint.h"
#include "core/evaluation/clip_look.h"
#include "core/evaluation/lpips_look.h"
#include "core/image/geometry.h"
#include "core/nn/device.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;
using Better = MeasureKind::Better;

fs::path encoder_in(const fs::path& path) {
  const fs::path part = path / "image_encoder";
  return fs::is_directory(part) ? part : path;
}

/// "CLIP-H/14" -> "clip_h_14_"
std::string tower_key(const ClipLooker& clip) {
  std::string key;
  for (const char c : clip.name()) {
    const bool is_capital = c >= 'A' && c <= 'Z';
    key += is_capital ? static_cast<char>(c - 'A' + 'a') : c == '-' || c == '/' ? '_' : c;
  }
  return key + "_";
}

std::string image_key(const ClipLooker& clip) {
  return tower_key(clip) + (clip.is_projected() ? "image" : "unprojected_image");
}

std::vector<MeasureKind> kinds_of(const ClipLooker& clip) {
  const std::string tower = tower_key(clip);
  const std::string after = clip.is_projected() ? "" : " (unprojected)";
  const std::string compared =
      clip.is_projected() ? "cosine of the image embeddings of " : "cosine of the pooled features of ";
  const std::string rule = "; only numbers of the same tower and weights compare";
  std::vector<MeasureKind> kinds{
      {image_key(clip), clip.name() + " image similarity" + after, Better::Neither, 4,
       compared + "edit and photo" + rule},
      {"target_" + image_key(clip), clip.name() + " image similarity to target" + after, Better::Higher, 4,
       compared + "edit and right edit" + rule},
      {tower + "structure", clip.name() + " structure distance", Better::Neither, 5,
       "mean squared difference of the cosines of all pairs of patch tokens, edit and photo; not DINO's" +
           rule}};
  if (!clip.reads_texts()) return kinds;
  kinds.push_back({tower + "text", clip.name() + " text similarity (CLIP-T)", Better::Higher, 4,
                   "cosine of the embeddings of the edit and of what it is to show" + rule});
  kinds.push_back({tower + "direction", clip.name() + " direction", Better::Higher, 4,
                   "cosine of the ways from photo to edit and from the photo's text to the edit's" + rule});
  return kinds;
}

std::vector<MeasureKind> kinds_of(const LpipsLooker& lpips) {
  return {{lpips.key(), lpips.name(), Better::Neither, 4, "learned distance to the photo, at its size"},
          {"outside_" + lpips.key(), lpips.name() + " outside", Better::Lower, 4,
           "the same with the mask blacked out in both"},
          {"target_" + lpips.key(), lpips.name() + " to target", Better::Lower, 4,
           "learned distance to the right edit, at its size"}};
}

double cosine(const ClipLook& a, const ClipLook& b) {
  return a.embedding.dot(b.embedding).item<double>();
}

/// Nothing where one of them is no more than rounding.
std::optional<double> cosine(const at::Tensor& a, const at::Tensor& b) {
  const double lengths = a.norm().item<double>() * b.norm().item<double>();
  if (lengths < 1e-5) return std::nullopt;
  return a.dot(b).item<double>() / lengths;
}

}  // namespace

struct NetworkMeasures::State {
  std::optional<ClipLooker> clip;
  std::optional<LpipsLooker> lpips;
  std::vector<MeasureKind> kinds;
  std::vector<std::string> not_measured;
  std::vector<fs::path> weight_files;

  void measure_clip(const MeasuredPhoto& photo, const std::vector<Image>& edits,
                    std::vector<Measures>& measures, const RunContext& context) {
    const std::string tower = tower_key(*clip);
    const std::string image = image_key(*clip);
    const ClipLook before = clip->look_at(photo.photo, context);
    std::optional<ClipLook> target;
    if (!photo.target.empty()) target = clip->look_at(photo.target, context);
    const bool reads = clip->reads_texts() && !photo.target_caption.empty();
    const at::Tensor wanted = reads ? clip->read(photo.target_caption, context) : at::Tensor();
    const bool knows_way = reads && !photo.caption.empty();
    const at::Tensor way = knows_way ? wanted - clip->read(photo.caption, context) : at::Tensor();
    for (std::size_t i = 0; i < edits.size(); ++i) {
      const ClipLook edit = clip->look_at(edits[i], context);
      if (reads) measures[i][tower + "text"] = edit.embedding.dot(wanted).item<double>();
      if (const auto direction = knows_way ? cosine(edit.embedding - before.embedding, way) : std::nullopt)
        measures[i][tower + "direction"] = *direction;
      measures[i][image] = cosine(edit, before);
      measures[i][tower + "structure"] = (edit.structure - before.structure).square().mean().item<double>();
      if (target) measures[i]["target_" + image] = cosine(edit, *target);
    }
  }

  void measure_lpips(const MeasuredPhoto& photo, const std::vector<Image>& edits,
                     std::vector<Measures>& measures, const RunContext& context) {
    const std::string key = lpips->key();
    for (std::size_t i = 0; i < edits.size(); ++i) {
      const auto put = [&](const std::string& name, const Image& a, const Image& b) {
        if (const auto distance = lpips->distance(a, b, context)) measures[i][name] = *distance;
      };
      put(key, photo.photo, edits[i]);
      if (!photo.mask.empty())
        put("outside_" + key, blacked_out(photo.photo, photo.mask), blacked_out(edits[i], photo.mask));
      if (!photo.target.empty())
        put("target_" + key, photo.target, brought_to(edits[i], size_of(photo.target)));
    }
  }
};

NetworkMeasures::NetworkMeasures(const NetworkFiles& files) : state_(std::make_unique<State>()) {
  const at::Device device = parse_device(files.device);
  const auto add = [this](const std::vector<MeasureKind>& kinds) {
    state_->kinds.insert(state_->kinds.end(), kinds.begin(), kinds.end());
  };
  if (!files.image_encoder.empty()) {
    state_->clip.emplace(encoder_in(files.image_encoder), device);
    add(kinds_of(*state_->clip));
    state_->weight_files.push_back(find_weights(encoder_in(files.image_encoder)));
  } else {
    state_->not_measured.emplace_back(
        "CLIP image similarity (CLIP-I) and structure distance: no image encoder was named");
  }
  if (!files.lpips.empty()) {
    state_->lpips.emplace(files.lpips, device);
    add(kinds_of(*state_->lpips));
    state_->weight_files.push_back(find_weights(files.lpips));
  } else {
    state_->not_measured.emplace_back("LPIPS: no weights were named");
  }
  if (!state_->clip || !state_->clip->reads_texts())
    state_->not_measured.emplace_back(
        "CLIP similarity to texts (CLIP-T) and CLIP direction: no whole CLIP, with text tower and tokenizer, "
        "was named");
  state_->not_measured.emplace_back("DINO similarity and structure distance: DINO is not read");
}

NetworkMeasures::~NetworkMeasures() = default;
NetworkMeasures::NetworkMeasures(NetworkMeasures&&) noexcept = default;
NetworkMeasures& NetworkMeasures::operator=(NetworkMeasures&&) noexcept = default;

const std::vector<MeasureKind>& NetworkMeasures::kinds() const {
  return state_->kinds;
}

const std::vector<std::string>& NetworkMeasures::not_measured() const {
  return state_->not_measured;
}

const std::vector<fs::path>& NetworkMeasures::weight_files() const {
  return state_->weight_files;
}

std::vector<Measures> NetworkMeasures::measure(const MeasuredPhoto& photo, const std::vector<Image>& edits,
                                               const RunContext& context) {
  for (const Image& edit : edits) {
    if (size_of(edit) != size_of(photo.photo))
      throw Error(ErrorCode::InvalidArgument, "an edit has another size than its photo");
  }
  std::vector<Measures> measures(edits.size());
  if (state_->clip) state_->measure_clip(photo, edits, measures, context);
  if (state_->lpips) state_->measure_lpips(photo, edits, measures, context);
  return measures;
}

}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/clip_maker.h"

#include <torch/types.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/base/error.h"
#include "core/experiment/clip_nuisance.h"
#include "core/training/draw.h"
#include "core/training/filters.h"
#include "core/training/named_colours.h"

namespace v4e::training {
namespace {

constexpr double kNuisanceAlone = 0.15;
constexpr double kNuisanceOnTop = 0.35;

std::string filled_in(std::string text, const std::string& name, const std::string& value) {
  const auto at = text.find(name);
  return at == std::string::npos ? text : text.replace(at, name.size(), value);
}

/// 0 at the photo, 1 at the last frame.
double progress_of(std::int64_t frame) {
  return static_cast<double>(frame) / static_cast<double>(kClipFrames - 1);
}

/// The photo, then `state` of each later frame's progress.
at::Tensor film(const at::Tensor& photo, const std::function<at::Tensor(double progress)>& state) {
  std::vector<at::Tensor> frames{photo};
  for (std::int64_t k = 1; k < kClipFrames; ++k) frames.push_back(state(progress_of(k)));
  return torch::stack(frames).clamp(0, 1);
}

/// The subject at another place, right for positive values; what leaves the picture is gone.
at::Tensor moved_subject(const Scene& scene, std::int64_t right) {
  const auto shifted = [right](const at::Tensor& picture) {
    const auto width = picture.size(2);
    auto moved = torch::zeros_like(picture);
    const auto distance = std::min<std::int64_t>(std::abs(right), width);
    if (distance == width) return moved;
    const auto kept = width - distance;
    moved.narrow(2, right > 0 ? distance : 0, kept).copy_(picture.narrow(2, right > 0 ? 0 : distance, kept));
    return moved;
  };
  const auto mask = shifted(scene.subject);
  // Where the subject stood there is what is behind it, also where its soft edge was.
  return scene.background + (shifted(scene.photo) - scene.background) * mask;
}

/// 1 left of a soft edge that wanders from left to right with `progress`.
at::Tensor swept(const at::Tensor& photo, double progress) {
  const auto columns = torch::linspace(0, 1, photo.size(2)).view({1, 1, -1});
  return torch::sigmoid((1.2 * progress - 0.1 - columns) / 0.04);
}

}  // namespace

const std::vector<ClipProcess>& clip_processes() {
  static const std::vector<ClipProcess> list{
      {"dusk", 'A', "night", {"dusk falls over the scene", "evening comes and daylight goes"}},
      {"mist", 'A', "fog", {"mist rolls in", "haze drifts in from the distance"}},
      {"flakes", 'A', "snow", {"white flakes begin to fall", "flakes come down thicker and thicker"}},
      {"golden light", 'A', "warm", {"the sun sinks and its light gets golden"}},
      {"cold light", 'A', "cool", {"the light gets cold and bluish"}},
      {"exposure rises", 'A', "brighter", {"the exposure rises", "more and more light comes in"}},
      {"exposure sinks", 'A', "darker", {"the exposure sinks", "less and less light comes in"}},
      {"focus", 'A', "bgblur", {"the focus leaves what is behind the {target}"}},
      {"leaves", 'A', "remove", {"the {target} leaves the frame"}},
      {"appears", 'A', "remove", {"a {target} appears"}},
      {"glass", 'B', "cast", {"light through {colour} glass moves over the scene"}},
      {"bleaches", 'B', "bw", {"the sun bleaches everything", "everything gets pale"}},
      {"yellows", 'B', "sepia", {"the print yellows with the years"}},
      {"deepens", 'B', "vivid", {"rain clears and everything shines deeper"}},
      {"backdrop", 'B', "bgcolour", {"a {colour} cloth slides in behind the {target}"}},
      {"turns", 'B', "recolour", {"the {target} goes {colour}"}},
      {"wanders", 'D', "", {"the {target} wanders a little"}},
      {"still", 'D', "", {"nothing happens"}},
  };
  return list;
}

std::string clip_caption(const std::string& pattern, const std::string& subject, const std::string& colour) {
  return filled_in(filled_in(pattern, "{target}", subject), "{colour}", colour);
}

std::string clip_caption_of(const Effect& edit, const std::string& subject) {
  for (const auto& process : clip_processes()) {
    if (process.edit == edit.id) return clip_caption(process.captions.front(), subject, edit.colour);
  }
  return {};
}

ClipMaker::ClipMaker(const TripletMaker& maker, const std::vector<std::string>& edit_colours)
    : maker_(maker) {
  for (const auto& name : object_colours()) {
    if (std::ranges::find(edit_colours, name) == edit_colours.end()) colours_.push_back(name);
  }
  if (colours_.empty())
    throw Error(ErrorCode::InvalidArgument,
                "the edits have all colours there are: clips need some of their own");
}

std::string ClipMaker::colour_for(const ClipProcess& process, std::mt19937_64& random) const {
  if (process.captions.front().find("{colour}") == std::string::npos) return {};
  return colours_[static_cast<std::size_t>(draw_index(static_cast<std::int64_t>(colours_.size()), random))];
}

Clip ClipMaker::make_one(const ClipProcess& process, std::int64_t size_px, const at::Tensor& noise,
                         std::mt19937_64& random) const {
  const auto colour_name = colour_for(process, random);
  const bool has_subject = process.captions.front().find("{target}") != std::string::npos;
  // Glass stays glass for whatever it tints; its colours are no tints that instructions know.
  const Effect effect{process.edit.empty() ? (has_subject ? "remove" : "bw") : process.edit, colour_name,
                      has_subject};
  TripletOptions options;
  options.size_px = size_px;
  options.exact_regions = true;
  options.real_share = 0;  // what is behind a photo's own subject is not known
  const auto drawn = maker_.draw_way(effect, options, noise, random);
  const auto& scene = drawn.scene;
  const auto& way = drawn.way;
  const double strength = draw(0.2, 1.3, random);
  const double red = draw(-0.06, 0.06, random);
  const double green = draw(-0.06, 0.06, random);
  const double blue = draw(-0.06, 0.06, random);
  const auto jitter = colour(red, green, blue, scene.photo);
  const double direction = draw(0, 1, random) < 0.5 ? -1 : 1;
  const auto size = static_cast<double>(size_px);
  Clip clip;
  clip.process = process.name;
  clip.has_flakes = process.edit == "snow";
  const auto& photo = way.photo;
  const auto pattern =
      static_cast<std::size_t>(draw_index(static_cast<std::int64_t>(process.captions.size()), random));
  clip.caption = clip_caption(process.captions[pattern], scene.subject_name, colour_name);
  if (process.name == "still") {
    clip.frames = film(photo, [&](double) { return photo; });
  } else if (process.name == "wanders" || process.name == "leaves") {
    const double far = process.name == "leaves" ? size : draw(0.05, 0.2, random) * size;
    clip.frames = film(photo, [&](double p) {
      return moved_subject(scene, static_cast<std::int64_t>(std::lround(direction * p * far)));
    });
  } else if (process.name == "appears") {
    clip.frames = film(scene.background, [&](double p) {
      return scene.background + (scene.photo - scene.background) * std::min(1.0, p * (strength + 0.2));
    });
  } else if (process.name == "glass" || process.name == "backdrop") {
    const auto end = way.at(process.name == "glass" ? strength : 1);
    clip.frames = film(photo, [&](double p) { return photo + (end - photo) * swept(photo, p); });
  } else {
    // Nothing bleaches so far that it is an edit's grey or brown.
    const double most = process.group == 'B' ? 0.7 * strength : strength;
    clip.frames = film(photo, [&](double p) {
      const auto state = way.at(p * most);
      return effect.local ? state : state * (1 + p * jitter);
    });
  }
  return clip;
}

Clip ClipMaker::make(std::int64_t size_px, const at::Tensor& noise, std::uint64_t seed) const {
  std::mt19937_64 random(seed);
  const auto& all = clip_processes();
  const auto still = all.size() - 1;
  const double kind = draw(0, 1, random);
  const bool moves = kind < kNuisanceAlone + kNuisanceOnTop;
  const auto chosen = kind < kNuisanceAlone
                          ? still
                          : static_cast<std::size_t>(draw_index(static_cast<std::int64_t>(still), random));
  auto clip = make_one(all[chosen], size_px, noise, random);
  const bool told = draw(0, 1, random) < 0.5;
  if (!moves) {
    if (told) clip.caption += kCameraStands;
    return clip;
  }
  const auto nuisance = draw_nuisance(random);
  clip.frames = with_nuisance(clip.frames, nuisance, random);
  clip.nuisance = nuisance.name;
  if (told) clip.caption = chosen == still ? nuisance.caption : clip.caption + ", " + nuisance.caption;
  return clip;
}

}  // namespace v4e::training

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/training_data.h"

#include <torch/types.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/training/draw.h"
#include "core/training/filters.h"

namespace v4e::training {
namespace {

/// Averages while shrinking, so that small pictures are free of aliasing. picture [C, H, W].
at::Tensor resized(const at::Tensor& picture, std::int64_t height, std::int64_t width) {
  if (picture.size(1) == height && picture.size(2) == width) return picture;
  return torch::_upsample_bilinear2d_aa(picture.unsqueeze(0), {height, width}, false).squeeze(0);
}

/// y [H, W] and cbcr [2, H/2, W/2], uint8 full-range BT.601 -> RGB [3, H, W] in 0..1.
at::Tensor to_rgb(const at::Tensor& y, const at::Tensor& cbcr) {
  const auto light = y.to(torch::kFloat) / 255;
  const auto chroma = resized(cbcr.to(torch::kFloat) / 255 - 128.0 / 255, y.size(0), y.size(1));
  const auto& cb = chroma[0];
  const auto& cr = chroma[1];
  return torch::stack({light + 1.402 * cr, light - 0.344136 * cb - 0.714136 * cr, light + 1.772 * cb})
      .clamp(0, 1);
}

at::Tensor part(const at::Tensor& plane, std::int64_t top, std::int64_t left, std::int64_t height,
                std::int64_t width) {
  return plane.slice(-2, top, top + height).slice(-1, left, left + width);
}

/// Lays `layer` [C, h, w] into zeros [C, size, size] with its top left corner at (top, left).
at::Tensor placed(const at::Tensor& layer, std::int64_t size, std::int64_t top, std::int64_t left) {
  const auto right = size - left - layer.size(2);
  const auto bottom = size - top - layer.size(1);
  return torch::constant_pad_nd(layer, {left, right, top, bottom});
}

}  // namespace

void TrainingData::read(const std::filesystem::path& archive) {
  const SafetensorsFile file(archive);
  const auto found = file.metadata().find("index");
  if (found == file.metadata().end()) {
    throw Error(ErrorCode::FileMalformed,
                archive.string() + " has no index: make it with packaging/training_data/");
  }
  const auto index = parse_json(found->second, archive.string() + ": index");
  for (const auto& entry : index) {
    add_entry(file, entry.at("key"), entry.at("kind"), entry.value("name", ""),
              entry.value("heldout", false));
  }
}

TrainingData::TrainingData(const std::filesystem::path& archive, const std::filesystem::path& parts) {
  read(archive);
  if (photos_[0].empty() || photos_[1].empty() || cutouts_[0].empty() || cutouts_[1].empty()) {
    throw Error(ErrorCode::FileMalformed,
                archive.string() + " lacks photos or cut-outs to train on or to hold out");
  }
  if (parts.empty()) return;
  read(parts);
  if (subjects_[0].empty() || subjects_[1].empty())
    throw Error(ErrorCode::FileMalformed, parts.string() + " lacks subjects to train on or to hold out");
}

void TrainingData::add_entry(const SafetensorsFile& file, const std::string& key, const std::string& kind,
                             const std::string& name, bool heldout) {
  const auto y = file.read(key + ".y");
  const auto cbcr = file.read(key + ".cbcr");
  if (kind == "photo") {
    photos_[heldout].push_back({y, cbcr, {}});
  } else if (kind == "place") {
    places_[heldout].push_back({y, cbcr, {}});
  } else if (kind == "subject") {
    places_[heldout].push_back({y, cbcr, file.read(key + ".alpha")});
    subjects_[heldout].push_back(places_[heldout].back());
  } else {
    cutouts_[heldout].push_back({name, y, cbcr, file.read(key + ".alpha")});
  }
}

std::vector<std::string> TrainingData::cutout_names(bool heldout) const {
  std::set<std::string> names;
  for (const auto& cutout : cutouts_[heldout]) names.insert(cutout.name);
  return {names.begin(), names.end()};
}

const TrainingData::Stored& TrainingData::place(std::size_t index, bool heldout) const {
  const auto& photos = photos_[heldout];
  return index < photos.size() ? photos[index] : places_[heldout].at(index - photos.size());
}

at::Tensor TrainingData::photo(std::size_t index, bool heldout) const {
  const auto& stored = photos_[heldout].at(index);
  return to_rgb(stored.y, stored.cbcr);
}

at::Tensor TrainingData::random_crop(std::size_t photo, bool heldout, std::int64_t size,
                                     std::mt19937_64& random) const {
  const auto& stored = place(photo, heldout);
  const auto height = stored.y.size(0);
  const auto width = stored.y.size(1);
  const auto largest = std::min(height, width);
  // Half the crops keep the stored scale, so that strokes and grain are learnt at the size they are used at.
  const bool keep_scale = draw(0, 1, random) < 0.5;
  const auto wanted =
      keep_scale
          ? size
          : static_cast<std::int64_t>(draw(static_cast<double>(size), static_cast<double>(largest), random));
  const auto side = std::clamp<std::int64_t>(wanted / 2 * 2, 16, largest / 2 * 2);
  const auto top = draw_index((height - side) / 2 + 1, random) * 2;
  const auto left = draw_index((width - side) / 2 + 1, random) * 2;
  const auto rgb =
      to_rgb(part(stored.y, top, left, side, side), part(stored.cbcr, top / 2, left / 2, side / 2, side / 2));
  auto crop = resized(rgb, size, size).clamp(0, 1);
  if (draw(0, 1, random) < 0.5) crop = crop.flip(2);
  return crop.contiguous();
}

Scene TrainingData::random_scene(std::size_t photo, bool heldout, std::int64_t size,
                                 std::mt19937_64& random) const {
  Scene scene;
  scene.background = random_crop(photo, heldout, size, random);
  const auto& cutouts = cutouts_[heldout];
  const auto& cutout =
      cutouts.at(static_cast<std::size_t>(draw_index(static_cast<std::int64_t>(cutouts.size()), random)));
  const double longest = static_cast<double>(std::max(cutout.y.size(0), cutout.y.size(1)));
  const double scale = draw(0.35, 0.85, random) * static_cast<double>(size) / longest;
  const auto height =
      std::clamp<std::int64_t>(std::llround(scale * static_cast<double>(cutout.y.size(0))), 4, size);
  const auto width =
      std::clamp<std::int64_t>(std::llround(scale * static_cast<double>(cutout.y.size(1))), 4, size);
  auto rgb = resized(to_rgb(cutout.y, cutout.cbcr), height, width);
  auto alpha = resized(cutout.alpha.to(torch::kFloat).unsqueeze(0) / 255, height, width);
  if (draw(0, 1, random) < 0.5) {
    rgb = rgb.flip(2);
    alpha = alpha.flip(2);
  }
  const auto top = draw_index(size - height + 1, random);
  const auto left = draw_index(size - width + 1, random);
  // Light, contrast and sharpness vary, so that a pasted look does not become the mark of a subject.
  rgb = (rgb - 0.5) * draw(0.75, 1.1, random) + 0.5 + draw(-0.08, 0.08, random);
  scene.subject = gaussian_blur(placed(alpha, size, top, left), draw(0.3, 0.9, random)).clamp(0, 1);
  const auto subject = gaussian_blur(placed(rgb, size, top, left), draw(0.0, 0.5, random)).clamp(0, 1);
  auto ground = scene.background;
  if (draw(0, 1, random) < 0.5) {
    const auto shift = static_cast<std::int64_t>(draw(1, 5, random));
    const auto shadow = gaussian_blur(scene.subject.roll({shift, shift / 2}, {1, 2}), draw(1.5, 4, random));
    ground = ground * (1 - 0.45 * shadow);
  }
  scene.photo = (ground + (subject - ground) * scene.subject).clamp(0, 1);
  scene.subject_name = cutout.name;
  return scene;
}

Scene TrainingData::subject_scene(std::size_t subject, bool heldout, std::int64_t size,
                                  std::mt19937_64& random) const {
  const auto& stored = subjects_[heldout].at(subject);
  const auto height = stored.y.size(0);
  const auto width = stored.y.size(1);
  const auto covered = stored.alpha > 127;
  const auto total = std::max<std::int64_t>(1, covered.sum().item<std::int64_t>());
  const auto largest = std::min(height, width);
  std::int64_t side = largest;
  std::int64_t top = 0;
  std::int64_t left = 0;
  // A crop that has at least half of the subject and shows some of its surroundings; else the last one tried.
  for (int attempt = 0; attempt < 12; ++attempt) {
    side = static_cast<std::int64_t>(draw(0.3, 1, random) * static_cast<double>(largest)) / 2 * 2;
    top = draw_index((height - side) / 2 + 1, random) * 2;
    left = draw_index((width - side) / 2 + 1, random) * 2;
    const auto inside = part(covered, top, left, side, side).sum().item<std::int64_t>();
    const double share = static_cast<double>(inside) / static_cast<double>(side * side);
    if (2 * inside >= total && share > 0.03 && share < 0.75) break;
  }
  Scene scene;
  const auto rgb =
      to_rgb(part(stored.y, top, left, side, side), part(stored.cbcr, top / 2, left / 2, side / 2, side / 2));
  scene.photo = resized(rgb, size, size).clamp(0, 1);
  const auto alpha = part(stored.alpha, top, left, side, side).to(torch::kFloat).unsqueeze(0) / 255;
  scene.subject = resized(alpha, size, size).clamp(0, 1);
  if (draw(0, 1, random) < 0.5) {
    scene.photo = scene.photo.flip(2);
    scene.subject = scene.subject.flip(2);
  }
  scene.photo = scene.photo.contiguous();
  scene.subject = scene.subject.contiguous();
  scene.subject_name = "subject";
  return scene;
}

}  // namespace v4e::training

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/clip_nuisance.h"

#include <torch/torch.h>

#include <vector>

#include "core/base/error.h"
#include "core/training/draw.h"

namespace v4e::training {
namespace {

/// Of one frame: how much larger, and how far it moves, in halves of the picture.
struct CameraMove {
  double scale = 1;
  double right = 0;
  double down = 0;
};

at::Tensor seen_by(const at::Tensor& frames, const std::vector<CameraMove>& moves) {
  auto affine = torch::zeros({frames.size(0), 2, 3});
  for (std::int64_t k = 0; k < frames.size(0); ++k) {
    const auto& move = moves[static_cast<std::size_t>(k)];
    affine[k][0][0] = 1 / move.scale;
    affine[k][1][1] = 1 / move.scale;
    affine[k][0][2] = -move.right;
    affine[k][1][2] = -move.down;
  }
  const auto grid = torch::affine_grid_generator(affine, frames.sizes(), false);
  constexpr std::int64_t kBilinear = 0;
  constexpr std::int64_t kReflect = 2;
  auto seen = torch::grid_sampler(frames, grid, kBilinear, kReflect, false);
  seen[0].copy_(frames[0]);
  return seen;
}

at::Tensor with_shadow(const at::Tensor& frames, std::mt19937_64& random) {
  const auto height = frames.size(2);
  const auto width = frames.size(3);
  const auto rows = torch::linspace(0, 1, height).view({1, height, 1});
  const auto columns = torch::linspace(0, 1, width).view({1, 1, width});
  const double row = draw(0.1, 0.9, random);
  const double start = draw(-0.5, 0.2, random);
  const double way = draw(0.4, 1.0, random);
  const double depth = draw(0.2, 0.5, random);
  auto shaded = frames.clone();
  for (std::int64_t k = 1; k < frames.size(0); ++k) {
    const double share = static_cast<double>(k) / static_cast<double>(frames.size(0) - 1);
    const auto distance = (rows - row).square() * 2 + (columns - start - way * share).square();
    // It comes up, so that the first frame, which has none, is its beginning.
    shaded[k].mul_(1 - depth * std::min(1.0, 2 * share) * torch::exp(-distance / 0.06));
  }
  return shaded;
}

const std::vector<Nuisance>& nuisances() {
  static const std::vector<Nuisance> all{{"zoom", "the camera comes closer"},
                                         {"pan", "the camera pans"},
                                         {"shake", "the camera shakes in the hand"},
                                         {"shadow", "a cloud's shadow passes"},
                                         {"flicker", "the lamp flickers"}};
  return all;
}

}  // namespace

std::vector<std::string> nuisance_captions() {
  std::vector<std::string> captions;
  for (const auto& each : nuisances()) captions.push_back(each.caption);
  return captions;
}

Nuisance draw_nuisance(std::mt19937_64& random) {
  const auto& all = nuisances();
  return all[static_cast<std::size_t>(draw_index(static_cast<std::int64_t>(all.size()), random))];
}

at::Tensor with_nuisance(const at::Tensor& frames, const Nuisance& nuisance, std::mt19937_64& random) {
  const auto count = frames.size(0);
  if (nuisance.name == "shadow") return with_shadow(frames, random);
  if (nuisance.name == "flicker") {
    auto lit = frames.clone();
    for (std::int64_t k = 1; k < count; ++k) lit[k].mul_(1 + draw(-0.12, 0.12, random));
    return lit.clamp(0, 1);
  }
  const double zoom = draw(0.06, 0.25, random);
  const double right = draw(-0.2, 0.2, random);
  const double down = draw(-0.2, 0.2, random);
  std::vector<CameraMove> moves;
  for (std::int64_t k = 0; k < count; ++k) {
    const double share = static_cast<double>(k) / static_cast<double>(count - 1);
    if (nuisance.name == "zoom") {
      moves.push_back({1 + zoom * share, 0, 0});
    } else if (nuisance.name == "pan") {
      moves.push_back({1, right * share, down * share});
    } else {
      V4E_ASSERT(nuisance.name == "shake");
      const double shaken_right = draw(-0.06, 0.06, random);
      moves.push_back({1, shaken_right, draw(-0.06, 0.06, random)});
    }
  }
  return seen_by(frames, moves).clamp(0, 1);
}

}  // namespace v4e::training

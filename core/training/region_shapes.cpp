// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/region_shapes.h"

#include <torch/types.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "core/training/draw.h"
#include "core/training/filters.h"

namespace v4e::training {
namespace {

struct Point {
  double x = 0;
  double y = 0;
};

/// Pixel centres [size, size].
std::array<at::Tensor, 2> pixel_grid(std::int64_t size) {
  const auto axis = torch::arange(size, torch::kFloat) + 0.5;
  return {axis.unsqueeze(0).expand({size, size}), axis.unsqueeze(1).expand({size, size})};
}

/// Distance of each pixel to the line from a to b.
at::Tensor distance_to(const std::array<at::Tensor, 2>& grid, Point a, Point b) {
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  const double length = std::max(dx * dx + dy * dy, 1e-6);
  const auto along = (((grid[0] - a.x) * dx + (grid[1] - a.y) * dy) / length).clamp(0, 1);
  return ((grid[0] - (a.x + along * dx)).square() + (grid[1] - (a.y + along * dy)).square()).sqrt();
}

/// What lies within `radius` of the line, with an edge of one pixel.
at::Tensor stroke(const std::array<at::Tensor, 2>& grid, Point a, Point b, double radius) {
  return (radius + 0.5 - distance_to(grid, a, b)).clamp(0, 1);
}

at::Tensor brushed(std::int64_t size, double radius, int pieces, std::mt19937_64& random) {
  const auto grid = pixel_grid(size);
  const auto extent = static_cast<double>(size);
  Point at{draw(0.15, 0.85, random) * extent, draw(0.15, 0.85, random) * extent};
  double heading = draw(0, 2 * std::numbers::pi, random);
  auto mask = torch::zeros({size, size});
  for (int i = 0; i < pieces; ++i) {
    heading += draw(-1.2, 1.2, random);
    const double length = draw(0.1, 0.3, random) * extent;
    const Point next{std::clamp(at.x + length * std::cos(heading), 0.0, extent),
                     std::clamp(at.y + length * std::sin(heading), 0.0, extent)};
    mask = torch::maximum(mask, stroke(grid, at, next, radius));
    at = next;
  }
  return mask.unsqueeze(0);
}

/// Convex: what lies on the inner side of every edge between neighbours on an ellipse.
at::Tensor polygon(std::int64_t size, std::mt19937_64& random) {
  const auto grid = pixel_grid(size);
  const auto extent = static_cast<double>(size);
  const Point centre{draw(0.25, 0.75, random) * extent, draw(0.25, 0.75, random) * extent};
  const int corners = static_cast<int>(draw(3, 7, random));
  std::vector<double> angles;
  for (int i = 0; i < corners; ++i) {
    angles.push_back((i + draw(0.1, 0.9, random)) * 2 * std::numbers::pi / corners);
  }
  const double wide = draw(0.15, 0.45, random) * extent;
  const double high = draw(0.15, 0.45, random) * extent;
  const auto corner = [&](std::size_t i) {
    const double angle = angles[i % angles.size()];
    return Point{centre.x + wide * std::cos(angle), centre.y + high * std::sin(angle)};
  };
  auto inside = torch::ones({size, size});
  for (std::size_t i = 0; i < angles.size(); ++i) {
    const Point a = corner(i);
    const Point b = corner(i + 1);
    const double length = std::max(std::hypot(b.x - a.x, b.y - a.y), 1e-3);
    const auto depth = ((grid[1] - a.y) * (b.x - a.x) - (grid[0] - a.x) * (b.y - a.y)) / length;
    inside = torch::minimum(inside, (depth + 0.5).clamp(0, 1));
  }
  return inside.unsqueeze(0);
}

/// Corners of the box around what the mask covers: top, left, bottom, right (behind the last pixel).
std::array<std::int64_t, 4> bounds(const at::Tensor& mask) {
  const auto covered = mask[0] > 0.5;
  const auto ends = [](const at::Tensor& any) {
    const auto places = any.nonzero();
    if (places.numel() == 0) return std::array<std::int64_t, 2>{0, any.size(0)};
    return std::array<std::int64_t, 2>{places.min().item<std::int64_t>(),
                                       places.max().item<std::int64_t>() + 1};
  };
  const auto rows = ends(covered.any(1));
  const auto columns = ends(covered.any(0));
  return {rows[0], columns[0], rows[1], columns[1]};
}

at::Tensor box_around(const at::Tensor& mask) {
  const auto [top, left, bottom, right] = bounds(mask);
  auto box = torch::zeros_like(mask);
  box.slice(1, top, bottom).slice(2, left, right).fill_(1);
  return box;
}

at::Tensor ellipse_around(const at::Tensor& mask) {
  const auto [top, left, bottom, right] = bounds(mask);
  const auto grid = pixel_grid(mask.size(2));
  const double high = 0.6 * static_cast<double>(bottom - top) + 1;
  const double wide = 0.6 * static_cast<double>(right - left) + 1;
  const auto from = ((grid[0] - 0.5 * static_cast<double>(left + right)) / wide).square() +
                    ((grid[1] - 0.5 * static_cast<double>(top + bottom)) / high).square();
  return ((1 - from.sqrt()) * std::min(high, wide) + 0.5).clamp(0, 1).unsqueeze(0);
}

bool is_usable(const at::Tensor& region) {
  const double share = region.mean().item<double>();
  return share > 0.01 && share < 0.95;
}

}  // namespace

at::Tensor grown(const at::Tensor& mask, std::int64_t radius) {
  if (radius == 0) return mask;
  const auto largest = [reach = std::abs(radius)](const at::Tensor& planes) {
    return torch::max_pool2d(planes, 2 * reach + 1, 1, reach);
  };
  const auto planes = mask.unsqueeze(0);
  return (radius > 0 ? largest(planes) : 1 - largest(1 - planes)).squeeze(0);
}

at::Tensor drawn_shape(std::int64_t size, std::mt19937_64& random) {
  if (draw(0, 1, random) < 0.5) return polygon(size, random);
  return brushed(size, draw(0.04, 0.12, random) * static_cast<double>(size),
                 static_cast<int>(draw(1, 5, random)), random);
}

at::Tensor marked_damage(std::int64_t size, std::mt19937_64& random) {
  auto mask = torch::zeros({1, size, size});
  const int count = static_cast<int>(draw(1, 4, random));
  for (int i = 0; i < count; ++i) {
    const bool spot = draw(0, 1, random) < 0.3;
    const double radius = draw(1.5, spot ? 7 : 4, random);
    mask =
        torch::maximum(mask, brushed(size, radius, spot ? 1 : static_cast<int>(draw(2, 5, random)), random));
  }
  return mask;
}

at::Tensor half_plane(std::int64_t size, std::mt19937_64& random) {
  const auto grid = pixel_grid(size);
  const bool level = draw(0, 1, random) < 0.7;
  const double angle = level ? draw(-0.15, 0.15, random) : draw(0, 2 * std::numbers::pi, random);
  const double offset = draw(-0.25, 0.25, random) * static_cast<double>(size);
  const double middle = 0.5 * static_cast<double>(size);
  const auto depth = (grid[1] - middle) * std::cos(angle) - (grid[0] - middle) * std::sin(angle) - offset;
  const double soft = draw(0.5, 4, random);
  const auto side = (depth / (2 * soft) + 0.5).clamp(0, 1).unsqueeze(0);
  return draw(0, 1, random) < 0.6 ? 1 - side : side;
}

at::Tensor wrong_outline(const at::Tensor& mask, std::mt19937_64& random) {
  const double kind = draw(0, 1, random);
  if (kind < 0.4) return grown(mask, static_cast<std::int64_t>(std::lround(draw(-3, 8, random))));
  if (kind < 0.6) return box_around(mask);
  if (kind < 0.75) return ellipse_around(mask);
  if (kind < 0.9) {
    const auto hole =
        brushed(mask.size(2), draw(0.02, 0.06, random) * static_cast<double>(mask.size(2)), 2, random);
    return mask * (1 - hole);
  }
  return gaussian_blur(mask, draw(1, 4, random)).clamp(0, 1);
}

at::Tensor random_region(const at::Tensor& subject, std::int64_t size, std::mt19937_64& random) {
  for (int attempt = 0; attempt < 8; ++attempt) {
    const double kind = subject.defined() ? draw(0, 1, random) : draw(0.7, 1, random);
    auto region = kind < 0.4   ? subject
                  : kind < 0.7 ? wrong_outline(subject, random)
                  : kind < 0.9 ? drawn_shape(size, random)
                               : half_plane(size, random);
    if (is_usable(region)) return region;
  }
  return half_plane(size, random);
}

}  // namespace v4e::training

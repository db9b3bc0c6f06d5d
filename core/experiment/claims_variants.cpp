// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/claims_variants.h"

#include <algorithm>
#include <numeric>
#include <random>

#include "core/base/error.h"
#include "core/training/draw.h"
#include "core/training/seeds.h"

namespace v4e::training {
namespace {

const std::map<std::string, char>& groups() {
  static const std::map<std::string, char> table{
      {"night", 'A'},    {"fog", 'A'},    {"snow", 'A'},        {"warm", 'A'},     {"cool", 'A'},
      {"brighter", 'A'}, {"darker", 'A'}, {"bgblur", 'A'},      {"remove", 'A'},   {"cast", 'B'},
      {"sepia", 'B'},    {"bw", 'B'},     {"vivid", 'B'},       {"bgcolour", 'B'}, {"recolour", 'B'},
      {"sketch", 'C'},   {"oil", 'C'},    {"watercolour", 'C'}, {"cartoon", 'C'},  {"restore", 'C'},
      {"colourise", 'C'}};
  return table;
}

}  // namespace

char group_of(const std::string& effect_id) {
  const auto found = groups().find(effect_id);
  if (found == groups().end()) throw Error(ErrorCode::InvalidArgument, "no group of edits has " + effect_id);
  return found->second;
}

std::vector<Effect> claims_variants(const std::map<std::string, std::vector<std::string>>& colours) {
  std::vector<Effect> variants;
  std::size_t coloured = 0;
  for (const auto& effect : effects()) {
    if (!groups().contains(effect.id) || !effect.spoken()) continue;
    if (!effect.colour.empty()) {
      const auto wanted = colours.find(effect.id);
      if (wanted == colours.end() || std::ranges::find(wanted->second, effect.colour) == wanted->second.end())
        continue;
      ++coloured;
    }
    variants.push_back(effect);
  }
  std::size_t asked = 0;
  for (const auto& [id, names] : colours) asked += names.size();
  if (coloured != asked)
    throw Error(ErrorCode::InvalidArgument,
                "colours names an edit or a colour that instructions do not ask for");
  return variants;
}

std::vector<std::size_t> stratified_order(std::size_t variants, std::size_t count, std::uint64_t seed) {
  V4E_ASSERT(variants > 0);
  std::vector<std::size_t> order;
  std::vector<std::size_t> block(variants);
  for (std::uint64_t round = 0; order.size() < count; ++round) {
    std::iota(block.begin(), block.end(), std::size_t{0});
    std::mt19937_64 random(mixed_seed(seed, round));
    // Not std::shuffle(), whose result differs from library to library.
    for (std::size_t i = variants; i > 1; --i) std::swap(block[i - 1], block[random() % i]);
    order.insert(order.end(), block.begin(), block.end());
  }
  order.resize(count);
  return order;
}

}  // namespace v4e::training

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/split.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/base/content_hash.h"
#include "core/base/error.h"

namespace v4e {
namespace {

/// 0 … 1, the same on every machine.
double place_of(const std::string& group) {
  Sha256 hash;
  hash.update(group.data(), group.size());
  constexpr std::size_t kDigits = 13;  // 52 bits: exact in a double
  return static_cast<double>(std::stoull(hash.finish().substr(0, kDigits), nullptr, 16)) /
         std::exp2(4 * static_cast<double>(kDigits));
}

const std::string& group_of(const PairRecord& pair) {
  return pair.group.empty() ? pair.id : pair.group;
}

bool is_split(const std::string& name) {
  return name == "train" || name == "val" || name == "test";
}

/// Which part each group goes to; `groups` ascending by hash.
std::map<std::string, std::string> parts_of(const std::vector<std::pair<double, std::string>>& groups,
                                            const SplitOptions& options) {
  std::map<std::string, std::string> parts;
  for (const auto& [place, group] : groups) {
    parts[group] = place >= 1 - options.test                 ? "test"
                   : place >= 1 - options.test - options.val ? "val"
                                                             : "train";
  }
  if (groups.size() < 3) return parts;
  // Small sets: the groups next to the border.
  const auto has = [&](const char* name) {
    return std::ranges::any_of(parts, [&](const auto& part) { return part.second == name; });
  };
  if (options.test > 0 && !has("test")) parts[groups.back().second] = "test";
  if (options.val > 0 && !has("val")) {
    const auto last = std::find_if(groups.rbegin(), groups.rend(),
                                   [&](const auto& group) { return parts[group.second] != "test"; });
    if (last != groups.rend()) parts[last->second] = "val";
  }
  return parts;
}

}  // namespace

void SplitOptions::validate() const {
  const bool shares = val >= 0 && test >= 0 && val + test < 1;
  if (!shares)
    throw Error(ErrorCode::InvalidArgument,
                "the shares of val and test must be 0 or more, and less than 1 "
                "together");
  if (!(fraction > 0 && fraction <= 1))
    throw Error(ErrorCode::InvalidArgument, "the fraction to train on must be above 0 and at most 1");
}

std::vector<PairRecord> split_pairs(std::vector<PairRecord> pairs, const SplitOptions& options) {
  options.validate();
  std::map<std::string, double> places;
  for (const auto& pair : pairs) {
    const auto& group = group_of(pair);
    if (!places.contains(group)) places[group] = place_of(group);
  }
  std::ranges::stable_sort(pairs, [&](const auto& a, const auto& b) {
    return std::pair(places[group_of(a)], group_of(a)) < std::pair(places[group_of(b)], group_of(b));
  });
  std::vector<std::pair<double, std::string>> groups;
  for (const auto& [group, place] : places) groups.emplace_back(place, group);
  std::ranges::sort(groups);
  const auto parts = parts_of(groups, options);
  for (auto& pair : pairs) {
    if (!options.keep_given || !is_split(pair.split)) pair.split = parts.at(group_of(pair));
  }
  const auto to_train = std::ranges::count(pairs, "train", &PairRecord::split);
  auto room = static_cast<std::int64_t>(std::ceil(options.fraction * static_cast<double>(to_train)));
  std::erase_if(pairs, [&](const PairRecord& pair) { return pair.split == "train" && room-- <= 0; });
  return pairs;
}

}  // namespace v4e

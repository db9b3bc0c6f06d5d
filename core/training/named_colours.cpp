// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/named_colours.h"

#include <array>
#include <map>

#include "core/base/error.h"
#include "core/training/filters.h"

namespace v4e::training {

const std::vector<std::string>& tint_colours() {
  static const std::vector<std::string> names{"red",  "orange", "yellow", "green",
                                              "cyan", "blue",   "purple", "pink"};
  return names;
}

const std::vector<std::string>& spoken_colours() {
  static const std::vector<std::string> names = [] {
    auto all = tint_colours();
    all.insert(all.end(), {"white", "black", "grey", "brown"});
    return all;
  }();
  return names;
}

const std::vector<std::string>& object_colours() {
  static const std::vector<std::string> names = [] {
    auto all = spoken_colours();
    all.insert(all.end(), {"beige", "turquoise", "navy", "teal", "gold", "olive", "maroon", "magenta"});
    return all;
  }();
  return names;
}

const std::vector<std::pair<std::string, std::string>>& gradient_colours() {
  static const std::vector<std::pair<std::string, std::string>> pairs = [] {
    std::vector<std::pair<std::string, std::string>> all;
    const auto& names = object_colours();
    // Each colour with two others, so that every word is met above and below.
    for (std::size_t i = 0; i < names.size(); ++i) {
      for (const std::size_t step : {3, 7}) all.emplace_back(names[i], names[(i + step) % names.size()]);
    }
    return all;
  }();
  return pairs;
}

at::Tensor named_colour(const std::string& name, const at::Tensor& like) {
  static const std::map<std::string, std::array<double, 3>> values{
      {"red", {0.85, 0.12, 0.12}},    {"orange", {0.95, 0.55, 0.10}},    {"yellow", {0.95, 0.88, 0.15}},
      {"green", {0.15, 0.65, 0.20}},  {"cyan", {0.15, 0.80, 0.85}},      {"blue", {0.12, 0.30, 0.85}},
      {"purple", {0.55, 0.18, 0.75}}, {"pink", {0.97, 0.55, 0.75}},      {"white", {0.97, 0.97, 0.97}},
      {"black", {0.05, 0.05, 0.05}},  {"grey", {0.55, 0.55, 0.55}},      {"brown", {0.45, 0.27, 0.12}},
      {"beige", {0.90, 0.83, 0.68}},  {"turquoise", {0.22, 0.80, 0.70}}, {"navy", {0.08, 0.12, 0.40}},
      {"teal", {0.08, 0.48, 0.50}},   {"gold", {0.85, 0.68, 0.20}},      {"olive", {0.45, 0.48, 0.15}},
      {"maroon", {0.48, 0.08, 0.15}}, {"magenta", {0.88, 0.12, 0.65}}};
  const auto found = values.find(name);
  if (found == values.end()) throw Error(ErrorCode::InvalidArgument, "no colour is called " + name);
  return colour(found->second[0], found->second[1], found->second[2], like);
}

}  // namespace v4e::training

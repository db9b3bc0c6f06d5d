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

const std::vector<std::string>& object_colours() {
  static const std::vector<std::string> names = [] {
    auto all = tint_colours();
    all.insert(all.end(), {"white", "black", "grey"});
    return all;
  }();
  return names;
}

at::Tensor named_colour(const std::string& name, const at::Tensor& like) {
  static const std::map<std::string, std::array<double, 3>> values{
      {"red", {0.85, 0.12, 0.12}},    {"orange", {0.95, 0.55, 0.10}}, {"yellow", {0.95, 0.88, 0.15}},
      {"green", {0.15, 0.65, 0.20}},  {"cyan", {0.15, 0.80, 0.85}},   {"blue", {0.12, 0.30, 0.85}},
      {"purple", {0.55, 0.18, 0.75}}, {"pink", {0.97, 0.55, 0.75}},   {"white", {0.97, 0.97, 0.97}},
      {"black", {0.05, 0.05, 0.05}},  {"grey", {0.55, 0.55, 0.55}}};
  const auto found = values.find(name);
  if (found == values.end()) throw Error(ErrorCode::InvalidArgument, "no colour is called " + name);
  return colour(found->second[0], found->second[1], found->second[2], like);
}

}  // namespace v4e::training

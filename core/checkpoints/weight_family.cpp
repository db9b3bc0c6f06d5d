// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/weight_family.h"

namespace v4e {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// What the wildcards of `pattern` stand for in `name`; empty optional if it does not match.
std::optional<std::vector<std::string_view>> match(std::string_view pattern, std::string_view name) {
  std::vector<std::string_view> found;
  std::size_t at = 0;
  for (const char c : pattern) {
    if (c == '*') {
      if (at == name.size()) return std::nullopt;
      found.push_back(name.substr(at));
      return found;
    }
    if (c == '#') {
      const std::size_t begin = at;
      while (at < name.size() && is_digit(name[at])) ++at;
      if (at == begin) return std::nullopt;
      found.push_back(name.substr(begin, at - begin));
    } else if (at == name.size() || name[at++] != c) {
      return std::nullopt;
    }
  }
  if (at != name.size()) return std::nullopt;
  return found;
}

std::string fill(std::string_view pattern, const std::vector<std::string_view>& values) {
  std::string name;
  std::size_t next = 0;
  for (const char c : pattern) {
    if (c == '#' || c == '*') {
      name += values.at(next++);
    } else {
      name += c;
    }
  }
  return name;
}

}  // namespace

std::string_view part_text(ModelPart part) {
  switch (part) {
    case ModelPart::Transformer:
      return "a transformer";
    case ModelPart::TextEncoder:
      return "a text encoder";
    case ModelPart::Vae:
      return "a VAE";
    case ModelPart::ImageEncoder:
      return "an image encoder";
  }
  return "";
}

std::optional<std::string> model_name(const KeyRule& rule, std::string_view stored) {
  const auto values = match(rule.stored, stored);
  if (!values) return std::nullopt;
  return rule.model.empty() ? std::string() : fill(rule.model, *values);
}

std::optional<std::string> stored_name(const KeyRule& rule, std::string_view model) {
  if (rule.model.empty() || rule.row_parts > 1) return std::nullopt;
  const auto values = match(rule.model, model);
  if (!values) return std::nullopt;
  return fill(rule.stored, *values);
}

}  // namespace v4e

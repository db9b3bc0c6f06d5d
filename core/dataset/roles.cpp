// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/roles.h"

#include <array>

namespace v4e {
namespace {

struct RoleNames {
  std::string_view role;
  std::vector<std::string_view> names;  ///< the likeliest first
};

/// As InstructPix2Pix, MagicBrush, UltraEdit, OmniEdit, ImgEdit and ChronoEdit call them, and people.
const std::array<RoleNames, 13> kRoles{{
    {"source",
     {"source", "source_image", "source_img", "src", "src_img", "src_image", "original_image", "original",
      "input_image", "input_img", "input", "before", "photo", "0"}},
    {"target",
     {"target", "target_image", "target_img", "tgt", "dst", "dst_img", "edited_image", "edited_img", "edited",
      "output_image", "output_img", "output", "after", "edit_image", "1"}},
    {"mask", {"mask", "mask_image", "mask_img"}},
    {"video", {"video", "video_path", "file_name"}},
    {"instruction",
     {"instruction", "instructions", "edit_prompt", "edit_instruction", "edited_prompt_list", "edit",
      "prompt", "text"}},
    {"evolution", {"evolution", "evolution_prompt"}},
    {"id", {"id", "key", "uid", "omni_edit_id", "image_id"}},
    {"kind", {"kind", "task", "edit_type", "type"}},
    {"group", {"group", "img_id"}},
    {"split", {"split"}},
    {"licence", {"licence", "license"}},
    {"origin", {"origin", "url"}},
    {"scores", {"scores"}},
}};

/// A text, or the first of a list or of a map of languages.
std::vector<std::string> texts_of(const nlohmann::json& value) {
  std::vector<std::string> texts;
  if (value.is_string() && !value.get_ref<const std::string&>().empty()) texts.push_back(value.get<std::string>());
  if (value.is_array() || value.is_object()) {
    for (const auto& item : value) {
      if (item.is_string() && !item.get_ref<const std::string&>().empty()) texts.push_back(item.get<std::string>());
    }
  }
  return texts;
}

std::string text_of(const nlohmann::json& value) {
  if (value.is_number()) return value.dump();
  if (value.is_object() && value.contains("en")) return text_of(value["en"]);
  const auto texts = texts_of(value);
  return texts.empty() ? std::string() : texts.front();
}

}  // namespace

Roles roles_of(const nlohmann::json& object, const Roles& given) {
  Roles roles;
  for (const auto& [role, names] : kRoles) {
    const std::string name(role);
    if (const auto chosen = given.find(name); chosen != given.end()) {
      if (object.contains(chosen->second)) roles[name] = chosen->second;
      continue;
    }
    for (const auto guess : names) {
      if (!object.contains(std::string(guess))) continue;
      roles[name] = guess;
      break;
    }
  }
  return roles;
}

std::vector<std::string> names_of_role(std::string_view role) {
  for (const auto& known : kRoles) {
    if (known.role == role) return {known.names.begin(), known.names.end()};
  }
  return {};
}

PairRecord described_record(const nlohmann::json& object, const Roles& roles) {
  const auto value = [&](const char* role) -> const nlohmann::json& {
    static const nlohmann::json nothing;
    const auto name = roles.find(role);
    return name == roles.end() ? nothing : object.at(name->second);
  };
  PairRecord record;
  record.id = text_of(value("id"));
  record.instructions = texts_of(value("instruction"));
  record.evolution = text_of(value("evolution"));
  record.kind = text_of(value("kind"));
  record.group = text_of(value("group"));
  record.licence = text_of(value("licence"));
  record.origin = text_of(value("origin"));
  record.split = text_of(value("split"));
  const auto& scores = value("scores");
  if (scores.is_object()) {
    for (const auto& [name, score] : scores.items()) {
      if (score.is_number()) record.scores[name] = score.get<double>();
    }
  }
  return record;
}

}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/lora_texts.h"

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/checkpoints/checkpoint.h"

namespace v4e {
namespace {

std::vector<std::string> listed(const std::map<std::string, std::string>& metadata, const char* key,
                                const std::filesystem::path& file) {
  const auto found = metadata.find(key);
  if (found == metadata.end()) return {};
  std::vector<std::string> texts;
  for (const auto& text : parse_json(found->second, file.string() + ": " + key)) {
    if (!text.is_string())
      throw Error(ErrorCode::FileMalformed, file.string() + ": " + key + " must be a list of texts");
    texts.push_back(text.get<std::string>());
  }
  return texts;
}

}  // namespace

std::vector<LoraText> lora_texts(const std::filesystem::path& file) {
  const auto reader = open_checkpoint(file);
  std::vector<LoraText> texts;
  for (const auto& text : listed(reader->metadata(), kLoraTexts, file)) texts.push_back({text, text});
  if (texts.empty()) return {};
  const std::string taught = texts.front().text;
  for (const auto& name : listed(reader->metadata(), kLoraNames, file)) texts.push_back({name, taught});
  return texts;
}

}  // namespace v4e

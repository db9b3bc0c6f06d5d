// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/lora_texts.h"

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/checkpoints/checkpoint.h"

namespace v4e {

std::vector<std::string> lora_texts(const std::filesystem::path& file) {
  const auto reader = open_checkpoint(file);
  const auto found = reader->metadata().find(kLoraTexts);
  if (found == reader->metadata().end()) return {};
  const auto list = parse_json(found->second, file.string() + ": " + kLoraTexts);
  std::vector<std::string> texts;
  for (const auto& text : list) {
    if (!text.is_string())
      throw Error(ErrorCode::FileMalformed, file.string() + ": " + kLoraTexts + " must be a list of texts");
    texts.push_back(text.get<std::string>());
  }
  return texts;
}

}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizers/tokenizer_json.h"

#include <set>

#include "core/base/atomic_file.h"
#include "core/base/base64.h"
#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/base/stand_in.h"

namespace v4e {
namespace {

constexpr std::size_t kMostBytes = 256U << 20U;

/// The table of characters, which may be one of several steps.
std::string characters_of(const nlohmann::json& normalizer, const std::string& origin) {
  if (!normalizer.is_object()) return {};
  const auto type = normalizer.value("type", std::string());
  if (type == "Sequence") {
    for (const auto& step : normalizer.at("normalizers")) {
      if (std::string found = characters_of(step, origin); !found.empty()) return found;
    }
    return {};
  }
  if (type != "Precompiled") return {};
  const auto table = from_base64(normalizer.at("precompiled_charsmap").get_ref<const std::string&>());
  if (!table)
    throw Error(ErrorCode::FileMalformed, origin + ": its table of characters is no Base64; fetch it again");
  return *table;
}

bool is_byte(const std::string& text) {
  return text.size() == 6 && text.starts_with("<0x") && text.back() == '>';
}

UnigramVocabulary vocabulary_in(const nlohmann::json& json, const std::string& origin) {
  const auto& model = json.at("model");
  if (model.value("type", std::string()) != "Unigram")
    throw Error(ErrorCode::Unsupported,
                origin + ": a tokenizer of another kind than UMT5's; put its spiece.model here");
  std::set<std::string> special;
  if (json.contains("added_tokens")) {
    for (const auto& token : json.at("added_tokens")) special.insert(token.at("content").get<std::string>());
  }
  UnigramVocabulary vocabulary;
  vocabulary.unknown_id = model.at("unk_id").get<std::int64_t>();
  const bool has_bytes = model.value("byte_fallback", false);
  for (const auto& entry : model.at("vocab")) {
    UnigramVocabulary::Piece piece{entry.at(0).get<std::string>(), entry.at(1).get<float>()};
    const auto id = static_cast<std::int64_t>(vocabulary.pieces.size());
    if (id == vocabulary.unknown_id) {
      piece.kind = UnigramVocabulary::kUnknown;
    } else if (has_bytes && is_byte(piece.text)) {
      piece.kind = UnigramVocabulary::kByte;
    } else if (special.contains(piece.text)) {
      piece.kind = UnigramVocabulary::kControl;  // found in text by what reads the list of special tokens
    }
    if (piece.text == "</s>") vocabulary.eos_id = id;
    if (piece.text == "<pad>") vocabulary.pad_id = id;
    vocabulary.pieces.push_back(std::move(piece));
  }
  vocabulary.characters = characters_of(json.value("normalizer", nlohmann::json()), origin);
  return vocabulary;
}

}  // namespace

UnigramVocabulary read_tokenizer_json(const std::filesystem::path& file) {
  const std::string text = read_file(file, kMostBytes);
  refuse_stand_in(file, text);
  try {
    return vocabulary_in(parse_json(text, file.string()), file.string());
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::FileMalformed,
                file.string() + ": not a tokenizer of Hugging Face's: " + error.what());
  }
}

}  // namespace v4e

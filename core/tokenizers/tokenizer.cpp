// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokenizers/tokenizer.h"

#include <sentencepiece_processor.h>

#include <algorithm>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/base/stand_in.h"
#include "core/tokenizers/prompt_cleaning.h"
#include "core/tokenizers/tokenizer_json.h"

namespace v4e {
namespace {

constexpr std::size_t kMaxModelBytes = 64U << 20U;
constexpr std::size_t kMaxPromptBytes = 1U << 20U;

using SpecialTokens = std::vector<std::pair<std::string, std::int64_t>>;

SpecialTokens read_special_tokens(const std::filesystem::path& file) {
  const auto json = read_json_file(file, kMaxModelBytes);
  SpecialTokens result;
  try {
    if (!json.contains("added_tokens")) return result;
    for (const auto& token : json.at("added_tokens")) {
      const std::string content = token.at("content");
      if (!content.empty()) result.emplace_back(content, token.at("id").get<std::int64_t>());
    }
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::FileMalformed, file.filename().string() + ": added_tokens: " + error.what());
  }
  return result;
}

}  // namespace

struct Tokenizer::Model {
  sentencepiece::SentencePieceProcessor pieces;
  SpecialTokens special_tokens;
};

Tokenizer::Tokenizer(std::unique_ptr<Model> model) : model_(std::move(model)) {}
Tokenizer::~Tokenizer() = default;
Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;

Tokenizer Tokenizer::from_bytes(std::string_view bytes, const std::string& origin) {
  auto model = std::make_unique<Model>();
  const auto status = model->pieces.LoadFromSerializedProto(bytes);
  if (!status.ok()) {
    throw Error(ErrorCode::FileMalformed, origin + ": not a SentencePiece model, or cut; fetch it again (" + status.ToString() + ")");
  }
  Tokenizer result(std::move(model));
  if (result.vocabulary_size() < 3) throw Error(ErrorCode::FileMalformed, origin + ": has no vocabulary");
  return result;
}

Tokenizer Tokenizer::open_model(const std::filesystem::path& spiece_model) {
  const std::string bytes = read_file(spiece_model, kMaxModelBytes);
  refuse_stand_in(spiece_model, bytes);
  return from_bytes(bytes, spiece_model.string());
}

bool Tokenizer::is_in(const std::filesystem::path& folder) {
  return std::filesystem::exists(folder / "spiece.model") ||
         std::filesystem::exists(folder / "tokenizer.json");
}

Tokenizer Tokenizer::open(const std::filesystem::path& folder) {
  if (!is_in(folder)) {
    throw Error(ErrorCode::FileUnreadable, "the tokenizer's spiece.model is missing in " + folder.string());
  }
  const auto json = folder / "tokenizer.json";
  Tokenizer result = std::filesystem::exists(folder / "spiece.model")
                         ? open_model(folder / "spiece.model")
                         : from_bytes(read_tokenizer_json(json).sentencepiece_model(), json.string());
  if (std::filesystem::exists(json)) {
    result.model_->special_tokens = read_special_tokens(json);
    for (const auto& [text, id] : result.model_->special_tokens) {
      if (id < 0 || id >= result.vocabulary_size()) {
        throw Error(ErrorCode::FileMalformed, "tokenizer.json: special token " + text + " has id " +
                                                  std::to_string(id) + ", which is not in the vocabulary");
      }
    }
  }
  return result;
}

std::int64_t Tokenizer::vocabulary_size() const {
  return model_->pieces.GetPieceSize();
}

std::vector<std::int64_t> Tokenizer::encode_clean(std::string_view text) const {
  std::vector<std::int64_t> result;
  const auto add_text = [&](std::string_view part) {
    const std::vector<int> ids = model_->pieces.EncodeAsIds(part);
    result.insert(result.end(), ids.begin(), ids.end());
  };
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size();) {
    const std::pair<std::string, std::int64_t>* longest = nullptr;
    for (const auto& token : model_->special_tokens) {
      const bool matches = text.substr(i, token.first.size()) == token.first;
      if (matches && (longest == nullptr || token.first.size() > longest->first.size())) longest = &token;
    }
    if (longest == nullptr) {
      ++i;
      continue;
    }
    add_text(text.substr(start, i - start));
    result.push_back(longest->second);
    start = i += longest->first.size();
  }
  add_text(text.substr(start));
  return result;
}

TokenizedText Tokenizer::encode(std::string_view prompt, std::int64_t max_length) const {
  if (max_length < 1) throw Error(ErrorCode::InvalidArgument, "tokenizer: max_length must be at least 1");
  if (prompt.size() > kMaxPromptBytes) {
    throw Error(ErrorCode::InvalidArgument,
                "the prompt has " + std::to_string(prompt.size()) + " bytes; at most 1 MB is accepted");
  }
  TokenizedText result{.token_ids = encode_clean(clean_prompt(prompt)), .attention_mask = {}, .length = 0};
  auto& ids = result.token_ids;
  const auto limit = static_cast<std::size_t>(max_length);
  if (ids.size() > limit - 1) ids.resize(limit - 1);
  ids.push_back(eos_id());
  result.length = static_cast<std::int64_t>(ids.size());
  result.attention_mask.assign(ids.size(), 1);
  ids.resize(limit, pad_id());
  result.attention_mask.resize(limit, 0);
  return result;
}

std::string Tokenizer::decode(const std::vector<std::int64_t>& token_ids) const {
  std::vector<int> ids;
  for (const std::int64_t id : token_ids) {
    if (id < 0 || id >= vocabulary_size()) {
      throw Error(ErrorCode::InvalidArgument, "token id " + std::to_string(id) + " is not in the vocabulary");
    }
    ids.push_back(static_cast<int>(id));
  }
  return model_->pieces.DecodeIds(ids);
}

}  // namespace v4e

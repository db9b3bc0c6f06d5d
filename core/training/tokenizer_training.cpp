// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/tokenizer_training.h"

#include <sentencepiece_trainer.h>

#include <unordered_map>

#include "core/base/atomic_file.h"
#include "core/base/error.h"

namespace v4e::training {

namespace {

class TextIterator : public sentencepiece::SentenceIterator {
 public:
  explicit TextIterator(const std::vector<std::string>& texts) : texts_(texts) {}
  [[nodiscard]] bool done() const override { return at_ >= texts_.size(); }
  void Next() override { ++at_; }
  [[nodiscard]] const std::string& value() const override { return texts_[at_]; }
  [[nodiscard]] sentencepiece::util::Status status() const override { return {}; }

 private:
  const std::vector<std::string>& texts_;
  std::size_t at_ = 0;
};

}  // namespace

void train_tokenizer(const std::vector<std::string>& texts, std::int64_t vocabulary_size,
                     const std::filesystem::path& model_file) {
  const std::unordered_map<std::string, std::string> options{
      {"model_type", "unigram"},
      {"vocab_size", std::to_string(vocabulary_size)},
      {"hard_vocab_limit", "false"},
      {"pad_id", "0"},
      {"eos_id", "1"},
      {"unk_id", "2"},
      {"bos_id", "-1"},
      {"byte_fallback", "true"},
      {"character_coverage", "1.0"},
      {"normalization_rule_name", "nmt_nfkc"},
      {"num_threads", "2"},
      {"minloglevel", "2"},
  };
  std::string serialised;
  TextIterator iterator(texts);
  const auto status = sentencepiece::SentencePieceTrainer::Train(options, &iterator, &serialised);
  if (!status.ok()) throw Error(ErrorCode::Internal, "the tokenizer cannot be trained: " + status.ToString());
  AtomicFile file(model_file);
  file.write(serialised);
  file.commit();
}

}  // namespace v4e::training

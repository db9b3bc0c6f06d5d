// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/encode_dataset.h"

#include <ATen/ATen.h>

#include <cstring>
#include <map>
#include <span>
#include <vector>

#include "core/base/content_hash.h"
#include "core/base/error.h"
#include "core/training/pairs/encoded_set.h"
#include "core/training/pairs/model_identity.h"
#include "core/training/pairs/pair_encoder.h"

namespace v4e {
namespace {

using training::EncodedShard;

/// [H, W, C] uint8, or [H, W] of one channel.
at::Tensor bytes_of(const Image& image) {
  at::Tensor tensor = at::empty({image.height(), image.width(), image.channels()}, at::kByte);
  std::memcpy(tensor.mutable_data_ptr(), image.data(), image.size_bytes());
  return image.channels() == 1 ? tensor.squeeze(2) : tensor;
}

nlohmann::json identity_of(const EncodeOptions& options, Components& components,
                           const PairExtension* extension) {
  nlohmann::json json{{"model", options.model_name},
                      {"encoders", training::encoder_identity(components.paths())},
                      {"area_px", options.prepare.area_px},
                      {"clean_outside", options.prepare.clean_outside},
                      {"views", options.views},
                      {"shard_pairs", options.shard_pairs}};
  if (extension) json["extension"] = extension->identity();
  return json;
}

/// What the edit may be asked for with.
std::vector<std::string> texts_of(const PairRecord& record) {
  std::vector<std::string> texts = record.instructions;
  if (!record.evolution.empty()) texts.push_back(record.evolution);
  return texts;
}

std::string fingerprint_of(std::span<const PairRecord> records) {
  Sha256 hash;
  const auto add = [&hash](const std::string& text) {
    hash.update(text.data(), text.size());
    hash.update("\0", 1);
  };
  for (const auto& record : records) {
    add(record.id);
    add(record.split);
    for (const auto& text : texts_of(record)) add(text);
    for (const auto* place : {&record.source, &record.target, &record.mask}) {
      add(place->text());
      add(PictureStore::fingerprint(*place));
    }
  }
  return hash.finish();
}

/// Of a pair's own faults, not of the program's or the model's.
bool is_of_the_pair(ErrorCode code) {
  return code == ErrorCode::InvalidArgument || code == ErrorCode::FileUnreadable ||
         code == ErrorCode::FileMalformed || code == ErrorCode::Unsupported;
}

/// Fills one shard after the other.
class ShardEncoder {
 public:
  ShardEncoder(Components& components, const EncodeOptions& options, PairExtension* extension)
      : pipeline_(components), encoder_(components, pipeline_), options_(options), extension_(extension) {
    options_.prepare.block_px = static_cast<int>(encoder_.block_px());
  }

  [[nodiscard]] EncodedShard encode(std::span<const PairRecord> records, const RunContext& context) {
    EncodedShard shard;
    for (const auto& record : records) add_pair(record, shard, context);
    return shard;
  }

 private:
  /// A pair that cannot be used goes to the shard's list of those, with the reason.
  void add_pair(const PairRecord& record, EncodedShard& shard, const RunContext& context) {
    context.check();
    const int views = record.split == "train" ? options_.views : 1;
    std::vector<PreparedPair> prepared;
    try {
      const AlignedPair pair = open_pair(record, store_, context);
      for (int view = 0; view < views; ++view)
        prepared.push_back(prepare_pair(pair, view, options_.prepare, context));
      for (const auto& note : pair.notes) shard.notes.push_back({record.id, note});
    } catch (const Error& error) {
      if (!is_of_the_pair(error.code())) throw;
      shard.rejected.push_back({record.id, error.what()});
      return;
    }
    for (std::size_t view = 0; view < prepared.size(); ++view) {
      if (!prepared[view].source.empty()) add_view(record, view, prepared[view], shard, context);
    }
  }

  void add_view(const PairRecord& record, std::size_t view, const PreparedPair& prepared, EncodedShard& shard,
                const RunContext& context) {
    const training::PairPictures pictures{
        .source = bytes_of(prepared.source),
        .target = bytes_of(prepared.target),
        .mask = prepared.mask.empty() ? at::Tensor() : bytes_of(prepared.mask)};
    EncodedShard::Item item;
    item.pair = encoder_.encode(pictures, context);
    item.entry = {.id = view == 0 ? record.id : record.id + "#" + std::to_string(view),
                  .split = record.split,
                  .texts = texts_of(record),
                  .height = item.pair.target.size(2),
                  .width = item.pair.target.size(3),
                  .frames = item.pair.target.size(1)};
    if (record.split != "train") item.pixels = at::stack({pictures.source, pictures.target});
    for (const auto& text : item.entry.texts) shard.texts[text] = text_states(text, context);
    shard.items.push_back(std::move(item));
    if (extension_ && record.split == "train") extension_->extend(record, pictures, shard, context);
  }

  at::Tensor text_states(const std::string& text, const RunContext& context) {
    // A look has the same words for all its pairs; free instructions would fill the memory.
    constexpr std::size_t kMostKept = 256;
    if (const auto found = texts_.find(text); found != texts_.end()) return found->second;
    if (texts_.size() >= kMostKept) texts_.clear();
    return texts_[text] = encoder_.encode_text(text, context);
  }

  PictureStore store_;
  VideoPipeline pipeline_;
  training::PairEncoder encoder_;
  EncodeOptions options_;
  PairExtension* extension_;
  std::map<std::string, at::Tensor> texts_;
};

}  // namespace

void EncodeOptions::validate() const {
  split.validate();
  if (views < 1 || views > 64) throw Error(ErrorCode::InvalidArgument, "the views of a pair must be 1 to 64");
  if (shard_pairs < 1 || shard_pairs > 100000)
    throw Error(ErrorCode::InvalidArgument, "the pairs of a shard must be 1 to 100000");
  if (part >= part_count)
    throw Error(ErrorCode::InvalidArgument, "a part of a set must be below the number of parts");
  if (prepare.area_px < 256)
    throw Error(ErrorCode::InvalidArgument, "the area of pictures must be at least 256 pixels");
}

EncodeReport encode_dataset(const Dataset& dataset, Components& components,
                            const std::filesystem::path& folder, EncodeOptions options,
                            const RunContext& context, const std::function<void(const std::string&)>& say,
                            PairExtension* extension) {
  options.validate();
  const auto records = split_pairs(dataset.pairs, options.split);
  ShardEncoder encoder(components, options, extension);
  training::EncodedSetWriter writer(folder, identity_of(options, components, extension));
  EncodeReport report;
  report.pairs = records.size();
  const std::size_t size = options.shard_pairs;
  report.shards = (records.size() + size - 1) / size;
  for (std::size_t shard = options.part; shard < report.shards; shard += options.part_count) {
    const auto part = std::span(records).subspan(shard * size, std::min(size, records.size() - shard * size));
    const auto fingerprint = fingerprint_of(part);
    std::string line = "shard " + std::to_string(shard + 1) + " of " + std::to_string(report.shards) + ": ";
    if (writer.has(shard, fingerprint)) {
      ++report.shards_there;
      say(line + "is there");
      continue;
    }
    const auto content = encoder.encode(part, context);
    writer.write(shard, fingerprint, content);
    say(line + std::to_string(content.items.size()) + " encoded, " + std::to_string(content.rejected.size()) +
        " pairs left out");
  }
  report.finished = options.part_count == 1 || writer.is_complete(report.shards);
  if (!report.finished) return report;
  writer.finish(report.shards);
  const training::EncodedSet set(folder);
  report.encoded = set.entries().size();
  report.rejected = set.rejected().size();
  return report;
}

}  // namespace v4e

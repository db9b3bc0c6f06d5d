// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/mapped_reader.h"

#include <ATen/ATen.h>

#include "core/base/error.h"
#include "core/checkpoints/packed_weights.h"

namespace v4e {

std::optional<FoundLayout> find_layout(const StateDictReader& reader, const WeightFamily& family) {
  std::vector<std::string> prefixes = family.prefixes;
  prefixes.emplace_back();
  for (const std::string& prefix : prefixes) {
    for (const KeyLayout& layout : family.layouts) {
      if (reader.contains(prefix + layout.probe)) return FoundLayout{&layout, prefix};
    }
  }
  return std::nullopt;
}

MappedReader::MappedReader(std::shared_ptr<const StateDictReader> stored, const FoundLayout& found)
    : stored_(std::move(stored)) {
  for (const std::string& name : stored_->names()) {
    const bool has_prefix = name.starts_with(found.prefix);
    const std::string bare = has_prefix ? name.substr(found.prefix.size()) : name;
    bool ruled = false;
    for (const KeyRule& rule : found.layout->rules) {
      const auto mapped = model_name(rule, bare);
      if (!mapped) continue;
      ruled = true;
      if (!mapped->empty()) add(*mapped, {name, rule.row_part, rule.row_parts, rule.drop_leading_ones});
      if (rule.row_parts == 1) break;
    }
    if (!ruled) add(bare, {.stored = name});
  }
  for (const auto& [name, unused] : origins_) names_.push_back(name);
}

void MappedReader::add(const std::string& name, const Origin& origin) {
  if (origin.row_parts > 1) {
    const TensorInfo info = stored_->info(origin.stored);
    if (info.shape.empty() || info.shape[0] % origin.row_parts != 0)
      throw Error(ErrorCode::CheckpointMismatch, origin.stored + ": its shape " + shape_text(info.shape) +
                                                     " cannot be cut into " +
                                                     std::to_string(origin.row_parts) + " equal parts");
  }
  const auto [place, is_new] = origins_.emplace(name, origin);
  if (!is_new)
    throw Error(ErrorCode::CheckpointMismatch,
                name + ": both " + place->second.stored + " and " + origin.stored + " stand for it");
}

const MappedReader::Origin& MappedReader::origin(const std::string& name) const {
  const auto found = origins_.find(name);
  if (found == origins_.end())
    throw Error(ErrorCode::CheckpointMismatch, "the checkpoint has no tensor " + name);
  return found->second;
}

TensorInfo MappedReader::info(const std::string& name) const {
  const Origin& from = origin(name);
  TensorInfo info = stored_->info(from.stored);
  if (from.row_parts > 1) {
    info.shape[0] /= from.row_parts;
    info.packed_bytes /= from.row_parts;
  }
  while (from.drop_leading_ones && info.shape.size() > 1 && info.shape.front() == 1)
    info.shape.erase(info.shape.begin());
  return info;
}

at::Tensor MappedReader::read(const std::string& name) const {
  const Origin& from = origin(name);
  at::Tensor tensor = stored_->read(from.stored);
  if (from.row_parts > 1) tensor = tensor.chunk(from.row_parts, 0)[from.row_part];
  return tensor.view(info(name).shape);
}

std::shared_ptr<const PackedWeight> MappedReader::packed(const std::string& name) const {
  const Origin& from = origin(name);
  // Another shape than the stored one is none of a linear layer.
  if (info(name).shape.size() != stored_->info(from.stored).shape.size()) return nullptr;
  PackedPointer packed = stored_->packed(from.stored);
  if (packed == nullptr || from.row_parts == 1) return packed;
  return part_of_rows(std::move(packed), from.row_part, from.row_parts);
}

std::string MappedReader::source(const std::string& name) const {
  return stored_->source(origin(name).stored);
}

}  // namespace v4e

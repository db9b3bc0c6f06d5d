// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/distill/distill_batches.h"

#include <torch/types.h>

#include <cmath>
#include <random>

#include "core/base/error.h"
#include "core/pipelines/noise.h"
#include "core/training/seeds.h"

namespace v4e::training {
namespace {

/// A number below `count`; std::uniform_int_distribution differs between libraries.
std::size_t below(std::mt19937_64& random, std::size_t count) {
  return static_cast<std::size_t>(random() % count);
}

double share(std::mt19937_64& random) {
  return static_cast<double>(random() >> 11) * 0x1.0p-53;
}

}  // namespace

DistillBatches::DistillBatches(const EncodedSet& set, const DistillOptions& options,
                               const Conditioning& conditioning, std::int64_t text_len, at::Tensor empty_text,
                               const Company& company)
    : set_(set),
      options_(options),
      conditioning_(conditioning),
      text_len_(text_len),
      empty_text_(std::move(empty_text)),
      share_(company, options.batch_size) {
  for (std::size_t i = 0; i < set_.entries().size(); ++i) {
    const EncodedEntry& entry = set_.entries()[i];
    if (entry.split != "train") continue;
    by_size_[{entry.frames, entry.height, entry.width}].push_back(i);
    ++count_;
  }
  if (count_ == 0)
    throw Error(ErrorCode::InvalidArgument, "the set has no pair to train on, all are kept to measure with");
}

DistillStep DistillBatches::draw(std::int64_t step, at::Device device) const {
  const auto seed = mixed_seed(options_.seed, static_cast<std::uint64_t>(step));
  std::mt19937_64 random(seed);
  auto place = below(random, count_);
  const std::vector<std::size_t>* of_size = nullptr;
  for (const auto& [size, indices] : by_size_) {
    of_size = &indices;
    if (place < indices.size()) break;
    place -= indices.size();
  }
  DistillStep drawn;
  auto& pairs = drawn.pairs;
  std::vector<at::Tensor> texts;
  for (std::int64_t i = 0; i < options_.batch_size; ++i) {
    const auto index = (*of_size)[below(random, of_size->size())];
    const auto& words = set_.entries()[index].texts;
    const auto& text = words[below(random, words.size())];
    const bool is_empty = share(random) < options_.empty_texts;
    if (!share_.has(i)) continue;
    pairs.push_back(set_.pair(index));
    texts.push_back(is_empty ? empty_text_ : set_.text(index, text));
  }
  drawn.batch = stack_pairs(pairs, texts, text_len_, conditioning_, device);
  auto shape = drawn.batch.target.sizes().vec();
  shape.front() = options_.batch_size;
  drawn.noise = share_.of(draw_noise(shape, seed ^ 1)).to(device);
  const auto normal = share_.of(draw_noise({2, options_.batch_size}, seed ^ 2), 1);
  const auto uniform = torch::sigmoid(normal[0]);
  const auto shifted = options_.shift * uniform / (1 + (options_.shift - 1) * uniform);
  // A normal number's own share below it is uniform.
  const auto lot = 0.5 * (1 + torch::erf(normal[1] / std::sqrt(2.0)));
  drawn.sigma = torch::where(lot < options_.pure_noise_share, torch::ones_like(shifted), shifted).to(device);
  return drawn;
}

}  // namespace v4e::training

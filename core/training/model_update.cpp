// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/model_update.h"

#include <ATen/ops/_fused_adamw.h>
#include <torch/types.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/nn/device.h"
#include "core/training/trainer.h"

namespace v4e::training {
namespace {

constexpr double kEpsilon = 1e-8;

double norm_of(const at::Tensor& tensor) {
  return tensor.norm().item<double>();
}

}  // namespace

double Company::sum(double number) const {
  if (!peers) return number;
  const auto all = torch::tensor({number}, torch::kDouble);
  peers->sum(all);
  return all.item<double>();
}

at::ScalarType training_dtype(const at::Device& device, const Company& company) {
  const bool is_narrow = parse_dtype("auto", device) == at::kBFloat16;
  return company.agreed(is_narrow ? 1 : 0) > 0 ? at::kBFloat16 : at::kFloat;
}

ModelUpdate::ModelUpdate(const TrainerOptions& options, FlatParameters& parameters, Company company)
    : options_(options),
      parameters_(parameters),
      company_(company),
      plan_(parameters.count(), company.rank(), company.world(), kBucketElements, parameters.block_ranges()),
      moments_(options.moments,
               company.sharding == Sharding::None ? parameters.count() : plan_.shard_elements(),
               parameters.options().device()) {
  V4E_ASSERT(company_.peers || !is_sharded());
  V4E_ASSERT(parameters.values().defined() == (company.sharding != Sharding::Weights));
  pieces_ = is_sharded() ? plan_.pieces() : std::vector<Piece>{{0, parameters.count(), 0}};
  if (company_.peers)
    exchange_ = std::make_unique<GradientExchange>(parameters_, *company_.peers, company_.sharding, plan_);
  if (company.sharding == Sharding::Weights)
    weights_ = std::make_shared<ShardedWeights>(parameters_, *company_.peers, plan_);
  const torch::NoGradGuard no_grad;
  ema_ = torch::zeros({is_sharded() ? plan_.shard_elements() : parameters.count()}, parameters.options());
  for (const Piece& piece : pieces_) average_of(piece).copy_(values_of(piece));
}

ModelUpdate::~ModelUpdate() = default;

at::Tensor ModelUpdate::values_of(std::int64_t begin, std::int64_t end, std::int64_t shift) {
  if (weights_) return weights_->own().slice(0, begin - shift, end - shift);
  return parameters_.values().slice(0, begin, end);
}

at::Tensor& ModelUpdate::gradients() {
  return exchange_ ? exchange_->own() : parameters_.gradients();
}

void ModelUpdate::clear_gradients() {
  if (exchange_) {
    exchange_->clear();
  } else {
    parameters_.gradients().zero_();
  }
}

double ModelUpdate::backward_norm(const at::Tensor& loss, bool keep_graph) {
  if (exchange_) exchange_->begin();
  if (loss.defined()) loss.backward({}, keep_graph);
  if (exchange_) exchange_->finish();
  const torch::NoGradGuard no_grad;
  const double norm = norm_of(gradients());
  return is_sharded() ? std::sqrt(company_.sum(norm * norm)) : norm;
}

double ModelUpdate::gradient_norm(const at::Tensor& loss, bool keep_graph) {
  const double norm = backward_norm(loss, keep_graph);
  clear_gradients();
  return norm;
}

/// Weight decay is for the parameters with two or more dimensions alone, which come first.
void ModelUpdate::adamw(std::int64_t step) {
  const auto steps_taken = torch::full({}, static_cast<double>(step + 1), ema_.options());
  moments_.update(
      [&](std::int64_t stored_begin, std::int64_t stored_end, at::Tensor& first, at::Tensor& second) {
        /// Weights begin … end, which lie at `shift` less in the shard.
        const auto update = [&](std::int64_t begin, std::int64_t end, std::int64_t shift, double decay) {
          begin = std::max(begin, stored_begin + shift);
          end = std::min(end, stored_end + shift);
          if (begin >= end) return;
          const auto in_shard = [&](const at::Tensor& flat, std::int64_t from) {
            return std::vector<at::Tensor>{flat.slice(0, begin - shift - from, end - shift - from)};
          };
          at::_fused_adamw_({values_of(begin, end, shift)}, in_shard(gradients(), 0),
                            in_shard(first, stored_begin), in_shard(second, stored_begin), {},
                            {steps_taken.clone()}, options_.rate_at(step), options_.beta1, options_.beta2,
                            decay, kEpsilon, false, false);
        };
        for (const Piece& piece : pieces_) {
          const auto shift = piece.begin - piece.stored;
          const auto split = std::clamp(parameters_.decayed_count(), piece.begin, piece.end);
          update(piece.begin, split, shift, options_.weight_decay);
          update(split, piece.end, shift, 0);
        }
      });
}

void ModelUpdate::apply(const at::Tensor& loss, std::int64_t step) {
  const double norm = backward_norm(loss, false);
  const torch::NoGradGuard no_grad;
  if (!std::isfinite(norm)) {
    logger("train").warn("step {}: gradient is not finite, step skipped", step);
    return clear_gradients();
  }
  if (norm > options_.clip_norm) gradients().mul_(options_.clip_norm / norm);
  // Early on the average follows faster, so that it forgets the random start.
  const double decay =
      std::min(options_.ema_decay, (1.0 + static_cast<double>(step)) / (10.0 + static_cast<double>(step)));
  begin_change();
  adamw(step);
  for (const Piece& piece : pieces_) average_of(piece).lerp_(values_of(piece), 1 - decay);
  clear_gradients();
  end_change();
}

void ModelUpdate::begin_change() {
  if (weights_) weights_->release();
}

/// Everybody gets the others' new weights.
void ModelUpdate::end_change() {
  if (weights_) return weights_->spread();
  if (!is_sharded()) return;
  const auto own = torch::zeros_like(ema_);
  for (const Piece& piece : pieces_)
    own.slice(0, piece.stored, piece.stored + piece.end - piece.begin).copy_(values_of(piece));
  std::int64_t begin = 0;
  each_part([&](std::int64_t from, std::int64_t to) { return own.slice(0, from, to); },
            [&](const at::Tensor& part) {
              parameters_.values().slice(0, begin, begin + part.numel()).copy_(part);
              begin += part.numel();
            });
}

void ModelUpdate::each_part(const Own& own, const std::function<void(const at::Tensor&)>& take) const {
  for (const auto& bucket : plan_.buckets()) {
    if (!is_sharded()) {
      take(own(bucket.begin, bucket.end));
      continue;
    }
    const auto part = own(bucket.stored, bucket.stored + bucket.part).contiguous();
    const auto all = torch::empty({bucket.part * company_.world()}, part.options());
    company_.peers->gather(all, part);
    take(all.slice(0, 0, bucket.end - bucket.begin));
  }
}

ModelUpdate::Own ModelUpdate::own_average() const {
  return [this](std::int64_t begin, std::int64_t end) { return ema_.slice(0, begin, end); };
}

at::Tensor ModelUpdate::averaged() const {
  if (!is_sharded()) return ema_;
  const torch::NoGradGuard no_grad;
  std::vector<at::Tensor> parts;
  each_part(own_average(), [&](const at::Tensor& part) { parts.push_back(part); });
  return torch::cat(parts);
}

void ModelUpdate::swap_averaged() {
  const torch::NoGradGuard no_grad;
  begin_change();
  for (const Piece& piece : pieces_) {
    const auto average = average_of(piece).clone();
    average_of(piece).copy_(values_of(piece));
    values_of(piece).copy_(average);
  }
  end_change();
}

void ModelUpdate::save(const std::filesystem::path& path, std::int64_t step) const {
  std::vector<std::pair<std::string, Own>> kept{
      {"ema", own_average()},
      {"first_moment", [this](std::int64_t begin, std::int64_t end) { return moments_.first(begin, end); }},
      {"second_moment",
       [this](std::int64_t begin, std::int64_t end) { return moments_.second(begin, end); }}};
  if (weights_)
    kept.insert(kept.begin(), {"values", [this](std::int64_t begin, std::int64_t end) {
                                 return weights_->own().slice(0, begin, end);
                               }});
  const torch::NoGradGuard no_grad;
  if (!company_.leads()) {
    for (const auto& [name, own] : kept) each_part(own, [](const at::Tensor&) {});
    return;
  }
  const auto form = torch::empty({parameters_.count()}, at::dtype(at::kFloat).device(at::kMeta));
  std::vector<std::pair<std::string, at::Tensor>> forms{{"step", torch::tensor(step)}};
  for (const char* name : {"values", "ema", "first_moment", "second_moment"}) forms.emplace_back(name, form);
  save_safetensors_in_pieces(path, forms, [&](const std::string& name, const auto& write) {
    if (name == "step") return write(forms.front().second);
    if (name == "values" && !weights_) return write(parameters_.values());
    for (const auto& [of, own] : kept) {
      if (of == name) each_part(own, write);
    }
  });
}

std::int64_t ModelUpdate::restore(const std::filesystem::path& path) {
  const SafetensorsFile file(path);
  const auto count = parameters_.count();
  const auto stored = [&](const char* name) {
    auto tensor = file.read(name);
    if (tensor.numel() != count) {
      throw Error(ErrorCode::CheckpointMismatch, path.string() + " has " + std::to_string(tensor.numel()) +
                                                     " parameters, this model " + std::to_string(count) +
                                                     ": choose another folder, or remove it to start again");
    }
    return tensor;
  };
  const torch::NoGradGuard no_grad;
  begin_change();
  const auto values = stored("values");
  if (weights_) {
    for (const Piece& piece : pieces_) values_of(piece).copy_(values.slice(0, piece.begin, piece.end));
    weights_->spread();
  } else {
    parameters_.values().copy_(values);
  }
  const auto averages = stored("ema");
  const auto firsts = stored("first_moment");
  const auto seconds = stored("second_moment");
  for (const Piece& piece : pieces_) average_of(piece).copy_(averages.slice(0, piece.begin, piece.end));
  moments_.update(
      [&](std::int64_t stored_begin, std::int64_t stored_end, at::Tensor& first, at::Tensor& second) {
        for (const Piece& piece : pieces_) {
          const auto shift = piece.begin - piece.stored;
          const auto begin = std::max(piece.begin, stored_begin + shift);
          const auto end = std::min(piece.end, stored_end + shift);
          if (begin >= end) continue;
          first.slice(0, begin - shift - stored_begin, end - shift - stored_begin)
              .copy_(firsts.slice(0, begin, end));
          second.slice(0, begin - shift - stored_begin, end - shift - stored_begin)
              .copy_(seconds.slice(0, begin, end));
        }
      });
  return file.read("step").item<std::int64_t>();
}

}  // namespace v4e::training

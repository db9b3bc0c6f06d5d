// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/load_state.h"

#include <torch/types.h>

#include <algorithm>
#include <limits>
#include <map>
#include <memory>

#include "core/base/error.h"
#include "core/base/ignores_weights.h"
#include "core/base/log.h"

namespace v4e {
namespace {

constexpr std::size_t kMaxListed = 12;
constexpr std::int64_t kFiniteChunk = 16 << 20;

/// `*` stands for any run of characters.
bool matches(std::string_view pattern, std::string_view name) {
  std::size_t p = 0;
  std::size_t n = 0;
  std::size_t star = std::string_view::npos;
  std::size_t retry = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = n;
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++retry;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool matches_any(const std::vector<std::string>& patterns, std::string_view name) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return matches(pattern, name); });
}

bool is_fp8(at::ScalarType dtype) {
  return dtype == at::kFloat8_e4m3fn || dtype == at::kFloat8_e5m2;
}

/// Dtype in the module of a weight stored as `stored`.
at::ScalarType target_dtype(const std::string& name, at::ScalarType stored, const LoadOptions& options) {
  if (!c10::isFloatingType(stored) && !is_fp8(stored)) return stored;
  if (matches_any(options.keep_fp32, name)) return at::kFloat;
  return options.dtype.value_or(stored);
}

struct Job {
  std::string name;
  at::Tensor target;
  at::ScalarType dtype = at::kFloat;
};

struct Plan {
  std::vector<Job> jobs;
  std::vector<std::string> problems;
};

/// ggml drops sides of 1 in front: what it has converted or quantised to GGUF has a modulation of [6, D]
/// where the model's is [1, 6, D].
at::IntArrayRef without_leading_ones(at::IntArrayRef shape) {
  const auto first = std::find_if(shape.begin(), shape.end(), [](std::int64_t side) { return side != 1; });
  return shape.slice(static_cast<std::size_t>(first - shape.begin()));
}

/// "" if the stored tensor fits the module's, else a line for the error.
std::string misfit(const Job& job, const TensorInfo& found, const std::string& source,
                   const LoadOptions& options) {
  const bool both_float = c10::isFloatingType(found.dtype) == c10::isFloatingType(job.target.scalar_type());
  const bool usable = both_float && (!is_fp8(found.dtype) || !is_fp8(job.dtype));
  if (without_leading_ones(job.target.sizes()) == without_leading_ones(found.shape) && usable) return {};
  const at::ScalarType expected = c10::isFloatingType(job.target.scalar_type())
                                      ? options.dtype.value_or(job.target.scalar_type())
                                      : job.target.scalar_type();
  return job.name + ": expected " + shape_text(job.target.sizes()) + " " + dtype_text(expected) +
         ", file has " + shape_text(found.shape) + " " + storage_text(found) + " (" + source + ")";
}

std::vector<std::string> ignored_by(const torch::nn::Module& module) {
  const auto* ignores = dynamic_cast<const IgnoresWeights*>(&module);
  return ignores == nullptr ? std::vector<std::string>() : ignores->ignored_weights();
}

Plan make_plan(const torch::nn::Module& module, const std::vector<std::pair<std::string, at::Tensor>>& state,
               const StateDictReader& reader, const LoadOptions& options, LoadReport& report) {
  const std::map<std::string, at::Tensor> targets(state.begin(), state.end());
  const std::vector<std::string> ignored = ignored_by(module);
  Plan plan;
  for (const std::string& name : reader.names()) {
    if (targets.count(name) == 0 && !matches_any(ignored, name)) report.unexpected.push_back(name);
  }
  for (const auto& [name, target] : state) {
    if (!reader.contains(name)) {
      report.missing.push_back(name);
      continue;
    }
    const TensorInfo info = reader.info(name);
    Job job{name, target, target_dtype(name, info.dtype, options)};
    if (auto problem = misfit(job, info, reader.source(name), options); !problem.empty()) {
      plan.problems.push_back(std::move(problem));
    }
    plan.jobs.push_back(std::move(job));
  }
  return plan;
}

void add_strict_problems(const StateDictReader& reader,
                         const std::vector<std::pair<std::string, at::Tensor>>& state,
                         const LoadReport& report, std::vector<std::string>& problems) {
  const std::map<std::string, at::Tensor> targets(state.begin(), state.end());
  for (const std::string& name : report.missing) {
    const at::Tensor& target = targets.at(name);
    problems.push_back(name + ": expected " + shape_text(target.sizes()) + ", file has no such tensor");
  }
  for (const std::string& key : report.unexpected) {
    const TensorInfo info = reader.info(key);
    problems.push_back(key + ": not part of the model, file has " + shape_text(info.shape) + " " +
                       storage_text(info) + " (" + reader.source(key) + ")");
  }
}

/// By the names of their weights.
std::map<std::string, TakesPackedWeight*> takers_of(torch::nn::Module& module) {
  std::map<std::string, TakesPackedWeight*> takers;
  if (auto* self = dynamic_cast<TakesPackedWeight*>(&module)) takers["weight"] = self;
  for (const auto& item : module.named_modules(/*name_prefix=*/std::string(), /*include_self=*/false)) {
    auto* taker = dynamic_cast<TakesPackedWeight*>(item.value().get());
    if (taker != nullptr) takers[item.key() + ".weight"] = taker;
  }
  return takers;
}

/// The weight as its file stores it, if it is to stay so.
std::shared_ptr<const PackedWeight> packed_weight(const StateDictReader& reader, const Job& job,
                                                  const LoadOptions& options) {
  const bool wanted = options.keep_packed_from && job.target.numel() >= *options.keep_packed_from;
  if (!wanted || !c10::isFloatingType(job.dtype)) return nullptr;
  auto packed = reader.packed(job.name);
  const std::int64_t expanded = job.target.numel() * static_cast<std::int64_t>(c10::elementSize(job.dtype));
  return packed != nullptr && packed->stored_bytes() < expanded ? packed : nullptr;
}

[[noreturn]] void throw_not_finite(const Job& job, const std::string& source) {
  throw Error(ErrorCode::FileMalformed, job.name + " holds NaN or infinite values (" + source +
                                            "); the file is damaged, fetch it again");
}

/// Gives the module the weight as its file stores it, or none.
void set_packed(TakesPackedWeight& taker, Job& job, const StateDictReader& reader, const LoadOptions& options,
                bool later) {
  auto packed = packed_weight(reader, job, options);
  if (packed != nullptr) {
    if (options.check_finite && holds_infinity(*packed)) throw_not_finite(job, reader.source(job.name));
    job.target.set_data(
        at::full({1}, std::numeric_limits<float>::quiet_NaN(), at::dtype(job.dtype).device(options.device))
            .expand(job.target.sizes()));
  }
  taker.set_packed(std::move(packed), later);
}

[[noreturn]] void throw_mismatch(const std::vector<std::string>& problems) {
  std::string text = "the weights do not fit the model (" + std::to_string(problems.size()) +
                     (problems.size() == 1 ? " mismatch):" : " mismatches):");
  for (std::size_t i = 0; i < std::min(problems.size(), kMaxListed); ++i) text += "\n" + problems[i];
  if (problems.size() > kMaxListed) {
    text += "\n… and " + std::to_string(problems.size() - kMaxListed) + " more";
  }
  throw Error(ErrorCode::CheckpointMismatch, text);
}

void check_finite(const at::Tensor& weight, const Job& job, const std::string& source) {
  if (!weight.is_floating_point()) return;
  const at::Tensor flat = weight.reshape(-1);
  for (std::int64_t begin = 0; begin < flat.numel(); begin += kFiniteChunk) {
    const at::Tensor part = flat.slice(0, begin, begin + kFiniteChunk);
    if (at::isfinite(part).all().item<bool>()) continue;
    throw_not_finite(job, source);
  }
}

}  // namespace

LoadReport load_state(torch::nn::Module& module, const StateDictReader& reader, const LoadOptions& options,
                      const RunContext& context) {
  const torch::NoGradGuard no_grad;
  LoadReport report;
  const auto state = state_of(module);
  Plan plan = make_plan(module, state, reader, options, report);
  if (options.strict) add_strict_problems(reader, state, report, plan.problems);
  if (!plan.problems.empty()) throw_mismatch(plan.problems);

  const std::map<std::string, TakesPackedWeight*> takers = takers_of(module);
  const int total = std::max<int>(1, static_cast<int>(plan.jobs.size()));
  for (Job& job : plan.jobs) {
    const bool later = matches_any(options.later, job.name);
    if (later && options.device.is_cpu()) continue;
    context.tick({Stage::Load, static_cast<int>(report.loaded.size()), total});
    if (const auto taker = takers.find(job.name); taker != takers.end()) {
      set_packed(*taker->second, job, reader, options, later);
      if (taker->second->packed() != nullptr) {
        report.loaded.push_back(job.name);
        report.packed.push_back(job.name);
        continue;
      }
    }
    if (later) continue;
    report.loaded.push_back(job.name);
    const at::Tensor stored = reader.read(job.name);
    const at::Tensor weight = stored.reshape(job.target.sizes()).to(options.device, job.dtype);
    if (options.check_finite) check_finite(weight, job, reader.source(job.name));
    job.target.set_data(weight);
    if (stored.scalar_type() != job.dtype) report.converted.push_back(job.name);
  }
  context.tick({Stage::Load, total, total});
  logger("checkpoint")
      .info("loaded {} tensors, {} converted, {} kept packed", report.loaded.size(), report.converted.size(),
            report.packed.size());
  return report;
}

bool holds_infinity(const PackedWeight& weight) {
  const std::int64_t some = std::max<std::int64_t>(1, kFiniteChunk / weight.columns());
  const at::Tensor rows = at::empty({std::min(some, weight.rows()), weight.columns()}, at::kFloat);
  for (std::int64_t begin = 0; begin < weight.rows(); begin += some) {
    const std::int64_t end = std::min(weight.rows(), begin + some);
    weight.expand(begin, end, rows.mutable_data_ptr<float>());
    if (!at::isfinite(rows.narrow(0, 0, end - begin)).all().item<bool>()) return true;
  }
  return false;
}

at::Tensor read_weight(const StateDictReader& reader, const std::string& name, const LoadOptions& options) {
  const at::Tensor stored = reader.read(name);
  return stored.to(options.device, target_dtype(name, stored.scalar_type(), options), /*non_blocking=*/false,
                   /*copy=*/true);
}

std::vector<std::pair<std::string, at::Tensor>> state_of(const torch::nn::Module& module) {
  std::vector<std::pair<std::string, at::Tensor>> state;
  for (const auto& item : module.named_parameters()) state.emplace_back(item.key(), item.value());
  for (const auto& item : module.named_buffers()) state.emplace_back(item.key(), item.value());
  return state;
}

}  // namespace v4e

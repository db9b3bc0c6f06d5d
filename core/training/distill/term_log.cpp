// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/distill/term_log.h"

#include <spdlog/fmt/fmt.h>
#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

namespace v4e::training {

void TermLog::add(const DistillTerms& terms) {
  const auto levels = terms.sigma.to(at::kCPU, torch::kDouble);
  for (const auto& [name, values] : terms.by_pair) {
    const auto numbers = values.to(at::kCPU, torch::kDouble);
    for (std::int64_t i = 0; i < numbers.size(0); ++i) {
      const double value = numbers[i].item<double>();
      if (!std::isfinite(value)) continue;  // a term that says nothing of this pair
      const auto decile = static_cast<std::size_t>(levels[i].item<double>() * kDeciles);
      Mean& mean = terms_[name][std::min(decile, kDeciles - 1)];
      mean.sum += value;
      ++mean.count;
    }
  }
}

std::string TermLog::text() const {
  std::string text;
  for (const auto& [name, deciles] : terms_) {
    Mean all;
    for (const Mean& mean : deciles) {
      all.sum += mean.sum;
      all.count += mean.count;
    }
    if (all.count > 0)
      text += fmt::format("{}{} {:.4f}", text.empty() ? "" : ", ", name,
                          all.sum / static_cast<double>(all.count));
  }
  return text;
}

void TermLog::flush(const std::filesystem::path& file, std::int64_t step) {
  nlohmann::json line{{"step", step}};
  for (const auto& [name, deciles] : terms_) {
    auto& list = line[name] = nlohmann::json::array();
    for (const Mean& mean : deciles)
      list.push_back(mean.count > 0 ? nlohmann::json(mean.sum / static_cast<double>(mean.count))
                                    : nlohmann::json());
  }
  std::ofstream(file, std::ios::app) << line.dump() << '\n';
  terms_.clear();
}

}  // namespace v4e::training

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/dataset.h"

#include <algorithm>
#include <array>
#include <set>

#include "core/base/error.h"
#include "core/dataset/layouts/layout.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

/// In the order of trying: what is more particular first.
std::array<const DatasetLayout*, 6> layouts() {
  return {&kMagicBrush, &kInstructPix2Pix, &kPairTable, &kBeforeAfter, &kColumnFiles, &kTarShards};
}

std::string number_of(std::size_t index) {
  std::string digits = std::to_string(index);
  return std::string(digits.size() < 6 ? 6 - digits.size() : 0, '0') + digits;
}

void make_ids_unique(std::vector<PairRecord>& pairs) {
  std::set<std::string> taken;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    std::string& id = pairs[i].id;
    if (id.empty()) id = number_of(i);
    const std::string first = id;
    for (int copy = 2; !taken.insert(id).second; ++copy) id = first + "-" + std::to_string(copy);
  }
}

/// Pairs without words cannot be asked for.
void give_words(Dataset& dataset, const std::string& instruction) {
  std::vector<PairRecord> worded;
  for (auto& pair : dataset.pairs) {
    if (pair.instructions.empty() && !instruction.empty()) pair.instructions = {instruction};
    if (pair.instructions.empty() && pair.evolution.empty()) {
      dataset.problems.push_back({pair.id, "has no instruction; say what all such pairs are to be called"});
    } else {
      worded.push_back(std::move(pair));
    }
  }
  dataset.pairs = std::move(worded);
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

void check_roles(const Dataset& dataset, const DatasetOptions& options) {
  for (const auto& [role, name] : options.roles) {
    const auto used = dataset.roles.find(role);
    if (used != dataset.roles.end() && used->second == name) continue;
    throw Error(ErrorCode::InvalidArgument,
                "no row has a field \"" + name + "\" for the role " + role + " in this " + dataset.layout);
  }
}

}  // namespace

std::vector<std::string> dataset_layouts() {
  std::vector<std::string> names;
  for (const auto* layout : layouts()) names.emplace_back(layout->name);
  return names;
}

Dataset read_dataset(const fs::path& path, const DatasetOptions& options, const RunContext& context) {
  if (!fs::exists(path)) throw Error(ErrorCode::FileUnreadable, path.string() + ": no such file or folder");
  const auto all = layouts();
  const auto layout = std::ranges::find_if(all, [&](const auto* one) { return one->fits(path); });
  if (layout == all.end()) {
    throw Error(ErrorCode::InvalidArgument,
                path.string() + ": holds no pairs in a layout that is known: " + joined(dataset_layouts()));
  }
  Dataset dataset = (*layout)->read(path, options, context);
  dataset.layout = (*layout)->name;
  if ((*layout == &kPairTable || *layout == &kColumnFiles) && !dataset.pairs.empty())
    check_roles(dataset, options);
  make_ids_unique(dataset.pairs);
  give_words(dataset, options.instruction);
  if (dataset.pairs.empty()) {
    const auto& problems = dataset.problems;
    throw Error(ErrorCode::InvalidArgument,
                path.string() + ": has no pair that can be used" +
                    (problems.empty() ? "" : "; " + problems[0].place + ": " + problems[0].what));
  }
  return dataset;
}

}  // namespace v4e

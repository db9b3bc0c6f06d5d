// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/edit/editor.h"
#include "core/evaluation/benchmark/benchmark_folder.h"

namespace v4e {

struct BenchmarkRunOptions {
  EditSettings settings = {};  ///< of all edits; instruction and region are the items'
  /// Edits are held to the items' masks, where they have one: what the benchmark calls mask-provided.
  bool with_masks = false;
  bool force = false;  ///< try also what the model has not learnt
  /// SHA-256 of the model's weights and LoRAs by file name, as weight_hashes() gives them.
  std::map<std::string, std::string> weights = {};
};

/// What hears of a run, on its thread.
struct BenchmarkHooks {
  EditHooks edit = {};
  std::atomic<bool>* writing = nullptr;  ///< set while files of an item are written
  std::function<void(std::size_t place, const BenchmarkItem& item)> on_item = {};  ///< one that begins
  std::function<void(std::size_t place, const ItemOutcome& outcome, bool is_new)> on_outcome = {};
};

/// SHA-256 of all weights of a model, and of the LoRAs that are on, by file name. Those that `known` has by
/// name, size and time are not read again; what was read is added to it. Throws Error(FileUnreadable),
/// Cancelled.
[[nodiscard]] std::map<std::string, std::string> weight_hashes(const ModelDescription& model,
                                                               const EditSettings& settings,
                                                               std::map<std::string, std::string>& known,
                                                               const RunContext& context = {});

/// The same of any files, or folders of weights.
[[nodiscard]] std::map<std::string, std::string> file_hashes(const std::vector<std::filesystem::path>& paths,
                                                             std::map<std::string, std::string>& known,
                                                             const RunContext& context = {});

/// Makes, measures and keeps the edits of a benchmark in a folder; gives what became of each item, in their
/// order. What the folder has of the same model, settings and files is not made again, except for what
/// failed. An edit that the model does not offer and a picture that cannot be read are outcomes, no errors.
/// Throws what Editor::edit() throws for the model itself, Error(FileUnwritable), Cancelled.
[[nodiscard]] std::vector<ItemOutcome> run_benchmark(const Benchmark& benchmark, Editor& editor,
                                                     const BenchmarkFolder& folder,
                                                     const BenchmarkRunOptions& options,
                                                     const BenchmarkHooks& hooks = {});

}  // namespace v4e

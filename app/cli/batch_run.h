// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/batch_work.h"
#include "app/cli/best_of_options.h"
#include "app/cli/command_context.h"
#include "app/cli/one_editor.h"
#include "core/document/queue/queue_runner.h"
#include "core/document/queue/queue_store.h"

namespace v4e::cli {

/// A queue worked off in the foreground: the runner works in its thread, this one waits and tells.
class BatchRun {
 public:
  /// Both must outlive it. Throws Error(FileUnwritable) while another program works on the queue, and as
  /// QueueStore.
  BatchRun(const BatchArguments& arguments, CommandContext& context);

  /// Asking for the same again goes on with what is left instead of adding it twice.
  void add(const std::vector<QueueRequest>& requests);
  /// All that is in this queue and in those of other shares.
  [[nodiscard]] std::vector<QueueItem> known_items();
  [[nodiscard]] int waiting() const { return total_; }

  /// Throws Cancelled, and Error(FileUnwritable) where the queue's own file cannot be written.
  QueueSummary work();
  [[nodiscard]] std::string pause_reason() { return store_.pause_state().reason; }

 private:
  void retry(const QueueItem& item);
  // On the runner's thread, as all below.
  void edit(const QueueItem& item, const QueueEditContext& run);
  [[nodiscard]] std::vector<EditRequest> read_steps(const QueueItem& item, const Editor& editor,
                                                    const RunContext& run);
  [[nodiscard]] EditSettings finish(const EditSettings& edit, const Editor& editor, PixelSize photo) const;
  void keep_marks(const QueueRequest& request, nlohmann::json marks);
  void end(const QueueSummary& summary, const std::string& broken);

  const BatchArguments& arguments_;
  CommandContext& context_;
  const EditMaker maker_;
  QueueStore store_;
  std::vector<QueueItem> elsewhere_;   ///< as it was at the start
  OneEditor editor_;                   ///< rows may name models of their own; used on the runner's thread
  std::optional<std::string> loaded_;  ///< the model that edits were made with last
  int total_ = 0;
  int settled_ = 0;  ///< asked for and done before
  int begun_ = 0;

  std::mutex mutex_;  ///< guards the rest
  std::condition_variable_any ended_;
  bool is_over_ = false;
  QueueSummary summary_;
  std::string broken_;
};

}  // namespace v4e::cli

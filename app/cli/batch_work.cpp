// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/batch_work.h"

#include <set>
#include <utility>

#include "core/base/content_hash.h"
#include "core/document/queue/queue_store.h"

namespace v4e::cli {

namespace fs = std::filesystem;

OutputRule BatchArguments::output_rule() const {
  return {fs::absolute(output), pattern, "." + format};
}

fs::path BatchArguments::queue_file() const {
  return queue.empty() ? fs::path(output) / share().queue_name() : fs::path(queue);
}

fs::path BatchArguments::marks_file() const {
  return queue_file().replace_extension(".marks.jsonl");
}

std::string work_key(const QueueRequest& request, const std::string& pattern) {
  const bool changes =
      pattern.find("{counter}") != std::string::npos || pattern.find("{date}") != std::string::npos;
  const fs::path target =
      changes ? request.output.parent_path() / request.output.extension() : request.output;
  return request.photo.string() + '\0' + order_text(request) + '\0' + target.string();
}

bool is_settled(const QueueItem& item, const RunContext& context) {
  std::error_code failure;
  if (item.state != QueueState::Done || !fs::exists(item.request.photo, failure)) return true;
  const auto size = fs::file_size(item.result, failure);
  if (failure || (item.result_bytes > 0 && static_cast<std::int64_t>(size) != item.result_bytes))
    return false;
  return item.input_hash.empty() || item.input_hash == hash_file(item.request.photo, context);
}

std::vector<QueueItem> items_of(const fs::path& queue) {
  std::vector<QueueItem> items = QueueStore(queue).items();
  for (QueueItem& item : items) {
    // Whoever was killed then had only this to write down.
    std::error_code ignored;
    const bool is_in_place = item.state == QueueState::Finishing && fs::exists(item.result, ignored) &&
                             !fs::exists(item.temporary, ignored);
    if (is_in_place) item.state = QueueState::Done;
  }
  return items;
}

std::function<bool(const fs::path&)> result_finder(const std::vector<QueueItem>& items) {
  std::set<fs::path> results;
  for (const QueueItem& item : items) {
    if (!item.result.empty()) results.insert(item.result.lexically_normal());
  }
  return [results = std::move(results)](const fs::path& photo) {
    return results.contains(fs::absolute(photo).lexically_normal());
  };
}

std::vector<QueueItem> items_elsewhere(const BatchArguments& arguments) {
  std::vector<QueueItem> items;
  for (const fs::path& queue : batch_queues(arguments.output)) {
    std::error_code ignored;
    if (fs::equivalent(queue, arguments.queue_file(), ignored)) continue;
    for (QueueItem& item : items_of(queue)) items.push_back(std::move(item));
  }
  return items;
}

}  // namespace v4e::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/batch_list.h"

#include <algorithm>
#include <set>

#include "app/cli/table_file.h"
#include "core/base/error.h"
#include "core/document/queue/photo_finder.h"
#include "core/document/queue/queue_store.h"

namespace v4e::cli {
namespace {

namespace fs = std::filesystem;

/// "4,5" as spreadsheets of half of Europe write a number.
TableRow with_decimal_points(TableRow row) {
  for (const char* column : {"guidance", "shift", "strength", "amount"}) {
    const auto field = row.find(column);
    if (field == row.end() || std::ranges::count(field->second, ',') != 1) continue;
    if (field->second.find_first_not_of("0123456789,") == std::string::npos)
      std::ranges::replace(field->second, ',', '.');
  }
  return row;
}

class BatchReader {
 public:
  BatchReader(const BatchDefaults& defaults, std::vector<std::string>& skipped)
      : defaults_(defaults), skipped_(skipped) {}

  void read_list(const fs::path& path, const std::vector<TableRow>& rows) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::string where = path.string() + ", entry " + std::to_string(i + 1);
      const TableRow row = with_decimal_points(rows[i]);
      const auto photo = row.find("photo");
      if (photo == row.end() || photo->second.empty())
        throw Error(ErrorCode::FileMalformed, where + ": names no photo");
      QueueRequest request;
      request.photo = path.parent_path() / photo->second;
      request.settings = edit_settings_from_row(row, where, defaults_.settings);
      add(request, {});
    }
  }

  void search(const fs::path& path) {
    // Where the results of another batch went into this very folder, its queue tells them from photos.
    std::error_code ignored;
    if (fs::exists(path / kBatchQueueName, ignored)) {
      for (const QueueItem& item : QueueStore(path / kBatchQueueName).items())
        results_.insert(item.result.lexically_normal());
    }
    const fs::path paths[] = {path};
    find_photos(paths, [this, &path](const PhotoBatch& batch) {
      for (const SkippedFile& file : batch.skipped)
        skipped_.push_back(file.path.string() + ": " + file.reason);
      for (const FoundPhoto& photo : batch.photos) {
        if (!photo.subfolder.empty() && is_result(photo.path, path)) continue;
        QueueRequest request;
        request.photo = photo.path;
        request.settings = defaults_.settings;
        add(request, photo.subfolder);
      }
    });
  }

  [[nodiscard]] std::vector<QueueRequest> take() { return std::move(requests_); }

 private:
  /// Results of this batch or another one that stand below the folder that is searched.
  bool is_result(const fs::path& photo, const fs::path& root) {
    if (results_.contains(fs::absolute(photo).lexically_normal())) return true;
    if (defaults_.is_result && defaults_.is_result(photo)) return true;
    const fs::path top = root.has_filename() ? root : root.parent_path();
    for (fs::path folder = photo.parent_path(); folder != top && folder.has_relative_path();
         folder = folder.parent_path()) {
      std::error_code ignored;
      const bool is_output = fs::equivalent(folder, defaults_.output.folder, ignored) ||
                             fs::exists(folder / kBatchQueueName, ignored);
      if (!is_output) continue;
      if (left_out_.insert(folder).second)
        skipped_.push_back(folder.string() + ": holds the results of a batch");
      return true;
    }
    return false;
  }

  void add(QueueRequest request, const fs::path& subfolder) {
    if (request.settings.instruction.empty() && request.settings.caption.empty())
      throw Error(
          ErrorCode::InvalidArgument,
          request.photo.string() + ": no instruction; give one for all, or one in each row of a list");
    request.counter = static_cast<int>(requests_.size()) + 1;
    request.subfolder = subfolder;
    request.photo = fs::absolute(request.photo).lexically_normal();
    request.output = output_path(defaults_.output, {request.photo, subfolder, request.settings.instruction,
                                                    request.settings.seed, request.counter});
    requests_.push_back(std::move(request));
  }

  const BatchDefaults& defaults_;
  std::vector<std::string>& skipped_;
  std::vector<QueueRequest> requests_;
  std::set<fs::path> results_;
  std::set<fs::path> left_out_;
};

/// "LIST.CSV" is a list, too.
std::string lower_extension(const fs::path& path) {
  std::string extension = path.extension().string();
  std::ranges::transform(extension, extension.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return extension;
}

}  // namespace

void check_inputs(const std::vector<fs::path>& inputs) {
  for (const fs::path& input : inputs) {
    std::error_code ignored;
    if (!fs::exists(input, ignored))
      throw Error(ErrorCode::FileUnreadable, "there is no file or folder " + input.string());
  }
}

std::vector<QueueRequest> read_batch(const std::vector<fs::path>& inputs, const BatchDefaults& defaults,
                                     std::vector<std::string>& skipped) {
  BatchReader reader(defaults, skipped);
  for (const fs::path& input : inputs) {
    std::error_code ignored;
    const std::string extension = fs::is_directory(input, ignored) ? "" : lower_extension(input);
    if (extension == ".csv") {
      reader.read_list(input, read_csv(input, "photo"));
    } else if (extension == ".json") {
      reader.read_list(input, read_json_table(input));
    } else {
      reader.search(input);
    }
  }
  return reader.take();
}

}  // namespace v4e::cli

// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/batch_list.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "app/cli/batch_shard.h"
#include "core/base/table_file.h"
#include "core/base/error.h"
#include "core/document/queue/photo_finder.h"
#include "core/document/queue/queue_store.h"
#include "core/image/photo.h"

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
  BatchReader(const BatchDefaults& defaults, LeftOut& left_out) : defaults_(defaults), left_out_(left_out) {}

  void read_list(const fs::path& path, const std::vector<TableRow>& rows) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::string where = path.string() + ", entry " + std::to_string(i + 1);
      const TableRow row = with_decimal_points(rows[i]);
      const std::string photo = field(row, "photo");
      if (photo.empty()) throw Error(ErrorCode::FileMalformed, where + ": names no photo");
      QueueRequest request;
      request.photo = path.parent_path() / photo;
      try {
        EditSettings settings = edit_settings_from_row(row, where, defaults_.settings);
        read_region(row, path.parent_path(), settings.region);
        take_steps(row, path.parent_path(), std::move(settings), request);
        add(std::move(request), {});
      } catch (const Error& error) {
        // What is wrong with the row's settings says where it is by itself.
        const std::string what = error.what();
        throw Error(error.code(), what.starts_with(where) ? what : where + ": " + what);
      }
    }
  }

  void search(const fs::path& path) {
    // Where the results of another batch went into this very folder, its queue tells them from photos.
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
      for (const fs::path& queue : batch_queues(path)) {
        for (const QueueItem& item : QueueStore(queue).items())
          results_.insert(item.result.lexically_normal());
      }
    }
    const fs::path paths[] = {path};
    find_photos(paths, [this, &path](const PhotoBatch& batch) {
      for (const SkippedFile& file : batch.skipped)
        left_out_.files.push_back(file.path.string() + ": " + file.reason);
      for (const FoundPhoto& photo : batch.photos) {
        if (!photo.subfolder.empty() && is_result(photo.path, path)) continue;
        QueueRequest request;
        request.photo = photo.path;
        ask_for(defaults_.steps, defaults_.settings, request);
        add(std::move(request), photo.subfolder);
      }
    });
  }

  [[nodiscard]] std::vector<QueueRequest> take() { return std::move(requests_); }

 private:
  static void read_region(const TableRow& row, const fs::path& folder, RegionChoice& region) {
    const std::string text = field(row, "region");
    if (text.empty()) return;
    replace_region(region, region_from_text(text, folder, MaskFile::Named));
  }

  /// The mask of that photo out of the folder of masks; nothing where there is none.
  std::optional<RegionChoice> find_mask(const fs::path& photo) {
    std::vector<fs::path> names{photo.filename()};
    for (const std::string_view extension : photo_extensions())
      names.push_back(photo.stem().concat(extension));
    for (const fs::path& name : names) {
      std::error_code ignored;
      if (!fs::is_regular_file(defaults_.mask_folder / name, ignored)) continue;
      return region_from_text(name, defaults_.mask_folder, MaskFile::Named);
    }
    left_out_.no_mask.push_back(photo.string() + ": there is no mask of its name in " +
                                defaults_.mask_folder.string());
    return std::nullopt;
  }

  /// Steps without a region get the mask of their photo; false where there is none.
  bool take_mask(QueueRequest& request) {
    std::vector<EditSettings> steps = v4e::steps_of(request);
    const auto lacks_region = [](const EditSettings& step) { return step.region.is_none(); };
    if (std::ranges::none_of(steps, lacks_region)) return true;
    const std::optional<RegionChoice> mask = find_mask(request.photo);
    if (!mask) return false;
    for (EditSettings& step : steps) {
      if (lacks_region(step)) replace_region(step.region, *mask);
    }
    set_steps(std::move(steps), request);
    return true;
  }

  static std::string field(const TableRow& row, const std::string& column) {
    const auto found = row.find(column);
    return found == row.end() ? std::string() : found->second;
  }

  /// What the row asks for, or else what holds for all. `settings`: the row's.
  void take_steps(const TableRow& row, const fs::path& folder, EditSettings settings, QueueRequest& request) {
    StepOrder order = defaults_.steps;
    const std::string look = field(row, "look");
    const std::string instruction = field(row, "instruction");
    if (!look.empty() && !instruction.empty())
      throw Error(
          ErrorCode::InvalidArgument,
          "has a look and an instruction; leave one of them out, or make the instruction a step of the "
          "look");
    if (!look.empty() || !instruction.empty()) {
      order = StepOrder{};
      if (!instruction.empty()) order.instructions = {instruction};
      if (!look.empty()) order.look = look_of(folder / look);
      if (!look.empty()) order.look_name = look_name_of(look);
      // One that is given for each of several common steps is not meant for these.
      if (defaults_.steps.strengths.size() == 1) order.strengths = defaults_.steps.strengths;
    }
    if (!field(row, "strength").empty()) order.strengths = {settings.strength};
    ask_for(order, std::move(settings), request);
  }

  static void ask_for(const StepOrder& order, EditSettings settings, QueueRequest& request) {
    std::vector<EditSettings> steps = steps_of(order, settings);
    // A caption of the user's own needs no instruction.
    if (steps.empty()) steps.push_back(std::move(settings));
    set_steps(std::move(steps), request);
    request.look = order.look_name;
  }

  /// Read once: a list may name it in a thousand rows.
  const Look& look_of(const fs::path& file) {
    const auto known = looks_.find(file);
    return known != looks_.end() ? known->second : looks_.emplace(file, read_look(file)).first->second;
  }

  /// Results of this batch or another one that stand below the folder that is searched.
  bool is_result(const fs::path& photo, const fs::path& root) {
    if (results_.contains(fs::absolute(photo).lexically_normal())) return true;
    if (defaults_.is_result && defaults_.is_result(photo)) return true;
    const fs::path top = root.has_filename() ? root : root.parent_path();
    for (fs::path folder = photo.parent_path(); folder != top && folder.has_relative_path();
         folder = folder.parent_path()) {
      std::error_code ignored;
      const bool is_output = fs::equivalent(folder, defaults_.output.folder, ignored) ||
                             holds_queue(folder);
      if (!is_output) continue;
      if (passed_over_.insert(folder).second)
        left_out_.files.push_back(folder.string() + ": holds the results of a batch");
      return true;
    }
    return false;
  }

  /// Looked up once for each folder, not for each of its photos.
  bool holds_queue(const fs::path& folder) {
    const auto [known, is_new] = holds_queue_.try_emplace(folder, false);
    if (is_new) known->second = !batch_queues(folder).empty();
    return known->second;
  }

  void add(QueueRequest request, const fs::path& subfolder) {
    if (request.settings.instruction.empty() && request.settings.caption.empty())
      throw Error(
          ErrorCode::InvalidArgument,
          request.photo.string() + ": no instruction; give one for all, or one in each row of a list");
    if (!defaults_.mask_folder.empty() && !take_mask(request)) return;
    request.counter = static_cast<int>(requests_.size()) + 1;
    request.subfolder = subfolder;
    request.photo = fs::absolute(request.photo).lexically_normal();
    request.shape = defaults_.shape;
    request.output = output_path(defaults_.output, {request.photo, subfolder, words_of(request),
                                                    request.settings.seed, request.counter});
    requests_.push_back(std::move(request));
  }

  const BatchDefaults& defaults_;
  LeftOut& left_out_;
  std::vector<QueueRequest> requests_;
  std::map<fs::path, Look> looks_;
  std::set<fs::path> results_;
  std::set<fs::path> passed_over_;
  std::map<fs::path, bool> holds_queue_;
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
                                     LeftOut& left_out) {
  BatchReader reader(defaults, left_out);
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

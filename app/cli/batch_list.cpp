// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/batch_list.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/document/queue/photo_finder.h"

namespace v4e::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxListBytes = 64u << 20;

using Row = std::map<std::string, std::string>;

/// RFC 4180: quoted fields may hold commas, line ends and doubled quotes.
std::vector<std::vector<std::string>> parse_csv(const std::string& text, const std::string& origin) {
  std::vector<std::vector<std::string>> rows(1, {""});
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    std::string& field = rows.back().back();
    if (quoted) {
      if (c != '"') {
        field += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        field += text[++i];
      } else {
        quoted = false;
      }
    } else if (c == '"' && field.empty()) {
      quoted = true;
    } else if (c == ',') {
      rows.back().emplace_back();
    } else if (c == '\n') {
      rows.push_back({""});
    } else if (c != '\r') {
      field += c;
    }
  }
  if (quoted) throw Error(ErrorCode::FileMalformed, origin + ": a quoted field does not end");
  std::erase_if(rows, [](const auto& row) { return row.size() == 1 && row.front().empty(); });
  return rows;
}

std::vector<Row> read_csv(const fs::path& path) {
  std::string text = read_file(path, kMaxListBytes);
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  const auto rows = parse_csv(text, path.string());
  if (rows.empty() || std::find(rows[0].begin(), rows[0].end(), "photo") == rows[0].end())
    throw Error(ErrorCode::FileMalformed, path.string() +
                                              ": the first line must name the columns: photo, "
                                              "instruction, caption, seed");
  std::vector<Row> result;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i].size() > rows[0].size())
      throw Error(ErrorCode::FileMalformed, path.string() + ", row " + std::to_string(i + 1) +
                                                ": more fields than columns; put quotes around commas");
    Row row;
    for (std::size_t k = 0; k < rows[i].size(); ++k) row[rows[0][k]] = rows[i][k];
    result.push_back(row);
  }
  return result;
}

std::vector<Row> read_json(const fs::path& path) {
  const nlohmann::json list = read_json_file(path, kMaxListBytes);
  if (!list.is_array()) throw Error(ErrorCode::FileMalformed, path.string() + ": must be an array");
  std::vector<Row> result;
  for (const auto& entry : list) {
    if (!entry.is_object())
      throw Error(ErrorCode::FileMalformed, path.string() + ": its entries must be objects");
    Row row;
    for (const auto& [key, value] : entry.items())
      row[key] = value.is_string() ? value.get<std::string>() : value.dump();
    result.push_back(row);
  }
  return result;
}

class BatchReader {
 public:
  BatchReader(const BatchDefaults& defaults, std::vector<std::string>& skipped)
      : defaults_(defaults), skipped_(skipped) {}

  void read_list(const fs::path& path, const std::vector<Row>& rows) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::string where = path.string() + ", entry " + std::to_string(i + 1);
      const auto field = [&row = rows[i]](const char* name) {
        const auto found = row.find(name);
        return found == row.end() ? std::string() : found->second;
      };
      if (field("photo").empty()) throw Error(ErrorCode::FileMalformed, where + ": names no photo");
      QueueRequest request;
      request.photo = path.parent_path() / field("photo");
      request.settings = edit_settings_from_row(row, where, defaults_.settings);
      add(request, {});
    }
  }

  void search(const fs::path& path) {
    const fs::path paths[] = {path};
    find_photos(paths, [this](const PhotoBatch& batch) {
      for (const SkippedFile& file : batch.skipped)
        skipped_.push_back(file.path.string() + ": " + file.reason);
      for (const FoundPhoto& photo : batch.photos) {
        QueueRequest request;
        request.photo = photo.path;
        request.settings = defaults_.settings;
        add(request, photo.subfolder);
      }
    });
  }

  [[nodiscard]] std::vector<QueueRequest> take() { return std::move(requests_); }

 private:
  void add(QueueRequest request, const fs::path& subfolder) {
    if (request.settings.instruction.empty() && request.settings.caption.empty())
      throw Error(
          ErrorCode::InvalidArgument,
          request.photo.string() + ": no instruction; give one for all, or one in each row of a list");
    const int counter = static_cast<int>(requests_.size()) + 1;
    request.photo = fs::absolute(request.photo).lexically_normal();
    request.output = output_path(defaults_.output, {request.photo, subfolder, request.settings.instruction,
                                                    request.settings.seed, counter});
    requests_.push_back(std::move(request));
  }

  const BatchDefaults& defaults_;
  std::vector<std::string>& skipped_;
  std::vector<QueueRequest> requests_;
};

}  // namespace

std::vector<QueueRequest> read_batch(const std::vector<fs::path>& inputs, const BatchDefaults& defaults,
                                     std::vector<std::string>& skipped) {
  BatchReader reader(defaults, skipped);
  for (const fs::path& input : inputs) {
    if (input.extension() == ".csv") {
      reader.read_list(input, read_csv(input));
    } else if (input.extension() == ".json") {
      reader.read_list(input, read_json(input));
    } else {
      reader.search(input);
    }
  }
  return reader.take();
}

}  // namespace v4e::cli

// SPDX-License-Identifier: GPL-3.0-or-later
// Lists of pairs: our own pairs.jsonl, other JSON lines, JSON arrays and CSV with a row for each pair.
// ChronoEdit's metadata.csv names films of two frames, ImgEdit's JSON two pictures in one field and the
// instruction as the first turn of a conversation; its pictures lie in tar archives beside it.
#include <algorithm>
#include <array>
#include <fstream>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/base/table_file.h"
#include "core/base/text.h"
#include "core/dataset/layouts/layout.h"
#include "core/dataset/roles.h"
#include "core/dataset/tar_archive.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 4> kListNames{"pairs.jsonl", "metadata.jsonl", "metadata.csv", "pairs.csv"};

bool is_list(const fs::path& path) {
  const auto ending = path.extension().string();
  return fs::is_regular_file(path) && (ending == ".jsonl" || ending == ".json" || ending == ".csv");
}

/// The list itself; empty where there is none.
fs::path list_of(const fs::path& path) {
  if (is_list(path)) return path;
  for (const char* name : kListNames) {
    if (fs::is_regular_file(path / name)) return path / name;
  }
  return {};
}

bool fits(const fs::path& path) {
  return !list_of(path).empty();
}

/// Archives beside a list, opened only where a picture is no file.
class Neighbours {
 public:
  explicit Neighbours(fs::path folder) : folder_(std::move(folder)) {}

  [[nodiscard]] PicturePlace place_of(const std::string& name) {
    PicturePlace place = picture_place_from(name, folder_);
    if (!place.member.empty() || place.file.empty() || fs::exists(place.file)) return place;
    if (!listed_) list_archives();
    for (const auto& archive : archives_) {
      for (const auto& member : {name, "./" + name}) {
        if (archive.second.contains(member)) return {.file = archive.first, .member = member};
      }
    }
    return place;
  }

 private:
  void list_archives() {
    listed_ = true;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder_)) {
      if (entry.is_regular_file() && is_tar_name(entry.path())) files.push_back(entry.path());
    }
    std::ranges::sort(files);
    for (const auto& file : files) archives_.emplace_back(file, TarArchive(file));
  }

  fs::path folder_;
  bool listed_ = false;
  std::vector<std::pair<fs::path, TarArchive>> archives_;
};

/// ImgEdit: {"image": [photo, edit], "conversations": [{"value": "<image>\n…"}, …]}.
bool add_conversation(const nlohmann::json& row, Neighbours& neighbours, PairRecord& record) {
  if (!row.contains("image") || !row["image"].is_array() || row["image"].size() != 2) return false;
  record.source = neighbours.place_of(row["image"].at(0).get<std::string>());
  record.target = neighbours.place_of(row["image"].at(1).get<std::string>());
  if (!row.contains("conversations")) return true;
  auto text = row["conversations"].at(0).at("value").get<std::string>();
  constexpr std::string_view kMark = "<image>";
  for (auto at = text.find(kMark); at != std::string::npos; at = text.find(kMark))
    text.erase(at, kMark.size());
  text.erase(0, std::min(text.size(), text.find_first_not_of(" \r\n")));
  if (!text.empty()) record.instructions = {text};
  return true;
}

/// A film of a pair lies where its list says, or in videos/ beside the list, with or without its ending.
fs::path film_of(const fs::path& folder, const std::string& name) {
  for (const auto& place : {folder / name, folder / "videos" / name, folder / "videos" / (name + ".mp4")}) {
    if (fs::is_regular_file(place)) return place;
  }
  return folder / name;
}

PairRecord record_of(const nlohmann::json& row, const fs::path& folder, const Roles& given,
                     Neighbours& neighbours, Roles& used) {
  if (!row.is_object()) throw Error(ErrorCode::FileMalformed, "is not an object");
  const Roles roles = roles_of(row, given);
  used.insert(roles.begin(), roles.end());
  PairRecord record = described_record(row, roles);
  const auto text = [&](const char* role) {
    const auto name = roles.find(role);
    return name == roles.end() || !row.at(name->second).is_string() ? std::string()
                                                                    : row.at(name->second).get<std::string>();
  };
  if (add_conversation(row, neighbours, record)) {
    used.insert({{"source", "image[0]"}, {"target", "image[1]"}, {"instruction", "conversations[0].value"}});
    return record;
  }
  const auto source = text("source");
  const auto target = text("target");
  if (!source.empty() && !target.empty()) {
    record.source = neighbours.place_of(source);
    record.target = neighbours.place_of(target);
    if (const auto mask = text("mask"); !mask.empty()) record.mask = neighbours.place_of(mask);
    return record;
  }
  const auto film = text("video");
  if (film.empty())
    throw Error(ErrorCode::FileMalformed,
                "names no source and target picture, and no video; name the roles where the columns are "
                "called otherwise");
  record.source = {.file = film_of(folder, film), .member = {}, .frame = PicturePlace::Frame::First};
  record.target = {.file = record.source.file, .member = {}, .frame = PicturePlace::Frame::Last};
  return record;
}

/// Rows of a CSV, whose separator shows where one of the columns for pictures is found.
std::vector<TableRow> read_rows(const fs::path& list, const Roles& given) {
  std::vector<std::string> columns;
  for (const char* role : {"source", "video"}) {
    if (const auto name = given.find(role); name != given.end()) columns.push_back(name->second);
    const auto names = names_of_role(role);
    columns.insert(columns.end(), names.begin(), names.end());
  }
  for (const auto& column : columns) {
    try {
      return read_csv(list, column);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::FileMalformed) throw;
    }
  }
  throw Error(ErrorCode::FileMalformed,
              list.string() +
                  ": the first line must name the columns, one of them for the photo or the film "
                  "(source, video); name the roles where they are called otherwise");
}

/// Calls `take` with each row and the place where it stands; a row that cannot be parsed goes to `problems`.
template <typename Take>
void for_each_row(const fs::path& list, const Roles& given, std::vector<DatasetProblem>& problems,
                  const Take& take) {
  const auto place = [&](const char* what, std::size_t number) {
    return list.string() + ", " + what + " " + std::to_string(number);
  };
  if (list.extension() == ".jsonl") {
    std::ifstream lines(list, std::ios::binary);
    if (!lines) throw Error(ErrorCode::FileUnreadable, "cannot read " + list.string());
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line);) {
      ++number;
      if (number == 1 && line.starts_with("version https://git-lfs"))
        throw Error(ErrorCode::FileMalformed, list.string() +
                                                  ": is a pointer of Git LFS, not the list: fetch "
                                                  "the files (git lfs pull)");
      if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
      try {
        take(parse_json(line, place("line", number)), place("line", number));
      } catch (const Error& error) {
        problems.push_back({place("line", number), error.what()});
      }
    }
  } else if (list.extension() == ".json") {
    const auto rows = read_json_file(list, kMostListBytes);
    if (!rows.is_array())
      throw Error(ErrorCode::FileMalformed, list.string() + ": must be an array of pairs");
    for (std::size_t i = 0; i < rows.size(); ++i) take(rows[i], place("entry", i + 1));
  } else {
    std::size_t number = 1;
    for (const TableRow& row : read_rows(list, given)) {
      nlohmann::json object = nlohmann::json::object();
      for (const auto& [name, value] : row) object[name] = readable(value);
      take(object, place("row", ++number));
    }
  }
}

Dataset read(const fs::path& path, const DatasetOptions& options, const RunContext& context) {
  const fs::path list = list_of(path);
  const fs::path folder = list.parent_path();
  Dataset dataset;
  Neighbours neighbours(folder);
  for_each_row(
      list, options.roles, dataset.problems, [&](const nlohmann::json& row, const std::string& place) {
        context.check();
        try {
          dataset.pairs.push_back(record_of(row, folder, options.roles, neighbours, dataset.roles));
        } catch (const nlohmann::json::exception&) {
          dataset.problems.push_back({place, "has a field of another type than its list's other rows"});
        } catch (const Error& error) {
          dataset.problems.push_back({place, error.what()});
        }
      });
  return dataset;
}

}  // namespace

const DatasetLayout kPairTable{"list of pairs", fits, read};

}  // namespace v4e

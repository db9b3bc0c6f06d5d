// SPDX-License-Identifier: GPL-3.0-or-later
// Data sets of the Hugging Face hub: Parquet files, in the folder or in its data/, or Arrow files as
// `datasets` saves them. InstructPix2Pix, MagicBrush, UltraEdit and OmniEdit are published so; which column
// is what follows from their names.
#include "core/base/error.h"
#include "core/dataset/column_file.h"
#include "core/dataset/layouts/layout.h"
#include "core/dataset/roles.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

bool fits(const fs::path& path) {
  return !column_files_at(path).empty();
}

/// "train-00000-of-00051.parquet" -> "train"; empty where the name says nothing.
std::string split_of(const fs::path& file) {
  const std::string name = file.filename().string();
  if (name.starts_with("train")) return "train";
  if (name.starts_with("test")) return "test";
  return name.starts_with("val") || name.starts_with("dev") ? "val" : "";
}

/// MagicBrush has several turns of each picture: "242679-1".
std::string turn_id(const nlohmann::json& fields) {
  if (!fields.contains("img_id") || !fields.contains("turn_index")) return {};
  const auto text = [&](const char* name) {
    return fields[name].is_string() ? fields[name].get<std::string>() : fields[name].dump();
  };
  return text("img_id") + "-" + text("turn_index");
}

/// OmniEdit has a column for each of its judges' marks: "o_score", "sc_score_1".
void add_scores(const nlohmann::json& fields, PairRecord& record) {
  for (const auto& [name, value] : fields.items()) {
    if (value.is_number() && name.find("_score") != std::string::npos)
      record.scores[name] = value.get<double>();
  }
}

PairRecord record_of(const nlohmann::json& fields, const fs::path& file, const Roles& given, Roles& used) {
  const Roles roles = roles_of(fields, given);
  const auto place = [&](const char* role) {
    const auto name = roles.find(role);
    if (name == roles.end() || !fields.at(name->second).is_string()) return PicturePlace();
    const PicturePlace found =
        picture_place_from(fields.at(name->second).get<std::string>(), file.parent_path());
    return found.member.empty() ? PicturePlace() : found;
  };
  PairRecord record = described_record(fields, roles);
  record.source = place("source");
  record.target = place("target");
  record.mask = place("mask");
  if (record.source.empty() || record.target.empty())
    throw Error(ErrorCode::FileMalformed,
                "has no source and target picture: they are null, or the columns are called otherwise; name "
                "the roles then");
  used.insert(roles.begin(), roles.end());
  if (record.id.empty()) record.id = turn_id(fields);
  if (record.split.empty()) record.split = split_of(file);
  add_scores(fields, record);
  return record;
}

/// Throws Error(FileMalformed) where the table cannot hold pairs at all.
void check_columns(const ColumnFile& table, const fs::path& file) {
  constexpr std::size_t kFewest = 2;
  const auto& pictures = table.picture_columns();
  if (pictures.size() >= kFewest) return;
  throw Error(ErrorCode::FileMalformed, file.string() + ": has " +
                                            (pictures.empty() ? "no column" : "one column") +
                                            " of pictures; pairs need two, a photo and its edit");
}

Dataset read(const fs::path& path, const DatasetOptions& options, const RunContext& context) {
  Dataset dataset;
  for (const auto& file : column_files_at(path)) {
    context.check();
    try {
      const ColumnFile table(file);
      check_columns(table, file);
      table.for_each_row(
          [&](const nlohmann::json& fields, std::int64_t row) {
            try {
              dataset.pairs.push_back(record_of(fields, file, options.roles, dataset.roles));
            } catch (const Error& error) {
              dataset.problems.push_back({file.string() + ", row " + std::to_string(row + 1), error.what()});
            }
          },
          context);
    } catch (const Error& error) {
      // One bad file of many does not spoil the others; that nothing of the kind can be read does.
      if (error.code() != ErrorCode::FileMalformed && error.code() != ErrorCode::FileUnreadable) throw;
      dataset.problems.push_back({file.string(), error.what()});
    }
  }
  return dataset;
}

}  // namespace

const DatasetLayout kColumnFiles{"Parquet or Arrow files", fits, read};

}  // namespace v4e

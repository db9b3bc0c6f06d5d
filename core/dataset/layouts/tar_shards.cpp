// SPDX-License-Identifier: GPL-3.0-or-later
// Tar archives as WebDataset writes them: the files of a pair share what stands before the first dot of their
// names: "000017.source.jpg", "000017.target.jpg", "000017.json" or "000017.txt".
#include <algorithm>
#include <array>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/dataset/layouts/layout.h"
#include "core/dataset/roles.h"
#include "core/dataset/tar_archive.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> archives_in(const fs::path& path) {
  if (fs::is_regular_file(path)) return is_tar_name(path) ? std::vector{path} : std::vector<fs::path>{};
  std::vector<fs::path> found;
  if (!fs::is_directory(path)) return found;
  for (const auto& entry : fs::directory_iterator(path)) {
    if (entry.is_regular_file() && is_tar_name(entry.path())) found.push_back(entry.path());
  }
  std::ranges::sort(found);
  return found;
}

bool fits(const fs::path& path) {
  return !archives_in(path).empty();
}

/// "a/000017.source.jpg" -> {"a/000017", "source.jpg"}
std::pair<std::string, std::string> key_and_rest(const std::string& name) {
  const auto slash = name.rfind('/');
  const auto dot = name.find('.', slash == std::string::npos ? 0 : slash);
  return dot == std::string::npos ? std::pair{name, std::string()}
                                  : std::pair{name.substr(0, dot), name.substr(dot + 1)};
}

/// The files of one key by what stands between it and their ending.
struct Sample {
  std::map<std::string, std::string> pictures;  ///< "source" -> member
  std::string json;
  std::string text;
};

std::map<std::string, Sample> samples_of(const TarArchive& archive) {
  std::map<std::string, Sample> samples;
  for (const auto& name : archive.names()) {
    const auto [key, rest] = key_and_rest(name);
    Sample& sample = samples[key];
    const auto dot = rest.rfind('.');
    const auto ending = dot == std::string::npos ? rest : rest.substr(dot + 1);
    if (ending == "json") {
      sample.json = name;
    } else if (ending == "txt") {
      sample.text = name;
    } else if (dot != std::string::npos) {
      sample.pictures[rest.substr(0, dot)] = name;
    }
  }
  return samples;
}

std::string trimmed(std::string text) {
  const auto end = text.find_last_not_of(" \t\r\n");
  text.erase(end == std::string::npos ? 0 : end + 1);
  return text;
}

/// Throws Error saying what the sample lacks.
PairRecord record_of(const fs::path& path, const TarArchive& archive, const std::string& key,
                     const Sample& sample, const DatasetOptions& options) {
  constexpr std::uint64_t kMostTextBytes = 1u << 20;
  nlohmann::json fields = nlohmann::json::object();
  if (!sample.json.empty()) {
    fields = parse_json(archive.read(sample.json, kMostTextBytes), path.string() + "!" + sample.json);
    if (!fields.is_object()) throw Error(ErrorCode::FileMalformed, sample.json + ": must be an object");
  }
  nlohmann::json names = nlohmann::json::object();
  for (const auto& [name, member] : sample.pictures) names[name] = member;
  PairRecord record = described_record(fields, roles_of(fields, options.roles));
  const auto roles = roles_of(names, options.roles);
  const auto place = [&](const char* role) {
    PicturePlace found;
    const auto named = roles.find(role);
    if (named == roles.end()) return found;
    found.file = path;
    found.member = names.at(named->second).get<std::string>();
    return found;
  };
  record.id = key;
  record.source = place("source");
  record.target = place("target");
  record.mask = place("mask");
  if (record.instructions.empty() && !sample.text.empty())
    record.instructions = {trimmed(archive.read(sample.text, kMostTextBytes))};
  if (record.source.empty() || record.target.empty())
    throw Error(ErrorCode::FileMalformed,
                "has no source and target picture: " + std::to_string(sample.pictures.size()) +
                    " pictures are there; name the roles where they are called otherwise");
  return record;
}

Dataset read(const fs::path& path, const DatasetOptions& options, const RunContext& context) {
  Dataset dataset;
  dataset.roles = {{"source", "*.source.*"}, {"target", "*.target.*"}};
  for (const auto& file : archives_in(path)) {
    try {
      const TarArchive archive(file, context);
      for (const auto& [key, sample] : samples_of(archive)) {
        try {
          dataset.pairs.push_back(record_of(file, archive, key, sample, options));
        } catch (const Error& error) {
          dataset.problems.push_back({file.string() + "!" + key, error.what()});
        }
      }
    } catch (const Error& error) {
      dataset.problems.push_back({file.string(), error.what()});
    }
  }
  return dataset;
}

}  // namespace

const DatasetLayout kTarShards{"tar shards", fits, read};

}  // namespace v4e

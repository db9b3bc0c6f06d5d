// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace v4e {

/// Where a picture lies: a file, a member of a tar archive, a row and column of a Parquet or Arrow file
/// ("12/source_img"), or a frame of a film.
struct PicturePlace {
  enum class Frame { None, First, Last };  ///< None: the file is a picture

  std::filesystem::path file = {};  ///< empty: there is no picture
  std::string member = {};          ///< in the archive or table; empty: the file itself
  Frame frame = Frame::None;

  bool operator==(const PicturePlace&) const = default;
  [[nodiscard]] bool empty() const { return file.empty(); }
  /// "FILE", "FILE!MEMBER", "FILE#first" or "FILE#last": as lists of pairs have it, and messages.
  [[nodiscard]] std::string text() const;
};

/// What text() wrote; a relative file is taken from `folder`.
[[nodiscard]] PicturePlace picture_place_from(std::string_view text, const std::filesystem::path& folder);

/// A photo, its edit and what is known of them. Two pictures that differ by an edit make a record whatever
/// data set they come from.
struct PairRecord {
  std::string id = {};  ///< unique in its data set
  PicturePlace source = {};
  PicturePlace target = {};
  PicturePlace mask = {};                      ///< white, or transparent, where the edit is; may be empty
  std::vector<std::string> instructions = {};  ///< wordings of the edit
  std::string evolution = {};                  ///< what happens over time, in English; may be empty
  std::string kind = {};                       ///< of edit, in the data set's own words
  std::string group = {};                     ///< pairs of one group go to one part of a split; empty: its id
  std::map<std::string, double> scores = {};  ///< as the data set's makers judged it
  std::string licence = {};
  std::string origin = {};
  std::string split = {};  ///< "train", "val", "test", or empty: not split yet

  bool operator==(const PairRecord&) const = default;
};

/// A line of pairs.jsonl; places below `folder` relative to it.
[[nodiscard]] nlohmann::json to_json(const PairRecord& record, const std::filesystem::path& folder);

}  // namespace v4e

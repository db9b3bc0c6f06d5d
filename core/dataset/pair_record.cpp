// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/pair_record.h"

#include <array>

#include "core/base/text.h"

namespace v4e {
namespace {

constexpr std::string_view kFirst = "#first";
constexpr std::string_view kLast = "#last";

std::string place_below(const PicturePlace& place, const std::filesystem::path& folder) {
  PicturePlace near = place;
  const auto relative = place.file.lexically_relative(folder);
  if (!relative.empty() && *relative.begin() != "..") near.file = relative;
  return near.text();
}

}  // namespace

std::string PicturePlace::text() const {
  std::string text = file.string();
  if (!member.empty()) text += "!" + member;
  if (frame == Frame::First) text += kFirst;
  if (frame == Frame::Last) text += kLast;
  return text;
}

PicturePlace picture_place_from(std::string_view text, const std::filesystem::path& folder) {
  PicturePlace place;
  const auto take = [&](std::string_view ending, PicturePlace::Frame frame) {
    if (!text.ends_with(ending)) return;
    text.remove_suffix(ending.size());
    place.frame = frame;
  };
  take(kFirst, PicturePlace::Frame::First);
  if (place.frame == PicturePlace::Frame::None) take(kLast, PicturePlace::Frame::Last);
  // A picture may have "!" in its name; what lies in another file stands behind one of these.
  constexpr std::array<std::string_view, 3> kHolders{".tar!", ".parquet!", ".arrow!"};
  for (const std::string_view holder : kHolders) {
    const auto mark = text.find(holder);
    if (mark == std::string_view::npos) continue;
    place.member = text.substr(mark + holder.size());
    text = text.substr(0, mark + holder.size() - 1);
    break;
  }
  if (text.empty()) return {};
  const std::filesystem::path file(text);
  place.file = file.is_absolute() ? file : folder / file;
  return place;
}

nlohmann::json to_json(const PairRecord& record, const std::filesystem::path& folder) {
  nlohmann::json json{{"id", record.id},
                      {"source", readable(place_below(record.source, folder))},
                      {"target", readable(place_below(record.target, folder))}};
  if (!record.mask.empty()) json["mask"] = readable(place_below(record.mask, folder));
  if (record.instructions.size() == 1) json["instruction"] = record.instructions.front();
  if (record.instructions.size() > 1) json["instruction"] = record.instructions;
  const auto put = [&json](const char* key, const std::string& value) {
    if (!value.empty()) json[key] = value;
  };
  put("evolution", record.evolution);
  put("kind", record.kind);
  put("group", record.group);
  if (!record.scores.empty()) json["scores"] = record.scores;
  put("licence", record.licence);
  put("origin", record.origin);
  put("split", record.split);
  return json;
}

}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/project/project_nodes.h"

#include <algorithm>

#include "core/base/json_file.h"
#include "core/merge/strength.h"
#include "ui/engine/image_convert.h"
#include "ui/engine/shaped_result.h"
#include "ui/history/history_thumbnail.h"
#include "ui/project/project_settings.h"

namespace v4e::ui {
namespace {

constexpr const char* kEdited = "edited";
constexpr const char* kChange = "change";
constexpr const char* kSource = "source";
constexpr const char* kBase = "base";
constexpr const char* kMask = "mask";
constexpr const char* kChosen = "chosen";  // the region that was edited
constexpr const char* kSmall = "small";    // the edit as the history shows it; not in older projects
constexpr int kMaxRegions = 1000;
constexpr int kMaxDepth = 6;  ///< of the parameters

std::string part_frame_name(std::size_t index) {
  return "part" + std::to_string(index);
}

std::string region_name(std::size_t index) {
  return "region" + std::to_string(index);
}

[[noreturn]] void refuse(const Generation& generation, const std::string& what) {
  throw Error(ErrorCode::FileMalformed,
              "the edit \"" + generation.instruction + "\" of the project is damaged: " + what);
}

/// Grey edits may have got colour in sRGB, where the photo's own profile does not count any more.
bool lost_profile(const Photo& photo, const Photo& base) {
  return photo.icc_profile.empty() && !base.icc_profile.empty();
}

nlohmann::json edits_json(const MergeEdits& edits) {
  nlohmann::json positions = nlohmann::json::array();
  for (const TimeRegion& region : edits.regions) positions.push_back(region.position);
  return {{"mask_mode", static_cast<int>(edits.mask_mode)},
          {"stabilise", edits.stabilise},
          {"regions", std::move(positions)}};
}

/// The size is that of the picture which it is for: what is stored is not shaped.
nlohmann::json shape_json(const EditResult& shown) {
  const Image& unshaped = shown.unshaped->edited->image;
  nlohmann::json json = to_json(shown.geometry);
  json["of"] = {unshaped.width(), unshaped.height()};
  return json;
}

nlohmann::json place_json(const Placement& place) {
  return {place.a, place.b, place.c, place.d, place.e, place.f};
}

Placement place_from(const nlohmann::json& json) {
  const auto number = [&json](std::size_t i) { return json.at(i).get<double>(); };
  return {number(0), number(1), number(2), number(3), number(4), number(5)};
}

/// Reads the pictures of one node and checks what they are.
class NodeReader {
 public:
  NodeReader(ProjectFile& file, const Generation& generation) : file_(file), generation_(generation) {}

  [[nodiscard]] PictureId number(const std::string& name) { return file_.mask(generation_.id, name); }

  [[nodiscard]] std::vector<Image> frames(const RunContext& context) {
    std::vector<PictureId> ids;
    for (int i = 0; i < generation_.frame_count; ++i) ids.push_back(file_.frame_id(generation_.id, i));
    std::vector<Image> frames = file_.pictures(ids, context);
    for (const Image& frame : frames) {
      if (frame.type() != SampleType::U8 || frame.channels() != 3 ||
          frame.width() != frames.front().width() || frame.height() != frames.front().height())
        refuse(generation_, "its frames are not alike");
    }
    if (frames.empty()) refuse(generation_, "it has no frames");
    return frames;
  }

  /// The frames of the part that the model saw, as many as there are frames.
  [[nodiscard]] std::vector<Image> part_frames() {
    std::vector<Image> frames;
    for (int i = 0; i < generation_.frame_count; ++i) {
      const PictureId id = number(part_frame_name(static_cast<std::size_t>(i)));
      if (id == 0) refuse(generation_, "a frame of its region is missing");
      frames.push_back(file_.picture(id));
      const Image& frame = frames.back();
      if (frame.type() != SampleType::U8 || frame.channels() != 3 ||
          size_of(frame) != size_of(frames.front()))
        refuse(generation_, "the frames of its region are not alike");
    }
    return frames;
  }

  /// Empty where there is none.
  [[nodiscard]] Image mask(const std::string& name) {
    const PictureId id = number(name);
    if (id == 0) return {};
    Image mask = file_.picture(id);
    if (mask.type() != SampleType::U8 || mask.channels() != 1) refuse(generation_, name + " is no mask");
    return mask;
  }

  [[nodiscard]] std::shared_ptr<const MergeEdits> edits(const nlohmann::json& json) {
    auto edits = std::make_shared<MergeEdits>();
    edits->mask = mask(kMask);
    edits->mask_mode = static_cast<UserMaskMode>(
        std::clamp(json.at("mask_mode").get<int>(), 0, static_cast<int>(UserMaskMode::Replace)));
    edits->stabilise = json.at("stabilise").get<bool>();
    const auto& positions = json.at("regions");
    if (positions.size() > kMaxRegions) refuse(generation_, "it has too many regions");
    for (std::size_t i = 0; i < positions.size(); ++i) {
      const double position = positions.at(i).get<double>();
      edits->regions.push_back({mask(region_name(i)), std::clamp(position, 0.0, 1.0)});
      if (edits->regions.back().weight.empty()) refuse(generation_, "a region is missing");
    }
    return edits;
  }

 private:
  ProjectFile& file_;
  const Generation& generation_;
};

bool same_size(const Image& a, const Image& b) {
  return a.width() == b.width() && a.height() == b.height();
}

void read_parameters(const nlohmann::json& json, const Generation& generation, NodeReader& reader,
                     EditResult& result) {
  const nlohmann::json& settings = json.contains("settings") ? json.at("settings") : json;
  if (!settings.contains("strength")) {
    // Projects of before know a frame only.
    const auto frame = static_cast<std::size_t>(std::max(0, generation.edit_frame));
    result.settings.strength = strength_of(frame, result.frames.size());
  }
  result.device = json.value("device", std::string());
  result.wishes = json.value("wishes", std::size_t{1});
  result.steps_done = json.value("steps_done", result.settings.steps.value_or(0));
  result.seconds = json.value("seconds", 0.0);
  result.notes = json.value("notes", std::vector<std::string>());
  result.change = json.value("change", std::vector<double>());
  if (result.change.size() != result.frames.size()) result.change.clear();
  if (json.contains("edits")) result.edits = reader.edits(json.at("edits"));
}

/// What of the photo was edited, where it was not all.
void read_region(const nlohmann::json& json, const Generation& generation, NodeReader& reader,
                 EditResult& result) {
  if (!json.contains("part")) return;
  const auto side = [&json](std::size_t i) { return json.at("part").at(i).get<int>(); };
  result.part = {side(0), side(1), side(2), side(3)};
  Image mask = reader.mask(kChosen);
  if (mask.empty() || !is_inside(result.part, result.photo->image))
    refuse(generation, "its region does not belong to its photo");
  result.region = std::make_shared<const Image>(std::move(mask));
  result.part_frames = reader.part_frames();
}

/// Until format 2 the settings' fields stood among the others.
EditSettings settings_of(const nlohmann::json& json, const Generation& generation) {
  try {
    return edit_settings_from(json.contains("settings") ? json.at("settings") : json, "its settings");
  } catch (const Error& error) {
    refuse(generation, error.what());
  }
}

/// Null: the photo. Damaged parameters may say anything.
bool isShaped(ProjectFile& file, const Generation* step) {
  try {
    const std::string json = step ? step->parameters : file.setting(project::kGeometry).value_or("{}");
    const nlohmann::json parsed = parse_json(json, "the project's parameters", kMaxDepth);
    return step ? parsed.contains("shape") : !parsed.empty();
  } catch (const Error&) {
    return true;
  }
}

}  // namespace

PictureId SharedPhotos::store(ProjectFile& file, const std::shared_ptr<const Photo>& photo) {
  // A photo that undo brings back may have been deleted from the file meanwhile.
  std::erase_if(entries_,
                [&file](const Entry& entry) { return entry.photo.expired() || !file.has_picture(entry.id); });
  for (const Entry& entry : entries_) {
    if (entry.photo.lock() == photo) return entry.id;
  }
  entries_.push_back({photo, file.add_picture(photo->image)});
  return entries_.back().id;
}

std::shared_ptr<const Photo> SharedPhotos::load(ProjectFile& file, PictureId id, const Photo& base,
                                                bool srgb) {
  for (const Entry& entry : entries_) {
    if (entry.id != id) continue;
    if (auto known = entry.photo.lock()) return known;
  }
  auto photo = std::make_shared<Photo>(base);
  photo->image = file.picture(id);
  if (srgb) photo->icc_profile.clear();
  entries_.push_back({photo, id});
  return photo;
}

std::string nodeParameters(const EditResult& shown, const std::shared_ptr<const Photo>& photo) {
  const EditResult& result = shown.unshaped ? *shown.unshaped : shown;
  nlohmann::json json{{"settings", to_json(result.settings)}};
  json["device"] = result.device;
  if (result.wishes > 1) json["wishes"] = result.wishes;
  json["steps_done"] = result.steps_done;
  json["seconds"] = result.seconds;
  json["notes"] = result.notes;
  json["change"] = result.change;
  json["edited_is_srgb"] = lost_profile(*result.edited, *photo);
  json["source_is_srgb"] = lost_profile(*result.photo, *photo);
  if (result.edits) json["edits"] = edits_json(*result.edits);
  const PixelArea& part = result.part;
  if (result.region) json["part"] = {part.x, part.y, part.width, part.height};
  if (shown.unshaped) json["shape"] = shape_json(shown);
  if (result.place != Placement{}) json["place"] = place_json(result.place);
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

NamedPictures storeNodePictures(ProjectFile& file, const EditResult& shown,
                                const std::shared_ptr<const Photo>& photo, SharedPhotos& photos) {
  const EditResult& result = shown.unshaped ? *shown.unshaped : shown;
  NamedPictures pictures{{kEdited, photos.store(file, result.edited)}};
  pictures[kSmall] =
      file.add_picture(fromQImage(historyThumbnail(toScreenImage(*result.edited, QColorSpace::SRgb))));
  if (result.photo != photo) pictures[kSource] = photos.store(file, result.photo);
  if (result.base && result.base != photo) pictures[kBase] = photos.store(file, result.base);
  if (!result.change_mask.empty()) pictures[kChange] = file.add_picture(result.change_mask);
  if (result.region) {
    pictures[kChosen] = file.add_picture(*result.region);
    for (std::size_t i = 0; i < result.part_frames.size(); ++i)
      pictures[part_frame_name(i)] = file.add_picture(result.part_frames[i]);
  }
  if (!result.edits) return pictures;
  if (!result.edits->mask.empty()) pictures[kMask] = file.add_picture(result.edits->mask);
  for (std::size_t i = 0; i < result.edits->regions.size(); ++i)
    pictures[region_name(i)] = file.add_picture(result.edits->regions[i].weight);
  return pictures;
}

EditSettings storedSettings(const Generation& generation) {
  return settings_of(parse_json(generation.parameters, "the project's parameters", kMaxDepth), generation);
}

std::map<std::int64_t, std::int64_t> sourcesOf(ProjectFile& file,
                                               const std::vector<Generation>& generations) {
  std::map<std::int64_t, const Generation*> steps;
  std::map<std::int64_t, std::int64_t> sources;
  for (const Generation& generation : generations) {
    steps[generation.id] = &generation;
    const PictureId source = file.mask(generation.id, kSource);
    const Generation* at = &generation;
    while (at) {
      const auto parent = steps.find(at->parent.value_or(0));
      at = parent == steps.end() ? nullptr : parent->second;
      // Turned or cropped, a picture is another one than the stored one: pixels will tell.
      if (source != (at ? file.mask(at->id, kEdited) : 0) || isShaped(file, at)) continue;
      sources[generation.id] = at ? at->id : 0;
      break;
    }
  }
  return sources;
}

std::shared_ptr<const EditResult> loadNode(ProjectFile& file, const Generation& generation,
                                           const std::shared_ptr<const Photo>& photo, SharedPhotos& photos,
                                           const RunContext& context) {
  NodeReader reader(file, generation);
  auto result = std::make_shared<EditResult>();
  const nlohmann::json json = parse_json(generation.parameters, "the project's parameters", kMaxDepth);
  result->settings = settings_of(json, generation);
  result->photo = photo;
  result->caption = generation.caption;
  result->model_name = generation.model;
  result->copy = generation.id;
  result->frames = reader.frames(context);
  try {
    read_parameters(json, generation, reader, *result);
    if (const PictureId source = reader.number(kSource))
      result->photo = photos.load(file, source, *photo, json.value("source_is_srgb", false));
    read_region(json, generation, reader, *result);
    result->base = photo;
    if (const PictureId base = reader.number(kBase)) result->base = photos.load(file, base, *photo, false);
    if (json.contains("place")) result->place = place_from(json.at("place"));
    const PictureId edited = reader.number(kEdited);
    if (edited == 0) refuse(generation, "its picture is missing");
    result->edited = photos.load(file, edited, *photo, json.value("edited_is_srgb", false));
  } catch (const nlohmann::json::exception& error) {
    refuse(generation, error.what());
  }
  result->change_mask = reader.mask(kChange);
  const Image& base = result->base->image;
  if (!same_size(result->edited->image, base) || !same_size(result->photo->image, base))
    refuse(generation, "it is not of the photo's size; the photo may have been replaced by another one");
  if (!json.contains("shape")) return result;
  try {
    return shapedResult(result, geometry_from(json.at("shape"), "its settings"), context);
  } catch (const Error& error) {
    refuse(generation, error.what());
  }
}

namespace {

Image shapedFrame(const Image& frame, const Generation& generation) {
  const nlohmann::json json = parse_json(generation.parameters, "the project's parameters", 6);
  if (!json.contains("shape")) return frame;
  try {
    const nlohmann::json& shape = json.at("shape");
    const PixelSize size{shape.at("of").at(0).get<int>(), shape.at("of").at(1).get<int>()};
    const Geometry geometry = geometry_from(shape, "its settings");
    if (size.width < 1 || size.height < 1) refuse(generation, "the size of its picture is missing");
    validate(geometry, size);
    return shapedSmall(frame, geometry, size);
  } catch (const nlohmann::json::exception& error) {
    refuse(generation, error.what());
  }
}

}  // namespace

Image smallPicture(ProjectFile& file, const Generation& generation) {
  const PictureId small = file.mask(generation.id, kSmall);
  const PictureId id = small != 0 ? small : file.frame_id(generation.id, generation.edit_frame);
  return shapedFrame(file.picture(id), generation);
}

}  // namespace v4e::ui

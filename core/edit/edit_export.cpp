// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/edit_export.h"

#include <utility>

#include "core/base/advice.h"
#include "core/base/os/file.h"
#include "core/base/text.h"
#include "core/captions/caption_report.h"
#include "core/edit/edit_provenance.h"
#include "core/edit/shown_frames.h"
#include "core/evolution/evolution_file.h"
#include "core/image/photo_kinds.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

/// Files and folders that are removed again unless all went well.
class Undo {
 public:
  Undo() = default;
  Undo(const Undo&) = delete;
  Undo& operator=(const Undo&) = delete;
  ~Undo() {
    std::error_code ignored;
    for (auto path = made_.rbegin(); path != made_.rend(); ++path) fs::remove(*path, ignored);
  }
  /// Only what was not there before may be removed.
  void will_make(const fs::path& path) {
    std::error_code ignored;
    if (!fs::exists(path, ignored)) made_.push_back(path);
  }
  void keep() { made_.clear(); }

 private:
  std::vector<fs::path> made_;
};

void check_target(const fs::path& path, bool overwrite) {
  std::error_code ignored;
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (!fs::is_directory(folder, ignored))
    throw Error(ErrorCode::FileUnwritable, "the folder " + folder.string() + " does not exist");
  if (!os::is_writable(folder))
    throw Error(ErrorCode::FileUnwritable, "the folder " + folder.string() + " is not writable (read-only?)");
  if (fs::is_directory(path, ignored))
    throw Error(ErrorCode::InvalidArgument, path.string() + " is a folder; a file name is needed");
  if (path.filename().string().size() > kMaxNameBytes)
    throw AdvisedError(ErrorCode::InvalidArgument,
                       path.string() + ": the name is longer than " + std::to_string(kMaxNameBytes) +
                           " bytes; give a shorter one",
                       {Advice::ShorterName});
  if (!overwrite && fs::exists(path, ignored))
    throw AdvisedError(ErrorCode::InvalidArgument,
                       path.string() + " is there already; choose another name, or have it overwritten",
                       {Advice::Overwrite});
}

Photo plain_photo(const Image& image) {
  Photo photo;
  photo.image = image;
  return photo;
}

void export_frames(const fs::path& folder, const EvolutionFrames& frames, const EvolutionOptions& options,
                   Undo& undo, const RunContext& context) {
  undo.will_make(folder);
  for (std::size_t i = 0; i < frames.count; ++i) undo.will_make(frame_path(folder, i));
  write_frames(folder, frames, options, context);
}

PhotoLayers make_layers(const EditRequest& request, const EditResult& result, const ExportPlan& plan,
                        const RunContext& context) {
  return edit_layers({.photo = plan.original ? plan.original : request.photo,
                      .edited = std::make_shared<const Photo>(result.edited),
                      .mask = result.merge.mask,
                      .states = plan.states,
                      .strength = result.settings.strength},
                     {}, context);
}

/// Each layer that is begun is a step of the export, behind those that are done.
void report_layers(PhotoLayers& layers, int done, int total, const RunContext& context) {
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const int step = done + static_cast<int>(i);
    layers[i].picture = [picture = std::move(layers[i].picture), &context, step, total](const RunContext& run) {
      context.tick({Stage::Export, step, total});
      return picture(run);
    };
  }
}

void write_picture(const EditRequest& request, const EditResult& result, const ExportPlan& plan,
                   const PhotoLayers& layers, Undo& undo, std::vector<std::string>& notes,
                   const RunContext& context) {
  WriteOptions options;
  options.quality = plan.quality;
  EditSettings made = result.settings;
  if (result.wishes.empty()) made.steps = result.steps;
  // The model's own is not the user's.
  made.negative_prompt = request.settings.negative_prompt;
  const EditFacts facts{.caption = result.prompt,
                        .model = result.model_name,
                        .frames = static_cast<int>(result.frames.size()),
                        .merge = to_string(result.merge.way),
                        .before = result.before};
  add_provenance(make_provenance(made, facts, plan.include_prompt), options);
  undo.will_make(plan.picture);
  const WriteReport report = write_layered_photo(plan.picture, result.edited, layers, options, context);
  notes.insert(notes.end(), report.notes.begin(), report.notes.end());
}

/// Null where all of the photo was edited, once.
nlohmann::json region_report(const EditResult& result) {
  if (!result.region) return nullptr;
  const PixelArea& part = result.region->part;
  return {{"kind", region_text(result.settings.region)},
          {"feather", result.region->feather_px},
          {"refined", result.refined},
          {"seen", {part.x, part.y, part.width, part.height}}};
}

}  // namespace

bool ExportPlan::has_layers() const {
  return layers || format_of_extension(picture) == PhotoFormat::OpenRaster;
}

void ExportPlan::check() const {
  const auto format = format_of_extension(picture);
  if (!picture.empty() && !(format && is_written(*format)))
    throw Error(ErrorCode::InvalidArgument,
                picture.string() + ": the name must end in one of " + written_extensions());
  if (layers && !(format && writes_layers(*format)))
    throw Error(ErrorCode::InvalidArgument,
                picture.string() + ": with layers the name must end in one of " + layered_extensions());
  // A JPEG would blur the mask's rim: pixels that were left alone would seem changed.
  const auto mask_format = format_of_extension(mask);
  const bool exact = mask_format && is_written(*mask_format) && kind_of(*mask_format).writes_lossless;
  if (!mask.empty() && !exact)
    throw Error(ErrorCode::InvalidArgument,
                mask.string() + ": a mask is written without loss; the name must end in .png, .tif or .webp");
  if (!video.empty() && !evolution_format_of(video))
    throw Error(ErrorCode::InvalidArgument,
                video.string() + ": a video's name must end in .mp4, .webm or .gif");
  for (const fs::path& path : {picture, mask, video}) {
    if (!path.empty()) check_target(path, overwrite);
  }
  std::error_code ignored;
  if (frames.empty()) return;
  if (fs::is_directory(frames, ignored)) {
    check_target(frame_path(frames, 0), overwrite);
  } else {
    check_target(frames, false);
  }
}

std::vector<std::string> export_edit(const EditRequest& request, const EditResult& result,
                                     const ExportPlan& plan, const RunContext& context) {
  plan.check();
  std::vector<std::string> notes;
  Undo undo;
  PhotoLayers picture_layers;
  if (plan.has_layers()) picture_layers = make_layers(request, result, plan, {context.stop, {}});
  const int total = 4 + static_cast<int>(picture_layers.size());
  report_layers(picture_layers, 3, total, context);
  context.tick({Stage::Export, 0, total});
  if (!plan.frames.empty() || !plan.video.empty()) {
    const EvolutionFrames frames = plan.evolution ? *plan.evolution : evolution_of(shown_frames(result));
    EvolutionOptions options;
    options.long_side_px = plan.evolution_side_px;
    const RunContext quiet{context.stop, {}};
    if (!plan.frames.empty()) export_frames(plan.frames, frames, options, undo, quiet);
    context.tick({Stage::Export, 1, total});
    if (!plan.video.empty()) {
      undo.will_make(plan.video);
      write_evolution(plan.video, frames, options, quiet);
    }
  }
  context.tick({Stage::Export, 2, total});
  if (!plan.mask.empty()) {
    undo.will_make(plan.mask);
    write_photo(plan.mask, plain_photo(result.merge.mask), {}, {context.stop, {}});
  }
  context.tick({Stage::Export, 3, total});
  if (!plan.picture.empty())
    write_picture(request, result, plan, picture_layers, undo, notes, {context.stop, {}});
  undo.keep();
  if (context.on_progress) context.on_progress({Stage::Export, total, total});
  return notes;
}

nlohmann::json edit_report(const EditResult& result) {
  EditSettings settings = result.settings;
  settings.region.mask = {};
  nlohmann::json seconds = nlohmann::json::object();
  for (const StageTime& time : result.times) {
    const std::string name(to_string(time.stage));
    seconds[name] = seconds.value(name, 0.0) + time.seconds;
  }
  const MergeMetrics& metrics = result.merge.metrics;
  nlohmann::json wishes = nlohmann::json::array();
  for (const EvolutionCaption& wish : result.wishes) wishes.push_back(caption_report(wish));
  return {{"wishes", wishes},
          {"caption", caption_report(result.caption)},
          {"prompt", result.prompt},
          {"model", result.model_name},
          {"device", result.device},
          {"steps", result.steps},
          {"guidance", result.settings.guidance.value_or(1)},
          {"frames", result.frames.size()},
          {"seed", result.settings.seed},
          {"settings", to_json(settings)},
          {"region", region_report(result)},
          {"working_size", {result.map.width, result.map.height}},
          {"size", {result.merge.edit.width(), result.merge.edit.height()}},
          {"merge",
           {{"way", to_string(result.merge.way)},
            {"reason", result.merge.reason},
            {"changed_share", metrics.changed_share},
            {"edited_share", metrics.edited_share},
            {"background_psnr_db", metrics.background_psnr_db}}},
          {"seconds", seconds},
          {"notes", result.notes}};
}

}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/benchmark/benchmark_run.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <set>
#include <utility>

#include "core/base/content_hash.h"
#include "core/base/error.h"
#include "core/edit/edit_chain.h"
#include "core/edit/model_defaults.h"
#include "core/edit/shown_frames.h"
#include "core/evaluation/evolution_measures.h"
#include "core/image/colour/plain_srgb.h"
#include "core/image/io/photo_io.h"
#include "core/image/samples.h"
#include "core/library/lora_report.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;
using State = ItemOutcome::State;

constexpr double kFilmSide = 512;  // twice what evolutions are measured at

/// An item's own fault, as one of its files is missing or broken.
bool is_of_the_files(ErrorCode code) {
  return code == ErrorCode::FileUnreadable || code == ErrorCode::FileMalformed;
}

/// The model or the program says no.
bool is_a_no(ErrorCode code) {
  return code == ErrorCode::InvalidArgument || code == ErrorCode::Unsupported;
}

/// The model's last frame at the photo's size.
Image last_frame(const EditResult& result, PixelSize size) {
  return with_samples(brought_to(frames_in_photo(result).back(), size), SampleType::U8);
}

/// Set for as long as it lives.
class Writing {
 public:
  explicit Writing(std::atomic<bool>* flag) : flag_(flag) {
    if (flag_) *flag_ = true;
  }
  ~Writing() {
    if (flag_) *flag_ = false;
  }
  Writing(const Writing&) = delete;
  Writing& operator=(const Writing&) = delete;

 private:
  std::atomic<bool>* flag_;
};

/// One run: what items share.
class Run {
 public:
  Run(Editor& editor, const BenchmarkFolder& folder, const BenchmarkRunOptions& options,
      const BenchmarkHooks& hooks)
      : editor_(editor), folder_(folder), options_(options), hooks_(hooks) {
    EditSettings settings = with_defaults(options.settings, editor.model());
    settings.instruction.clear();
    settings.model.clear();
    common_ = {{"settings", to_json(settings)}, {"model", editor.model().name},
               {"weights", options.weights},    {"with_masks", options.with_masks},
               {"force", options.force},        {"device", editor.device_text()}};
  }

  /// `is_new`: it was made now.
  ItemOutcome outcome_of(const BenchmarkItem& item, bool& is_new) {
    const std::string identity = identity_of(item);
    identities_[item.id] = identity;
    if (auto kept = folder_.find(item); kept && kept->identity == identity && kept->state != State::Failed) {
      is_new = false;
      if (kept->state == State::Done) done_[item.id] = folder_.edit_of(item, kSystems[1]);
      return *std::move(kept);
    }
    is_new = true;
    return make(item, identity);
  }

 private:
  [[nodiscard]] std::string identity_of(const BenchmarkItem& item) const {
    nlohmann::json all = common_;
    const auto place = [](const PicturePlace& picture) {
      return picture.empty() ? std::string()
                             : picture.file.filename().string() + "!" + picture.member + "," +
                                   PictureStore::fingerprint(picture);
    };
    all["item"] = {item.id,          item.instruction, place(item.source), place(item.target),
                   place(item.mask), item.mask_runs};
    if (const auto before = identities_.find(item.follows); before != identities_.end())
      all["follows"] = before->second;
    const std::string text = all.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    Sha256 hash;
    hash.update(text.data(), text.size());
    return hash.finish();
  }

  ItemOutcome make(const BenchmarkItem& item, const std::string& identity) {
    ItemOutcome outcome{.id = item.id, .identity = identity};
    if (!item.follows.empty() && !done_.contains(item.follows)) {
      outcome.state = State::NotOffered;
      outcome.reason = "the edit that it begins from was not made: " + item.follows;
      return kept_without_edit(item, outcome);
    }
    EditRequest request;
    Image mask;
    Image target;
    try {
      request = request_of(item);
      mask = mask_of(item, size_of(request.photo->image), store_, context());
      if (!item.target.empty()) target = with_samples(store_.picture(item.target, context()), SampleType::U8);
    } catch (const Error& error) {
      if (!is_of_the_files(error.code())) throw;
      outcome.reason = error.what();
      return kept_without_edit(item, outcome);
    }
    if (options_.with_masks && !mask.empty()) request.settings.region = region_of_mask(mask);
    std::optional<ChainedEdit> made;
    const auto start = std::chrono::steady_clock::now();
    try {
      made = edit_chain(editor_, request, hooks_.edit);
    } catch (const Error& error) {
      if (!is_a_no(error.code())) throw;
      outcome.state = State::NotOffered;
      outcome.reason = error.what();
      return kept_without_edit(item, outcome);
    }
    outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const double model_px = 1 / std::min(1.0, made->whole.map.scale);
    take_edit(item, request, *made, {mask, target, model_px}, outcome);
    return outcome;
  }

  [[nodiscard]] EditRequest request_of(const BenchmarkItem& item) {
    EditRequest request;
    auto photo = std::make_shared<Photo>();
    if (item.follows.empty()) {
      photo->image = with_samples(store_.picture(item.source, context()), SampleType::U8);
    } else {
      photo->image = plain_srgb(read_photo(done_.at(item.follows), {}, context()), context());
    }
    request.photo = std::move(photo);
    request.settings = options_.settings;
    request.settings.instruction = item.instruction;
    request.force = options_.force;
    return request;
  }

  /// What an edit is measured by, besides its photo.
  struct Known {
    const Image& mask;
    const Image& target;
    double model_px;  ///< pixels of the photo that one of the model's covers
  };

  /// Measures and keeps an edit.
  void take_edit(const BenchmarkItem& item, const EditRequest& request, const ChainedEdit& made,
                 const Known& known, ItemOutcome& outcome) {
    const Photo& photo = *request.photo;
    const EditResult& whole = made.whole;
    outcome.state = State::Done;
    outcome.prompt = whole.prompt;
    outcome.merge = to_string(whole.merge.way);
    const ItemPictures pictures{.photo = photo.image,
                                .raw = last_frame(whole, size_of(photo.image)),
                                .composited = plain_srgb(whole.edited, context())};
    outcome.measures[std::string(kSystems[0])] = measured(pictures.raw, photo.image, known);
    outcome.measures[std::string(kSystems[1])] = measured(pictures.composited, photo.image, known);
    outcome.measures[std::string(kSystems[0])].merge(
        measure_evolution(frames_in_photo(whole), known.mask, context()));
    outcome.measures[std::string(kSystems[1])].merge(
        measure_evolution(merged_frames(request, made), known.mask, context()));
    const Writing writing(hooks_.writing);
    folder_.keep(item, outcome, pictures, context());
    done_[item.id] = folder_.edit_of(item, kSystems[1]);
  }

  /// The film as the program gives it, no larger than it is measured.
  [[nodiscard]] std::vector<Image> merged_frames(const EditRequest& request, const ChainedEdit& made) const {
    EditRequest asked = request;
    const Image& photo = request.photo->image;
    // Steps begin from the merged picture of the one before, which has to be whole.
    if (made.steps.size() == 1)
      asked.scale = std::min(1.0, kFilmSide / std::max(photo.width(), photo.height()));
    const EvolutionFrames film = merged_evolution(editor_, asked, made);
    std::vector<Image> frames;
    for (std::size_t i = 0; i < film.count; ++i) frames.push_back(film.frame(i, context()));
    return frames;
  }

  [[nodiscard]] Measures measured(const Image& edited, const Image& photo, const Known& known) const {
    hooks_.edit.run.check();
    Measures measures = measure_against_photo(photo, edited, known.mask, known.model_px);
    if (!known.target.empty()) measures.merge(measure_against_target(known.target, edited, known.mask));
    return measures;
  }

  ItemOutcome kept_without_edit(const BenchmarkItem& item, const ItemOutcome& outcome) const {
    const Writing writing(hooks_.writing);
    folder_.keep(item, outcome);
    return outcome;
  }

  [[nodiscard]] RunContext context() const { return {hooks_.edit.run.stop, {}}; }

  Editor& editor_;
  const BenchmarkFolder& folder_;
  const BenchmarkRunOptions& options_;
  const BenchmarkHooks& hooks_;
  nlohmann::json common_;
  PictureStore store_;
  std::map<std::string, std::string> identities_;
  std::map<std::string, fs::path> done_;  ///< composited edits by their item's id
};

void add_weights(const fs::path& path, std::set<fs::path>& files) {
  std::error_code ignored;
  if (fs::is_regular_file(path, ignored)) files.insert(path);
  if (!fs::is_directory(path, ignored)) return;
  for (const auto& entry : fs::directory_iterator(path)) {
    if (entry.is_regular_file(ignored) && entry.path().extension() != ".json" &&
        entry.path().extension() != ".md")
      files.insert(entry.path());
  }
}

std::string size_and_time(const fs::path& file) {
  return file.string() + "," + PictureStore::fingerprint({.file = file});
}

}  // namespace

std::map<std::string, std::string> weight_hashes(const ModelDescription& model, const EditSettings& settings,
                                                 std::map<std::string, std::string>& known,
                                                 const RunContext& context) {
  const ComponentPaths& paths = model.paths;
  std::vector<fs::path> parts{paths.transformer, paths.transformer_2, paths.vae, paths.text_encoder,
                              paths.image_encoder};
  for (const LoraChoice& lora : settings.loras)
    if (lora.on) parts.push_back(find_lora(lora.file, paths));
  return file_hashes(parts, known, context);
}

std::map<std::string, std::string> file_hashes(const std::vector<fs::path>& paths,
                                               std::map<std::string, std::string>& known,
                                               const RunContext& context) {
  std::set<fs::path> files;
  for (const auto& path : paths)
    if (!path.empty()) add_weights(path, files);
  std::map<std::string, std::string> hashes;
  for (const auto& file : files) {
    std::string& hash = known[size_and_time(file)];
    if (hash.empty()) hash = hash_file(file, context);
    // Parts of one name lie in folders of their own.
    hashes[(file.parent_path().filename() / file.filename()).string()] = hash;
  }
  return hashes;
}

std::vector<ItemOutcome> run_benchmark(const Benchmark& benchmark, Editor& editor,
                                       const BenchmarkFolder& folder, const BenchmarkRunOptions& options,
                                       const BenchmarkHooks& hooks) {
  Run run(editor, folder, options, hooks);
  std::vector<ItemOutcome> outcomes;
  for (std::size_t place = 0; place < benchmark.items.size(); ++place) {
    hooks.edit.run.check();
    const BenchmarkItem& item = benchmark.items[place];
    if (hooks.on_item) hooks.on_item(place, item);
    bool is_new = false;
    outcomes.push_back(run.outcome_of(item, is_new));
    if (hooks.on_outcome) hooks.on_outcome(place, outcomes.back(), is_new);
  }
  return outcomes;
}

}  // namespace v4e

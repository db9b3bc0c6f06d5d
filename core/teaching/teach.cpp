// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/teaching/teach.h"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <set>
#include <string>

#include "core/base/content_hash.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/dataset/encode_dataset.h"
#include "core/edit/editor.h"
#include "core/image/io/photo_io.h"
#include "core/image/mat_view.h"
#include "core/nn/device.h"
#include "core/training/distill/distill_run.h"
#include "core/training/pairs/encoded_set.h"
#include "core/training/pairs/model_identity.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr int kShownSide = 1280;  ///< of a pair that was kept apart
constexpr double kCheckpointSeconds = 20;
constexpr double kNeverLooks = 1e9;
constexpr std::size_t kFewestTaught = 3;

/// Names of the pairs, each once.
std::vector<std::string> names_of(const std::vector<FilePair>& pairs) {
  std::vector<std::string> names;
  std::set<std::string> taken;
  for (const auto& pair : pairs) {
    const std::string stem = readable(pair.before.stem().string());
    std::string name = stem;
    for (int number = 2; !taken.insert(name).second; ++number) name = stem + " " + std::to_string(number);
    names.push_back(name);
  }
  return names;
}

std::string place_of(const std::string& name) {
  Sha256 hash;
  hash.update(name.data(), name.size());
  return hash.finish();
}

/// The pairs, those with the highest hashes kept apart: the same ones each time.
Dataset dataset_of(const Lesson& lesson, int held_out) {
  Dataset dataset;
  const auto names = names_of(lesson.pairs);
  std::vector<std::string> places;
  for (std::size_t i = 0; i < names.size(); ++i) {
    places.push_back(place_of(names[i]));
    PairRecord record;
    record.id = names[i];
    record.source.file = lesson.pairs[i].before;
    record.target.file = lesson.pairs[i].after;
    record.instructions = {lesson.words};
    dataset.pairs.push_back(std::move(record));
  }
  std::ranges::sort(places, std::greater());
  const std::string border =
      places.at(std::min<std::size_t>(names.size(), static_cast<std::size_t>(held_out)) - 1);
  for (auto& pair : dataset.pairs) pair.split = place_of(pair.id) >= border ? "test" : "train";
  return dataset;
}

/// Mean over all samples of 8 bits.
double psnr(const Image& one, const Image& other) {
  const double error = cv::norm(view_mat(one), view_mat(other), cv::NORM_L2SQR) /
                       static_cast<double>(std::max<std::size_t>(1, one.size_bytes()));
  return 10 * std::log10(255.0 * 255.0 / std::max(0.01, error));
}

Photo photo_of(Image image) {
  Photo photo;
  photo.image = std::move(image);
  return photo;
}

class Teaching {
 public:
  Teaching(const LessonFolder& folder, const Lesson& lesson, const ModelDescription& model,
           const TeachingSettings& settings, const RunContext& context)
      : folder_(folder),
        lesson_(lesson),
        model_(model),
        settings_(settings),
        context_(context),
        stop_only_{context.stop, {}},
        dataset_(dataset_of(lesson, settings.held_out)) {}

  LessonResult run() {
    encode();
    const auto former = folder_.result();
    for (int round = former ? former->round + 1 : 1; round <= lesson_.rounds; ++round) train(round);
    return folder_.result().value();
  }

 private:
  [[nodiscard]] fs::path shown(const std::string& id, const char* what) const {
    return folder_.folder() / "held-out" / (place_of(id).substr(0, 16) + "-" + what + ".png");
  }

  /// Whether the pairs are there as this model's encoders see them; those of another one go.
  [[nodiscard]] bool is_encoded() const {
    std::error_code error;
    if (!fs::exists(folder_.set() / "set.json", error)) return false;
    const training::EncodedSet set(folder_.set());
    if (set.identity().at("encoders") == training::encoder_identity(model_.paths)) return true;
    logger("teaching").warn("{} is another model than when the lesson began: it begins again", model_.name);
    fs::remove_all(folder_.set());
    for (int round = 1; round <= lesson_.rounds; ++round) fs::remove_all(folder_.round(round));
    return false;
  }

  void encode() {
    if (is_encoded()) return;
    const int count = static_cast<int>(dataset_.pairs.size());
    context_.tick({Stage::EncodeImage, 0, count});
    keep_held_out();
    ComponentOptions options;
    options.device = parse_device("auto");
    Components components(model_.paths, options);
    EncodeOptions encoding;
    encoding.prepare.area_px = settings_.area_px;
    encoding.views = settings_.views;
    encoding.shard_pairs = 1;  // so that a stop costs no more than a pair
    encoding.model_name = model_.name;
    int done = 0;
    encode_dataset(dataset_, components, folder_.set(), encoding, stop_only_, [&](const std::string&) {
      context_.tick({Stage::EncodeImage, ++done, count});
    });
  }

  /// Copies of what is kept apart, so that it can be shown whatever becomes of the files.
  void keep_held_out() {
    std::error_code error;
    fs::create_directories(folder_.folder() / "held-out", error);
    if (error)
      throw Error(ErrorCode::FileUnwritable,
                  "cannot make a folder in " + folder_.folder().string() + ": " + error.message());
    PictureStore store;
    for (const auto& record : dataset_.pairs) {
      if (record.split != "test" || fs::exists(shown(record.id, "after"), error)) continue;
      const PairLook look = look_at_pair(record, store, kShownSide, stop_only_);
      if (look.fault != PairFault::None) continue;  // encoding says so
      write_photo(shown(record.id, "before"), photo_of(look.source), {}, stop_only_);
      write_photo(shown(record.id, "after"), photo_of(look.target), {}, stop_only_);
    }
  }

  void train(int round) {
    const training::EncodedSet set(folder_.set());
    LessonResult result;
    result.round = round;
    result.taught_pairs = count_taught(set, result.left_out);
    const auto former = folder_.result();
    const fs::path output = folder_.round(round);
    std::error_code error;
    if (!fs::exists(output / "report.json", error)) {
      training::DistillOptions options;
      options.steps = settings_.steps;
      options.batch_size = settings_.batch_size;
      options.learning_rate = settings_.learning_rate;
      options.seed = static_cast<std::uint64_t>(round);
      options.lora.rank = settings_.rank;
      options.checkpoint_seconds = kCheckpointSeconds;
      options.look_seconds = kNeverLooks;
      if (former) options.begin_from = former->lora;
      RunContext training = stop_only_;
      training.on_progress = [this](const Progress& progress) {
        if (progress.stage == Stage::Train) context_.tick(progress);
      };
      const training::Student student{.paths = model_.paths,
                                      .name = model_.name,
                                      .sampling_steps = model_.default_steps,
                                      .guidance_scale = model_.default_guidance};
      training::distill(options, student, {folder_.set(), output}, parse_device("auto"), training,
                        [](const std::string& line) { logger("teaching").info("{}", line); });
    }
    result.lora = output / "lora.safetensors";
    edit_held_out(result);
    if (former && former->made_db() > result.made_db()) {
      result = *former;
      result.round = round;
      result.last_round_was_better = false;
    }
    folder_.write_result(result);
  }

  [[nodiscard]] int count_taught(const training::EncodedSet& set, std::vector<std::string>& left_out) const {
    std::set<std::string> out;
    for (const auto& note : set.rejected()) {
      left_out.push_back(note.id + ": " + note.text);
      out.insert(note.id);
    }
    std::size_t taught = 0;
    std::size_t apart = 0;
    for (const auto& record : dataset_.pairs) {
      if (!out.contains(record.id)) ++(record.split == "test" ? apart : taught);
    }
    if (taught >= kFewestTaught && apart > 0) return static_cast<int>(taught);
    throw Error(ErrorCode::InvalidArgument, "too few of the pairs can be used" +
                                                (left_out.empty() ? std::string() : ": " + left_out.front()));
  }

  void edit_held_out(LessonResult& result) {
    std::vector<const PairRecord*> apart;
    std::error_code error;
    for (const auto& record : dataset_.pairs) {
      if (record.split == "test" && fs::exists(shown(record.id, "after"), error)) apart.push_back(&record);
    }
    Editor editor(model_, {}, embedded_rewriter());
    const int count = static_cast<int>(apart.size());
    int done = 0;
    for (const auto* record : apart) {
      context_.tick({Stage::Merge, done++, count});
      const std::string made_by = "round-" + std::to_string(result.round);
      HeldOutEdit shown_edit{.name = record->id,
                             .before = shown(record->id, "before"),
                             .after = shown(record->id, "after"),
                             .made = shown(record->id, made_by.c_str())};
      EditRequest request;
      const Photo before = read_photo(shown_edit.before);
      request.photo = std::make_shared<const Photo>(before);
      request.settings.instruction = lesson_.words;
      request.settings.loras = {{.file = result.lora.string()}};
      EditHooks hooks;
      hooks.run = stop_only_;
      const EditResult made = editor.edit(request, hooks);
      const Photo after = read_photo(shown_edit.after);
      shown_edit.untouched_db = psnr(before.image, after.image);
      shown_edit.made_db = psnr(made.edited.image, after.image);
      write_photo(shown_edit.made, made.edited, {}, stop_only_);
      result.held_out.push_back(std::move(shown_edit));
    }
    context_.tick({Stage::Merge, count, count});
  }

  const LessonFolder& folder_;
  const Lesson& lesson_;
  const ModelDescription& model_;
  const TeachingSettings& settings_;
  const RunContext& context_;
  RunContext stop_only_;
  Dataset dataset_;
};

}  // namespace

LessonResult teach(const LessonFolder& folder, const ModelDescription& model, const RunContext& context) {
  const auto lesson = folder.lesson();
  const std::size_t pairs = lesson ? lesson->pairs.size() : 0;
  return teach(folder, model, teaching_settings(model, pairs), context);
}

LessonResult teach(const LessonFolder& folder, const ModelDescription& model,
                   const TeachingSettings& settings, const RunContext& context) {
  const auto lesson = folder.lesson();
  if (!lesson || lesson->pairs.size() < kFewestPairs)
    throw Error(ErrorCode::InvalidArgument, "a lesson needs at least " + std::to_string(kFewestPairs) +
                                                " pairs of photos and their edits");
  return Teaching(folder, *lesson, model, settings, context).run();
}

}  // namespace v4e

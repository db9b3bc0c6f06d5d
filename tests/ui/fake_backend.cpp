// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/fake_backend.h"

#include <QCoreApplication>
#include <QLinearGradient>
#include <QPainter>
#include <QThread>
#include <algorithm>
#include <chrono>
#include <fstream>
#include <thread>

#include "core/base/json_file.h"
#include "core/edit/finish.h"
#include "core/image/io/photo_io.h"
#include "core/merge/painted_mask.h"
#include "core/region/mask_shapes.h"
#include "ui/engine/image_convert.h"

namespace v4e::ui {
namespace {

constexpr int kSteps = 4;

// The photo mixed with its negative: share 0 is the photo, 1 the negative.
Image towards_negative(const Image& photo, double share) {
  Image result = photo;
  auto* pixels = reinterpret_cast<std::uint8_t*>(result.mutable_data());
  for (std::size_t i = 0; i < result.size_bytes(); ++i) {
    pixels[i] = static_cast<std::uint8_t>(pixels[i] + (255 - 2 * pixels[i]) * share);
  }
  return result;
}

// `result` towards `other`, as far as the mask says.
void blend_by(const Image& mask, const Image& other, Image& result) {
  const Image weight = stretched_mask(mask, result.width(), result.height());
  auto* pixels = reinterpret_cast<std::uint8_t*>(result.mutable_data());
  const int channels = result.channels();
  for (int y = 0; y < result.height(); ++y) {
    for (int x = 0; x < result.width(); ++x) {
      const double share = weight.row<std::uint8_t>(y)[x] / 255.0;
      for (int c = 0; c < channels; ++c, ++pixels) {
        const double wanted = other.row<std::uint8_t>(y)[x * channels + c];
        *pixels = static_cast<std::uint8_t>(*pixels + (wanted - *pixels) * share);
      }
    }
  }
}

// What the user painted, on a photo of 8 bits: regions first, then the photo outside the mask.
Image with_edits(const Image& photo, const Image& edited, const MergeEdits& edits) {
  Image result = edited;
  for (const TimeRegion& region : edits.regions)
    blend_by(region.weight, towards_negative(photo, region.position), result);
  if (!edits.mask.empty()) blend_by(inverted(edits.mask), photo, result);
  return result;
}

Image small_copy(const Image& photo) {
  return fromQImage(toQImage(photo).scaled(208, 208, Qt::KeepAspectRatio, Qt::SmoothTransformation));
}

}  // namespace

std::vector<ModelInfo> FakeBackend::findModels(const std::vector<std::filesystem::path>&) {
  ModelInfo nano;
  nano.id = "nano";
  nano.name = "Nano";
  nano.suggestions = {"make it black and white",
                      "turn it into a pencil sketch",
                      "make it snow",
                      "make it night",
                      "remove the scratches",
                      "paint it in oil",
                      "add fog",
                      "make the colours warmer"};
  nano.ranges.frames = control_->frames;
  nano.ranges.has_guidance = false;
  nano.wants_detailed_caption = false;
  nano.device = "CPU, fp32";
  nano.memory_bytes = 310'000'000;
  nano.disk_bytes = 42'000'000;
  nano.free_bytes = control_->free_bytes;
  ModelInfo large = nano;
  large.id = "large";
  large.name = "Large 14B";
  large.ranges.has_guidance = true;
  large.ready = control_->large_is_ready;
  large.has_two_experts = control_->large_has_experts;
  large.parts = {{"transformer", true, "7 files"}, {"vae", large.ready, ""}};
  if (control_->asks_for_kind) {
    KindQuestion question{"/models/wan.safetensors", "0123", "", KindBasis::Open, {}};
    question.choices = {{"i2v-a14b-high", "Wan2.2 I2V A14B, the expert for much noise"},
                        {"i2v-a14b-low", "Wan2.2 I2V A14B, the expert for little noise"}};
    const int kind = control_->kind;
    large.ready = kind >= 0;
    if (large.ready) {
      question.chosen = question.choices[static_cast<std::size_t>(kind)].id;
      question.basis = KindBasis::Said;
    }
    large.kinds = {question};
  }
  if (large.ready) large.memory_bytes = 28'000'000'000;
  return {nano, large};
}

namespace {

/// As the engine says it.
void require_brush_lora(const EditRequest& request) {
  const auto& loras = request.settings.loras;
  const bool has_lora = std::any_of(loras.begin(), loras.end(), [](const LoraChoice& lora) {
    return lora.on && lora.file.find("paintbrush") != std::string::npos;
  });
  if (!request.settings.sketch.is_none() && !has_lora && !request.force)
    throw Error(ErrorCode::Unsupported, "to make a sketch real a ChronoEdit model is needed");
}

}  // namespace

EditResult FakeBackend::edit(const EditRequest& request, const EditHooks& hooks) {
  ++control_->edits;
  if (QThread::currentThread() == QCoreApplication::instance()->thread()) control_->on_gui_thread = true;
  hooks.run.tick({Stage::Load, 1, 1});
  require_brush_lora(request);
  const Image small = small_copy(request.photo->image);
  int done = 0;
  while (done < kSteps && !hooks.keep.stop_requested()) {
    while (control_->waits && !control_->go.try_acquire_for(std::chrono::milliseconds(5))) {
      hooks.run.check();
      if (hooks.keep.stop_requested()) break;
    }
    hooks.run.tick({Stage::Denoise, ++done, kSteps});
    if (hooks.on_preview) {
      hooks.on_preview({small, towards_negative(small, static_cast<double>(done) / kSteps)}, done);
    }
  }
  hooks.run.tick({Stage::Decode, 0, 1});
  ++control_->decoding;
  while (control_->waits_to_decode && !control_->go.try_acquire_for(std::chrono::milliseconds(5)))
    hooks.run.check();
  if (control_->fails) {
    throw Error(ErrorCode::OutOfMemory,
                "not enough memory; try a smaller working size. 12 GB were asked for, 3 GB are free");
  }
  EditResult result;
  result.photo = request.photo;
  result.settings = request.settings;
  const int frames = request.settings.frames.value_or(5);
  result.caption =
      request.settings.caption.empty() ? "The picture turns into its negative." : request.settings.caption;
  for (int i = 0; i < frames; ++i) {
    const double share = frames > 1 ? i / (frames - 1.0) : 1;
    result.frames.push_back(towards_negative(small, share));
    result.change.push_back(share);
  }
  result.steps_done = done;
  result.model_name = "Nano";
  result.edits = request.edits;
  return merge(result, request.settings.strength, hooks.run);
}

EditSettings FakeBackend::finishOf(const EditSettings& edit, PixelSize photo) {
  const auto upscaler = std::ranges::find_if(
      edit.loras, [](const LoraChoice& lora) { return lora.file.find("upsample") != std::string::npos; });
  if (upscaler == edit.loras.end())
    throw Error(ErrorCode::Unsupported,
                "to finish an edit at 2K its upscaler LoRA is needed among the LoRAs");
  return finish_settings(edit, static_cast<std::size_t>(upscaler - edit.loras.begin()), photo);
}

EditResult FakeBackend::merge(const EditResult& result, double strength, const RunContext& run) {
  if (QThread::currentThread() == QCoreApplication::instance()->thread()) control_->on_gui_thread = true;
  run.tick({Stage::Merge, 1, 1});
  EditResult merged = result;
  while (control_->waits_to_merge) {
    run.check();
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  merged.settings.strength = strength;
  Photo edited = *result.photo;
  edited.image = towards_negative(edited.image, strength);
  if (result.edits) edited.image = with_edits(result.photo->image, edited.image, *result.edits);
  ++control_->merges;
  merged.edited = std::make_shared<const Photo>(std::move(edited));
  merged.change_mask = Image(64, 48, 1, SampleType::U8);
  return merged;
}

std::optional<Photo> FakeBackend::mergePart(const EditResult& result, double strength, const LookPart& wanted,
                                            const RunContext& run) {
  run.check();
  Photo part = *result.photo;
  Image edited = towards_negative(part.image, strength);
  if (result.edits) edited = with_edits(part.image, edited, *result.edits);
  if (wanted.scale < 1) {
    const QSize size = QSizeF(edited.width() * wanted.scale, edited.height() * wanted.scale).toSize();
    part.image = fromQImage(toQImage(edited).scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
  } else {
    part.image = cropped(edited, wanted.area);
  }
  control_->part_scale = wanted.scale;
  ++control_->parts;
  return part;
}

FoundSubject FakeBackend::findSubject(const Image& photo, const RunContext& /*run*/) {
  const PixelSize size{photo.width(), photo.height()};
  FoundSubject found;
  if (!control_->has_subject) return found;
  found.outline.window = {0, 0, size.width, size.height};
  found.outline.mask =
      rectangle_mask(size, {size.width * 0.25, size.height * 0.25, size.width * 0.75, size.height * 0.75});
  found.clear = control_->subject_is_clear;
  found.confidence = found.clear ? 1 : 0;
  return found;
}

LoraReport FakeBackend::checkLora(const std::string& file, const std::string& modelId) {
  ++control_->checks;
  if (QThread::currentThread() == QCoreApplication::instance()->thread()) control_->on_gui_thread = true;
  const auto named = [&file](const char* word) { return file.find(word) != std::string::npos; };
  LoraReport report;
  report.layers = 488;
  report.parts = 480;
  if (named("gone")) {
    report.detail = "cannot read " + file + ": no such file or folder";
  } else if (named("text-encoder")) {
    report.fit = LoraReport::Fit::NoLora;
    report.detail = file + " is a text encoder";
  } else if (modelId == "nano" || named("sdxl")) {
    report.fit = LoraReport::Fit::OtherModel;
    report.detail = file + " is a LoRA for another model: none of its 722 modules is in this one";
  } else if (named("dora")) {
    report.fit = LoraReport::Fit::UnreadKind;
  } else {
    report.fit = named("half") ? LoraReport::Fit::Partly : LoraReport::Fit::Good;
    report.unused = named("half") ? 300 : 0;
    report.reached = report.parts - report.unused;
    if (named("upsample")) report.purpose = LoraPurpose::Finish;
    if (named("paintbrush")) report.purpose = LoraPurpose::Sketch;
    report.may_say_purpose = named("renamed");
    if (const int said = control_->purpose; said >= 0 && named("renamed")) {
      report.purpose = static_cast<LoraPurpose>(said);
      report.purpose_basis = PurposeBasis::Said;
    }
    if (named("4steps")) report.few_steps = FewSteps{.id = "lightx2v", .steps = 4, .shift = 5};
    if (named("half")) report.detail = "blocks.40.audio.q, blocks.40.audio.k, blocks.40.audio.v";
  }
  return report;
}

void FakeBackend::keepLoraPurpose(const std::string& /*file*/, const std::string& /*modelId*/,
                                  LoraPurpose purpose) {
  if (control_->fails) throw Error(ErrorCode::FileUnwritable, "cannot write model-kinds.json");
  control_->purpose = static_cast<int>(purpose);
}

void FakeBackend::answerKind(const KindQuestion& question, const std::string& id) {
  if (control_->fails) throw Error(ErrorCode::FileUnwritable, "cannot write model-kinds.json");
  const auto at = std::ranges::find(question.choices, id, &KindQuestion::Choice::id);
  control_->kind = static_cast<int>(at - question.choices.begin());
}

TeachingPlan FakeBackend::planTeaching(const std::string& modelId, std::size_t pairs) {
  TeachingPlan plan;
  plan.held_out = pairs < 10 ? 1 : 2;
  plan.seconds = 240;
  plan.needs_bytes = modelId == "large" ? 160'000'000'000 : 900'000'000;
  plan.free_bytes = 16'000'000'000;
  if (plan.needs_bytes > plan.free_bytes) plan.refusal = TeachingPlan::Refusal::Memory;
  if (pairs < kFewestPairs) plan.refusal = TeachingPlan::Refusal::TooFewPairs;
  return plan;
}

LessonResult FakeBackend::teach(const LessonFolder& folder, const RunContext& run) {
  const Lesson lesson = folder.lesson().value();
  run.tick({Stage::EncodeImage, 1, 1});
  // What it learnt so far is on disk, as the real one has it.
  const auto state = folder.folder() / "steps.json";
  int done = std::filesystem::exists(state) ? read_json_file(state).get<int>() : 0;
  while (done < kSteps * lesson.rounds) {
    while (control_->waits_to_teach && !control_->go_teach.try_acquire_for(std::chrono::milliseconds(5)))
      run.check();
    if (control_->fails_to_teach) throw Error(ErrorCode::FileUnwritable, "the disk is full");
    write_json_file(state, ++done);
    ++control_->taught_steps;
    run.tick({Stage::Train, done - kSteps * (lesson.rounds - 1), kSteps});
  }
  LessonResult result;
  result.round = lesson.rounds;
  result.taught_pairs = static_cast<int>(lesson.pairs.size()) - 1;
  result.lora = folder.folder() / "lora.safetensors";
  const std::string header = nlohmann::json{{"__metadata__",
                                             {{"v4e.base", lesson.model_name},
                                              {"v4e.texts", nlohmann::json::array({lesson.words}).dump()}}}}
                                 .dump();
  std::string length(8, '\0');
  length[0] = static_cast<char>(header.size() % 256);
  length[1] = static_cast<char>(header.size() / 256);
  std::ofstream(result.lora, std::ios::binary) << length << header;
  const FilePair& pair = lesson.pairs.front();
  HeldOutEdit edit{.name = pair.before.stem().string(),
                   .before = {},
                   .after = {},
                   .made = {},
                   .untouched_db = 20,
                   .made_db = 25.0 + lesson.rounds};
  const Image before = small_copy(read_photo(pair.before).image);
  edit.before = folder.folder() / "before.png";
  edit.after = folder.folder() / "after.png";
  edit.made = folder.folder() / "made.png";
  write_photo(edit.before, photoFromQImage(toQImage(before)));
  write_photo(edit.after, photoFromQImage(toQImage(small_copy(read_photo(pair.after).image))));
  write_photo(edit.made, photoFromQImage(toQImage(towards_negative(before, 1))));
  result.held_out = {edit};
  folder.write_result(result);
  return result;
}

QImage testPicture(int width, int height) {
  QImage image(width, height, QImage::Format_RGB32);
  QPainter painter(&image);
  QLinearGradient sky(0, 0, 0, height * 0.6);
  sky.setColorAt(0, QColor(70, 120, 190));
  sky.setColorAt(1, QColor(235, 200, 160));
  painter.fillRect(image.rect(), sky);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(QColor(250, 230, 150));
  painter.drawEllipse(QPointF(width * 0.7, height * 0.3), height * 0.08, height * 0.08);
  painter.setBrush(QColor(60, 80, 70));
  painter.drawPolygon(QPolygonF({{0.0, height * 0.62},
                                 {width * 0.3, height * 0.35},
                                 {width * 0.55, height * 0.6},
                                 {width * 0.8, height * 0.42},
                                 {width * 1.0, height * 0.6},
                                 {width * 1.0, height * 1.0},
                                 {0.0, height * 1.0}}));
  painter.setBrush(QColor(140, 110, 70));
  painter.drawRect(QRectF(0, height * 0.75, width, height * 0.25));
  return image;
}

std::string writeTestPhoto(const std::string& folder, int width, int height) {
  const std::string path = folder + "/photo.png";
  write_photo(path, photoFromQImage(testPicture(width, height)));
  return path;
}

}  // namespace v4e::ui

// SPDX-License-Identifier: GPL-3.0-or-later
// libv4e_edit_module.so: core/edit's Editor behind the editor's backend interface. Apart from the program, so
// that LibTorch is loaded by the worker thread when the window is already up.
#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

#include "app/editor/model_info.h"
#include "core/edit/editor.h"
#include "core/merge/content_map.h"
#include "ui/engine/engine_backend.h"

namespace v4e {
namespace {

/// What another merge of a generation needs.
struct Generation {
  EditRequest request;
  EditResult result;
};

Image to_u8(const Image& image) {
  Image result(image.width(), image.height(), image.channels(), SampleType::U8);
  auto* target = reinterpret_cast<std::uint8_t*>(result.mutable_data());
  const std::size_t count = image.size_bytes() / sizeof(float);
  const float* source = image.row<float>(0);
  std::transform(source, source + count, target, [](float sample) {
    return static_cast<std::uint8_t>(std::lround(std::clamp(sample, 0.0F, 1.0F) * 255.0F));
  });
  return result;
}

Image to_f32(const Image& image) {
  Image result(image.width(), image.height(), image.channels(), SampleType::F32);
  const auto* source = image.row<std::uint8_t>(0);
  std::transform(source, source + image.size_bytes(), reinterpret_cast<float*>(result.mutable_data()),
                 [](std::uint8_t sample) { return static_cast<float>(sample) / 255.0F; });
  return result;
}

// Mean distance of each frame to frame 0, against the largest: how far on the way it is.
std::vector<double> measure_change(const std::vector<Image>& frames) {
  std::vector<double> change;
  for (const Image& frame : frames) {
    const auto* first = frames.front().row<std::uint8_t>(0);
    const auto* here = frame.row<std::uint8_t>(0);
    double sum = 0;
    for (std::size_t i = 0; i < frame.size_bytes(); ++i) sum += std::abs(int{here[i]} - int{first[i]});
    change.push_back(sum);
  }
  const double most = *std::max_element(change.begin(), change.end());
  for (double& value : change) value = most > 0 ? value / most : 0;
  return change;
}

/// A generation that comes out of a project. Its frames have the 8 bits and the crop that are shown, no more.
std::shared_ptr<const Generation> rebuild(const ui::EditResult& stored, const Editor& editor) {
  auto generation = std::make_shared<Generation>();
  generation->request.photo = stored.photo;
  generation->request.settings = stored.settings;
  generation->request.force = true;  // the model has done it already
  EditResult& made = generation->result;
  made.caption = editor.plan(generation->request);
  made.prompt = stored.caption;
  const Image& photo = stored.photo->image;
  const Image& frame = stored.frames.front();
  made.map = content_map(photo.width(), photo.height(), frame.width(), frame.height());
  for (const Image& each : stored.frames) made.frames.push_back(to_f32(each));
  made.model_name = stored.model_name;
  made.device = stored.device;
  made.steps = stored.steps_done;
  made.times = {{Stage::Denoise, stored.seconds}};
  made.notes = stored.notes;
  return generation;
}

class EditorBackend : public ui::EngineBackend {
 public:
  std::vector<ui::ModelInfo> findModels(const std::vector<std::filesystem::path>& folders) override {
    auto all = model_search_folders();
    all.insert(all.end(), folders.begin(), folders.end());
    found_ = find_models(all);
    std::vector<ui::ModelInfo> infos;
    for (const FoundModel& model : found_) infos.push_back(make_model_info(model));
    return infos;
  }

  ui::EditResult edit(const EditRequest& request, const ui::EditContext& context) override {
    Editor& editor = open(request.settings.model);
    EditHooks hooks{context.run, context.keep_asked, {}};
    if (context.on_preview) {
      hooks.on_preview = [&context](const std::vector<Image>& frames, int step) {
        context.on_preview({frames, step});
      };
    }
    auto generation = std::make_shared<Generation>();
    generation->request = request;
    generation->result = editor.edit(request, hooks);
    // What was left to the model is kept with its numbers; its own negative prompt stays its own.
    generation->request.settings = generation->result.settings;
    generation->request.settings.negative_prompt = request.settings.negative_prompt;
    return present(std::move(generation), std::nullopt);
  }

  ui::EditResult mergeFrame(const ui::EditResult& result, std::size_t frame, const RunContext& run) override {
    Editor& editor = open(result.settings.model);
    const auto old =
        result.handle ? std::static_pointer_cast<const Generation>(result.handle) : rebuild(result, editor);
    auto generation = std::make_shared<Generation>(*old);
    const std::size_t last = generation->result.frames.size() - 1;
    generation->request.position = last == 0 ? 1.0 : static_cast<double>(frame) / static_cast<double>(last);
    generation->request.edits = result.edits;
    editor.merge_again(generation->request, generation->result, {run, {}, {}});
    ui::EditResult merged = present(std::move(generation), frame);
    merged.edits = result.edits;
    return merged;
  }

  void unload() override {
    if (editor_) editor_->unload();
  }

 private:
  Editor& open(const std::string& model_id) {
    if (!editor_ || editor_->model().folder != model_id) {
      editor_.reset();  // first give the old one's memory back
      editor_.emplace(describe_model(model_id), EditorOptions{}, embedded_rewriter());
    }
    return *editor_;
  }

  static ui::EditResult present(std::shared_ptr<const Generation> generation,
                                std::optional<std::size_t> frame) {
    const EditResult& made = generation->result;
    ui::EditResult shown;
    shown.photo = generation->request.photo;
    shown.settings = generation->request.settings;
    shown.caption = made.prompt;
    for (const Image& each : made.frames) shown.frames.push_back(to_u8(crop_to_content(each, made.map)));
    shown.chosen = frame.value_or(shown.frames.size() - 1);
    shown.edited = std::make_shared<const Photo>(made.edited);
    shown.change_mask = made.merge.mask;
    shown.change = measure_change(shown.frames);
    shown.model_name = made.model_name;
    shown.device = made.device;
    shown.steps_done = made.steps;
    for (const StageTime& time : made.times) shown.seconds += time.seconds;
    shown.notes = made.notes;
    shown.handle = std::move(generation);
    return shown;
  }

  std::vector<FoundModel> found_;
  std::optional<Editor> editor_;
};

}  // namespace
}  // namespace v4e

extern "C" __attribute__((visibility("default"))) v4e::ui::EngineBackend* v4e_make_backend() {
  return new v4e::EditorBackend();
}

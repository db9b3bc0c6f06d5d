// SPDX-License-Identifier: GPL-3.0-or-later
// libv4e_edit_module.so: core/edit's Editor behind the editor's backend interface. Apart from the program, so
// that LibTorch is loaded by the worker thread when the window is already up.
#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/base/json_file.h"
#include "core/base/resources.h"
#include "core/edit/editor.h"
#include "core/image/working_size.h"
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

EditRequest to_request(const ui::EditOrder& order) {
  EditRequest request;
  request.photo = order.photo;
  request.instruction = order.instruction;
  request.caption = order.caption;
  request.steps = order.steps;
  request.guidance = order.guidance;
  request.frames = order.frames;
  request.seed = order.seed;
  return request;
}

/// One wording for each effect that the model has learnt, ready to be clicked.
std::vector<std::string> wordings(const ModelDescription& model) {
  std::vector<std::string> result;
  if (!model.capabilities) return result;
  const auto file = read_json_file(resource_folder() / "captions" / "nano_instructions.json");
  for (const std::string& effect : *model.capabilities) {
    const auto found = file.at("effects").find(effect);
    if (found == file.at("effects").end() || !found->contains("train")) continue;
    const auto text = found->at("train").front().get<std::string>();
    // A wording about some object is no suggestion before it is known what the photo shows.
    if (text.find('{') == std::string::npos) result.push_back(text);
  }
  return result;
}

class EditorBackend : public ui::EngineBackend {
 public:
  std::vector<ui::ModelInfo> findModels(const std::vector<std::filesystem::path>& folders) override {
    auto all = model_search_folders();
    all.insert(all.end(), folders.begin(), folders.end());
    found_ = find_models(all);
    std::vector<ui::ModelInfo> infos;
    for (const FoundModel& model : found_) infos.push_back(describe(model));
    return infos;
  }

  ui::EditResult edit(const ui::EditOrder& order, const ui::EditContext& context) override {
    Editor& editor = open(order.model_id);
    EditHooks hooks{context.run, context.keep_asked, {}};
    if (context.on_preview) {
      hooks.on_preview = [&context](const std::vector<Image>& frames, int step) {
        context.on_preview({frames, step});
      };
    }
    auto generation = std::make_shared<Generation>();
    generation->request = to_request(order);
    generation->result = editor.edit(generation->request, hooks);
    return present(order, std::move(generation), std::nullopt);
  }

  ui::EditResult mergeFrame(const ui::EditResult& result, std::size_t frame, const RunContext& run) override {
    Editor& editor = open(result.order.model_id);
    const auto old = std::static_pointer_cast<const Generation>(result.handle);
    auto generation = std::make_shared<Generation>(*old);
    const std::size_t last = generation->result.frames.size() - 1;
    generation->request.merge.position =
        last == 0 ? 1.0 : static_cast<double>(frame) / static_cast<double>(last);
    editor.merge_again(generation->request, generation->result, {run, {}, {}});
    return present(result.order, std::move(generation), frame);
  }

  void unload() override {
    if (editor_) editor_->unload();
  }

 private:
  ui::ModelInfo describe(const FoundModel& model) const {
    ui::ModelInfo info;
    info.id = model.folder.string();
    info.name = model.folder.filename().string();
    info.ready = model.description.has_value();
    if (!model.description) {
      info.description = model.problem;
      return info;
    }
    const ModelDescription& known = *model.description;
    info.name = known.name;
    info.description =
        known.capabilities
            ? "A small built-in model. It runs anywhere in seconds, and can do what is suggested "
              "under the instruction; anything else needs a large model."
            : "A large model that follows free instructions. It needs a graphics card, or patience.";
    info.suggestions = wordings(known);
    info.wants_detailed_caption = !known.wants_short_captions();
    info.ranges.default_steps = known.default_steps;
    info.ranges.default_guidance = known.default_guidance;
    info.ranges.has_guidance = known.default_guidance > 1.0;
    info.ranges.default_frames = known.default_frames;
    info.ranges.frames = {known.default_frames};
    if (!known.capabilities) info.ranges.frames = {5, 9, 17, 29, 49, 81};
    info.disk_bytes = known.disk_bytes;
    info.device = editor_ && editor_->model().folder == known.folder ? editor_->device_text() : "";
    return info;
  }

  Editor& open(const std::string& model_id) {
    if (!editor_ || editor_->model().folder != model_id) {
      editor_.reset();  // first give the old one's memory back
      editor_.emplace(describe_model(model_id), EditorOptions{}, embedded_rewriter());
    }
    return *editor_;
  }

  static ui::EditResult present(const ui::EditOrder& order, std::shared_ptr<const Generation> generation,
                                std::optional<std::size_t> frame) {
    const EditResult& made = generation->result;
    ui::EditResult shown;
    shown.order = order;
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

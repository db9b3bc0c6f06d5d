// SPDX-License-Identifier: GPL-3.0-or-later
// libv4e_edit_module.so: core/edit's Editor behind the editor's backend interface. Apart from the program, so
// that LibTorch is loaded by the worker thread when the window is already up.
#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

#include "app/editor/model_info.h"
#include "core/edit/edit_chain.h"
#include "core/edit/editor.h"
#include "core/image/samples.h"
#include "core/merge/content_map.h"
#include "core/merge/painted_mask.h"
#include "ui/engine/engine_backend.h"

namespace v4e {
namespace {

/// What another merge of a generation needs.
struct Generation {
  EditRequest request;
  ChainedEdit chain;
};

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

/// The user's edits by hand as the merge takes them: masks at the photo's size.
void take_edits(const ui::MergeEdits* edits, const Image& photo, MergeOptions& options) {
  const auto full_size = [&photo](const Image& mask) {
    return mask.empty() ? Image() : stretched_mask(mask, photo.width(), photo.height());
  };
  options.regions.clear();
  options.user_mask = edits ? full_size(edits->mask) : Image();
  options.drift.shift = options.drift.colour = !edits || edits->stabilise;
  if (!edits) return;
  options.user_mask_mode = edits->mask_mode;
  for (const TimeRegion& region : edits->regions)
    options.regions.push_back({full_size(region.weight), region.position});
}

/// A generation that comes out of a project. Its frames have the 8 bits and the crop that are shown, no more.
std::shared_ptr<const Generation> rebuild(const ui::EditResult& stored, const Editor& editor) {
  auto generation = std::make_shared<Generation>();
  generation->request = to_request(stored.order);
  EditResult made;
  made.prompt = stored.caption;
  const Image& photo = stored.order.photo->image;
  const Image& frame = stored.frames.front();
  made.map = content_map(photo.width(), photo.height(), frame.width(), frame.height());
  for (const Image& each : stored.frames) made.frames.push_back(with_samples(each, SampleType::F32));
  made.model_name = stored.model_name;
  made.device = stored.device;
  made.steps = stored.steps_done;
  made.times = {{Stage::Denoise, stored.seconds}};
  made.notes = stored.notes;
  generation->chain = restore_chain(editor, generation->request, std::move(made));
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
    generation->chain = edit_chain(editor, generation->request, hooks);
    return present(order, std::move(generation), std::nullopt);
  }

  ui::EditResult mergeFrame(const ui::EditResult& result, std::size_t frame, const RunContext& run) override {
    Editor& editor = open(result.order.model_id);
    const auto old =
        result.handle ? std::static_pointer_cast<const Generation>(result.handle) : rebuild(result, editor);
    auto generation = std::make_shared<Generation>(*old);
    const std::size_t last = generation->chain.whole.frames.size() - 1;
    generation->request.merge.position =
        last == 0 ? 1.0 : static_cast<double>(frame) / static_cast<double>(last);
    MergeOptions& options = generation->request.merge;
    take_edits(result.edits.get(), result.order.photo->image, options);
    merge_chain_again(editor, options, generation->chain, {run, {}, {}});
    // The full-size masks are large and quickly made again.
    options.user_mask = {};
    options.regions.clear();
    for (ChainedEdit::Step& step : generation->chain.steps) step.request.merge = options;
    ui::EditResult merged = present(result.order, std::move(generation), frame);
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

  static ui::EditResult present(const ui::EditOrder& order, std::shared_ptr<const Generation> generation,
                                std::optional<std::size_t> frame) {
    const EditResult& made = generation->chain.whole;
    ui::EditResult shown;
    shown.order = order;
    shown.caption = made.prompt;
    for (const Image& each : made.frames)
      shown.frames.push_back(with_samples(crop_to_content(each, made.map), SampleType::U8));
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

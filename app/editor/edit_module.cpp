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

/// A generation that comes out of a project. Its frames have the 8 bits and the crop that are shown, no more.
std::shared_ptr<const Generation> rebuild(const ui::EditResult& stored, const Editor& editor) {
  auto generation = std::make_shared<Generation>();
  generation->request.photo = stored.photo;
  generation->request.settings = stored.settings;
  EditResult made;
  made.prompt = stored.caption;
  const Image& photo = stored.photo->image;
  const Image& frame = stored.frames.front();
  made.map = content_map(photo.width(), photo.height(), frame.width(), frame.height());
  for (const Image& each : stored.frames) made.frames.push_back(with_samples(each, SampleType::F32));
  made.model_name = stored.model_name;
  made.device = stored.device;
  made.steps = stored.steps_done;
  made.times = {{Stage::Denoise, stored.seconds}};
  made.notes = stored.notes;
  generation->chain = restore_chain(editor, generation->request, std::move(made), stored.wishes);
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

  ui::EditResult edit(const EditRequest& request, const EditHooks& hooks) override {
    Editor& editor = open(request.settings.model);
    auto generation = std::make_shared<Generation>();
    generation->request = request;
    generation->chain = edit_chain(editor, request, hooks);
    // What was left to the model is kept with its numbers; its own negative prompt stays its own.
    generation->request.settings = generation->chain.whole.settings;
    generation->request.settings.negative_prompt = request.settings.negative_prompt;
    return present(std::move(generation));
  }

  ui::EditResult merge(const ui::EditResult& result, double strength, const RunContext& run) override {
    Editor& editor = open(result.settings.model);
    auto generation = generation_of(result, editor);
    generation->request.settings.strength = strength;
    generation->request.edits = result.edits;
    merge_chain_again(editor, generation->request, generation->chain, {run, {}, {}});
    ui::EditResult merged = present(std::move(generation));
    merged.copy = result.copy;
    return merged;
  }

  std::optional<Photo> mergePart(const ui::EditResult& result, double strength, const ui::LookPart& part,
                                 const RunContext& run) override {
    Editor& editor = open(result.settings.model);
    const auto generation = generation_of(result, editor);
    std::vector<ChainedEdit::Step>& steps = generation->chain.steps;
    // Each further step needs all of the one before; a painted style's tiles are the most of its work.
    const bool is_texture = generation->request.settings.merge == MergeWay::Texture;
    if (steps.size() > 1 || is_texture || steps.front().result.caption.kind == EditKind::Style)
      return std::nullopt;
    EditRequest request = generation->request;
    request.settings.strength = strength;
    request.edits = result.edits;
    request.scale = part.scale;
    if (part.scale >= 1) request.area = part.area;
    merge_chain_again(editor, request, generation->chain, {run, {}, {}});
    return std::move(generation->chain.whole.edited);
  }

  void unload() override {
    if (editor_) editor_->unload();
  }

 private:
  /// A copy to merge again.
  std::shared_ptr<Generation> generation_of(const ui::EditResult& result, const Editor& editor) {
    if (result.handle)
      return std::make_shared<Generation>(*std::static_pointer_cast<const Generation>(result.handle));
    const Image& first = result.frames.front();
    if (!rebuilt_ || rebuilt_from_.data() != first.data() || rebuilt_->request.photo != result.photo ||
        rebuilt_->request.settings != result.settings) {
      rebuilt_ = rebuild(result, editor);
      rebuilt_from_ = first;
    }
    return std::make_shared<Generation>(*rebuilt_);
  }

  Editor& open(const std::string& model_id) {
    if (!editor_ || editor_->model().folder != model_id) {
      editor_.reset();  // first give the old one's memory back
      editor_.emplace(describe_model(model_id), EditorOptions{}, embedded_rewriter());
    }
    return *editor_;
  }

  static ui::EditResult present(std::shared_ptr<const Generation> generation) {
    const EditResult& made = generation->chain.whole;
    ui::EditResult shown;
    shown.photo = generation->request.photo;
    shown.settings = generation->request.settings;
    shown.caption = made.prompt;
    for (const Image& each : made.frames)
      shown.frames.push_back(with_samples(crop_to_content(each, made.map), SampleType::U8));
    shown.edited = std::make_shared<const Photo>(made.edited);
    shown.change_mask = made.merge.mask;
    shown.change = measure_change(shown.frames);
    shown.model_name = made.model_name;
    shown.device = made.device;
    shown.wishes = generation->chain.steps.size();
    shown.steps_done = made.steps;
    for (const StageTime& time : made.times) shown.seconds += time.seconds;
    shown.notes = made.notes;
    shown.edits = generation->request.edits;
    shown.handle = std::move(generation);
    return shown;
  }

  std::vector<FoundModel> found_;
  std::optional<Editor> editor_;
  // The last one out of a project: merged again and again it stays the same for the editor.
  std::shared_ptr<const Generation> rebuilt_;
  Image rebuilt_from_;  ///< its first frame, held so that no other can come to lie there
};

}  // namespace
}  // namespace v4e

extern "C" __attribute__((visibility("default"))) v4e::ui::EngineBackend* v4e_make_backend() {
  return new v4e::EditorBackend();
}

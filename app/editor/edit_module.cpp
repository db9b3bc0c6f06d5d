// SPDX-License-Identifier: GPL-3.0-or-later
// libv4e_edit_module.so: core/edit's Editor behind the editor's backend interface. Apart from the program, so
// that LibTorch is loaded by the worker thread when the window is already up.
#include <memory>
#include <optional>

#include "app/editor/model_info.h"
#include "core/edit/editor.h"
#include "core/edit/kept_edit.h"
#include "core/edit/lora_uses.h"
#include "core/library/kind_question.h"
#include "core/library/lora_report.h"
#include "core/region/subject_finder.h"
#include "core/teaching/teach.h"
#include "ui/engine/engine_backend.h"

namespace v4e {
namespace {

KeptEdit restore(const ui::EditResult& stored, const Editor& editor) {
  return restore_kept_edit(
      editor, {stored.photo, stored.settings, stored.caption,
               stored.region ? stored.part_frames : stored.frames, stored.wishes, stored.model_name,
               stored.device, stored.steps_done, stored.seconds, stored.notes, stored.region, stored.part});
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
    return present(std::make_shared<KeptEdit>(make_kept_edit(open(request.settings.model), request, hooks)));
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

  EditSettings finishOf(const EditSettings& edit, PixelSize photo) override {
    return finish_of(edit, choose_model(edit.model), photo);
  }

  FoundSubject findSubject(const Image& photo, const RunContext& run) override {
    if (!finder_) finder_.emplace();
    return finder_->find_closely(photo, run);
  }

  LoraReport checkLora(const std::string& file, const std::string& model_id) override {
    return check_lora(file, describe_model(model_id).paths);
  }

  void keepLoraPurpose(const std::string& file, const std::string& model_id, LoraPurpose purpose) override {
    say_lora_purpose(find_lora(file, describe_model(model_id).paths), purpose);
  }

  void answerKind(const KindQuestion& question, const std::string& id) override {
    answer(question, id);
    editor_.reset();  // it may have taken the file for another model
  }

  TeachingPlan planTeaching(const std::string& model_id, std::size_t pairs) override {
    return plan_teaching(describe_model(model_id), pairs);
  }

  LessonResult teach(const LessonFolder& folder, const RunContext& run) override {
    constexpr std::int64_t kSmall = 1'000'000'000;
    const auto lesson = folder.lesson();
    if (!lesson) throw Error(ErrorCode::FileUnreadable, "there is no lesson in " + folder.folder().string());
    const ModelDescription model = describe_model(lesson->model);
    if (model.disk_bytes > kSmall) unload();  // two copies of it may not fit
    return v4e::teach(folder, model, run);
  }

  void unload() override {
    if (editor_) editor_->unload();
    finder_.reset();
  }

 private:
  /// A copy to merge again.
  std::shared_ptr<KeptEdit> generation_of(const ui::EditResult& result, const Editor& editor) {
    if (result.handle)
      return std::make_shared<KeptEdit>(*std::static_pointer_cast<const KeptEdit>(result.handle));
    const Image& first = result.frames.front();
    if (!rebuilt_ || rebuilt_from_.data() != first.data() || rebuilt_->request.photo != result.photo ||
        rebuilt_->request.settings != result.settings) {
      rebuilt_ = std::make_shared<const KeptEdit>(restore(result, editor));
      rebuilt_from_ = first;
    }
    return std::make_shared<KeptEdit>(*rebuilt_);
  }

  Editor& open(const std::string& model_id) {
    if (!editor_ || editor_->model().folder != model_id) {
      editor_.reset();  // first give the old one's memory back
      editor_.emplace(describe_model(model_id), EditorOptions{}, embedded_rewriter());
    }
    return *editor_;
  }

  static ui::EditResult present(std::shared_ptr<const KeptEdit> generation) {
    const EditResult& made = generation->chain.whole;
    ui::EditResult shown;
    shown.photo = generation->request.photo;
    shown.settings = generation->request.settings;
    shown.caption = made.prompt;
    shown.frames = shown_frames(made);
    shown.edited = std::make_shared<const Photo>(made.edited);
    shown.change_mask = made.merge.mask;
    shown.change = change_of(shown.frames);
    shown.model_name = made.model_name;
    shown.device = made.device;
    shown.wishes = generation->chain.steps.size();
    shown.steps_done = made.steps;
    for (const StageTime& time : made.times) shown.seconds += time.seconds;
    shown.notes = made.notes;
    shown.edits = generation->request.edits;
    if (made.region) {
      shown.region = made.region->mask;
      shown.part = made.region->part;
      shown.part_frames = model_frames(made);
    }
    shown.handle = std::move(generation);
    return shown;
  }

  std::vector<FoundModel> found_;
  std::optional<Editor> editor_;
  std::optional<SubjectFinder> finder_;
  // The last one out of a project: merged again and again it stays the same for the editor.
  std::shared_ptr<const KeptEdit> rebuilt_;
  Image rebuilt_from_;  ///< its first frame, held so that no other can come to lie there
};

}  // namespace
}  // namespace v4e

#ifdef _WIN32
#define V4E_EXPORTED __declspec(dllexport)
#else
#define V4E_EXPORTED __attribute__((visibility("default")))
#endif

extern "C" V4E_EXPORTED v4e::ui::EngineBackend* v4e_make_backend() {
  return new v4e::EditorBackend();
}

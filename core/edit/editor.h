// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/captions/caption_rewriter.h"
#include "core/edit/edit_region.h"
#include "core/edit/edit_request.h"
#include "core/library/model_description.h"

namespace v4e {

struct EditorOptions {
  std::string device = "auto";  ///< as parse_device() takes it
  std::string dtype = "auto";   ///< as parse_dtype() takes it
};

/// The one flow from photo and instruction to edited photo:
/// caption -> condition -> sample -> decode -> merge. Keeps its model between edits. One thread at a time.
class Editor {
 public:
  /// Reads nothing but the caption rules yet. Throws Error(InvalidArgument) on an unknown device or dtype.
  Editor(ModelDescription model, const EditorOptions& options, CaptionRewriter rewriter);
  ~Editor();
  Editor(Editor&&) noexcept;
  Editor& operator=(Editor&&) noexcept;

  [[nodiscard]] const ModelDescription& model() const;
  [[nodiscard]] const CaptionRewriter& rewriter() const;
  /// Where and how it computes, e.g. "cpu, fp32".
  [[nodiscard]] std::string device_text() const;

  /// The caption that an edit would use; throws what edit() throws for it, before any weight is read:
  /// Error(InvalidArgument) on an empty or endless instruction and on one that needs a region and has none,
  /// Error(Unsupported) where the model has not learnt it, naming what it can do.
  [[nodiscard]] EvolutionCaption plan(const EditRequest& request) const;

  /// Loads what is not loaded yet and edits. Throws what reading the model throws, Error(InvalidArgument |
  /// OutOfMemory | CheckpointMismatch), Cancelled.
  [[nodiscard]] EditResult edit(const EditRequest& request, const EditHooks& hooks = {});

  /// The same evolution merged again: another moment, amount or way. Texture styles run the model again.
  void merge_again(const EditRequest& request, EditResult& result, const EditHooks& hooks = {});

  /// What finds the subject where a region is that, or all but that, in place of the program's own network.
  void set_subject_source(SubjectSource source);

  /// Gives the model's memory back; the next edit loads it again.
  void unload();

  struct State;  ///< editor_state.h: for the files that implement the editor, and their tests

 private:
  std::unique_ptr<State> state_;
};

/// The rules of the program's resources.
[[nodiscard]] CaptionRewriter embedded_rewriter();

}  // namespace v4e

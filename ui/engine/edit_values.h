// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/edit/edit_request.h"
#include "core/image/geometry.h"
#include "core/image/image.h"
#include "core/image/photo.h"
#include "core/jobs/outcome.h"
#include "core/library/edit_method.h"
#include "core/library/few_steps.h"
#include "core/library/folder_parts.h"
#include "core/library/kind_question.h"
#include "core/library/residency.h"

namespace v4e::ui {

/// What a model's parameters may be, and what they are unless the user says otherwise.
struct ParameterRanges {
  int default_steps = 4;
  int max_steps = 100;
  double default_guidance = 1.0;
  double max_guidance = 20.0;
  bool has_guidance = true;  ///< false: the model takes none, the control is greyed out
  int default_frames = 5;
  std::vector<int> frames{5};                ///< the counts that the model can make, ascending
  std::string default_negative_prompt = {};  ///< counts with guidance only
  bool can_reason = false;                   ///< may work on the frames between for some steps
};

/// What becomes of a picture that the evolution is to end in.
enum class GivenEnd {
  None,    ///< the model gets no pictures
  Held,    ///< was not taught it: its end is held there
  Taken,   ///< was taught it, and can do without
  Needed,  ///< makes nothing else
};

/// A model as the backend found it.
struct ModelInfo {
  std::string id;
  std::string name;
  std::string description;  ///< why it cannot be used, in core's words; empty for a ready one
  /// Instructions it can follow, ready to be clicked.
  std::vector<std::string> suggestions;
  /// Effects (ids of effects.json) that it has learnt and has not learnt; both empty: no such limits.
  std::vector<std::string> can_do;
  std::vector<std::string> cannot_do;
  std::vector<std::string> can_do_in_region;  ///< further ones that it has learnt of a part of the photo
  ParameterRanges ranges;
  std::vector<EditMethod> methods = {};    ///< by which it can edit one photo, its own first
  std::optional<FewSteps> few_steps = {};  ///< how a distilled model works
  bool has_two_experts = false;            ///< for much and for little noise
  GivenEnd given_end = GivenEnd::Held;
  bool wants_detailed_caption = true;  ///< false: trained on the short, uniform captions
  std::vector<FolderPart> parts;
  std::vector<KindQuestion> kinds;  ///< of its transformers, where shapes leave open which model they are
  bool ready = true;                ///< all parts are there
  std::string device;               ///< where it will run, e.g. "CPU (bf16)"
  std::int64_t memory_bytes = 0;    ///< of its weights, 0 where unknown
  ModelSizes sizes;                 ///< what more is known of its parts
  int value_bytes = 4;              ///< of a weight on that device
  bool on_cpu = false;              ///< that device is none with memory of its own
  std::int64_t free_bytes = 0;      ///< on that device, when the models were looked for
  std::int64_t disk_bytes = 0;
  int working_width = 0;  ///< size at which it works on a square photo, 0 where unknown
  int working_height = 0;
  int temporal_factor = 4;  ///< frames per latent frame
};

/// A finished generation. Immutable: shared between canvas, timeline and history.
struct EditResult {
  EditSettings settings;  ///< as asked for, with the numbers that the model took, at this strength
  std::shared_ptr<const Photo> photo;   ///< that was edited; before `geometry`
  std::string caption;                  ///< the one that was used
  std::vector<Image> frames;            ///< U8 RGB without borders, of all of the photo; frame 0 is the photo
  std::shared_ptr<const Photo> edited;  ///< the photo's size, profile and depth; untouched pixels bit for bit
  Image change_mask;                    ///< one channel, U8, the photo's size: 0 = untouched
  std::vector<double> change;           ///< per frame 0..1: the way from the photo to the edit, as measured
  std::string model_name;
  std::string device;
  double seconds = 0;
  std::size_t wishes = 1;  ///< that were done one after the other; their frames stand in a row
  int steps_done = 0;      ///< fewer than settings.steps where the user stopped and kept what there was
  std::vector<std::string> notes;           ///< human-readable
  std::shared_ptr<const MergeEdits> edits;  ///< that `edited` was merged with; null: none
  /// The region that was edited, as EditRequest::region, on `photo`; null: all of it.
  std::shared_ptr<const Image> region = nullptr;
  PixelArea part = {};                  ///< with a region, what of the photo the model saw
  std::vector<Image> part_frames = {};  ///< and its frames of that: what another merge needs
  std::int64_t copy = 0;                ///< tells a duplicate from what it was copied from; merges keep it
  std::shared_ptr<const void> handle;   ///< the backend's own, for merging again; null: from a project

  /// How the edit was turned and cropped after it was made: `edited`, `change_mask`, `frames` and `base` are,
  /// `photo` and `edits` are not.
  Geometry geometry = {};
  std::shared_ptr<const EditResult> unshaped;  ///< the same without; null where `geometry` is none
  std::shared_ptr<const Photo> base;  ///< the open photo in the shape of `edited`; null: as it was opened
  Placement place = {};               ///< from the pixels of `edited` to those of the photo as it was opened
};

/// A step of a chain that is to be made again because what it was made from is another picture now.
struct ChainStep {
  /// Of the first one with its photo; the others are made from the one before.
  EditRequest request;
  std::shared_ptr<const Photo> base;         ///< of the first one: what it is compared with
  Placement place = {};                      ///< and where its pixels lie on the photo as it was opened
  std::shared_ptr<const EditResult> former;  ///< what the step gave before
  /// A generation from that very photo with these settings: it is only merged again. Null: there is none.
  std::shared_ptr<const EditResult> generation = nullptr;
};

/// What of an edit is made first, to be looked at.
struct LookPart {
  PixelArea area;    ///< of the photo
  double scale = 1;  ///< below 1: all of it instead, at this share of its size
};

using EditOutcome = Outcome<std::shared_ptr<const EditResult>>;

}  // namespace v4e::ui

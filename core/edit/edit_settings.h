// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/edit/region_choice.h"
#include "core/edit/sketch.h"
#include "core/library/edit_method.h"
#include "core/merge/merge.h"
#include "core/schedulers/sampler.h"

namespace v4e {

/// A LoRA that is added to the model's transformer. `file` is a path, or the bare name of a file that is
/// looked for where the model keeps its LoRAs (core/library/lora_report.h).
struct LoraChoice {
  enum class Expert { Both, HighNoise, LowNoise };  ///< of a model with two; else all of it

  std::string file;
  double strength = 1.0;  ///< -10..10; 0 not at all, 1 as trained
  Expert expert = Expert::Both;
  bool on = true;  ///< off: kept with its strength, but of no effect and never read

  bool operator==(const LoraChoice&) const = default;
};

/// Whether what an edit of all of the photo changed is made once more, from near, where it is a part of the
/// photo.
enum class RefineMode {
  Auto,  ///< where little of the photo changed, and the model saw that small
  On,    ///< wherever it can be
  Off,
};

/// What an edit is asked to do, besides the photo: the one value that command line, window, queue, project
/// and exported pictures hold. Whoever adds a field adds it here, to its JSON (edit_settings.cpp) and to
/// operator==; where the field changes the picture, the formats of queue and project get the next number, so
/// that an older program refuses the file instead of making another picture from it.
struct EditSettings {
  std::string instruction = {};
  std::string caption = {};  ///< evolution caption written by the user; empty: made from the instruction
  std::string model = {};    ///< folder or name; empty: the embedded one, or the one in use
  /// File of the finished edit that the evolution is to end in, made anywhere; empty: the model's own end. The
  /// instruction may then be empty: it tells what happens on the way.
  std::string ending = {};
  /// What the model is told to avoid; used with guidance only. Nothing: the model's own; "": none at all.
  std::optional<std::string> negative_prompt = {};
  std::optional<int> steps = {};        ///< 1..1000; nothing here and below: the model's own
  std::optional<double> guidance = {};  ///< 0..100; 1 or less: none
  std::optional<int> frames = {};       ///< 1..1001
  std::optional<double> shift = {};     ///< 0.01..100, of the noise schedule
  std::optional<Sampler> sampler = {};
  std::optional<EditMethod> method = {};
  /// 2..16: once the layout is settled (noise level 0.9, or where the second expert takes over) only every so
  /// many-th latent frame goes on, the first and the last always. Image-to-video films only, as the next one.
  std::optional<int> keep_every = {};
  /// 0.05..1: the sharpest late frame is made once more from that noise level, as a film that stands still.
  std::optional<double> still_sigma = {};
  std::optional<int> reasoning_steps = {};           ///< 0..1000, ChronoEdit's; 0: none
  std::optional<std::int64_t> working_area_px = {};  ///< of the picture that the model sees
  std::uint64_t seed = 0;
  MergeWay merge = MergeWay::Auto;
  /// The place on the way from the photo, 0, to the last frame, 1: see core/merge/strength.h.
  double strength = 1.0;
  double amount = 1.0;  ///< how much of that is mixed into the photo, 0..1
  std::vector<LoraChoice> loras = {};
  RegionChoice region = {};  ///< what of the photo is edited
  /// What the model is to make real; the instruction then says what it is.
  Sketch sketch = {};
  RefineMode refine = RefineMode::Auto;

  bool operator==(const EditSettings&) const = default;

  /// Throws Error(InvalidArgument) on a number out of its range.
  void validate() const;
};

/// A JSON object. What is not said is left out, and so are each "auto", the full strength and the full
/// amount.
[[nodiscard]] nlohmann::json to_json(const EditSettings& settings);
/// The same as text. Bytes that are not UTF-8 are replaced: an odd name must not stop an export.
[[nodiscard]] std::string to_text(const EditSettings& settings);

/// What to_json() made, or an earlier version of the program. Fields that the object does not have stay as
/// in `base`; fields that are not known are ignored; numbers are brought into their ranges. `origin` names
/// the source in messages. Throws Error(FileMalformed) naming a field of the wrong type.
[[nodiscard]] EditSettings edit_settings_from(const nlohmann::json& json, std::string_view origin,
                                              const EditSettings& base = {});
[[nodiscard]] EditSettings edit_settings_from_text(std::string_view text, std::string_view origin);

/// From a row of a table, whose fields bear the same names as in the JSON; an empty one counts as not there.
/// Throws Error(FileMalformed) naming a field that is no number or out of its range.
[[nodiscard]] EditSettings edit_settings_from_row(const std::map<std::string, std::string>& row,
                                                  std::string_view origin, const EditSettings& base = {});

/// "FILE", "FILE:0.8" or "FILE:0.8:high", as a command line has it. Throws Error(InvalidArgument).
[[nodiscard]] LoraChoice lora_choice_from(std::string_view text);

/// By name: auto, on, off.
[[nodiscard]] const std::map<std::string, RefineMode>& refine_modes();
/// The name of it.
[[nodiscard]] const std::string& to_string(RefineMode mode);
/// By name: student, i2v, t2v, ti2v.
[[nodiscard]] const std::map<std::string, EditMethod>& edit_methods();
/// By name: unipc, euler.
[[nodiscard]] const std::map<std::string, Sampler>& samplers();

/// The ways that can be asked for, by name: auto, global, local, texture.
[[nodiscard]] const std::map<std::string, MergeWay>& merge_ways();

}  // namespace v4e

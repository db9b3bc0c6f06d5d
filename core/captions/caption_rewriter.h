// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace v4e {

enum class EditKind { Add, Remove, Replace, Background, Colour, Style, Restore, Text, WeatherLight, Other };

/// Temporal: the state changes over time and the layout hardly moves. Spatial: structure is rearranged.
enum class EvolutionFamily { Temporal, Spatial };

/// What an edit may do to greys, the weakest promise first.
enum class EditGreys {
  Free,              ///< they may get colour
  KeptInGreyPhotos,  ///< a grey photo stays grey, the greys of a coloured one may change
  Kept,              ///< they stay grey
  All,               ///< all is grey in the end
};

/// How an edit is made of a region of a photo.
enum class RegionUse {
  Given,    ///< the model sees the region's surroundings and edits the region alone
  Cropped,  ///< the same part is edited all over, and the region is taken of it
  Whole,    ///< so is the photo: a part would not tell what the light, the sky or the subject is
};

/// Names for messages and JSON, e.g. "weather_light" and "temporal".
[[nodiscard]] std::string_view to_string(EditKind kind);
[[nodiscard]] std::string_view to_string(EvolutionFamily family);

/// An instruction understood and rewritten as what happens over time.
struct EvolutionCaption {
  EditKind kind = EditKind::Other;
  EvolutionFamily family = EvolutionFamily::Temporal;
  /// The part of the instruction that it is about, complete and in English: read alone it gives this caption.
  std::string wish;
  /// Id of resources/captions/effects.json, e.g. "bw"; empty: not understood; "several": the steps in one.
  std::string effect;
  std::string target;       ///< what is edited, without article, lower case; empty: the whole photo
  std::string replacement;  ///< what comes in its place, as the user wrote it
  std::string colour;       ///< plain name: red orange yellow green … white black grey brown
  /// What it is with a region: "make the sky darker" is then a darker photo's part. The same as `effect` for most.
  std::string effect_in_region;
  bool is_partial = false;  ///< concerns something in the photo, or all except that
  bool is_of_rest = false;  ///< the latter: the background, everything but the cat
  RegionUse region_use = RegionUse::Given;
  bool needs_region = false;  ///< points at something ("remove this") that only a region can tell
  EditGreys greys = EditGreys::Free;
  /// Short sentence, always the same for the same effect, target and colour: small models are trained on it.
  std::string caption;
  /// What happens and what stays, for large models.
  std::string detailed_caption;
  std::string language = "en";     ///< "en", another two-letter code, or "und" where unknown
  double confidence = 0.0;         ///< 0 … 1
  std::vector<std::string> notes;  ///< for the user: ignored parts, corrected words, other language
};

/// Several captions as one: "…, then …", and long ones one after the other without saying twice what stays.
[[nodiscard]] EvolutionCaption joined_captions(const std::vector<EvolutionCaption>& steps);

/// Bytes [begin, end) of an instruction.
struct TextSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// An instruction read wish by wish.
struct InstructionReading {
  std::vector<EvolutionCaption> steps;  ///< at least one; to be done in this order
  /// The steps in one, for models that take free text. Notes and language are those of the instruction.
  EvolutionCaption whole;
  std::string english;           ///< what was read where the instruction was in another language; else empty
  std::vector<TextSpan> used;    ///< the words that decided, ascending
  std::vector<TextSpan> unused;  ///< words that had no part in it; fillers and marks are in neither list
};

/// For each step, whether a model with these effects can do it; one without such limits is asked for
/// anything.
[[nodiscard]] std::vector<bool> covered_steps(const InstructionReading& reading,
                                              const std::optional<std::vector<std::string>>& effects);

struct CaptionRules;

/// Turns instructions into evolution captions by rules that lie in data files. Immutable, thread-safe.
class CaptionRewriter {
 public:
  /// Longest instruction that is read, in bytes.
  static constexpr std::size_t kMaxInstructionBytes = 4000;

  /// Reads effects.json, rules.json and lexicon.json. Throws Error(FileUnreadable | FileMalformed).
  [[nodiscard]] static CaptionRewriter from_folder(const std::filesystem::path& folder);

  /// Throws Error(InvalidArgument) on an instruction that is empty, too long or not UTF-8 text.
  /// `has_region`: a region of the photo is chosen; "this" and "here" are that.
  [[nodiscard]] InstructionReading read(std::string_view instruction, bool has_region = false) const;

  /// All of it in one caption: read().whole.
  [[nodiscard]] EvolutionCaption rewrite(std::string_view instruction, bool has_region = false) const;

  /// Ids of the effects of effects.json that the embedded nano model is trained on, in the file's order.
  [[nodiscard]] std::vector<std::string> nano_effects() const;

  /// A few words for lists, e.g. "pencil sketch"; the id itself for an unknown one.
  [[nodiscard]] std::string effect_title(const std::string& effect) const;

 private:
  explicit CaptionRewriter(std::shared_ptr<const CaptionRules> rules) : rules_(std::move(rules)) {}
  std::shared_ptr<const CaptionRules> rules_;
};

}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/checkpoints/state_dict.h"
#include "core/library/kind_question.h"
#include "core/models/wan_dit/wan_dit_config.h"

namespace v4e {

/// Which of two experts a transformer is.
enum class Expert { Only, High, Low };

/// A published transformer: what its shapes are, and what its makers sample it with.
struct KnownModel {
  std::string_view id;        ///< of --model-kind
  std::string_view name;      ///< "Wan2.1 I2V 720P"
  std::string_view pipeline;  ///< class in a model_index.json
  Expert expert = Expert::Only;
  std::int64_t in_channels = 16;
  std::int64_t out_channels = 16;
  bool has_image_branch = false;
  bool has_positions = false;  ///< of first and last picture
  bool is_small_too = false;   ///< published with 1.3 billion weights as well, or only so
  bool is_large_too = true;
  double shift = 5;
  double guidance = 5;
  std::optional<double> guidance_2 = {};  ///< of the expert for little noise
  std::optional<double> boundary = {};    ///< share of noise from which on the expert for much noise works
  int steps = 50;
  std::vector<std::string_view> hints = {};  ///< in names, lower case without separators
};

[[nodiscard]] const std::vector<KnownModel>& known_models();
/// By id; null if there is none.
[[nodiscard]] const KnownModel* known_model(std::string_view id);
/// "t2v, i2v-720p, …", for messages and help.
[[nodiscard]] std::string known_model_ids();

/// What a transformer is taken for.
struct IdentifiedModel {
  const KnownModel* model = nullptr;  ///< null: not to be told, and somebody must say it
  KindBasis basis = KindBasis::Open;
  std::string reason;                           ///< the same in words: "by its shapes", "by its name" …
  std::vector<const KnownModel*> alternatives;  ///< what the shapes allow, with `model`
};

/// Shapes leave open which expert a file is, ChronoEdit or I2V, 480P or 720P. The first that answers counts:
/// `answer` (an id or empty: what the user said), the file's metadata, names of file and folders; then what
/// is usual, except between experts. Throws Error(InvalidArgument) where `answer` does not go with the
/// shapes.
[[nodiscard]] IdentifiedModel identify_model(const WanDitConfig& config, const StateDictReader& weights,
                                             const std::filesystem::path& path, const std::string& answer);

/// Metadata entry that v4e convert writes: an id of known_models().
inline constexpr const char* kKindMetadata = "v4e.kind";

}  // namespace v4e

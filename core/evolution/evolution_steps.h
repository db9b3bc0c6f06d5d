// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

#include "core/evolution/evolution_file.h"

namespace v4e {

/// A frame and how long it stands.
struct EvolutionStep {
  std::size_t frame = 0;
  double seconds = 0;
};

/// The order of frames that the options ask for. `is_endless`: what follows the last step is the first, so
/// the way back ends before the photo.
[[nodiscard]] std::vector<EvolutionStep> evolution_steps(std::size_t frame_count,
                                                         const EvolutionOptions& options, bool is_endless);

/// A frame as U8 RGB at the size that the options ask for. Throws Error(InvalidArgument) where it is not what
/// `frames` says.
[[nodiscard]] Image evolution_frame(const EvolutionFrames& frames, std::size_t index,
                                    const EvolutionOptions& options, const RunContext& context);

/// Writes the steps as a video file by OpenCV. Throws as write_evolution().
void write_video(const std::filesystem::path& path, EvolutionFormat format, const EvolutionFrames& frames,
                 const EvolutionOptions& options, const RunContext& context);

/// Writes the steps as an animated GIF. Throws as write_evolution().
void write_gif(const std::filesystem::path& path, const EvolutionFrames& frames,
               const EvolutionOptions& options, const RunContext& context);

}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/run_context.h"
#include "core/image/image.h"

namespace v4e {

/// What an evolution is written as. Frames: a folder of PNG files.
enum class EvolutionFormat { Mp4, WebM, Gif, Frames };

struct EvolutionOptions {
  double frames_per_second = 8;
  double hold_seconds = 1;               ///< how long the photo and the edit stand
  bool ping_pong = false;                ///< there and back again
  bool loops = true;                     ///< GIF: starts over at its end; videos leave that to the player
  std::optional<int> long_side_px = {};  ///< scaled to that; default: the frames' own size
};

/// Frames of an evolution that are made when they are asked for: at full size not all need fit into memory.
struct EvolutionFrames {
  std::size_t count = 0;
  int width = 0;  ///< of each
  int height = 0;
  /// Frame `index` as F32 or U8 RGB in sRGB. Frames may be asked for again.
  std::function<Image(std::size_t index, const RunContext& context)> frame;
};

/// Frames that are in memory.
[[nodiscard]] EvolutionFrames evolution_of(std::vector<Image> frames);

/// Mp4, WebM or Gif by the name's extension; nothing for an unknown one.
[[nodiscard]] std::optional<EvolutionFormat> evolution_format_of(const std::filesystem::path& path);

/// False where this system's OpenCV has no encoder for it; found out by trying, once. Any thread.
[[nodiscard]] bool can_write(EvolutionFormat format);

/// Writes RGB frames of one size as .mp4 (H.264 where there is an encoder, else MPEG-4), .webm (VP8
/// or VP9) or .gif, whole or not at all; videos lose an odd last row or column. Holds two frames at most.
/// Progress is in frames. Throws Error(InvalidArgument) on another extension, other options than make sense
/// or no frames, Error(Unsupported) without an encoder, Error(FileUnwritable), Cancelled.
void write_evolution(const std::filesystem::path& path, const EvolutionFrames& frames,
                     const EvolutionOptions& options = {}, const RunContext& context = {});

/// frame-000.png, the name of a frame in a folder.
[[nodiscard]] std::filesystem::path frame_path(const std::filesystem::path& folder, std::size_t index);

/// Writes the frames as PNG files. A folder that is not there appears with all of them or not at all; into
/// one that is there, finished files are moved, over older ones of the same names. Only the size counts of
/// the options. Throws Error(FileUnwritable | InvalidArgument), Cancelled.
void write_frames(const std::filesystem::path& folder, const EvolutionFrames& frames,
                  const EvolutionOptions& options = {}, const RunContext& context = {});

}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evolution/evolution_file.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <opencv2/core.hpp>
#include <utility>

#include "core/base/error.h"
#include "core/base/os/process.h"
#include "core/evolution/evolution_steps.h"
#include "core/image/io/photo_io.h"
#include "core/image/io/photo_output.h"
#include "core/image/mat_view.h"
#include "core/image/samples.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr double kMostFramesPerSecond = 60;
constexpr double kMostHoldSeconds = 60;
constexpr int kMostSide = 8192;

void check(const EvolutionFrames& frames, const EvolutionOptions& options) {
  const auto refuse = [](const char* what) { throw Error(ErrorCode::InvalidArgument, what); };
  if (frames.count == 0 || frames.width < 1 || frames.height < 1)
    refuse("there are no frames to make a video of");
  if (!(options.frames_per_second >= 1 && options.frames_per_second <= kMostFramesPerSecond))
    refuse("a video has 1 to 60 frames a second");
  if (!(options.hold_seconds >= 0 && options.hold_seconds <= kMostHoldSeconds))
    refuse("the first and the last frame can stand for 0 to 60 seconds");
  if (options.long_side_px && (*options.long_side_px < 16 || *options.long_side_px > kMostSide))
    refuse("the longer side of a video can have 16 to 8192 pixels");
}

/// A folder that vanishes again with all that is in it, unless it was kept.
class TemporaryFolder {
 public:
  /// Inside `parent`; `target` is what errors name.
  TemporaryFolder(const fs::path& parent, const fs::path& target) {
    static std::atomic<unsigned> counter{0};
    path_ = parent / (".frames.part" + std::to_string(os::process_id()) + "-" + std::to_string(counter++));
    std::error_code failure;
    fs::create_directory(path_, failure);
    if (failure) {
      throw Error(ErrorCode::FileUnwritable,
                  "cannot write " + target.string() + ": " + failure.message() + "; choose another folder");
    }
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// Errors name the folder that the user chose, not the one for the meantime.
[[noreturn]] void rethrow_for(const Error& error, const fs::path& temporary, const fs::path& target) {
  std::string text = error.what();
  const std::string name = temporary.string();
  for (auto at = text.find(name); at != std::string::npos; at = text.find(name))
    text.replace(at, name.size(), target.string());
  throw Error(error.code(), text);
}

void move_file(const fs::path& from, const fs::path& to) {
  std::error_code failure;
  fs::rename(from, to, failure);
  if (failure) throw Error(ErrorCode::FileUnwritable, to.string() + ": " + failure.message());
}

}  // namespace

std::optional<EvolutionFormat> evolution_format_of(const fs::path& path) {
  std::string extension = path.extension().string();
  std::ranges::transform(extension, extension.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  if (extension == ".mp4") return EvolutionFormat::Mp4;
  if (extension == ".webm") return EvolutionFormat::WebM;
  if (extension == ".gif") return EvolutionFormat::Gif;
  return std::nullopt;
}

std::vector<EvolutionStep> evolution_steps(std::size_t frame_count, const EvolutionOptions& options,
                                           bool is_endless) {
  const double short_time = 1 / options.frames_per_second;
  std::vector<EvolutionStep> steps;
  const auto add = [&](std::size_t frame) {
    const bool stands = frame == 0 || frame + 1 == frame_count;
    steps.push_back({frame, stands ? std::max(short_time, options.hold_seconds) : short_time});
  };
  for (std::size_t i = 0; i < frame_count; ++i) add(i);
  if (options.ping_pong) {
    for (std::size_t i = frame_count - 1; i-- > (is_endless ? 1 : 0);) add(i);
  }
  return steps;
}

EvolutionFrames evolution_of(std::vector<Image> frames) {
  EvolutionFrames made;
  made.count = frames.size();
  if (!frames.empty()) {
    made.width = frames.front().width();
    made.height = frames.front().height();
  }
  made.frame = [frames = std::move(frames)](std::size_t index, const RunContext&) { return frames[index]; };
  return made;
}

Image evolution_frame(const EvolutionFrames& frames, std::size_t index, const EvolutionOptions& options,
                      const RunContext& context) {
  const Image frame = frames.frame(index, {context.stop, {}});
  if (frame.channels() != 3 || frame.width() != frames.width || frame.height() != frames.height)
    throw Error(ErrorCode::InvalidArgument, "the frames of a video must be RGB and of one size");
  Image result = frame;
  if (options.long_side_px) {
    const auto [width, height] = scaled_size(frame.width(), frame.height(), *options.long_side_px);
    result = scaled_image(frame, width, height);
  }
  return with_samples(result, SampleType::U8);
}

void write_evolution(const fs::path& path, const EvolutionFrames& frames, const EvolutionOptions& options,
                     const RunContext& context) {
  const auto format = evolution_format_of(path);
  if (!format) {
    throw Error(ErrorCode::InvalidArgument,
                path.string() + ": a video's name must end in .mp4, .webm or .gif");
  }
  check(frames, options);
  if (*format == EvolutionFormat::Gif) {
    write_gif(path, frames, options, context);
  } else {
    write_video(path, *format, frames, options, context);
  }
}

fs::path frame_path(const fs::path& folder, std::size_t index) {
  char name[32];
  std::snprintf(name, sizeof name, "frame-%03zu.png", index);
  return folder / name;
}

void write_frames(const fs::path& folder, const EvolutionFrames& frames, const EvolutionOptions& options,
                  const RunContext& context) {
  check(frames, options);
  // "frames/" and "frames" are one folder.
  const fs::path target = folder.has_filename() ? folder : folder.parent_path();
  std::error_code ignored;
  const bool is_there = fs::is_directory(target, ignored);
  const TemporaryFolder temporary(is_there ? target : target.parent_path(), target);
  try {
    for (std::size_t i = 0; i < frames.count; ++i) {
      context.tick({Stage::Export, static_cast<int>(i), static_cast<int>(frames.count)});
      Photo photo;
      photo.image = evolution_frame(frames, i, options, context);
      write_photo(frame_path(temporary.path(), i), photo, {}, {context.stop, {}});
    }
  } catch (const Error& error) {
    rethrow_for(error, temporary.path(), target);
  }
  if (!is_there) return move_file(temporary.path(), target);
  for (std::size_t i = 0; i < frames.count; ++i)
    move_file(frame_path(temporary.path(), i), frame_path(target, i));
}

}  // namespace v4e

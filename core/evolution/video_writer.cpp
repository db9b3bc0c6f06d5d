// SPDX-License-Identifier: GPL-3.0-or-later
// Video files by OpenCV's FFmpeg.
#include <array>
#include <cmath>
#include <mutex>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>
#include <span>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/evolution/evolution_steps.h"
#include "core/image/mat_view.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kAlmostNothing = 64u << 10;  // bytes
constexpr int kMostVideoSide = 4096;

/// Best first. MPEG-4 part 2 is the one codec that every build of OpenCV's FFmpeg can write.
std::span<const std::array<char, 4>> codecs_of(EvolutionFormat format) {
  static constexpr std::array<std::array<char, 4>, 2> kMp4{{{'a', 'v', 'c', '1'}, {'m', 'p', '4', 'v'}}};
  static constexpr std::array<std::array<char, 4>, 2> kWebM{{{'V', 'P', '8', '0'}, {'V', 'P', '9', '0'}}};
  return format == EvolutionFormat::WebM ? kWebM : kMp4;
}

constexpr int kLeastSide = 16;  // encoders work in blocks of that many pixels and refuse less

/// As video encoders want it: BGR bytes, even sides. Pictures that are too small for them are enlarged by
/// whole pixels.
cv::Mat to_video_frame(const Image& image) {
  const cv::Mat view = view_mat(image);
  cv::Mat bytes;
  cv::cvtColor(view, bytes, cv::COLOR_RGB2BGR);
  const int times = (kLeastSide - 1) / std::min(bytes.cols, bytes.rows) + 1;
  const bool fits = times * static_cast<std::int64_t>(std::max(bytes.cols, bytes.rows)) <= kMostVideoSide;
  if (times > 1 && fits) {
    cv::resize(bytes, bytes, {}, times, times, cv::INTER_NEAREST);
  } else if (times > 1) {
    // A strip so long that it cannot grow gets a border of its own rim.
    const auto missing = [](int side) { return std::max(0, kLeastSide - side); };
    cv::copyMakeBorder(bytes, bytes, 0, missing(bytes.rows), 0, missing(bytes.cols), cv::BORDER_REPLICATE);
  }
  return bytes(cv::Rect(0, 0, bytes.cols / 2 * 2, bytes.rows / 2 * 2)).clone();
}

bool open_writer(cv::VideoWriter& writer, const fs::path& path, EvolutionFormat format,
                 double frames_per_second, const cv::Size& size) {
  for (const auto& code : codecs_of(format)) {
    const int codec = cv::VideoWriter::fourcc(code[0], code[1], code[2], code[3]);
    if (writer.open(path.string(), cv::CAP_FFMPEG, codec, frames_per_second, size)) return true;
  }
  return false;
}

/// Neither the encoder nor its file layer says what went wrong: a disk that has no room left does.
[[noreturn]] void throw_unwritable(const fs::path& path, const char* otherwise) {
  std::error_code error;
  const bool full = fs::space(absolute(path).parent_path(), error).available < kAlmostNothing;
  throw Error(ErrorCode::FileUnwritable,
              "cannot write " + path.string() + ": " +
                  (full ? "the disk is full; free some space or choose another folder" : otherwise));
}

/// The encoder reports no error of writing: only reading back tells that all is there.
void check_whole(const fs::path& written, int frame_count, const fs::path& path) {
  cv::VideoCapture video;
  int found = 0;
  if (video.open(written.string(), cv::CAP_FFMPEG))
    while (video.grab()) ++found;
  if (found != frame_count) throw_unwritable(path, "the video did not arrive whole; choose another folder");
}

bool try_encoder(EvolutionFormat format) {
  const char* const ending = format == EvolutionFormat::WebM ? ".webm" : ".mp4";
  std::error_code ignored;
  // A file for its name only: it goes when this ends.
  const AtomicFile trial(fs::temp_directory_path(ignored) / (std::string("v4e-trial") + ending));
  cv::VideoWriter writer;
  return open_writer(writer, trial.temporary_path(), format, 8, {64, 64});
}

}  // namespace

bool can_write(EvolutionFormat format) {
  if (format != EvolutionFormat::Mp4 && format != EvolutionFormat::WebM) return true;
  static std::mutex mutex;
  static std::array<std::optional<bool>, 2> known;
  const std::lock_guard lock(mutex);
  std::optional<bool>& answer = known[format == EvolutionFormat::WebM ? 1 : 0];
  if (!answer) answer = try_encoder(format);
  return *answer;
}

void write_video(const fs::path& path, EvolutionFormat format, const EvolutionFrames& frames,
                 const EvolutionOptions& options, const RunContext& context) {
  AtomicFile file(path);
  if (!can_write(format)) {
    throw Error(ErrorCode::Unsupported,
                "OpenCV has no encoder for " + path.extension().string() + " here; choose .gif or frames");
  }
  const cv::Mat first = to_video_frame(evolution_frame(frames, 0, options, context));
  const auto steps = evolution_steps(frames.count, options, false);
  int written = 0;
  {
    cv::VideoWriter writer;
    if (!open_writer(writer, file.temporary_path(), format, options.frames_per_second, first.size()))
      throw_unwritable(path, "no video encoder can write there");
    for (std::size_t i = 0; i < steps.size(); ++i) {
      context.tick({Stage::Export, static_cast<int>(i), static_cast<int>(steps.size())});
      const cv::Mat frame = to_video_frame(evolution_frame(frames, steps[i].frame, options, context));
      const long repeats = std::max(1L, std::lround(steps[i].seconds * options.frames_per_second));
      for (long k = 0; k < repeats; ++k, ++written) {
        context.check();
        writer.write(frame);
      }
    }
  }
  check_whole(file.temporary_path(), written, path);
  file.commit();
}

}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/video_file.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/image/mat_view.h"

namespace v4e {
namespace {

constexpr std::uintmax_t kAlmostNothing = 64u << 10;  // bytes

/// As video encoders want it: BGR bytes, even sides.
cv::Mat to_video_frame(const Image& image) {
  const cv::Mat view = view_mat(image);
  cv::Mat bytes;
  view.convertTo(bytes, CV_8U, image.type() == SampleType::F32 ? 255.0 : 1.0);
  cv::cvtColor(bytes, bytes, cv::COLOR_RGB2BGR);
  return bytes(cv::Rect(0, 0, bytes.cols / 2 * 2, bytes.rows / 2 * 2)).clone();
}

/// Neither the encoder nor its file layer says what went wrong: a disk that has no room left does.
[[noreturn]] void throw_unwritable(const std::filesystem::path& path, const char* otherwise) {
  std::error_code error;
  const bool full = std::filesystem::space(absolute(path).parent_path(), error).available < kAlmostNothing;
  throw Error(ErrorCode::FileUnwritable,
              "cannot write " + path.string() + ": " +
                  (full ? "the disk is full; free some space or choose another folder" : otherwise));
}

/// The encoder reports no error of writing: only reading back tells that all is there.
void check_whole(const std::filesystem::path& written, int frame_count, const std::filesystem::path& path) {
  cv::VideoCapture video;
  int found = 0;
  if (video.open(written.string(), cv::CAP_FFMPEG))
    while (video.grab()) ++found;
  if (found != frame_count) throw_unwritable(path, "the video did not arrive whole; choose another folder");
}

}  // namespace

void write_video(const std::filesystem::path& path, const std::vector<Image>& frames,
                 const VideoFileOptions& options, const RunContext& context) {
  if (path.extension() != ".mp4")
    throw Error(ErrorCode::InvalidArgument, path.string() + ": a video's name must end in .mp4");
  if (frames.empty() || frames.front().width() < 2 || frames.front().height() < 2)
    throw Error(ErrorCode::InvalidArgument, "there are no frames to make a video of");
  AtomicFile file(path);
  const int hold = static_cast<int>(std::lround(options.hold_seconds * options.frames_per_second));
  const cv::Size size(frames.front().width() / 2 * 2, frames.front().height() / 2 * 2);
  int written = 0;
  {
    // MPEG-4 part 2: the one codec that every build of OpenCV's FFmpeg can write.
    const int codec = cv::VideoWriter::fourcc('m', 'p', '4', 'v');
    cv::VideoWriter writer(file.temporary_path().string(), cv::CAP_FFMPEG, codec, options.frames_per_second,
                           size);
    if (!writer.isOpened()) throw_unwritable(path, "no video encoder can write there");
    for (std::size_t i = 0; i < frames.size(); ++i) {
      context.tick({Stage::Export, static_cast<int>(i), static_cast<int>(frames.size())});
      const cv::Mat frame = to_video_frame(frames[i]);
      const bool stands = i == 0 || i + 1 == frames.size();
      for (int k = 0; k < (stands ? std::max(1, hold) : 1); ++k) {
        writer.write(frame);
        ++written;
      }
    }
  }
  check_whole(file.temporary_path(), written, path);
  file.commit();
}

}  // namespace v4e

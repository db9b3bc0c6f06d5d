// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/picture_store.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/image/colour/colour.h"
#include "core/image/io/photo_io.h"
#include "core/image/mat_view.h"
#include "core/image/samples.h"

namespace v4e {
namespace {

constexpr std::uint64_t kMostPictureBytes = 1ull << 30;

/// The first or the last picture of a film.
Image frame_of(const PicturePlace& place, const RunContext& context) {
  const std::string name = place.file.string();
  if (!std::filesystem::exists(place.file))
    throw Error(ErrorCode::FileUnreadable, "cannot read " + name + ": no such file");
  cv::VideoCapture film(name);
  cv::Mat frame;
  cv::Mat last;
  int count = 0;
  while (film.isOpened() && film.read(frame)) {
    context.check();
    frame.copyTo(last);
    ++count;
    if (place.frame == PicturePlace::Frame::First) break;
  }
  if (count == 0)
    throw Error(ErrorCode::FileMalformed, name + ": is no film that can be read, or a broken one");
  if (place.frame == PicturePlace::Frame::Last && count < 2)
    throw Error(ErrorCode::FileMalformed, name + ": has one frame; a photo and its edit are two");
  cv::cvtColor(last, last, cv::COLOR_BGR2RGB);
  return with_samples(copy_from_mat(last), SampleType::F32);
}

bool is_even(const Image& alpha) {
  const float first = alpha.row<float>(0)[0];
  for (int y = 0; y < alpha.height(); ++y) {
    const float* row = alpha.row<float>(y);
    if (std::any_of(row, row + alpha.width(), [first](float share) { return share != first; })) return false;
  }
  return true;
}

}  // namespace

const TarArchive& PictureStore::archive(const std::filesystem::path& file, const RunContext& context) {
  auto& archive = archives_[file];
  if (!archive) archive = std::make_unique<TarArchive>(file, context);
  return *archive;
}

const ColumnFile& PictureStore::table(const std::filesystem::path& file) {
  // A set may have thousands of them, and each holds an open file.
  constexpr std::size_t kMostOpen = 8;
  if (const auto open = tables_.find(file); open != tables_.end()) return open->second;
  if (tables_.size() >= kMostOpen) tables_.clear();
  return tables_.emplace(file, ColumnFile(file)).first->second;
}

std::string PictureStore::bytes_of(const PicturePlace& place, const RunContext& context) {
  std::string bytes;
  if (place.member.empty())
    bytes = read_file(place.file, kMostPictureBytes);
  else if (is_column_name(place.file))
    bytes = table(place.file).picture(place.member, kMostPictureBytes, context);
  else
    bytes = archive(place.file, context).read(place.member, kMostPictureBytes);
  if (bytes.starts_with("version https://git-lfs"))
    throw PairError(
        ErrorCode::FileMalformed, PairFault::LfsPointer,
        place.text() + ": is a pointer of Git LFS, not the picture: fetch the files (git lfs pull)");
  if (bytes.empty()) throw Error(ErrorCode::FileMalformed, place.text() + ": the file is empty");
  return bytes;
}

Image PictureStore::picture(const PicturePlace& place, const RunContext& context) {
  if (place.frame != PicturePlace::Frame::None) return frame_of(place, context);
  const Photo photo = decode_photo(bytes_of(place, context), place.text(), {}, context);
  return to_working_srgb(photo, context).rgb;
}

Image PictureStore::mask(const PicturePlace& place, const RunContext& context) {
  const Photo photo = decode_photo(bytes_of(place, context), place.text(), {}, context);
  const WorkingPhoto working = to_working_srgb(photo, context);
  const bool by_alpha = !working.alpha.empty() && !is_even(working.alpha);
  const Image& from = by_alpha ? working.alpha : working.rgb;
  Image mask(from.width(), from.height(), 1, SampleType::F32);
  auto* out = reinterpret_cast<float*>(mask.mutable_data());
  for (int y = 0; y < from.height(); ++y) {
    const float* row = from.row<float>(y);
    for (int x = 0; x < from.width(); ++x) {
      const float share = row[from.channels() * x];
      *out++ = (by_alpha ? 1 - share : share) >= 0.5F ? 1.0F : 0.0F;
    }
  }
  return mask;
}

std::string PictureStore::fingerprint(const PicturePlace& place) {
  std::error_code error;
  const auto size = std::filesystem::file_size(place.file, error);
  if (error) return "";
  const auto time = std::filesystem::last_write_time(place.file, error).time_since_epoch().count();
  return std::to_string(size) + "," + std::to_string(time);
}

}  // namespace v4e

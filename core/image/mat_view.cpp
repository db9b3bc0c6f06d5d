// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/mat_view.h"

#include <cstring>

#include "core/base/error.h"

namespace v4e {
namespace {

int cv_type(const Image& image) {
  const int depth = image.type() == SampleType::U8    ? CV_8U
                    : image.type() == SampleType::U16 ? CV_16U
                                                      : CV_32F;
  return CV_MAKETYPE(depth, image.channels());
}

}  // namespace

cv::Mat view_mat(const Image& image) {
  if (image.empty()) return {};
  // cv::Mat has no read-only form; the contract above forbids writing.
  auto* pixels = const_cast<std::byte*>(image.data());
  return {image.height(), image.width(), cv_type(image), pixels};
}

cv::Mat view_mutable_mat(Image& image) {
  if (image.empty()) return {};
  return {image.height(), image.width(), cv_type(image), image.mutable_data()};
}

Image copy_from_mat(const cv::Mat& mat) {
  if (mat.empty()) return {};
  SampleType type = SampleType::U8;
  switch (mat.depth()) {
    case CV_8U:
      type = SampleType::U8;
      break;
    case CV_16U:
      type = SampleType::U16;
      break;
    case CV_32F:
      type = SampleType::F32;
      break;
    default:
      throw Error(ErrorCode::Internal, "matrix depth without a sample type");
  }
  Image image(mat.cols, mat.rows, mat.channels(), type);
  std::byte* target = image.mutable_data();
  for (int y = 0; y < mat.rows; ++y) {
    std::memcpy(target + image.row_bytes() * static_cast<std::size_t>(y), mat.ptr(y), image.row_bytes());
  }
  return image;
}

}  // namespace v4e

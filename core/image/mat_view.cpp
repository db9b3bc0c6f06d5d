// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/mat_view.h"

#include <cstring>

#include "core/base/error.h"
#include "core/image/samples.h"

namespace v4e {
namespace {

int cv_type(const Image& image) {
  const int depth = image.type() == SampleType::U8    ? CV_8U
                    : image.type() == SampleType::U16 ? CV_16U
                                                      : CV_32F;
  return CV_MAKETYPE(depth, image.channels());
}

SampleType sample_type(const cv::Mat& mat) {
  switch (mat.depth()) {
    case CV_8U:
      return SampleType::U8;
    case CV_16U:
      return SampleType::U16;
    case CV_32F:
      return SampleType::F32;
    default:
      throw Error(ErrorCode::Internal, "matrix depth without a sample type");
  }
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

double full_scale(const cv::Mat& mat) {
  return full_scale(sample_type(mat));
}

Image copy_from_mat(const cv::Mat& mat) {
  if (mat.empty()) return {};
  Image image(mat.cols, mat.rows, mat.channels(), sample_type(mat));
  std::byte* target = image.mutable_data();
  for (int y = 0; y < mat.rows; ++y) {
    std::memcpy(target + image.row_bytes() * static_cast<std::size_t>(y), mat.ptr(y), image.row_bytes());
  }
  return image;
}

}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/ending.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include "core/image/colour/colour.h"
#include "core/image/io/photo_io.h"
#include "core/image/mat_view.h"
#include "core/image/samples.h"
#include "core/merge/greatest_change.h"

namespace v4e {
namespace {

/// Models and programs round sides to whole blocks; more than that is another section of the scene.
constexpr double kSameAspect = 0.03;

std::string sides_text(const Image& image) {
  return std::to_string(image.width()) + " x " + std::to_string(image.height());
}

}  // namespace

Ending laid_on(const Photo& finished, const Image& photo, const RunContext& context) {
  V4E_ASSERT(photo.channels() >= 3);
  const double ratio =
      static_cast<double>(finished.image.width()) / finished.image.height() * photo.height() / photo.width();
  if (std::abs(std::log(ratio)) > kSameAspect)
    throw EndingError(
        EndingFault::OtherSection,
        "the photo (" + sides_text(photo) + ") and the finished edit (" + sides_text(finished.image) +
            ") have different proportions, so they do not show the same section; turn or crop the photo "
            "as the edit is, or choose the edit that was not cropped");
  Ending ending;
  cv::Mat edit = view_mat(to_working_srgb(finished, context).rgb).clone();
  const cv::Size size(photo.width(), photo.height());
  if (edit.size() != size) {
    const bool smaller = size.area() < edit.size().area();
    cv::Mat fitted;
    cv::resize(edit, fitted, size, 0, 0, smaller ? cv::INTER_AREA : cv::INTER_CUBIC);
    edit = cv::min(cv::max(fitted, 0.0), 1.0);
    ending.was_resized = true;
    ending.notes.push_back("The finished edit is " + sides_text(finished.image) + ", the photo " +
                           sides_text(photo) + ": it was brought to the photo's size.");
  }
  const Image laid = copy_from_mat(edit);
  cv::Mat from = view_mat(photo);
  from.convertTo(from, CV_32F, 1 / full_scale(from));
  if (from.channels() == 4) cv::cvtColor(from, from, cv::COLOR_RGBA2RGB);
  if (greatest_change(copy_from_mat(from), laid) < kNothingChanged)
    throw EndingError(
        EndingFault::SamePicture,
        "the finished edit is the same picture as the photo: there is no way between them to show");
  ending.picture = with_samples(laid, photo.type());
  return ending;
}

Ending read_ending(const std::filesystem::path& file, const Image& photo, const RunContext& context) {
  return laid_on(read_photo(file, {}, context), photo, context);
}

}  // namespace v4e

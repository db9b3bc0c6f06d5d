// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/edit_measures.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <optional>

#include "core/base/error.h"
#include "core/evaluation/metrics.h"
#include "core/evaluation/part_measures.h"
#include "core/evaluation/picture_shift.h"
#include "core/evaluation/similarity.h"
#include "core/image/geometry.h"
#include "core/image/mat_view.h"
#include "core/image/samples.h"

namespace v4e {
namespace {

using Better = MeasureKind::Better;

double capped_db(double mse) {
  return std::min(kEqualPsnr_db, psnr_db(mse));
}

void put(Measures& measures, const std::string& key, const std::optional<double>& value) {
  if (value) measures[key] = *value;
}

Image even_mask(PixelSize size, int level) {
  return copy_from_mat(cv::Mat(size.height, size.width, CV_8U, cv::Scalar(level)));
}

bool is_marked_somewhere(const Image& mask) {
  return !mask.empty() && cv::countNonZero(view_mat(mask) > 127) > 0;
}

Image outside_of(const Image& mask) {
  return copy_from_mat(view_mat(mask) <= 127);
}

void measure_part_of(const Image& a, const Image& b, const Image& part, const std::string& prefix,
                     Measures& measures) {
  const double mse = mean_squared_error(a, b, part);
  measures[prefix + "mse"] = mse;
  measures[prefix + "psnr"] = capped_db(mse);
  put(measures, prefix + "ssim", structural_similarity(a, b, part));
}

void measure_unchanged(const Image& photo, const Image& edited, const Image& where, double model_px,
                       Measures& measures) {
  put(measures, "sharpness_ratio", sharpness_ratio(photo, edited, where));
  const LabShift shift = lab_shift(photo, edited, where);
  measures["lab_shift"] = shift.mean;
  measures["lab_shift_deviation"] = shift.deviation;
  put(measures, "chroma_ratio", chroma_ratio(photo, edited, where));
  for (const int period : {8, 16}) {
    const double before = period_energy(photo, where, period * model_px);
    if (before > 0)
      measures["grid_" + std::to_string(period)] = period_energy(edited, where, period * model_px) / before;
  }
  put(measures, "drift_px", picture_drift(photo, edited, where));
}

/// Nothing where the mask has no rim in the picture or the photo none there.
std::optional<double> seam_ratio(const Image& photo, const Image& edited, const Image& mask) {
  const double before = seam_jump(photo, mask);
  if (before <= 0) return std::nullopt;
  return seam_jump(edited, mask) / before;
}

double mean_absolute_error(const Image& a, const Image& b) {
  const double count = static_cast<double>(a.width()) * a.height() * a.channels();
  return cv::norm(view_mat(a), view_mat(b), cv::NORM_L1) / (count * full_scale(a.type()));
}

}  // namespace

Image blacked_out(const Image& image, const Image& mask) {
  cv::Mat kept;
  view_mat(image).copyTo(kept, view_mat(mask) <= 127);
  return copy_from_mat(kept);
}

Image brought_to(const Image& image, PixelSize size) {
  if (size_of(image) == size) return image;
  cv::Mat fitted;
  const bool shrinks = image.width() > size.width;
  cv::resize(view_mat(image), fitted, {size.width, size.height}, 0, 0,
             shrinks ? cv::INTER_AREA : cv::INTER_CUBIC);
  return copy_from_mat(fitted);
}

const std::vector<MeasureKind>& measure_kinds() {
  static const std::vector<MeasureKind> kinds{
      {"mse", "MSE", Better::Neither, 5, "mean squared difference to the photo, 0 to 1"},
      {"psnr", "PSNR", Better::Neither, 2, "of that, in dB; equal pictures count as 99"},
      {"ssim", "SSIM", Better::Neither, 4, "structural similarity to the photo"},
      {"ms_ssim", "MS-SSIM", Better::Neither, 4, "the same on five scales; from 176 pixels a side"},
      {"gmsd", "GMSD", Better::Neither, 4, "deviation of the similarity of gradients to the photo's"},
      {"outside_mse", "MSE outside", Better::Lower, 6, "over the pixels outside the mask alone"},
      {"outside_psnr", "PSNR outside", Better::Higher, 2, "of that"},
      {"outside_ssim", "SSIM outside", Better::Higher, 4, "over the places outside the mask alone"},
      {"outside_mse_published", "MSE outside (as published)", Better::Lower, 6,
       "over the whole picture with the mask blacked out in both, as PIE-Bench's authors have it"},
      {"outside_psnr_published", "PSNR outside (as published)", Better::Higher, 2, "of that"},
      {"outside_ssim_published", "SSIM outside (as published)", Better::Higher, 4, "likewise"},
      {"inside_mse", "MSE inside", Better::Neither, 5, "over the pixels in the mask: how much was changed"},
      {"inside_psnr", "PSNR inside", Better::Neither, 2, "of that"},
      {"inside_ssim", "SSIM inside", Better::Neither, 4, "likewise"},
      {"target_l1", "L1 to target", Better::Lower, 4, "mean difference to the right edit, at its size"},
      {"target_mse", "L2 to target", Better::Lower, 5, "mean squared difference to it"},
      {"target_psnr", "PSNR to target", Better::Higher, 2, "of that"},
      {"target_ssim", "SSIM to target", Better::Higher, 4, "structural similarity to it"},
      {"target_ms_ssim", "MS-SSIM to target", Better::Higher, 4, "likewise, on five scales"},
      {"target_gmsd", "GMSD to target", Better::Lower, 4, "deviation of the similarity of gradients"},
      {"target_inside_mse", "L2 to target inside", Better::Lower, 5, "in the mask alone"},
      {"target_inside_psnr", "PSNR to target inside", Better::Higher, 2, "of that"},
      {"target_inside_ssim", "SSIM to target inside", Better::Higher, 4, "likewise"},
      {"sharpness_ratio", "Sharpness", Better::Neither, 3,
       "mean |Laplacian| over the photo's, outside the mask: 1 as sharp, less softer"},
      {"lab_shift", "Lab shift", Better::Lower, 3, "mean distance of colours in CIELAB, outside the mask"},
      {"lab_shift_deviation", "Lab shift (deviation)", Better::Lower, 3, "deviation of that distance"},
      {"chroma_ratio", "Saturation", Better::Neither, 3,
       "mean CIELAB chroma over the photo's, outside the mask"},
      {"grid_8", "Grid 8 px", Better::Neither, 3,
       "energy of steps that repeat after 8 of the model's pixels against neighbouring frequencies, over the "
       "photo's, outside the mask: above 1 a grid"},
      {"grid_16", "Grid 16 px", Better::Neither, 3, "the same for 16 of them"},
      {"drift_px", "Drift", Better::Lower, 3, "how far the picture moved outside the mask, in pixels"},
      {"seam", "Seam", Better::Neither, 3, "step across the mask's rim over the photo's"},
      {"evolution_jump", "Jump", Better::Lower, 3,
       "largest step of progress, 0 at the first frame and 1 at the last, between two frames of the film"},
      {"evolution_monotony", "Monotony", Better::Higher, 3,
       "rank correlation of progress and time: 1 where it never goes back"},
      {"evolution_progress_25", "Progress at 25 %", Better::Neither, 3, "after a quarter of the film"},
      {"evolution_progress_50", "Progress at 50 %", Better::Neither, 3, "after half of it"},
      {"evolution_progress_75", "Progress at 75 %", Better::Neither, 3, "after three quarters of it"},
  };
  return kinds;
}

Measures measure_against_photo(const Image& photo, const Image& edited, const Image& mask, double model_px) {
  Measures measures;
  const double mse = mean_squared_error(photo, edited);
  measures["mse"] = mse;
  measures["psnr"] = capped_db(mse);
  put(measures, "ssim", structural_similarity(photo, edited));
  put(measures, "ms_ssim", multi_scale_similarity(photo, edited));
  measures["gmsd"] = gradient_deviation(photo, edited);
  if (mask.empty()) {
    measure_unchanged(photo, edited, even_mask(size_of(photo), 255), model_px, measures);
    return measures;
  }
  const Image outside = outside_of(mask);
  const bool has_inside = is_marked_somewhere(mask);
  if (has_inside) measure_part_of(photo, edited, mask, "inside_", measures);
  if (!is_marked_somewhere(outside)) return measures;
  measure_part_of(photo, edited, outside, "outside_", measures);
  const Image photo_outside = blacked_out(photo, mask);
  const Image edited_outside = blacked_out(edited, mask);
  const double published = mean_squared_error(photo_outside, edited_outside);
  measures["outside_mse_published"] = published;
  measures["outside_psnr_published"] = capped_db(published);
  put(measures, "outside_ssim_published", structural_similarity(photo_outside, edited_outside));
  measure_unchanged(photo, edited, outside, model_px, measures);
  if (has_inside) put(measures, "seam", seam_ratio(photo, edited, mask));
  return measures;
}

Measures measure_against_target(const Image& target, const Image& edited, const Image& mask) {
  const Image fitted = with_samples(brought_to(edited, size_of(target)), target.type());
  Measures measures;
  const double mse = mean_squared_error(target, fitted);
  measures["target_l1"] = mean_absolute_error(target, fitted);
  measures["target_mse"] = mse;
  measures["target_psnr"] = capped_db(mse);
  put(measures, "target_ssim", structural_similarity(target, fitted));
  put(measures, "target_ms_ssim", multi_scale_similarity(target, fitted));
  measures["target_gmsd"] = gradient_deviation(target, fitted);
  const bool has_inside = size_of(mask) == size_of(target) && is_marked_somewhere(mask);
  if (has_inside) measure_part_of(target, fitted, mask, "target_inside_", measures);
  return measures;
}

}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
// How well what a model made of a part of a photo fits to what is around it, once it is laid into the photo
// at full size: sharpness, grid, seam, colour, noise. The model is stood in for by what any model does: it sees
// the part small, shows another piece of the same photo there, fitted to the rim, and loses sharpness.
//
//     detail_benchmark FOLDER [PHOTOS [AREA [WRITE_TO]]]
//
// FOLDER holds photos (the first PHOTOS of them by name count, 20), AREA is how many pixels the model sees.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/edit/region_merge.h"
#include "core/evaluation/metrics.h"
#include "core/evaluation/part_measures.h"
#include "core/image/colour/plain_srgb.h"
#include "core/image/io/photo_io.h"
#include "core/image/mat_view.h"
#include "tests/core/merge/merge_pictures.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr double kAutoencoderNoise = 0.004;

/// An ellipse in the middle, of a fifteenth of the photo.
Image middle_of(const Image& photo) {
  Image mask(photo.width(), photo.height(), 1, SampleType::U8);
  cv::Mat pixels = view_mutable_mat(mask);
  cv::ellipse(pixels, {photo.width() / 2, photo.height() / 2},
              {photo.width() * 146 / 1000, photo.height() * 146 / 1000}, 0, 0, 360, 255, cv::FILLED);
  return mask;
}

/// What goes smoothly through values that are known outside the mask: F32 RGB.
cv::Mat membrane(const cv::Mat& known, const cv::Mat& inside) {
  if (std::min(known.cols, known.rows) < 4) return known.clone();
  cv::Mat weight;
  cv::Mat(inside == 0).convertTo(weight, CV_32F, 1.0 / 255);
  cv::Mat weights;
  cv::merge(std::vector<cv::Mat>{weight, weight, weight}, weights);
  const cv::Size half((known.cols + 1) / 2, (known.rows + 1) / 2);
  cv::Mat small;
  cv::Mat small_weights;
  cv::resize(known.mul(weights), small, half, 0, 0, cv::INTER_AREA);
  cv::resize(weights, small_weights, half, 0, 0, cv::INTER_AREA);
  small /= small_weights + cv::Scalar::all(1e-6);
  cv::Mat small_inside;
  cv::extractChannel(small_weights, small_inside, 0);
  const cv::Mat filled = membrane(small, small_inside < 1e-3);
  cv::Mat result;
  cv::resize(filled, result, known.size(), 0, 0, cv::INTER_CUBIC);
  known.copyTo(result, inside == 0);
  for (int i = 0; i < 40; ++i) {
    cv::Mat smooth;
    cv::blur(result, smooth, {3, 3});
    smooth.copyTo(result, inside);
  }
  return result;
}

/// The picture with another piece of itself in the mask, in the tone of what is around.
cv::Mat with_other_piece(const cv::Mat& picture, const cv::Mat& inside, cv::Point shift) {
  cv::Mat moved;
  const cv::Mat way = (cv::Mat_<double>(2, 3) << 1, 0, shift.x, 0, 1, shift.y);
  cv::warpAffine(picture, moved, way, picture.size(), cv::INTER_NEAREST, cv::BORDER_REFLECT);
  const cv::Mat tone = membrane(picture - moved, inside);
  cv::Mat result = picture.clone();
  cv::Mat(moved + tone).copyTo(result, inside);
  return cv::min(cv::max(result, 0.0), 1.0);
}

/// Of the pieces from the left, the right, above and below, the one that is about as sharp as what is around.
cv::Mat with_piece_as_sharp(const cv::Mat& picture, const cv::Mat& inside, cv::Size photo) {
  const Image mask = copy_from_mat(inside);
  cv::Mat best;
  double least = 1e9;
  for (const cv::Point way : {cv::Point(1, 0), cv::Point(-1, 0), cv::Point(0, 1), cv::Point(0, -1)}) {
    const cv::Mat tried =
        with_other_piece(picture, inside, {way.x * photo.width * 3 / 10, way.y * photo.height * 3 / 10});
    const Image shown = pictures::to_photo(tried);
    const double ratio =
        laplacian_energy(shown, inside_of_rim(mask)) / laplacian_energy(shown, surroundings_of(mask));
    if (std::abs(std::log(ratio)) >= least) continue;
    least = std::abs(std::log(ratio));
    best = tried;
  }
  return best;
}

struct Run {
  Image edited;
  Image truth;
};

Run edit(const Image& photo, const Image& mask, std::int64_t area_px, bool match_grain) {
  EditRegion region;
  region.mask = std::make_shared<const Image>(mask);
  region.size = size_of(photo);
  region.part = seen_part(mask, region.size, area_px);
  RegionMemory memory;
  const Image& part = memory.part_of(region, photo);
  const cv::Mat here = view_mat(cropped(mask, region.part)).clone();
  const cv::Mat full = pictures::to_floats(part);
  const cv::Mat truth = with_piece_as_sharp(full, here, {photo.width(), photo.height()});

  WorkingSizeOptions size;
  size.max_area_px = area_px;
  MergeRequest request;
  request.photo = photo;
  request.map = choose_working_map(part.width(), part.height(), size);
  for (const cv::Mat& state : {full, truth})
    request.frames.push_back(copy_from_mat(pictures::like_autoencoder(
        view_mat(make_working_image(pictures::to_photo(state, photo.type()), request.map)).clone(),
        5 + static_cast<unsigned>(request.frames.size()), kAutoencoderNoise)));
  request.partial = true;
  request.options.match_grain = match_grain;
  MergePart merging = memory.merge_part_of(region, photo, 1);
  merging.seen = memory.seen_of(region, request.map);
  Run run{merge_part(request, merging).edit, photo};
  view_mat(pictures::to_photo(truth, photo.type()))
      .copyTo(view_mutable_mat(run.truth)(
          cv::Rect(region.part.x, region.part.y, region.part.width, region.part.height)));
  return run;
}

void print(const char* what, const PartMeasures& m) {
  std::printf(" | %s %5.2f %5.2f %5.2f %5.2f %5.1f %5.2f", what, m.laplacian, m.period_8, m.period_16, m.seam,
              m.colour, m.noise);
}

void write(const fs::path& folder, const std::string& name, const Image& picture) {
  Photo photo;
  photo.image = picture;
  write_photo(folder / name, photo, {});
}

int run(int count, char** arguments) {
  const fs::path folder = arguments[1];
  const int photos = count > 2 ? std::stoi(arguments[2]) : 20;
  const std::int64_t area_px = count > 3 ? std::stoll(arguments[3]) : 832 * 480;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".jpg") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  if (files.size() > static_cast<std::size_t>(photos)) files.resize(static_cast<std::size_t>(photos));
  std::printf("photo | each: laplacian, period 8, period 16, seam, colour, noise\n");
  int good = 0;
  for (const fs::path& file : files) {
    const Image photo = plain_srgb(read_photo(file));
    if (photo.channels() < 3) continue;
    const Image mask = middle_of(photo);
    const Run plain = edit(photo, mask, area_px, false);
    const Run ours = edit(photo, mask, area_px, true);
    const PartMeasures measures = measure_part(photo, ours.edited, mask);
    std::printf("%-28s", file.stem().string().substr(0, 28).c_str());
    print("enlarged", measure_part(photo, plain.edited, mask));
    print("ours", measures);
    print("true piece", measure_part(photo, ours.truth, mask));
    std::printf("\n");
    std::fflush(stdout);
    good += measures.laplacian >= 0.8 && measures.laplacian <= 1.2 ? 1 : 0;
    if (count > 4) {
      write(arguments[4], file.stem().string() + "-ours.png", ours.edited);
      write(arguments[4], file.stem().string() + "-enlarged.png", plain.edited);
      write(arguments[4], file.stem().string() + "-true.png", ours.truth);
    }
  }
  std::printf("%d of %zu within 0.8 to 1.2 in sharpness\n", good, files.size());
  return 0;
}

}  // namespace
}  // namespace v4e

int main(int count, char** arguments) {
  if (count < 2) {
    std::cerr << "detail_benchmark FOLDER [PHOTOS [AREA [WRITE_TO]]]\n";
    return 2;
  }
  try {
    return v4e::run(count, arguments);
  } catch (const v4e::Error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}

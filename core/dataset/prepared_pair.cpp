// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/prepared_pair.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <random>

#include "core/base/content_hash.h"
#include "core/base/error.h"
#include "core/image/mat_view.h"
#include "core/image/samples.h"
#include "core/merge/greatest_change.h"
#include "core/merge/working_size.h"

namespace v4e {
namespace {

/// More than that is another framing, not an edit.
constexpr double kMostAspectFactor = 1.5;
/// Below it a difference is that of two encoders.
constexpr double kSameAspect = 0.005;
constexpr double kMostCleanedShare = 0.6;

std::string size_text(const cv::Mat& picture) {
  return std::to_string(picture.cols) + "x" + std::to_string(picture.rows);
}

double aspect(const cv::Mat& picture) {
  return static_cast<double>(picture.cols) / picture.rows;
}

/// The middle of a picture in another aspect.
cv::Mat middle(const cv::Mat& picture, double wanted) {
  int width = picture.cols;
  int height = picture.rows;
  if (aspect(picture) > wanted) {
    width = std::max(1, static_cast<int>(std::lround(height * wanted)));
  } else {
    height = std::max(1, static_cast<int>(std::lround(width / wanted)));
  }
  return picture(cv::Rect((picture.cols - width) / 2, (picture.rows - height) / 2, width, height));
}

cv::Mat of_size(const cv::Mat& picture, cv::Size size, int enlarging) {
  if (picture.size() == size) return picture;
  cv::Mat result;
  const bool smaller = size.area() < picture.size().area();
  cv::resize(picture, result, size, 0, 0, smaller ? cv::INTER_AREA : enlarging);
  return result;
}

/// Makes the edit (and the mask) lie on the photo.
void align(cv::Mat& source, cv::Mat& target, cv::Mat& mask, std::vector<std::string>& notes) {
  const double ratio = aspect(source) / aspect(target);
  if (std::max(ratio, 1 / ratio) > kMostAspectFactor)
    throw PairError(ErrorCode::InvalidArgument, PairFault::OtherAspect,
                    "photo (" + size_text(source) + ") and edit (" + size_text(target) +
                        ") have too different aspects to show the same scene");
  if (std::abs(std::log(ratio)) > kSameAspect) {
    notes.push_back("photo " + size_text(source) + " and edit " + size_text(target) +
                    " have different aspects: cut to what both show in the middle");
    // The narrower of both shows less of the width, the wider one less of the height.
    const double wanted = std::min(aspect(source), aspect(target));
    source = middle(source, wanted);
    target = middle(target, wanted);
    if (!mask.empty()) mask = middle(mask, wanted);
  } else if (source.size() != target.size()) {
    notes.push_back("the edit is " + size_text(target) + ", the photo " + size_text(source) +
                    ": brought to the photo's size");
  }
  target = of_size(target, source.size(), cv::INTER_CUBIC);
  if (!mask.empty()) mask = of_size(mask, source.size(), cv::INTER_LINEAR);
}

cv::Rect part_of(const std::string& id, int view, cv::Size size) {
  if (view == 0) return {cv::Point(), size};
  Sha256 hash;
  const std::string key = id + "#" + std::to_string(view);
  hash.update(key.data(), key.size());
  std::mt19937_64 random(std::stoull(hash.finish().substr(0, 15), nullptr, 16));
  const auto share = [&random] { return static_cast<double>(random() >> 11) * 0x1.0p-53; };
  const double side = 0.5 + 0.5 * share();
  const int width = std::max(1, static_cast<int>(std::lround(side * size.width)));
  const int height = std::max(1, static_cast<int>(std::lround(side * size.height)));
  return {static_cast<int>(share() * (size.width - width + 1)),
          static_cast<int>(share() * (size.height - height + 1)), width, height};
}

/// The edit with the photo's pixels where the mask says that nothing changed.
void clean_outside(const cv::Mat& source, cv::Mat& target, const cv::Mat& mask) {
  if (cv::mean(mask)[0] > kMostCleanedShare) return;
  // 12 px grown and 8 px feathered at a working height of 720.
  const double scale = mask.rows / 720.0;
  const auto odd = [&](double px) { return 2 * std::max(1, static_cast<int>(std::lround(px * scale))) + 1; };
  cv::Mat weight;
  cv::dilate(mask, weight, cv::getStructuringElement(cv::MORPH_ELLIPSE, cv::Size(odd(12), odd(12))));
  cv::blur(weight, weight, cv::Size(odd(8), odd(8)));
  cv::Mat weights;
  cv::merge(std::vector<cv::Mat>(3, weight), weights);
  target = source + weights.mul(target - source);
}

Image as_seen(const cv::Mat& picture, const WorkingMap& map, const RunContext& context) {
  return with_samples(make_working_image(copy_from_mat(picture), map, context), SampleType::U8);
}

/// The mask in the model's picture: not edited where the picture was padded.
Image mask_as_seen(const cv::Mat& mask, const WorkingMap& map) {
  cv::Mat small = of_size(mask, cv::Size(map.content_width, map.content_height), cv::INTER_LINEAR);
  cv::Mat padded = cv::Mat::zeros(map.height, map.width, CV_32F);
  small.copyTo(padded(cv::Rect(map.pad_left, map.pad_top, map.content_width, map.content_height)));
  padded.convertTo(padded, CV_8U, 255);
  return copy_from_mat(padded);
}

Image thumbnail(const Image& image, int side_px) {
  const cv::Mat picture = view_mat(image);
  const double scale = std::min(1.0, static_cast<double>(side_px) / std::max(picture.cols, picture.rows));
  const cv::Size size(std::max(1, static_cast<int>(std::lround(picture.cols * scale))),
                      std::max(1, static_cast<int>(std::lround(picture.rows * scale))));
  return with_samples(copy_from_mat(of_size(picture, size, cv::INTER_CUBIC)), SampleType::U8);
}

/// Empty where it cannot be opened.
Image thumbnail_of(const PicturePlace& place, PictureStore& store, int side_px, const RunContext& context) {
  try {
    return thumbnail(store.picture(place, context), side_px);
  } catch (const Error&) {
    return {};
  }
}

}  // namespace

AlignedPair open_pair(const PairRecord& record, PictureStore& store, const RunContext& context) {
  const Image photo = store.picture(record.source, context);
  const Image edit = store.picture(record.target, context);
  const Image region = record.mask.empty() ? Image() : store.mask(record.mask, context);
  AlignedPair pair;
  pair.id = record.id;
  cv::Mat source = view_mat(photo);
  cv::Mat target = view_mat(edit);
  cv::Mat mask = region.empty() ? cv::Mat() : view_mat(region);
  align(source, target, mask, pair.notes);
  pair.source = copy_from_mat(source.clone());
  pair.target = copy_from_mat(target.clone());
  if (greatest_change(pair.source, pair.target) < kNothingChanged)
    throw PairError(ErrorCode::InvalidArgument, PairFault::NothingChanged,
                    "the edit is the same as the photo: there is nothing to learn");
  if (mask.empty()) return pair;
  if (cv::countNonZero(mask) == 0) {
    pair.notes.push_back("the mask marks nothing and is left out");
  } else {
    pair.mask = copy_from_mat(mask.clone());
  }
  return pair;
}

PairLook look_at_pair(const PairRecord& record, PictureStore& store, int side_px, const RunContext& context) {
  PairLook look;
  try {
    const AlignedPair pair = open_pair(record, store, context);
    look.source = thumbnail(pair.source, side_px);
    look.target = thumbnail(pair.target, side_px);
    look.notes = pair.notes;
    return look;
  } catch (const PairError& error) {
    look.fault = error.fault();
    look.detail = error.what();
  } catch (const Error& error) {
    look.fault = PairFault::Unreadable;
    look.detail = error.what();
  }
  look.source = thumbnail_of(record.source, store, side_px, context);
  look.target = thumbnail_of(record.target, store, side_px, context);
  return look;
}

PreparedPair prepare_pair(const AlignedPair& pair, int view, const PrepareOptions& options,
                          const RunContext& context) {
  const cv::Mat photo = view_mat(pair.source);
  const cv::Rect part = part_of(pair.id, view, photo.size());
  const cv::Mat source = photo(part).clone();
  cv::Mat target = view_mat(pair.target)(part).clone();
  cv::Mat mask = pair.mask.empty() ? cv::Mat() : view_mat(pair.mask)(part).clone();
  PreparedPair prepared;
  if (view > 0 && greatest_change(copy_from_mat(source), copy_from_mat(target)) < kNothingChanged)
    return prepared;
  if (!mask.empty() && options.clean_outside) clean_outside(source, target, mask);
  WorkingSizeOptions size;
  size.max_area_px = options.area_px;
  size.multiple = options.block_px;
  const WorkingMap map = choose_working_map(source.cols, source.rows, size);
  prepared.source = as_seen(source, map, context);
  prepared.target = as_seen(target, map, context);
  if (!mask.empty()) prepared.mask = mask_as_seen(mask, map);
  return prepared;
}

}  // namespace v4e

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <opencv2/core.hpp>
#include <vector>

#include "core/image/image.h"
#include "core/merge/merge.h"
#include "core/merge/working_size.h"

// Pictures with known answers for the merge tests: photo-like scenes, edits made at full size, and what an
// autoencoder does to them.
namespace v4e::pictures {

/// A scene with what photos have: slopes, texture of many scales, hard edges, fine lines. F32 RGB.
cv::Mat make_scene(int width, int height, unsigned seed = 1);

/// U8 or U16, 1 to 4 channels (alpha: a slope).
Image to_photo(const cv::Mat& scene, SampleType type = SampleType::U8, int channels = 3);

/// 0..1, RGB.
cv::Mat to_floats(const Image& image);

/// Lost sharpness and smooth noise: about 30 dB on the scene above.
cv::Mat like_autoencoder(const cv::Mat& picture, unsigned seed, double noise = 0.012);

/// What the model would hand over for these full-size states, the first being the photo itself.
std::vector<Image> make_frames(const std::vector<cv::Mat>& states, const WorkingMap& map,
                               double noise = 0.012);

/// Photo, map and frames of an evolution in `steps` even steps from scene to edited.
MergeRequest make_request(const cv::Mat& scene, const cv::Mat& edited, SampleType type = SampleType::U8,
                          int steps = 2, double noise = 0.012);

/// Where a place on the photo lies on a frame of this map; pixel i covers i to i + 1.
cv::Point2d on_frame(const WorkingMap& map, double photo_x, double photo_y);

/// The frame's content bicubically enlarged to the photo's size, F32 RGB: what a merge has to beat.
Image enlarge_to_photo(const Image& frame, const WorkingMap& map);

double psnr(const cv::Mat& a, const cv::Mat& b);
double psnr(const cv::Mat& a, const cv::Mat& b, const cv::Mat& mask);

bool same_pixels(const Image& a, const Image& b);

/// Full-size colour edits.
cv::Mat sepia(const cv::Mat& scene);
cv::Mat warm(const cv::Mat& scene);
cv::Mat night(const cv::Mat& scene);
cv::Mat black_and_white(const cv::Mat& scene);
cv::Mat fog(const cv::Mat& scene);

}  // namespace v4e::pictures

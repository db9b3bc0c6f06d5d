// SPDX-License-Identifier: GPL-3.0-or-later
#include "merge_pictures.h"

#include <cmath>
#include <cstring>
#include <opencv2/imgproc.hpp>

#include "core/image/mat_view.h"

namespace v4e::pictures {
namespace {

cv::Mat smooth_noise(cv::Size size, double cell, cv::RNG& random) {
  const cv::Size small(std::max(2, static_cast<int>(size.width / cell) + 2),
                       std::max(2, static_cast<int>(size.height / cell) + 2));
  cv::Mat noise(small, CV_32FC3);
  random.fill(noise, cv::RNG::UNIFORM, -1.0, 1.0);
  cv::Mat large;
  cv::resize(noise, large, size, 0, 0, cv::INTER_CUBIC);
  return large;
}

cv::Mat clamp01(const cv::Mat& picture) {
  return cv::min(cv::max(picture, 0.0), 1.0);
}

cv::Mat mix_channels(const cv::Mat& scene, const cv::Matx33f& matrix) {
  cv::Mat mixed;
  cv::transform(scene, mixed, matrix);
  return clamp01(mixed);
}

}  // namespace

cv::Mat make_scene(int width, int height, unsigned seed) {
  cv::RNG random(seed);
  const cv::Size size(width, height);
  cv::Mat scene(size, CV_32FC3);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const float down = float(y) / float(height);
      const float right = float(x) / float(width);
      scene.at<cv::Vec3f>(y, x) = {0.35F + 0.3F * right, 0.45F + 0.2F * down, 0.65F - 0.35F * down};
    }
  }
  const double side = std::max(width, height);
  double strength = 0.10;
  for (double cell = side / 6; cell >= 1.5; cell /= 2.5, strength *= 0.72) {
    scene += strength * smooth_noise(size, cell, random);
  }
  for (int i = 0; i < 14; ++i) {  // things with hard rims
    const cv::Point at(random.uniform(0, width), random.uniform(0, height));
    const cv::Scalar colour(random.uniform(0.1, 0.9), random.uniform(0.1, 0.9), random.uniform(0.1, 0.9));
    cv::Mat thing = scene.clone();
    if (i % 2) {
      cv::circle(thing, at, std::max(1, static_cast<int>(side / random.uniform(14, 40))), colour, cv::FILLED,
                 cv::LINE_8);
    } else {
      const cv::Point reach(std::max(1, width / random.uniform(8, 20)),
                            std::max(1, height / random.uniform(8, 20)));
      cv::rectangle(thing, at - reach, at + reach, colour, cv::FILLED);
    }
    scene = 0.3 * scene + 0.7 * thing;
  }
  for (int x = 0; x < width; x += 3) {  // fine lines in one corner
    scene(cv::Rect(x, height * 3 / 4, 1, height - height * 3 / 4)) *= x % 2 && x < width / 4 ? 0.8 : 1.0;
  }
  cv::Mat grain(size, CV_32FC3);
  random.fill(grain, cv::RNG::NORMAL, 0.0, 0.008);
  return clamp01(scene + grain);
}

Image to_photo(const cv::Mat& scene, SampleType type, int channels) {
  cv::Mat picture = scene;
  if (channels < 3) cv::cvtColor(scene, picture, cv::COLOR_RGB2GRAY);
  if (channels == 2 || channels == 4) {
    cv::Mat alpha(scene.size(), CV_32F);
    for (int x = 0; x < scene.cols; ++x) alpha.col(x) = float(x) / float(scene.cols);
    std::vector<cv::Mat> planes;
    cv::split(picture, planes);
    planes.push_back(alpha);
    cv::merge(planes, picture);
  }
  cv::Mat samples;
  if (type == SampleType::U8) {
    picture.convertTo(samples, CV_8U, 255);
  } else {
    picture.convertTo(samples, CV_16U, 65535);
  }
  return copy_from_mat(samples);
}

cv::Mat to_floats(const Image& image) {
  cv::Mat floats;
  const double unit = image.type() == SampleType::U8    ? 1 / 255.0
                      : image.type() == SampleType::U16 ? 1 / 65535.0
                                                        : 1.0;
  view_mat(image).convertTo(floats, CV_32F, unit);
  if (floats.channels() == 4) cv::cvtColor(floats, floats, cv::COLOR_RGBA2RGB);
  return floats;
}

cv::Mat like_autoencoder(const cv::Mat& picture, unsigned seed, double noise) {
  if (noise <= 0) return picture.clone();
  cv::Mat smooth;
  cv::GaussianBlur(picture, smooth, {}, 0.7, 0, cv::BORDER_REFLECT);
  cv::Mat error(picture.size(), CV_32FC3);
  cv::RNG random(seed + 1000);
  random.fill(error, cv::RNG::NORMAL, 0.0, 1.0);
  cv::GaussianBlur(error, error, {}, 1.2, 0, cv::BORDER_REFLECT);
  cv::Mat mean;
  cv::Mat deviation;
  cv::meanStdDev(error, mean, deviation);
  return smooth + error * (noise / std::max(1e-6, deviation.at<double>(0)));
}

std::vector<Image> make_frames(const std::vector<cv::Mat>& states, const WorkingMap& map, double noise) {
  std::vector<Image> frames;
  for (std::size_t i = 0; i < states.size(); ++i) {
    const Image small = make_working_image(copy_from_mat(states[i]), map);
    frames.push_back(copy_from_mat(like_autoencoder(view_mat(small), static_cast<unsigned>(i), noise)));
  }
  return frames;
}

MergeRequest make_request(const cv::Mat& scene, const cv::Mat& edited, SampleType type, int steps,
                          double noise) {
  MergeRequest request;
  request.photo = to_photo(scene, type);
  request.map = choose_working_map(scene.cols, scene.rows, {.max_area_px = 256 * 256});
  std::vector<cv::Mat> states;
  for (int i = 0; i <= steps; ++i) {
    const double share = double(i) / steps;
    states.push_back(scene * (1 - share) + edited * share);
  }
  request.frames = make_frames(states, request.map, noise);
  return request;
}

cv::Point2d on_frame(const WorkingMap& map, double photo_x, double photo_y) {
  return {photo_x * map.scale + map.pad_left, photo_y * map.scale + map.pad_top};
}

Image enlarge_to_photo(const Image& frame, const WorkingMap& map) {
  const cv::Point2d first = on_frame(map, 0.5, 0.5) - cv::Point2d(0.5, 0.5);
  const cv::Matx23d photo_to_frame(map.scale, 0, first.x, 0, map.scale, first.y);
  cv::Mat enlarged;
  cv::warpAffine(view_mat(frame), enlarged, photo_to_frame, cv::Size(map.photo_width, map.photo_height),
                 cv::INTER_CUBIC | cv::WARP_INVERSE_MAP, cv::BORDER_REFLECT);
  return copy_from_mat(enlarged);
}

double psnr(const cv::Mat& a, const cv::Mat& b) {
  const double error = cv::norm(a, b, cv::NORM_L2SQR) / (double(a.total()) * a.channels());
  return error > 1e-12 ? -10 * std::log10(error) : 120;
}

double psnr(const cv::Mat& a, const cv::Mat& b, const cv::Mat& mask) {
  const double error = cv::norm(a, b, cv::NORM_L2SQR, mask) / (double(cv::countNonZero(mask)) * a.channels());
  return error > 1e-12 ? -10 * std::log10(error) : 120;
}

bool same_pixels(const Image& a, const Image& b) {
  return a.width() == b.width() && a.height() == b.height() && a.channels() == b.channels() &&
         a.type() == b.type() && std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
}

cv::Mat sepia(const cv::Mat& scene) {
  return mix_channels(scene, {0.393F, 0.769F, 0.189F, 0.349F, 0.686F, 0.168F, 0.272F, 0.534F, 0.131F});
}

cv::Mat warm(const cv::Mat& scene) {
  return mix_channels(scene, {1.18F, 0, 0, 0, 1.04F, 0, 0, 0, 0.78F});
}

cv::Mat night(const cv::Mat& scene) {
  cv::Mat curved;
  cv::pow(scene, 1.4, curved);  // not affine: dark parts darken more
  return mix_channels(curved, {0.22F, 0.05F, 0.03F, 0.05F, 0.26F, 0.06F, 0.08F, 0.1F, 0.38F});
}

cv::Mat black_and_white(const cv::Mat& scene) {
  return mix_channels(scene, {0.299F, 0.587F, 0.114F, 0.299F, 0.587F, 0.114F, 0.299F, 0.587F, 0.114F});
}

cv::Mat fog(const cv::Mat& scene) {
  cv::Mat foggy(scene.size(), CV_32FC3);
  for (int y = 0; y < scene.rows; ++y) {
    // Thicker towards the horizon.
    const float thickness =
        0.35F + 0.5F * std::exp(-std::pow(float(y) / float(scene.rows) - 0.35F, 2.0F) * 12);
    for (int x = 0; x < scene.cols; ++x) {
      foggy.at<cv::Vec3f>(y, x) =
          scene.at<cv::Vec3f>(y, x) * (1 - thickness) + cv::Vec3f(0.85F, 0.87F, 0.9F) * thickness;
    }
  }
  return foggy;
}

}  // namespace v4e::pictures

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/merge/transfer.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/base/error.h"
#include "core/image/mat_view.h"

namespace v4e {
namespace {

constexpr int kCoarseFactor = 4;
constexpr float kOutsideWeight = 1e-3F;  // pixels outside the mask still carry windows without any inside

// Channels of the packed statistics: weight, source, source x source (upper triangle), target, source x
// target.
constexpr int kSource = 1;
constexpr int kSquares = 4;
constexpr int kTarget = 10;
int cross_at(int outputs) {
  return kTarget + outputs;
}
int statistics_size(int outputs) {
  return kTarget + outputs + 3 * outputs;
}

cv::Mat pack_statistics(const cv::Mat& source, const cv::Mat& target, const cv::Mat& weights) {
  const int outputs = target.channels();
  cv::Mat packed(source.size(), CV_32FC(statistics_size(outputs)));
  cv::parallel_for_(cv::Range(0, source.rows), [&](const cv::Range& range) {
    for (int y = range.start; y < range.end; ++y) {
      const float* s = source.ptr<float>(y);
      const float* t = target.ptr<float>(y);
      const float* weight = weights.empty() ? nullptr : weights.ptr<float>(y);
      float* out = packed.ptr<float>(y);
      for (int x = 0; x < source.cols; ++x, s += 3, t += outputs) {
        const float w = weight ? std::max(weight[x], kOutsideWeight) : 1.0F;
        *out++ = w;
        for (int i = 0; i < 3; ++i) *out++ = w * s[i];
        for (int i = 0; i < 3; ++i) {
          for (int j = i; j < 3; ++j) *out++ = w * s[i] * s[j];
        }
        for (int c = 0; c < outputs; ++c) *out++ = w * t[c];
        for (int c = 0; c < outputs; ++c) {
          for (int i = 0; i < 3; ++i) *out++ = w * s[i] * t[c];
        }
      }
    }
  });
  return packed;
}

// One window's map: rows of `gain` per output channel, then its constant.
struct Affine {
  float gain[3][3] = {};
  float constant[3] = {};
};

// Solves (S + ridge) a = cov + ridge * prior for each output channel; statistics are weighted sums. Without a
// constant, S and cov are about 0 instead of the means.
template <typename Value>
Affine solve(const Value* statistics, int outputs, const LocalAffineOptions& options, const Affine& prior) {
  const auto ridge = static_cast<float>(options.ridge);
  const float inverse_weight = 1.0F / static_cast<float>(statistics[0]);
  const auto mean_of = [&](int i) { return static_cast<float>(statistics[i]) * inverse_weight; };
  float m[3] = {};
  for (int i = 0; i < 3 && !options.keeps_zero; ++i) m[i] = mean_of(kSource + i);
  const float xx = mean_of(kSquares) - m[0] * m[0];
  const float xy = mean_of(kSquares + 1) - m[0] * m[1];
  const float xz = mean_of(kSquares + 2) - m[0] * m[2];
  const float yy = mean_of(kSquares + 3) - m[1] * m[1];
  const float yz = mean_of(kSquares + 4) - m[1] * m[2];
  const float zz = mean_of(kSquares + 5) - m[2] * m[2];
  const cv::Matx33f spread(xx, xy, xz, xy, yy, yz, xz, yz, zz);
  const float a = std::max(xx, 0.0F) + ridge;
  const float b = std::max(yy, 0.0F) + ridge;
  const float c = std::max(zz, 0.0F) + ridge;
  // Inverse of the symmetric 3x3 by cofactors; the ridge keeps it well away from singular.
  const float i00 = b * c - yz * yz;
  const float i01 = xz * yz - xy * c;
  const float i02 = xy * yz - xz * b;
  const float i11 = a * c - xz * xz;
  const float i12 = xy * xz - a * yz;
  const float i22 = a * b - xy * xy;
  const float determinant = a * i00 + xy * i01 + xz * i02;
  Affine result;
  for (int o = 0; o < outputs; ++o) {
    const float mean_target = options.keeps_zero ? 0.0F : mean_of(kTarget + o);
    float rest[3];
    for (int i = 0; i < 3; ++i) {
      const float covariance = mean_of(cross_at(outputs) + 3 * o + i) - m[i] * mean_target;
      rest[i] = covariance - spread(i, 0) * prior.gain[o][0] - spread(i, 1) * prior.gain[o][1] -
                spread(i, 2) * prior.gain[o][2];
    }
    const float scale = determinant > 0 ? 1.0F / determinant : 0.0F;
    result.gain[o][0] = prior.gain[o][0] + scale * (i00 * rest[0] + i01 * rest[1] + i02 * rest[2]);
    result.gain[o][1] = prior.gain[o][1] + scale * (i01 * rest[0] + i11 * rest[1] + i12 * rest[2]);
    result.gain[o][2] = prior.gain[o][2] + scale * (i02 * rest[0] + i12 * rest[1] + i22 * rest[2]);
    result.constant[o] =
        mean_target - result.gain[o][0] * m[0] - result.gain[o][1] * m[1] - result.gain[o][2] * m[2];
  }
  return result;
}

// Maps as four matrices with one column of the affine each.
using Columns = std::array<cv::Mat, 4>;

Affine read_affine(const Columns& columns, int y, int x, int outputs, int stride) {
  Affine affine;
  for (int o = 0; o < outputs; ++o) {
    for (int i = 0; i < 3; ++i)
      affine.gain[o][i] = columns[static_cast<std::size_t>(i)].ptr<float>(y)[x * stride + o];
  }
  return affine;
}

Columns solve_windows(const cv::Mat& statistics, int outputs, const LocalAffineOptions& options,
                      const Columns& prior) {
  cv::Mat sums;
  const cv::Size window(2 * options.radius_px + 1, 2 * options.radius_px + 1);
  cv::boxFilter(statistics, sums, CV_32F, window, {-1, -1}, true, cv::BORDER_REFLECT);
  const int stride = outputs == 1 ? 1 : 4;
  const int parts = statistics_size(outputs);
  Columns columns;
  for (cv::Mat& column : columns) column = cv::Mat::zeros(statistics.size(), CV_32FC(stride));
  cv::parallel_for_(cv::Range(0, sums.rows), [&](const cv::Range& range) {
    for (int y = range.start; y < range.end; ++y) {
      const float* values = sums.ptr<float>(y);
      for (int x = 0; x < sums.cols; ++x, values += parts) {
        const Affine affine = solve(values, outputs, options, read_affine(prior, y, x, outputs, stride));
        for (int o = 0; o < outputs; ++o) {
          for (int i = 0; i < 3; ++i) {
            columns[static_cast<std::size_t>(i)].ptr<float>(y)[x * stride + o] = affine.gain[o][i];
          }
          columns[3].ptr<float>(y)[x * stride + o] = affine.constant[o];
        }
      }
    }
  });
  return columns;
}

Affine solve_globally(const cv::Mat& statistics, int outputs, const LocalAffineOptions& options) {
  std::vector<double> sums(static_cast<std::size_t>(statistics_size(outputs)), 0.0);
  for (int y = 0; y < statistics.rows; ++y) {
    const float* values = statistics.ptr<float>(y);
    for (int x = 0; x < statistics.cols; ++x) {
      for (double& sum : sums) sum += *values++;
    }
  }
  // Without any evidence the colours stay as they are.
  Affine unchanged;
  if (outputs == 3) {
    for (int i = 0; i < 3; ++i) unchanged.gain[i][i] = 1.0F;
  }
  return solve(sums.data(), outputs, options, unchanged);
}

Columns spread_out(const Affine& affine, cv::Size size, int outputs) {
  Columns columns;
  for (std::size_t i = 0; i < 4; ++i) {
    cv::Scalar value;
    for (int o = 0; o < outputs; ++o) value[o] = i < 3 ? affine.gain[o][i] : affine.constant[o];
    columns[i] = cv::Mat(size, CV_32FC(outputs == 1 ? 1 : 4), value);
  }
  return columns;
}

// Means over blocks of kCoarseFactor squared (cv::resize takes no more than four channels for it).
cv::Mat average_blocks(const cv::Mat& values, cv::Size size) {
  const int channels = values.channels();
  cv::Mat means(size, values.type());
  cv::parallel_for_(cv::Range(0, size.height), [&](const cv::Range& range) {
    for (int y = range.start; y < range.end; ++y) {
      for (int x = 0; x < size.width; ++x) {
        const int bottom = std::min((y + 1) * kCoarseFactor, values.rows);
        const int right = std::min((x + 1) * kCoarseFactor, values.cols);
        float* target = means.ptr<float>(y) + static_cast<std::ptrdiff_t>(x) * channels;
        std::fill_n(target, channels, 0.0F);
        for (int v = y * kCoarseFactor; v < bottom; ++v) {
          const float* source =
              values.ptr<float>(v) + static_cast<std::ptrdiff_t>(x) * kCoarseFactor * channels;
          for (int u = x * kCoarseFactor; u < right; ++u) {
            for (int c = 0; c < channels; ++c) target[c] += *source++;
          }
        }
        const int count = (bottom - y * kCoarseFactor) * (right - x * kCoarseFactor);
        for (int c = 0; c < channels; ++c) target[c] /= static_cast<float>(count);
      }
    }
  });
  return means;
}

double masked_mean(const cv::Mat& values, const cv::Mat& mask) {
  double sum = 0;
  double weights = 0;
  const int channels = values.channels();
  for (int y = 0; y < values.rows; ++y) {
    for (int x = 0; x < values.cols; ++x) {
      const float weight = mask.at<float>(y, x);
      const float* value = values.ptr<float>(y) + static_cast<std::ptrdiff_t>(x) * channels;
      for (int c = 0; c < channels; ++c) sum += weight * value[c];
      weights += weight * static_cast<float>(channels);
    }
  }
  return weights > 0 ? sum / weights : 0;
}

}  // namespace

LocalAffine fit_local_affine(const Image& source, const Image& target, const Image& weights,
                             const LocalAffineOptions& options) {
  const int outputs = target.channels();
  V4E_ASSERT(source.channels() == 3 && (outputs == 1 || outputs == 3));
  V4E_ASSERT(source.width() == target.width() && source.height() == target.height());
  const cv::Mat statistics = pack_statistics(view_mat(source), view_mat(target), view_mat(weights));
  const cv::Size size = statistics.size();

  // The coarse windows are fitted on statistics averaged over blocks: their exact place does not matter.
  const cv::Size coarse_size((size.width + kCoarseFactor - 1) / kCoarseFactor,
                             (size.height + kCoarseFactor - 1) / kCoarseFactor);
  const cv::Mat coarse_statistics = average_blocks(statistics, coarse_size);
  const Affine whole = solve_globally(statistics, outputs, options);
  Columns coarse =
      solve_windows(coarse_statistics, outputs, options, spread_out(whole, coarse_size, outputs));
  for (cv::Mat& column : coarse) cv::resize(column, column, size, 0, 0, cv::INTER_LINEAR);
  Columns fine = solve_windows(statistics, outputs, options, coarse);
  const cv::Size window(2 * options.radius_px + 1, 2 * options.radius_px + 1);
  for (cv::Mat& column : fine) cv::blur(column, column, window, {-1, -1}, cv::BORDER_REFLECT);
  return {copy_from_mat(fine[0]), copy_from_mat(fine[1]), copy_from_mat(fine[2]), copy_from_mat(fine[3])};
}

Image apply_local_affine(const LocalAffine& map, const Image& source) {
  const int stride = map.constant.channels();
  const int outputs = stride == 1 ? 1 : 3;
  Image result(source.width(), source.height(), outputs, SampleType::F32);
  cv::Mat out = view_mutable_mat(result);
  for (int y = 0; y < source.height(); ++y) {
    const float* s = source.row<float>(y);
    const float* red = map.red.row<float>(y);
    const float* green = map.green.row<float>(y);
    const float* blue = map.blue.row<float>(y);
    const float* constant = map.constant.row<float>(y);
    float* target = out.ptr<float>(y);
    for (int x = 0; x < source.width(); ++x, s += 3) {
      for (int o = 0; o < outputs; ++o) {
        const int i = x * stride + o;
        *target++ = red[i] * s[0] + green[i] * s[1] + blue[i] * s[2] + constant[i];
      }
    }
  }
  return result;
}

double explained_share(const Image& source, const Image& target, const Image& predicted, const Image& mask) {
  // Compared at a scale where the model's noise and the autoencoder's blur have averaged out.
  const auto smoothed_square = [](const cv::Mat& difference) {
    cv::Mat smooth;
    cv::GaussianBlur(difference, smooth, {}, 1.0, 1.0, cv::BORDER_REFLECT);
    return cv::Mat(smooth.mul(smooth));
  };
  const cv::Mat weights = view_mat(mask);
  const double change = masked_mean(smoothed_square(view_mat(target) - view_mat(source)), weights);
  const double rest = masked_mean(smoothed_square(view_mat(target) - view_mat(predicted)), weights);
  return change > 0 ? std::clamp(1.0 - rest / change, 0.0, 1.0) : 1.0;
}

double new_structure_share(const Image& photo, const Image& reconstruction, const Image& edited,
                           const Image& predicted, const Image& mask) {
  const auto structure = [](const cv::Mat& image) {
    cv::Mat smooth;
    cv::GaussianBlur(image, smooth, {}, 1.0, 1.0, cv::BORDER_REFLECT);
    cv::Mat laplacian;
    cv::Laplacian(smooth, laplacian, CV_32F, 1, 1.0, 0.0, cv::BORDER_REFLECT);
    return cv::Mat(cv::abs(laplacian));
  };
  const cv::Mat weights = view_mat(mask);
  const double fresh = masked_mean(structure(view_mat(edited) - view_mat(predicted)), weights);
  const double error = masked_mean(structure(view_mat(photo) - view_mat(reconstruction)), weights);
  const double before = masked_mean(structure(view_mat(photo)), weights);
  return std::sqrt(std::max(0.0, fresh * fresh - 2 * error * error)) / std::max(before, 1e-3);
}

}  // namespace v4e
